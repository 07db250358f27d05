"""What a version of a record says, in the words of its form, and where two versions differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import BooleanField, DateField, SelectField

from evidence.records.store import FILES
from evidence.records.words import BEARING_WORDS, Bearing
from evidence.web.formatters import long_date

LINES, OWNER, CONFIDENTIAL = "lines", "owner", "confidential"
# A version names a field as its column is named; on the form it may be called otherwise.
_FORM_NAMES = {CONFIDENTIAL: "is_confidential"}
NOTHING = ("(nothing)",)

Fields = Mapping[str, Any]
Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two versions fill differently: its label, and what each says, as lines of text."""

    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(form: Any, before: Fields, after: Fields, names: Names) -> list[Difference]:
    """Where two versions differ, in the order of the later one. Fields that only one of them knows are left out.

    form: any form of the kind, for its labels and choices. names: of the accounts in `people_in`.
    """
    return [
        Difference(_label(form, name), _words(form, name, before[name], names), _words(form, name, value, names))
        for name, value in after.items()
        if name in before and before[name] != value
    ]


def everything(form: Any, fields: Fields, names: Names) -> list[Difference]:
    """All that a first version says, as differences to nothing; empty fields are left out."""
    return [
        Difference(_label(form, name), NOTHING, _words(form, name, value, names))
        for name, value in fields.items()
        if value not in (None, "", [], False)
    ]


def people_in(*versions: Fields) -> set[UUID]:
    """The accounts that versions name as owners."""
    return {UUID(str(fields[OWNER])) for fields in versions if fields.get(OWNER)}


def _label(form: Any, name: str) -> str:
    field = _field(form, name)
    return str(field.label.text) if field is not None else name.replace("_", " ").capitalize()


def _words(form: Any, name: str, value: Any, names: Names) -> tuple[str, ...]:
    if name == LINES:
        return tuple(_line_words(line) for line in value) or NOTHING
    if name == FILES:
        return tuple(str(file["name"]) for file in value) or NOTHING
    if value in (None, ""):
        return NOTHING
    if name == OWNER:
        return (names.get(UUID(str(value)), "somebody whose name is gone"),)
    return (_field_words(_field(form, name), value),)


def _field_words(field: Any, value: Any) -> str:
    if isinstance(field, BooleanField) or isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, DateField):
        return long_date(date.fromisoformat(str(value)))
    if isinstance(field, SelectField):
        return str(next((choice.label for choice in field.iter_choices() if choice.value == value), value))
    return str(value)


def _line_words(line: Mapping[str, str]) -> str:
    bearing = BEARING_WORDS[Bearing(line["bearing"])].lower()
    words = f"{line['line'].rpartition('/')[2]}: {bearing}"
    return f"{words}. {line['shows']}" if line["shows"] else words


def _field(form: Any, name: str) -> Any:
    fields: Mapping[str, Any] = form._fields
    return fields.get(_FORM_NAMES.get(name, name))
