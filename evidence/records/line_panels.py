"""What the page of one line shows of each kind of record: the first ones linked to it, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, func, select

from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned, db
from evidence.records.checks import SecondPerson, last_checked_version, second_person
from evidence.records.models import Attachment, Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Bearing, Kind, State

SHOWN = 20

Own = TypeVar("Own", bound=ServiceOwned)


@dataclass(frozen=True, slots=True)
class Linked(Generic[Own]):
    """A record linked to the line: the record, its kind's row, the link, its number of files, and its second person."""

    record: Record
    own: Own
    link: RecordLine
    file_count: int
    second: SecondPerson


@dataclass(frozen=True, slots=True)
class LinkedRecords(Generic[Own]):
    """The first records linked to a line, and the number of all that are."""

    shown: Sequence[Linked[Own]]
    total: int


def linked_records(
    scope: Scope,
    kind: Kind,
    own: type[Own],
    framework_id: str,
    code: str,
    *,
    order: Sequence[ColumnElement[Any]] = (),
) -> LinkedRecords[Own]:
    """The first 20 records of one kind linked to a line. One query.

    order: which come first; without it unresolved challenges do, and the newest after them.
    """
    files = (
        select(func.count())
        .select_from(Attachment)
        .where(Attachment.service_id == scope.service_id, Attachment.record_id == Record.id)
        .where(Attachment.removed_at.is_(None))
        .scalar_subquery()
    )
    is_open_challenge = and_(RecordLine.bearing == Bearing.CHALLENGES.value, RecordLine.resolved_at.is_(None))
    order = order or (is_open_challenge.desc(), Record.happened_on.desc().nulls_last())
    rows = (
        select(Record, own, RecordLine, files, last_checked_version(scope), func.count().over())
        .join(RecordLine, and_(RecordLine.service_id == Record.service_id, RecordLine.record_id == Record.id))
        .join(own, and_(own.service_id == Record.service_id, own.id == Record.id))
        .where(visible(scope), own.service_id == scope.service_id, RecordLine.service_id == scope.service_id)
        .where(Record.kind == kind.value, Record.state != State.ARCHIVED.value)
        .where(RecordLine.framework_id == framework_id, RecordLine.code == code)
        .order_by(*order, Record.id.desc())
        .limit(SHOWN)
    )
    found = db.session.execute(rows).all()
    shown = [
        Linked(record, row, link, file_count, second_person(record, checked))
        for record, row, link, file_count, checked, _ in found
    ]
    return LinkedRecords(shown, found[0][-1] if found else 0)
