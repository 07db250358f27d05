"""The index writer: keeps what search finds of a record in step with the record, in the same transaction.

Nobody calls it. It watches which records, of whatever kind, are changed in a session: the record, its own row, its
links to lines, its files. Before that is committed their words are written anew. New files are put in the queue to be
read. What kinds say besides title and text they name in `Searched`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, event, func, insert, select
from sqlalchemy.orm import Session

from evidence.database import Base
from evidence.jobs import store as jobs
from evidence.records.file_text import READABLE
from evidence.records.models import Attachment, FileRevision, Record, RecordLine, StoredFile
from evidence.records.search_models import FileReading, RecordWords, Searched, fts, record_token, service_token
from evidence.records.search_words import FOLDING, in_order, to_look_up, within
from evidence.web import clock

READ_FILE = "read-file"
AT_ONCE = 100
# PostgreSQL takes no more than a megabyte of words for one record.
BYTES_AT_MOST = 700_000
_CHANGED = "records whose words have changed"


@dataclass(slots=True)
class _Changed:
    """What a session has changed so far: records and new revisions of files, each with its service."""

    records: set[tuple[UUID, UUID]] = field(default_factory=set)
    attachments: set[tuple[UUID, UUID]] = field(default_factory=set)
    revisions: set[tuple[UUID, UUID]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is said in a record, by part: all as it was typed."""

    title: Sequence[str]
    body: Sequence[str]
    codes: Sequence[str]
    file_names: Sequence[str]
    file_words: Sequence[str]


def write_words(session: Session, service_id: UUID, record_ids: Collection[UUID]) -> None:
    """Write what is found of these records anew, from how they stand now. The same few statements for any number.

    A record that is there no more is found no more. Nobody else can change the records until the transaction ends.
    """
    parts = _parts_of(session, service_id, sorted(record_ids))
    forget_records(session, service_id, record_ids)
    if not parts:
        return
    rows = {record_id: _looked_up(said) for record_id, said in parts.items()}
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(
        insert(RecordWords),
        [
            {
                "service_id": service_id,
                "id": record_id,
                "title": in_order(*said.title),
                "body": in_order(*said.body, *said.codes),
                "file_names": in_order(*said.file_names),
                "said": "\n\n".join(text for text in said.body if text.strip()),
                "folding": FOLDING,
                "vector": None if is_sqlite else _vector(rows[record_id]),
            }
            for record_id, said in parts.items()
        ],
    )
    if is_sqlite:
        session.execute(insert(fts), [_full_text(service_id, record_id, words) for record_id, words in rows.items()])


def forget_records(session: Session, service_id: UUID, record_ids: Collection[UUID]) -> None:
    """Take records out of the index: needed before their rows may be deleted."""
    ids = list(record_ids)
    session.execute(delete(RecordWords).where(RecordWords.service_id == service_id, RecordWords.id.in_(ids)))
    if session.get_bind().dialect.name == "sqlite" and ids:
        tokens = " OR ".join(f'"{record_token(record_id)}"' for record_id in ids)
        match = f'keys : ("{service_token(service_id)}" AND ({tokens}))'
        found = select(fts.c.rowid).where(fts.c.match.op("MATCH")(match), fts.c.service_id == service_id)
        session.execute(delete(fts).where(fts.c.service_id == service_id, fts.c.rowid.in_(found)))


def _parts_of(session: Session, service_id: UUID, record_ids: Sequence[UUID]) -> dict[UUID, Parts]:
    """What is said in records, by id. Holds them, in the order of their ids, so that no two writers cross."""
    rows = (
        select(Record.id, Record.kind, Record.reference, Record.title, Record.text)
        .where(Record.service_id == service_id, Record.id.in_(record_ids))
        .order_by(Record.id)
        .with_for_update()
    )
    records = {row.id: row for row in session.execute(rows)}
    own = _own_texts(session, service_id, {row.id: row.kind for row in records.values()})
    shown, codes = _link_texts(session, service_id, record_ids)
    names, words = _file_texts(session, service_id, record_ids)
    return {
        record_id: Parts(
            title=(row.title, row.reference),
            body=(row.text, *own.get(record_id, ()), *shown.get(record_id, ())),
            codes=codes.get(record_id, ()),
            file_names=names.get(record_id, ()),
            file_words=words.get(record_id, ()),
        )
        for record_id, row in records.items()
    }


@cache
def _searched_tables() -> Mapping[str, Any]:
    """The kinds' own tables whose texts are found, by kind."""
    return {
        mapper.class_.record_kind.value: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Searched)
    }


def _own_texts(session: Session, service_id: UUID, kinds: Mapping[UUID, str]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for kind in sorted(set(kinds.values()) & _searched_tables().keys()):
        own: Any = _searched_tables()[kind]
        columns = [getattr(own, name) for name in own.searched]
        ids = [record_id for record_id, its_kind in kinds.items() if its_kind == kind]
        rows = select(own.id, *columns).where(own.service_id == service_id, own.id.in_(ids))
        found |= {record_id: [text or "" for text in texts] for record_id, *texts in session.execute(rows)}
    return found


def _link_texts(
    session: Session, service_id: UUID, record_ids: Sequence[UUID]
) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    """What records show on their lines and how challenges were dealt with, and the codes of the lines."""
    rows = (
        select(RecordLine.record_id, RecordLine.code, RecordLine.shows, RecordLine.resolution)
        .where(RecordLine.service_id == service_id, RecordLine.record_id.in_(record_ids))
        .order_by(RecordLine.framework_id, RecordLine.code)
    )
    shown: dict[UUID, list[str]] = {}
    codes: dict[UUID, list[str]] = {}
    for record_id, code, shows, resolution in session.execute(rows):
        shown.setdefault(record_id, []).extend((shows, resolution))
        codes.setdefault(record_id, []).append(code)
    return shown, codes


def _file_texts(
    session: Session, service_id: UUID, record_ids: Sequence[UUID]
) -> tuple[dict[UUID, list[str]], dict[UUID, list[str]]]:
    """The names of records' present files, and the words that were read in them."""
    newest = (
        select(FileRevision.attachment_id, func.max(FileRevision.number).label("number"))
        .where(FileRevision.service_id == service_id)
        .group_by(FileRevision.attachment_id)
        .subquery()
    )
    is_newest = and_(FileRevision.attachment_id == newest.c.attachment_id, FileRevision.number == newest.c.number)
    is_its_reading = and_(FileReading.service_id == FileRevision.service_id, FileReading.id == FileRevision.id)
    rows = (
        select(Attachment.record_id, FileRevision.name, FileReading.words)
        .join(FileRevision, FileRevision.attachment_id == Attachment.id)
        .join(newest, is_newest)
        .outerjoin(FileReading, is_its_reading)
        .where(Attachment.service_id == service_id, FileRevision.service_id == service_id)
        .where(Attachment.record_id.in_(record_ids), Attachment.removed_at.is_(None))
        .order_by(Attachment.record_id, Attachment.position)
    )
    names: dict[UUID, list[str]] = {}
    words: dict[UUID, list[str]] = {}
    for record_id, name, found in session.execute(rows):
        names.setdefault(record_id, []).append(name)
        words.setdefault(record_id, []).extend((found or "").split())
    return names, words


def _looked_up(said: Parts) -> dict[str, list[str]]:
    """The words by which a record is found, by part, each once. A very long file's last words may have no room."""
    title = to_look_up(*said.title)
    body = to_look_up(*said.body, *said.codes)
    files = dict.fromkeys((*to_look_up(*said.file_names), *said.file_words))
    room = BYTES_AT_MOST - sum(len(word.encode()) + 6 for word in (*title, *body))
    return {"title": title, "body": body, "files": within(files, bytes_at_most=room)}


def _vector(words: Mapping[str, Sequence[str]]) -> str:
    """The words as PostgreSQL's own text of a tsvector."""
    return " ".join(f"'{word}'" for word in dict.fromkeys(word for found in words.values() for word in found))


def _full_text(service_id: UUID, record_id: UUID, words: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    parts = {part: " ".join(found) for part, found in words.items()}
    keys = f"{service_token(service_id)} {record_token(record_id)}"
    return {"service_id": service_id, "record_id": record_id, "keys": keys, **parts}


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, _context: Any, _instances: Any) -> None:
    changed: _Changed = session.info.setdefault(_CHANGED, _Changed())
    dirty = (row for row in session.dirty if session.is_modified(row))
    for row in (*session.new, *dirty, *session.deleted):
        if isinstance(row, Record | Searched):
            changed.records.add((row.service_id, row.id))  # type: ignore[union-attr]
        elif isinstance(row, RecordLine | Attachment):
            changed.records.add((row.service_id, row.record_id))
        elif isinstance(row, FileRevision):
            changed.attachments.add((row.service_id, row.attachment_id))
            changed.revisions.add((row.service_id, row.id))


@event.listens_for(Session, "before_commit")
def _write_changes(session: Session) -> None:
    session.flush()
    changed: _Changed | None = session.info.pop(_CHANGED, None)
    if changed is None:
        return
    for service_id in sorted({service_id for service_id, _ in (*changed.records, *changed.attachments)}):
        records = {record_id for service, record_id in changed.records if service == service_id}
        attachments = [attachment for service, attachment in changed.attachments if service == service_id]
        if attachments:
            rows = select(Attachment.record_id).where(Attachment.service_id == service_id)
            records |= set(session.scalars(rows.where(Attachment.id.in_(attachments))))
        ordered = sorted(records)
        for start in range(0, len(ordered), AT_ONCE):
            write_words(session, service_id, ordered[start : start + AT_ONCE])
        ask_to_read(session, service_id, [its_id for service, its_id in changed.revisions if service == service_id])


def ask_to_read(session: Session, service_id: UUID, revision_ids: Collection[UUID]) -> None:
    """Put these revisions of files in the queue to be read, those that hold words at all."""
    if not revision_ids:
        return
    is_stored = and_(StoredFile.service_id == FileRevision.service_id, StoredFile.id == FileRevision.stored_file_id)
    readable = (
        select(FileRevision.id)
        .join(StoredFile, is_stored)
        .where(FileRevision.service_id == service_id, FileRevision.id.in_(revision_ids))
        .where(StoredFile.media_type.in_(READABLE))
        .order_by(FileRevision.id)
    )
    for revision_id in session.scalars(readable).all():
        asked = {"revision": str(revision_id)}
        fingerprint = f"{READ_FILE} {revision_id}"
        jobs.put_in(READ_FILE, asked, fingerprint=fingerprint, now=clock.now(), service_id=service_id)


@event.listens_for(Session, "after_transaction_end")
def _forget_changes(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        session.info.pop(_CHANGED, None)
