"""Lists of records, a page of 50 at a time, with what each row shows beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from evidence.accounts import people
from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned, db
from evidence.records import attachments, store
from evidence.records.attachments import FileOnPage
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State

PAGE_SIZE = 50

NEWEST_FIRST = (Record.happened_on.desc().nulls_last(),)

Own = TypeVar("Own", bound=ServiceOwned)


@dataclass(frozen=True, slots=True)
class Row(Generic[Own]):
    """One record of a list: the record, its kind's row, its lines, files, and owner's name."""

    record: Record
    own: Own
    links: Sequence[RecordLine]
    files: Sequence[FileOnPage]
    owner: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Own]):
    """One page of a list. `number` counts from 1."""

    rows: Sequence[Row[Own]]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_page(
    scope: Scope,
    kind: Kind,
    own: type[Own],
    *,
    order: Sequence[ColumnElement[Any]],
    where: Sequence[ColumnElement[bool]] = (),
    line: tuple[str, str] | None = None,
    number: int = 1,
) -> Page[Own]:
    """A page of the records of one kind that the person may see. Five queries, whatever their number.

    line: (framework id, code) to list only what is linked to it. A page number past the end gives the last page.
    """
    criteria = [visible(scope), Record.kind == kind.value, own.service_id == scope.service_id, *where]
    if line is not None:
        criteria.append(linked_to(scope, *line))
    joined = and_(own.service_id == Record.service_id, own.id == Record.id)
    total = db.session.scalar(select(func.count()).select_from(Record).join(own, joined).where(*criteria)) or 0
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    found = db.session.execute(
        select(Record, own)
        .join(own, joined)
        .where(*criteria)
        .order_by(*order, Record.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(with_company(scope, [(record, row) for record, row in found]), total, number)


def in_state(state: State | None) -> ColumnElement[bool]:
    """The criterion for one state; None for everything that is not archived."""
    return Record.state != State.ARCHIVED.value if state is None else Record.state == state.value


def linked_to(scope: Scope, framework_id: str, code: str) -> ColumnElement[bool]:
    """The criterion for records linked to one line."""
    return exists().where(
        RecordLine.service_id == scope.service_id,
        RecordLine.record_id == Record.id,
        RecordLine.framework_id == framework_id,
        RecordLine.code == code,
    )


def with_company(scope: Scope, found: Sequence[tuple[Record, Own]]) -> list[Row[Own]]:
    """Records with their lines, files and owners' names. Three queries, none for an empty list."""
    ids: list[UUID] = [record.id for record, _ in found]
    links = store.links_of(scope, ids)
    files = attachments.files_of(scope, ids)
    names = people.names_of({record.owner_id for record, _ in found if record.owner_id})
    return [
        Row(record, own, links[record.id], files[record.id], names.get(record.owner_id, "") if record.owner_id else "")
        for record, own in found
    ]
