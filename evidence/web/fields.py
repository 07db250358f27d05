"""Form fields and validators that speak with one voice: every message says what to do."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from evidence.web import clock

TITLE_LENGTH = 150
TEXT_LENGTH = 20_000
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def tidy(value: str | None) -> str:
    """Typed text without control characters, with plain line ends and no space around it."""
    return _CONTROL.sub("", (value or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


class Needed:
    """The field must be filled in. `message` is the whole sentence, such as "Enter a title."."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Stop at this message when the field is empty."""
        if getattr(field, "raw_data", None) and field.errors:
            raise StopValidation
        empty = not field.data or (isinstance(field.data, str) and not field.data.strip())
        if empty:
            field.errors = []
            raise StopValidation(self.message)


class AtMost:
    """The text must not be longer than `characters`."""

    def __init__(self, characters: int, thing: str) -> None:
        self.characters = characters
        self.thing = thing

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuse longer text, saying by how much it is too long."""
        too_many = len(field.data or "") - self.characters
        if too_many > 0:
            raise ValidationError(
                f"{self.thing} must be {self.characters:,} characters or fewer. Shorten it by {too_many:,}."
            )


class NotInFuture:
    """The date must be today or earlier."""

    def __init__(self, thing: str) -> None:
        self.thing = thing

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Refuse a date after today."""
        if field.data and field.data > clock.today():
            raise ValidationError(f"{self.thing} must be today or in the past.")


class LineOfText(StringField):
    """One line of text."""

    def __init__(
        self, label: str, *, thing: str, needed: str = "", longest: int = TITLE_LENGTH, hint: str = "", **rest: Any
    ) -> None:
        checks: list[Callable[..., None]] = [Needed(needed)] if needed else []
        super().__init__(label, [*checks, AtMost(longest, thing)], filters=[tidy], description=hint, **rest)
        self.longest = longest


class Words(TextAreaField):
    """Several lines of text; Markdown is allowed and cleaned when shown."""

    def __init__(
        self, label: str, *, thing: str, needed: str = "", longest: int = TEXT_LENGTH, hint: str = "", **rest: Any
    ) -> None:
        checks: list[Callable[..., None]] = [Needed(needed)] if needed else []
        super().__init__(label, [*checks, AtMost(longest, thing)], filters=[tidy], description=hint, **rest)


class Day(DateField):
    """A date. Browsers offer a calendar; typed dates are read day first."""

    def __init__(
        self, label: str, *, thing: str, needed: str = "", hint: str = "", past: bool = False, **rest: Any
    ) -> None:
        checks: list[Callable[..., None]] = [Needed(needed)] if needed else []
        if past:
            checks.append(NotInFuture(thing))
        super().__init__(label, checks, description=hint, **rest)
        self.thing = thing

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date typed, in any common English form. Raises ValueError saying what to type."""
        self.data: date | None = None
        text = tidy(valuelist[0]) if valuelist else ""
        if not text:
            return
        for form in _DATE_FORMATS:
            try:
                found = datetime.strptime(text, form).date()
            except ValueError:
                continue
            if found.year >= 1900:
                self.data = found
                return
        raise ValueError(f"{self.thing} must be a real date, such as 22/11/2026.")


class Choices(SelectMultipleField):
    """Several ticks out of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OnceField(HiddenField):
    """The key that makes a form work once only, however often it is sent."""

    def __init__(self, label: str = "", **rest: Any) -> None:
        super().__init__(label, filters=[lambda value: tidy(value)[:64]], **rest)
