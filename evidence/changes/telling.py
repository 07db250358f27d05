"""The details of an audit entry in words: which fields say what now, and what they said before."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from evidence.web.formatters import long_date

NOTHING = "(nothing)"
ERASED = "The details have been erased."
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LABELS = {
    "cqc_location_id": "CQC location ID",
    "word": "What was said",
    "files": "Files added",
    "files_taken_off": "Files taken off",
    "with": "Signed in with",
    "owner": "Who looks after it",
}
# Told by the entry itself, or of no use to anybody who reads it.
_LEFT_OUT = frozenset({"version"})

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One field of an entry: its name, what it says now, and what it said before (None where that is not told)."""

    label: str
    after: str
    before: str | None = None


def tell(details: Mapping[str, Any] | None, names: Names, *, older: Mapping[str, Any] | None = None) -> list[Told]:
    """What an entry says, field by field. Nothing for details that were erased.

    details: as the audit trail keeps them. names: of the accounts that `people_in` finds. older: the fields of the
    version before, when the entry holds a whole version; then only the fields that differ are told.
    """
    told: list[Told] = []
    for key, value in (details or {}).items():
        if key in _LEFT_OUT:
            continue
        if key == "fields" and isinstance(value, Mapping):
            told += _version(value, older, names)
        elif key == "after":
            told += _difference((details or {}).get("before"), value, names)
        elif key != "before" and not _is_empty(value):
            told.append(Told(_label(key), _words(value, names)))
    return told


def people_in(values: Iterable[Any]) -> set[UUID]:
    """Every id among the texts of some details: those that are accounts have names."""
    found: set[UUID] = set()
    for value in values:
        if isinstance(value, Mapping):
            found |= people_in(value.values())
        elif isinstance(value, Sequence) and not isinstance(value, str):
            found |= people_in(value)
        elif (person := _id(value)) is not None:
            found.add(person)
    return found


def as_text(told: Sequence[Told]) -> str:
    """All of it as one line: "Title: Falls audit → Falls audit May; Files added: falls.csv"."""
    return "; ".join(
        f"{each.label}: {each.after}" if each.before is None else f"{each.label}: {each.before} → {each.after}"
        for each in told
    )


def _version(fields: Mapping[str, Any], older: Mapping[str, Any] | None, names: Names) -> list[Told]:
    if older is None:
        return [Told(_label(key), _words(value, names)) for key, value in fields.items() if not _is_empty(value)]
    return [
        Told(_label(key), _words(value, names), _words(older[key], names))
        for key, value in fields.items()
        if key in older and older[key] != value
    ]


def _difference(before: Any, after: Any, names: Names) -> list[Told]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = [*after, *(key for key in before if key not in after)]
        return [
            Told(_label(key), _words(after.get(key), names), _words(before.get(key), names))
            for key in keys
            if before.get(key) != after.get(key)
        ]
    return [Told("State", _words(after, names), _words(before, names))]


def _label(key: str) -> str:
    return _LABELS.get(key) or key.replace("_", " ").replace("-", " ").capitalize()


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, (str, list, dict)) and not value)


def _words(value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_empty(value):
        return NOTHING
    if isinstance(value, Mapping):
        return _of_mapping(value, names)
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(each, names) for each in value)
    person = _id(value)
    if person is not None:
        return names.get(person, "somebody whose name is gone")
    if isinstance(value, str) and _DAY.fullmatch(value):
        return _day(value)
    return str(value)


def _of_mapping(value: Mapping[str, Any], names: Names) -> str:
    if "line" in value and "bearing" in value:
        words = f"{str(value['line']).rpartition('/')[2]} {value['bearing']}"
        return f"{words} ({value['shows']})" if value.get("shows") else words
    if "name" in value and "sha256" in value:
        return str(value["name"])
    return ", ".join(f"{_label(key).lower()}: {_words(inner, names)}" for key, inner in value.items())


def _day(text: str) -> str:
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


def _id(value: Any) -> UUID | None:
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None
