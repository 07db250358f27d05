"""What a record is told when it is added or changed, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from evidence.database import ServiceOwned
from evidence.records.words import Bearing


@dataclass(frozen=True, slots=True)
class LineLink:
    """A record's link to one line: how it bears on it and what it shows."""

    framework_id: str
    code: str
    bearing: Bearing = Bearing.SUPPORTS
    shows: str = ""

    @property
    def key(self) -> str:
        """The line as forms and addresses name it: `asc-2017-11/S1`."""
        return f"{self.framework_id}/{self.code}"


@dataclass(frozen=True, slots=True)
class FormFiles:
    """What a form says of files: its key, under which new ones are kept, and the ids of attachments to take off."""

    key: str = ""
    taken_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordDetails:
    """The fields that every kind of record has, and its kind's own fields by column name."""

    title: str
    text: str
    happened_on: date | None = None
    owner_id: UUID | None = None
    is_confidential: bool = False
    links: tuple[LineLink, ...] = ()
    own: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def as_fields(self) -> dict[str, Any]:
        """All fields as plain JSON, as a version keeps them."""
        plain = {
            "title": self.title,
            "text": self.text,
            "happened_on": self.happened_on,
            "owner": self.owner_id,
            "confidential": self.is_confidential,
            **self.own,
            "lines": [
                {"line": link.key, "bearing": link.bearing.value, "shows": link.shows}
                for link in sorted(self.links, key=lambda link: link.key)
            ],
        }
        return {name: _simple(value) for name, value in plain.items()}


def _simple(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def own_columns(own: type[ServiceOwned]) -> list[str]:
    """The columns that a kind's own table adds to the record."""
    return [column.key for column in inspect(own).columns if column.key not in ("service_id", "id")]
