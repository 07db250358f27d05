"""What goes into a pack: one form for all packs, said by the address alone, so that the address of a pack can be kept.

A pack leaves the building, so no choice here puts a confidential record into one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectChoice, ValidationError
from wtforms.fields import Field

from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.web.fields import Choices, Day, Needed
from evidence.web.formatters import initials, join_words, long_date
from kloe.framework import Framework

SHORT, FULL = "short", "full"
CHOOSE_DETAIL, CHOOSE_NAMES = "Choose short or full.", "Choose initials or full names."
DETAIL_WORDS = {
    SHORT: "Short: titles and references",
    FULL: "Full: what was written as well",
}


class Names(StrEnum):
    """How the people who wrote, judged or see to something are named."""

    INITIALS = "initials"
    FULL = "full"


NAMES_WORDS: Mapping[str, str] = {
    Names.INITIALS: "Initials, such as A. M.",
    Names.FULL: "Full names",
}


@dataclass(frozen=True, slots=True)
class PackChoices:
    """What goes into a pack.

    lines: (framework id, code) of those it is about; None for all. since, until: the first and the last day of what
    happened; None where it does not matter. is_full: with what was written, beside titles and references. has_open:
    with the judgements of the round that is still open, beside those that are signed off.
    """

    lines: frozenset[tuple[str, str]] | None = None
    since: date | None = None
    until: date | None = None
    is_full: bool = False
    names: Names = Names.INITIALS
    has_open: bool = False

    @classmethod
    def from_args(
        cls, args: Mapping[str, Any], framework: Framework, *, usual: "PackChoices | None" = None
    ) -> tuple["PackChoices", tuple[str, ...]]:
        """What an address chooses, and the problems with it: sentences that say what to do.

        args: the address's arguments, a MultiDict. usual: what holds where the address says nothing. What can't be
        understood counts as not said.
        """
        form = ChoicesForm(args, framework, usual or cls())
        is_fine = form.validate()
        return form.choices(), () if is_fine else tuple(str(error) for each in form.errors.values() for error in each)

    def as_args(self) -> dict[str, Any]:
        """The same for an address: `url_for("…", **choices.as_args())`. Lists are arguments said several times."""
        said: dict[str, Any] = {"detail": FULL if self.is_full else SHORT, "names": self.names.value}
        if self.lines is not None:
            said["lines"] = sorted(code for _, code in self.lines)
        if self.since is not None:
            said["since"] = self.since.isoformat()
        if self.until is not None:
            said["until"] = self.until.isoformat()
        if self.has_open:
            said["open"] = "yes"
        return said

    def wants(self, framework_id: str, code: str) -> bool:
        """Whether a line is among those chosen."""
        return self.lines is None or (framework_id, code) in self.lines

    def covers(self, day: date | None) -> bool:
        """Whether this day is in the chosen time; something without a day is when no time is chosen."""
        if day is None:
            return self.since is None and self.until is None
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def person(self, name: str) -> str:
        """A person's name as the pack gives it: in full, or as "A. M."; "" stays ""."""
        if self.names is Names.FULL:
            return name
        return " ".join(f"{letter}." for letter in initials(name))

    def in_words(self, framework: Framework) -> str:
        """What was chosen, in a few sentences for the cover of a pack."""
        chosen = [line.code for line in framework.lines if self.wants(framework.id, line.code)]
        about = "All lines." if self.lines is None else f"Lines {join_words(chosen)}."
        if self.since and self.until:
            when = f" What happened from {long_date(self.since)} to {long_date(self.until)}."
        elif self.since:
            when = f" What happened since {long_date(self.since)}."
        elif self.until:
            when = f" What happened up to {long_date(self.until)}."
        else:
            when = ""
        not_signed_off = " Judgements that are not signed off yet are in it, each marked." if self.has_open else ""
        return about + when + not_signed_off


def offered(words: Mapping[str, str]) -> list[SelectChoice]:
    """Words by their values, as a field offers them."""
    return [SelectChoice(str(value), label) for value, label in words.items()]


def outside(scope: Scope) -> Scope:
    """The scope that a pack is read in: it leaves the building, so it holds what a viewer may see and no more."""
    return replace(scope, role=Role.VIEWER)


class ChoicesForm(FlaskForm):
    """The choices as a form. It only asks, so it carries no token."""

    class Meta:
        """Nothing is changed by it."""

        csrf = False

    lines = Choices("Which lines", validate_choice=False)
    since = Day("Happened from", thing="The first day")
    until = Day("Happened to", thing="The last day")
    detail = RadioField("How much", [Needed(CHOOSE_DETAIL)], choices=offered(DETAIL_WORDS), validate_choice=False)
    names = RadioField(
        "How people are named", [Needed(CHOOSE_NAMES)], choices=offered(NAMES_WORDS), validate_choice=False
    )

    def __init__(self, args: Mapping[str, Any], framework: Framework, usual: PackChoices | None = None) -> None:
        usual = usual or PackChoices()
        super().__init__(
            formdata=_with_usual(args, usual),
            data={"detail": FULL if usual.is_full else SHORT, "names": usual.names.value},
        )
        self._framework = framework
        self._usual = usual
        self.lines.choices = [
            *(SelectChoice(each.code, f"All of {each.title}") for each in framework.key_questions),
            *(SelectChoice(line.code, f"{line.code} {line.title}") for line in framework.lines),
        ]

    def validate_lines(self, field: Field) -> None:
        """Refuse lines that the framework does not have."""
        unknown = sorted(set(field.data or ()) - {choice.value for choice in self.lines.choices})
        if unknown:
            raise ValidationError(
                f"{self._framework.short_title} has no line {join_words(unknown)[:80]}. Choose lines from the list."
            )

    def validate_until(self, field: Field) -> None:
        """Refuse a last day before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("The last day must be on or after the first.")

    def validate_detail(self, field: Field) -> None:
        """Refuse anything but short and full."""
        if field.data not in DETAIL_WORDS:
            raise ValidationError(CHOOSE_DETAIL)

    def validate_names(self, field: Field) -> None:
        """Refuse anything but initials and full names."""
        if field.data not in set(Names):
            raise ValidationError(CHOOSE_NAMES)

    def choices(self) -> PackChoices:
        """What is chosen; fields that can't be understood count as not said. A key question stands for its lines."""
        said = {name: field.data for name, field in self._fields.items() if not field.errors}
        asked = set(said.get("lines") or ())
        lines = frozenset(
            (self._framework.id, line.code) for line in self._framework.lines if {line.code, line.key_question} & asked
        )
        return PackChoices(
            lines=lines if asked and len(lines) < len(self._framework.lines) else None,
            since=said.get("since"),
            until=said.get("until"),
            is_full=said["detail"] == FULL if "detail" in said else self._usual.is_full,
            names=Names(said["names"]) if "names" in said else self._usual.names,
        )

    def is_ticked(self, code: str) -> bool:
        """Whether a line or a key question is among those asked for."""
        return code in (self.lines.data or ())


def _with_usual(args: Mapping[str, Any], usual: PackChoices) -> MultiDict[str, Any]:
    """The arguments of an address, with the usual choices where it makes none."""
    said = MultiDict(args)
    for name, value in usual.as_args().items():
        if name not in said and name in ("detail", "names"):
            said[name] = value
    return said
