"""Lists of records, a page of 50 at a time, with what each row shows beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned, db
from evidence.records import attachments, store
from evidence.records.attachments import FileOnPage
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State

PAGE_SIZE = 50
DOWN = "-down"

Own = TypeVar("Own", bound=ServiceOwned)
Names = Mapping[UUID, str]


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

    @property
    def first(self) -> int:
        """The place of the page's first row in the whole list, from 1."""
        return (self.number - 1) * PAGE_SIZE + 1


@dataclass(frozen=True, slots=True)
class Sorting:
    """A way to put a list in order: by `column`, up or down, after `before`, which always goes up."""

    column: Any
    before: tuple[ColumnElement[Any], ...] = ()
    may_be_empty: bool = False

    def order(self, *, down: bool) -> tuple[ColumnElement[Any], ...]:
        """The ORDER BY. What has no value comes last both ways; of records alike the newest comes first."""
        way = self.column.desc() if down else self.column.asc()
        way = way.nulls_last() if self.may_be_empty else way
        return (*self.before, way, Record.id.desc())


SORTINGS: Mapping[str, Sorting] = {
    "happened": Sorting(Record.happened_on, may_be_empty=True),
    "title": Sorting(Record.title_key),
    "added": Sorting(Record.created_at),
    "changed": Sorting(Record.updated_at),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a list.

    state: None for all that is not archived. lines: of these alone, as (framework id, codes); owner: an account.
    is_without_lines and is_without_owner: only records that have none. sort: a name among the list's sortings, with
    "-down" behind it for the other way round. number: of the page, from 1; past the end it gives the last.
    """

    state: State | None = None
    lines: tuple[str, Sequence[str]] | None = None
    is_without_lines: bool = False
    owner: UUID | None = None
    is_without_owner: bool = False
    sort: str = ""
    number: int = 1

    def criteria(self, scope: Scope) -> list[ColumnElement[bool]]:
        """The criteria for records of the list, beside who may see them."""
        where = [in_state(self.state)]
        if self.lines is not None:
            where.append(linked_to(scope, *self.lines))
        if self.is_without_lines:
            where.append(~exists().where(RecordLine.service_id == scope.service_id, RecordLine.record_id == Record.id))
        if self.owner is not None:
            where.append(Record.owner_id == self.owner)
        if self.is_without_owner:
            where.append(Record.owner_id.is_(None))
        return where

    def order(self, sortings: Mapping[str, Sorting]) -> tuple[ColumnElement[Any], ...]:
        """The order asked for, among those that the list has. Raises KeyError for another."""
        return sortings[self.sort.removesuffix(DOWN)].order(down=self.sort.endswith(DOWN))


def list_page(
    scope: Scope,
    kind: Kind,
    own: type[Own],
    wanted: Wanted,
    *,
    sortings: Mapping[str, Sorting] = SORTINGS,
    where: Sequence[ColumnElement[bool]] = (),
    names: Names,
) -> Page[Own]:
    """A page of the records of one kind that the person may see. Four queries, whatever their number.

    where: more criteria of the kind's own. names: of the owners, by account, as `owners_of` gives them.
    """
    criteria = [*of_kind(scope, kind, own), *wanted.criteria(scope), *where]
    total = db.session.scalar(select(func.count()).select_from(Record).join(own, joined(own)).where(*criteria)) or 0
    number = min(max(1, wanted.number), max(1, -(-total // PAGE_SIZE)))
    found = db.session.execute(
        select(Record, own)
        .join(own, joined(own))
        .where(*criteria)
        .order_by(*wanted.order(sortings))
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return Page(with_company(scope, [(record, row) for record, row in found], names), total, number)


def owners_of(scope: Scope, kind: Kind) -> dict[UUID, str]:
    """Who looks after records of a kind that the person may see: names by account, in their order. One query."""
    rows = (
        select(Account.id, Account.name)
        .where(
            exists().where(visible(scope), Record.kind == kind.value, Record.owner_id == Account.id).correlate(Account)
        )
        .where(Account.provider_id == scope.provider_id)
        .order_by(Account.name, Account.id)
    )
    return {row.id: row.name for row in db.session.execute(rows)}


def of_kind(scope: Scope, kind: Kind, own: type[ServiceOwned]) -> tuple[ColumnElement[bool], ...]:
    """The criteria for records of one kind that the person may see, joined with their own rows."""
    return visible(scope), Record.kind == kind.value, own.service_id == scope.service_id


def joined(own: type[ServiceOwned]) -> ColumnElement[bool]:
    """How a record is joined with its own row."""
    return and_(own.service_id == Record.service_id, own.id == Record.id)


def in_state(state: State | None) -> ColumnElement[bool]:
    """The criterion for one state; None for everything that is not archived."""
    return Record.state != State.ARCHIVED.value if state is None else Record.state == state.value


def linked_to(scope: Scope, framework_id: str, codes: Sequence[str]) -> ColumnElement[bool]:
    """The criterion for records linked to one of these lines."""
    return exists().where(
        RecordLine.service_id == scope.service_id,
        RecordLine.record_id == Record.id,
        RecordLine.framework_id == framework_id,
        RecordLine.code.in_(codes),
    )


def with_company(scope: Scope, found: Sequence[tuple[Record, Own]], names: Names) -> list[Row[Own]]:
    """Records with their lines, files and owners' names. Two queries, none for an empty list."""
    ids: list[UUID] = [record.id for record, _ in found]
    links = store.links_of(scope, ids)
    files = attachments.files_of(scope, ids)
    return [
        Row(record, own, links[record.id], files[record.id], names.get(record.owner_id, "") if record.owner_id else "")
        for record, own in found
    ]
