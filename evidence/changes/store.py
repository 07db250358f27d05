"""Reading a service's and a provider's audit trail, newest first, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select

from evidence.accounts import people
from evidence.accounts.audit_models import AuditEntry, AuditPayload, ProviderAuditEntry, ProviderAuditPayload
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.changes.telling import ERASED, Told, people_in, tell
from evidence.database import db
from evidence.records.models import Record, RecordLine, RecordVersion
from evidence.web.clock import LONDON

PAGE_SIZE = 50
THE_TRACKER = "The tracker"
_PERSON = "person "


@dataclass(frozen=True, slots=True)
class Filters:
    """Which changes are asked for; None or "" for all. Days are counted in England, both of them included.

    person: who did it. line: (framework id, code). reference: of the record or self-assessment concerned.
    """

    person: UUID | None = None
    line: tuple[str, str] | None = None
    reference: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry as people read it. `number` counts within its chain, from 1.

    subject: as the entry has it. reference: of the record or round it is about, or "". title: the record's, or the
    name of the person it is about. told: its details, field by field.
    """

    number: int
    at: datetime
    happened_on: date | None
    who: str
    what: str
    subject: str
    reference: str
    title: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some changes, newest first, and the number to ask for older ones before; None when there are none."""

    changes: tuple[Change, ...]
    older: int | None


def list_changes(scope: Scope, filters: Filters, *, before: int | None = None, most: int = PAGE_SIZE) -> Page:
    """A page of what was changed in the service. Four queries, whatever their number.

    before: only entries with a smaller number. For managers and leads alone: nothing confidential is left out.
    """
    rows = (
        select(AuditEntry, AuditPayload.details, Account.name)
        .outerjoin(AuditPayload, and_(AuditPayload.service_id == scope.service_id, AuditPayload.id == AuditEntry.id))
        .outerjoin(Account, Account.id == AuditEntry.person_id)
        .where(AuditEntry.service_id == scope.service_id, *_criteria(scope, filters))
    )
    return _page(rows, AuditEntry, before, most, scope)


def list_provider_changes(lead: Scope, filters: Filters, *, before: int | None = None, most: int = PAGE_SIZE) -> Page:
    """A page of what was done to the provider's accounts and services, with every sign-in. Two queries."""
    rows = (
        select(ProviderAuditEntry, ProviderAuditPayload.details, Account.name)
        .outerjoin(ProviderAuditPayload, ProviderAuditPayload.id == ProviderAuditEntry.id)
        .outerjoin(Account, Account.id == ProviderAuditEntry.person_id)
        .where(ProviderAuditEntry.provider_id == lead.provider_id, *_common(ProviderAuditEntry, filters))
    )
    return _page(rows, ProviderAuditEntry, before, most, None)


def every_change(scope: Scope, filters: Filters, *, at_once: int = 500) -> Iterator[Change]:
    """All the changes that are asked for, newest first, read a few hundred at a time."""
    before: int | None = None
    while True:
        page = list_changes(scope, filters, before=before, most=at_once)
        yield from page.changes
        if page.older is None:
            return
        before = page.older


def _page(rows: Any, table: Any, before: int | None, most: int, scope: Scope | None) -> Page:
    if before is not None:
        rows = rows.where(table.number < before)
    found = list(db.session.execute(rows.order_by(table.number.desc()).limit(most + 1)))
    shown = found[:most]
    titles = _titles(scope, {_reference(row[0].subject) for row in shown}) if scope else {}
    older = _older_versions(scope, shown) if scope else {}
    about = {UUID(row[0].subject.removeprefix(_PERSON)) for row in shown if row[0].subject.startswith(_PERSON)}
    names = people.names_of(about | people_in(row[1] for row in shown if row[1]) | people_in(older.values()))
    changes = tuple(_change(entry, details, who, titles, names, older.get(entry.id)) for entry, details, who in shown)
    return Page(changes, shown[-1][0].number if len(found) > most else None)


def _change(
    entry: Any,
    details: dict[str, Any] | None,
    who: str | None,
    titles: Mapping[str, str],
    names: Mapping[UUID, str],
    older: Mapping[str, Any] | None,
) -> Change:
    is_person = entry.subject.startswith(_PERSON)
    reference = "" if is_person else _reference(entry.subject)
    title = names.get(UUID(entry.subject.removeprefix(_PERSON)), "") if is_person else titles.get(reference, "")
    told = tuple(tell(details, names, older=older)) if details is not None else (Told("Details", ERASED),)
    return Change(
        number=entry.number,
        at=entry.recorded_at,
        happened_on=entry.happened_on,
        who=who or THE_TRACKER,
        what=entry.action,
        subject=title if is_person and title else entry.subject,
        reference=reference,
        title="" if is_person else title,
        told=told,
    )


def _criteria(scope: Scope, filters: Filters) -> list[ColumnElement[bool]]:
    found = _common(AuditEntry, filters)
    if filters.reference:
        reference = filters.reference.strip().upper()
        found.append(
            (AuditEntry.subject == reference) | AuditEntry.subject.startswith(f"{reference} ", autoescape=True)
        )
    if filters.line is not None:
        found.append(_about_line(scope, *filters.line))
    return found


def _common(entry: Any, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.person is not None:
        found.append(entry.person_id == filters.person)
    if filters.first_day is not None:
        found.append(entry.recorded_at >= _midnight(filters.first_day))
    if filters.last_day is not None:
        found.append(entry.recorded_at < _midnight(filters.last_day + timedelta(days=1)))
    return found


def _about_line(scope: Scope, framework_id: str, code: str) -> ColumnElement[bool]:
    """Entries about records that are or once were linked to the line, and about its part of a self-assessment."""
    linked = select(RecordLine.record_id).where(
        RecordLine.service_id == scope.service_id, RecordLine.framework_id == framework_id, RecordLine.code == code
    )
    once = select(RecordVersion.record_id).where(
        RecordVersion.service_id == scope.service_id,
        cast(RecordVersion.fields, Text).contains(f'"{framework_id}/{code}"', autoescape=True),
    )
    references = select(Record.reference).where(
        Record.service_id == scope.service_id, or_(Record.id.in_(linked), Record.id.in_(once))
    )
    return or_(AuditEntry.subject.in_(references), AuditEntry.subject.endswith(f" {code}", autoescape=True))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _reference(subject: str) -> str:
    """The reference that a subject begins with: "SA-7KX3M" of "SA-7KX3M S1"; "" where it does not look like one."""
    first = subject.partition(" ")[0]
    return first if len(first) == 8 and first[2] == "-" and first.isupper() else ""


def _titles(scope: Scope, references: set[str]) -> dict[str, str]:
    if not (references := references - {""}):
        return {}
    rows = select(Record.reference, Record.title).where(
        Record.service_id == scope.service_id, Record.reference.in_(references)
    )
    return {row.reference: row.title for row in db.session.execute(rows)}


def _older_versions(scope: Scope, shown: list[Any]) -> dict[UUID, dict[str, Any]]:
    """The fields of the version before, by the id of the entry that holds a whole later one. One query."""
    wanted = {
        (entry.subject, details["version"] - 1): entry.id
        for entry, details, _name in shown
        if details and "fields" in details and isinstance(details.get("version"), int) and details["version"] > 1
    }
    if not wanted:
        return {}
    rows = (
        select(Record.reference, RecordVersion.number, RecordVersion.fields)
        .join(RecordVersion, and_(RecordVersion.service_id == Record.service_id, RecordVersion.record_id == Record.id))
        .where(Record.service_id == scope.service_id, Record.reference.in_({reference for reference, _ in wanted}))
        .where(RecordVersion.number.in_({number for _, number in wanted}))
    )
    return {
        wanted[reference, number]: fields
        for reference, number, fields in db.session.execute(rows)
        if (reference, number) in wanted
    }
