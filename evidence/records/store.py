"""Adding, changing and archiving records of any kind, with their versions, lines and audit entries.

A kind's own room calls these with its own table's class and fields; what is common is done here once.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import and_, func, select

from evidence.accounts import audit, frameworks, openings
from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned, db, new_id
from evidence.records import attachments
from evidence.records.details import FormFiles, LineLink, RecordDetails
from evidence.records.models import Record, RecordLine, RecordVersion
from evidence.records.visible import visible
from evidence.records.words import Bearing, Kind, State
from evidence.references import Prefix, new_reference
from evidence.web import clock
from evidence.web.errors import BadTransition, NotAllowed, NotFound, StaleEdit

Own = TypeVar("Own", bound=ServiceOwned)

PREFIXES: dict[Kind, Prefix] = {Kind.ITEM: Prefix.EVIDENCE, Kind.STORY: Prefix.STORY, Kind.ACTION: Prefix.ACTION}
# The files of a version, beside the fields that a person typed.
FILES = "files"
KIND_WORDS: dict[Kind, str] = {Kind.ITEM: "evidence", Kind.STORY: "a story", Kind.ACTION: "an action"}


def get_record(scope: Scope, kind: Kind, own: type[Own], reference: str) -> tuple[Record, Own]:
    """A record and its kind's row, by reference. Raises NotFound when there is none that this person may see."""
    row = db.session.execute(
        select(Record, own)
        .join(own, and_(own.service_id == Record.service_id, own.id == Record.id))
        .where(visible(scope), own.service_id == scope.service_id)
        .where(Record.kind == kind.value, Record.reference == reference.strip().upper())
    ).one_or_none()
    if row is None:
        raise NotFound
    if row[0].is_confidential:
        openings.mark(scope, openings.What.OPENED, row[0].reference)
    return row[0], row[1]


def hold(record: Record, *own_rows: ServiceOwned) -> None:
    """Read a record and its own row anew, and let nobody else change them until the transaction ends."""
    for row in (record, *own_rows):
        db.session.refresh(row, with_for_update=True)


def count_waiting(scope: Scope, kind: Kind) -> int:
    """How many records of a kind wait for a manager, among those the person may see. One query."""
    rows = select(func.count()).select_from(Record).where(visible(scope), Record.kind == kind.value)
    return db.session.scalar(rows.where(Record.state == State.WAITING.value)) or 0


def add_record(scope: Scope, kind: Kind, own: type[ServiceOwned], details: RecordDetails, form: FormFiles) -> Record:
    """Add a record with its own row, first version, links and the files that came with its form.

    What staff send in waits for a manager; what managers add is accepted; an action is open. Raises UnknownCode for a
    line that does not exist.
    """
    _check_lines(scope, details.links)
    now, person = clock.now(), _person(scope)
    state = State.OPEN if kind is Kind.ACTION else State.ACCEPTED if scope.manages else State.WAITING
    is_accepted = state is State.ACCEPTED
    record = Record(
        service_id=scope.service_id,
        id=new_id(),
        reference=new_reference(PREFIXES[kind], lambda drawn: _is_taken(scope, drawn)),
        kind=kind.value,
        state=state.value,
        created_at=now,
        created_by_id=person,
        updated_at=now,
        updated_by_id=person,
        accepted_at=now if is_accepted else None,
        accepted_by_id=person if is_accepted else None,
        version=1,
        **_columns(details),
    )
    db.session.add(record)
    db.session.flush()
    db.session.add(own(service_id=scope.service_id, id=record.id, **details.own))  # type: ignore[call-arg]
    _link(scope, record, details.links)
    names = attachments.attach_kept(scope, record, form.key)
    _keep_version(scope, record, details)
    audit.record_change(
        scope,
        f"added {KIND_WORDS[kind]}",
        record.reference,
        {"version": 1, "fields": details.as_fields(), "files": names, "state": state.value},
        happened_on=details.happened_on,
    )
    return record


def change_record(
    scope: Scope, record: Record, own_row: ServiceOwned, details: RecordDetails, *, version: int, form: FormFiles
) -> bool:
    """Save a new version of a record.

    Returns False when it says all this already, as it does when a form is sent twice. Raises StaleEdit when `version`
    is no longer the stored one.
    """
    hold(record, own_row)
    if not _says_something_new(scope, record, details, form):
        attachments.attach_kept(scope, record, form.key)
        return False
    if record.version != version:
        raise StaleEdit(record.version)
    _check_lines(scope, details.links)
    record.version += 1
    record.updated_at, record.updated_by_id = clock.now(), _person(scope)
    for name, value in _columns(details).items():
        setattr(record, name, value)
    for name, value in details.own.items():
        setattr(own_row, name, value)
    _link(scope, record, details.links)
    removed = attachments.remove(scope, record, form.taken_off)
    names = attachments.attach_kept(scope, record, form.key)
    _keep_version(scope, record, details)
    audit.record_change(
        scope,
        f"changed {KIND_WORDS[Kind(record.kind)]}",
        record.reference,
        {"version": record.version, "fields": details.as_fields(), "files": names, "files_taken_off": removed},
        happened_on=details.happened_on,
    )
    return True


def set_state(
    scope: Scope, record: Record, wanted: State, *, word: str, details: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Move a record to another state. `word`: what was done, and `details` more about it, for the audit trail.

    Raises NotAllowed for anyone but managers and leads, BadTransition for a state its kind does not have.
    """
    if not scope.manages:
        raise NotAllowed
    if wanted not in _STATES[Kind(record.kind)]:
        raise BadTransition(record.state, wanted.value)
    before, record.state = record.state, wanted.value
    record.updated_at, record.updated_by_id = clock.now(), _person(scope)
    db.session.flush()
    audit.record_change(scope, word, record.reference, {"before": before, "after": wanted.value, **details})


def accept(scope: Scope, record: Record) -> None:
    """Accept what staff sent in: from now on it counts. Does nothing when it is accepted already."""
    hold(record)
    if record.state == State.ACCEPTED.value:
        return
    if record.state != State.WAITING.value:
        raise BadTransition(record.state, State.ACCEPTED.value)
    record.accepted_at, record.accepted_by_id = clock.now(), _person(scope)
    set_state(scope, record, State.ACCEPTED, word=f"accepted {KIND_WORDS[Kind(record.kind)]}")


def archive(scope: Scope, record: Record) -> None:
    """Put a record away: it stays readable and can be brought back, but counts nowhere. Twice is like once."""
    hold(record)
    if record.state != State.ARCHIVED.value:
        set_state(scope, record, State.ARCHIVED, word=f"archived {KIND_WORDS[Kind(record.kind)]}")


def bring_back(scope: Scope, record: Record, *, to: State) -> None:
    """Bring an archived record back to a state of its kind. Twice is like once."""
    hold(record)
    if record.state == State.ARCHIVED.value:
        set_state(scope, record, to, word=f"brought back {KIND_WORDS[Kind(record.kind)]}")


def links_of(scope: Scope, record_ids: list[UUID]) -> dict[UUID, list[RecordLine]]:
    """The lines of records, by record, in the order of their codes. One query."""
    found: dict[UUID, list[RecordLine]] = {record_id: [] for record_id in record_ids}
    if not record_ids:
        return found
    rows = (
        select(RecordLine)
        .where(RecordLine.service_id == scope.service_id, RecordLine.record_id.in_(record_ids))
        .order_by(RecordLine.framework_id, RecordLine.code)
    )
    for link in db.session.scalars(rows):
        found[link.record_id].append(link)
    return found


def as_links(rows: list[RecordLine]) -> tuple[LineLink, ...]:
    """Stored links as plain values, for a form."""
    return tuple(LineLink(row.framework_id, row.code, Bearing(row.bearing), row.shows) for row in rows)


def versions_of(scope: Scope, record: Record, *, newest: int | None = None) -> list[RecordVersion]:
    """All versions of a record, or so many of the newest; newest first. One query."""
    rows = (
        select(RecordVersion)
        .where(RecordVersion.service_id == scope.service_id, RecordVersion.record_id == record.id)
        .order_by(RecordVersion.number.desc())
        .limit(newest)
    )
    return list(db.session.scalars(rows))


_STATES: dict[Kind, frozenset[State]] = {
    Kind.ITEM: frozenset({State.WAITING, State.ACCEPTED, State.ARCHIVED}),
    Kind.STORY: frozenset({State.WAITING, State.ACCEPTED, State.ARCHIVED}),
    Kind.ACTION: frozenset({State.OPEN, State.DONE, State.ARCHIVED}),
}


def _columns(details: RecordDetails) -> dict[str, Any]:
    return {
        "title": details.title,
        "text": details.text,
        "happened_on": details.happened_on,
        "owner_id": details.owner_id,
        "is_confidential": details.is_confidential,
    }


def _says_something_new(scope: Scope, record: Record, details: RecordDetails, form: FormFiles) -> bool:
    newest = db.session.execute(
        select(RecordVersion.fields)
        .where(RecordVersion.service_id == scope.service_id, RecordVersion.record_id == record.id)
        .where(RecordVersion.number == record.version)
    ).scalar_one()
    if {name: value for name, value in newest.items() if name != FILES} != details.as_fields():
        return True
    return attachments.would_change(scope, record, form.key, form.taken_off)


def _keep_version(scope: Scope, record: Record, details: RecordDetails) -> None:
    files = attachments.files_of(scope, [record.id])[record.id]
    db.session.add(
        RecordVersion(
            service_id=record.service_id,
            id=new_id(),
            record_id=record.id,
            number=record.version,
            fields={**details.as_fields(), FILES: [{"name": file.name, "sha256": file.sha256} for file in files]},
            saved_at=record.updated_at,
            saved_by_id=record.updated_by_id,
        )
    )
    db.session.flush()


def _link(scope: Scope, record: Record, links: tuple[LineLink, ...]) -> None:
    stored = {f"{row.framework_id}/{row.code}": row for row in links_of(scope, [record.id])[record.id]}
    wanted = {link.key: link for link in links}
    for key, row in stored.items():
        if key not in wanted:
            db.session.delete(row)
    for key, link in wanted.items():
        row = stored.get(key) or RecordLine(
            service_id=record.service_id,
            id=new_id(),
            record_id=record.id,
            framework_id=link.framework_id,
            code=link.code,
            linked_at=clock.now(),
            linked_by_id=_person(scope),
        )
        if link.bearing is not Bearing.CHALLENGES:
            # If it challenges again one day, that challenge has yet to be dealt with.
            row.resolved_at, row.resolved_by_id, row.resolution = None, None, ""
        row.bearing, row.shows, row.is_confirmed = link.bearing.value, link.shows, True
        db.session.add(row)
    db.session.flush()


def _check_lines(scope: Scope, links: tuple[LineLink, ...]) -> None:
    for link in links:
        frameworks.get_line(scope, link.framework_id, link.code)


def _is_taken(scope: Scope, reference: str) -> bool:
    rows = select(Record.id).where(Record.service_id == scope.service_id, Record.reference == reference)
    return db.session.scalar(rows) is not None


def _person(scope: Scope) -> UUID:
    if scope.person is None:
        raise NotAllowed
    return scope.person
