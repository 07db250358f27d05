"""Which lines of a framework records are linked to, whatever state the records are in."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import and_, select

from evidence.accounts.framework_uses import Part, Use
from evidence.database import db
from evidence.records.models import Record, RecordLine


def find_uses(service_ids: Sequence[UUID], framework_id: str) -> Iterator[Use]:
    """The lines that records of these services are linked to, or came from through a crosswalk. Two queries."""
    record = and_(Record.service_id == RecordLine.service_id, Record.id == RecordLine.record_id)
    linked = (
        select(RecordLine.service_id, Record.reference, RecordLine.code)
        .join(Record, record)
        .where(RecordLine.service_id.in_(service_ids), RecordLine.framework_id == framework_id)
    )
    for service_id, reference, code in db.session.execute(linked):
        yield Use(Part.LINE, code, service_id, reference)
    start = f"{framework_id}/"
    through = (
        select(RecordLine.service_id, Record.reference, RecordLine.via)
        .join(Record, record)
        .where(RecordLine.service_id.in_(service_ids), RecordLine.via.startswith(start, autoescape=True))
    )
    for service_id, reference, via in db.session.execute(through):
        yield Use(Part.LINE, str(via).removeprefix(start), service_id, reference)
