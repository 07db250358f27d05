"""One row of a table as one line of text, and back: the same on both databases, and readable without this program.

A value that JSON has no word for is an object of one member, named after its kind:
{"uuid": "…"}, {"moment": "2026-03-01T09:30:00+00:00"}, {"day": "2026-03-01"}, {"bytes": "base64"}, {"json": …},
{"number": "12.50"}.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, types

Row = Mapping[str, Any]


def as_line(row: Row, json_columns: frozenset[str]) -> str:
    """A row as one line of JSON, without its end. `json_columns`: the columns whose value is JSON already."""
    told = {name: _told(value, is_json=name in json_columns) for name, value in row.items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> dict[str, Any]:
    """The row that a line tells, by column. Raises ValueError for a line that is not one of ours."""
    told = json.loads(line)
    if not isinstance(told, dict):
        raise ValueError("A line of a table is an object.")
    return {name: _read(value) for name, value in told.items()}


def fit(value: Any, column: Column[Any], *, dialect: str) -> Any:
    """The value as the column of a table that was read back from the database takes it.

    SQLite keeps ids as 32 digits and moments without their offset, and says so when its tables are read back.
    """
    if dialect == "sqlite" and isinstance(value, UUID) and not isinstance(column.type, types.Uuid):
        return value.hex
    if dialect == "sqlite" and isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _told(value: Any, *, is_json: bool) -> Any:
    if value is None:
        return None
    if is_json:
        return {"json": value}
    if isinstance(value, bool | int | str):
        return value
    for kind, name, tell in _TELLING:
        if isinstance(value, kind):
            return {name: tell(value)}
    raise TypeError(f"A {type(value).__name__} has no place in a backup yet.")


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((name, told),) = value.items()
    return _READING[name](told)


# A moment is a day as well to isinstance: it stands first.
_TELLING: tuple[tuple[type, str, Callable[[Any], Any]], ...] = (
    (UUID, "uuid", str),
    (datetime, "moment", lambda value: value.astimezone(UTC).isoformat()),
    (date, "day", lambda value: value.isoformat()),
    (bytes, "bytes", lambda value: base64.b64encode(value).decode("ascii")),
    (float, "number", repr),
    (Decimal, "number", str),
)
_READING: dict[str, Callable[[Any], Any]] = {
    "uuid": UUID,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": base64.b64decode,
    "number": Decimal,
    "json": lambda value: value,
}
