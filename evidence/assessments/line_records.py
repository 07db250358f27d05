"""The records beside the lines of a round: what can be attached to an answer, and what a report lists."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.actions.models import Action
from evidence.assessments.models import AnswerRecord, CharacteristicAnswer, Round
from evidence.database import db
from evidence.items.models import EvidenceItem
from evidence.items.shelf_life import last_good_day
from evidence.records import attachments
from evidence.records.models import Record, RecordLine, RecordVersion
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.stories.models import Story
from kloe.framework import Framework

OFFERED = 30
_NEWEST_FIRST = (Record.happened_on.desc().nulls_last(), Record.id.desc())


@dataclass(frozen=True, slots=True)
class OfferedRecord:
    """A record that can be attached to an answer. `is_linked`: it is linked to the line and not archived."""

    id: UUID
    reference: str
    kind: str
    title: str
    happened_on: date | None
    is_confidential: bool
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be attached on a line's page: the newest records, those attached already, and how many there are."""

    records: tuple[OfferedRecord, ...]
    total: int

    @property
    def by_reference(self) -> dict[str, OfferedRecord]:
        """The offered records by reference."""
        return {record.reference: record for record in self.records}

    @property
    def has_more(self) -> bool:
        """Whether older records of the line are not offered."""
        return self.total > sum(record.is_linked for record in self.records)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of a record, as a report names it. `size`: bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A record as a report names it: the version it had, its files by their hashes, and its kind's own facts.

    version_id: the row of the immutable version, whose text a pack may print; the text itself is never copied, so that
    it can be erased. source, item_kind, good_until, due_on, priority: "" or None where the kind has none.
    """

    reference: str
    kind: str
    title: str
    state: str
    happened_on: date | None
    is_confidential: bool
    owner: str
    version: int
    version_id: str
    source: str
    item_kind: str
    good_until: date | None
    due_on: date | None
    priority: str
    files: tuple[ReportFile, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A record's place beside one line. `record`: its reference. `resolution`: how a challenge was dealt with."""

    record: str
    bearing: str
    shows: str
    is_confirmed: bool
    resolution: str


def offered_records(
    scope: Scope, framework_id: str, code: str, attached: Collection[str], asked: Collection[str] = ()
) -> Offered:
    """The newest 30 records linked to a line, with those that are attached already. Two queries.

    attached: references that stay on offer although they are older, archived or no longer linked.
    asked: references that were asked for by name; they are offered if they are linked to the line.
    """
    on_line = and_(
        RecordLine.service_id == Record.service_id,
        RecordLine.record_id == Record.id,
        RecordLine.framework_id == framework_id,
        RecordLine.code == code,
    )
    newest = db.session.execute(
        select(Record, func.count().over())
        .join(RecordLine, on_line)
        .where(visible(scope), RecordLine.service_id == scope.service_id, Record.state != State.ARCHIVED.value)
        .order_by(*_NEWEST_FIRST)
        .limit(OFFERED)
    ).all()
    offered = {record.reference: _offered(record, is_linked=True) for record, _ in newest}
    named = db.session.execute(
        select(Record, RecordLine.id)
        .outerjoin(RecordLine, on_line)
        .where(visible(scope), Record.reference.in_({*attached, *asked} - set(offered)))
        .order_by(*_NEWEST_FIRST)
    )
    for record, link_id in named:
        is_linked = link_id is not None and record.state != State.ARCHIVED.value
        if is_linked or record.reference in attached:
            offered[record.reference] = _offered(record, is_linked=is_linked)
    return Offered(tuple(offered.values()), newest[0][1] if newest else 0)


def records_of(
    scope: Scope, round_: Round, framework: Framework
) -> tuple[dict[str, ReportRecord], dict[str, tuple[LineRecord, ...]]]:
    """The records linked to a framework's lines or attached to a round's answers, and the links by line. Two queries.

    Evidence and stories that are not archived, and open actions, newest first; attached ones whatever their state.
    Only what the person may see.
    """
    rows = db.session.execute(_beside_lines(scope, round_, framework)).all()
    files = attachments.files_of(scope, list({row.Record.id for row in rows}))
    records: dict[str, ReportRecord] = {}
    links: dict[str, list[LineRecord]] = {}
    for row in rows:
        record, link = row.Record, row.RecordLine
        if record.reference not in records:
            records[record.reference] = _record(row, files[record.id])
        if link is not None and row.is_current:
            links.setdefault(link.code, []).append(
                LineRecord(record.reference, link.bearing, link.shows, link.is_confirmed, link.resolution)
            )
    return records, {code: tuple(found) for code, found in links.items()}


def version_fields(scope: Scope, version_ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """What records said in these immutable versions: their fields by name, by the version's id. One query."""
    rows = select(RecordVersion).where(
        RecordVersion.service_id == scope.service_id, RecordVersion.id.in_([UUID(each) for each in version_ids])
    )
    return {str(row.id): row.fields for row in db.session.scalars(rows)}


def still_visible(scope: Scope, references: Collection[str]) -> set[str]:
    """Which of these records the person may see today. One query."""
    rows = select(Record.reference).where(visible(scope), Record.reference.in_(references))
    return set(db.session.scalars(rows))


def _offered(record: Record, *, is_linked: bool) -> OfferedRecord:
    return OfferedRecord(
        record.id,
        record.reference,
        record.kind,
        record.title,
        record.happened_on,
        record.is_confidential,
        is_linked,
    )


def _beside_lines(scope: Scope, round_: Round, framework: Framework) -> Select[*tuple[Any, ...]]:
    is_current = or_(
        and_(Record.kind != Kind.ACTION.value, Record.state != State.ARCHIVED.value),
        and_(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value),
    )
    attached = (
        select(AnswerRecord.record_id)
        .join(
            CharacteristicAnswer,
            and_(
                CharacteristicAnswer.service_id == AnswerRecord.service_id,
                CharacteristicAnswer.id == AnswerRecord.answer_id,
            ),
        )
        .where(AnswerRecord.service_id == scope.service_id, CharacteristicAnswer.round_id == round_.id)
    )
    on_framework = and_(
        RecordLine.service_id == Record.service_id,
        RecordLine.record_id == Record.id,
        RecordLine.framework_id == framework.id,
    )
    version = and_(
        RecordVersion.service_id == Record.service_id,
        RecordVersion.record_id == Record.id,
        RecordVersion.number == Record.version,
    )
    rows = (
        select(Record, RecordLine, EvidenceItem, Story, Action, Account.name.label("owner"))
        .add_columns(RecordVersion.id.label("version_id"), is_current.label("is_current"))
        .add_columns(last_good_day(scope).label("last_good_day"))
        .join(RecordVersion, version)
        .outerjoin(RecordLine, on_framework)
        .outerjoin(Account, Account.id == Record.owner_id)
    )
    for own in (EvidenceItem, Story, Action):
        rows = rows.outerjoin(own, and_(own.service_id == Record.service_id, own.id == Record.id))
    wanted = or_(and_(RecordLine.id.is_not(None), is_current), Record.id.in_(attached))
    return rows.where(visible(scope), wanted).order_by(*_NEWEST_FIRST, RecordLine.code)


def _record(row: Any, files: Sequence[attachments.FileOnPage]) -> ReportRecord:
    record, item, story, action = row.Record, row.EvidenceItem, row.Story, row.Action
    return ReportRecord(
        reference=record.reference,
        kind=record.kind,
        title=record.title,
        state=record.state,
        happened_on=record.happened_on,
        is_confidential=record.is_confidential,
        owner=row.owner or "",
        version=record.version,
        version_id=str(row.version_id),
        source=item.source if item else story.source if story else "",
        item_kind=item.item_kind if item else "",
        good_until=row.last_good_day if item else None,
        due_on=action.due_on if action else None,
        priority=action.priority if action else "",
        files=tuple(ReportFile(file.name, file.media_type, file.size, file.sha256) for file in files),
    )
