"""Making good what search lacks: records and files from before an upgrade, a restore, or a new way of folding words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select, update

from evidence.accounts.models import Service
from evidence.database import db, saving
from evidence.database.scope_guard import system_scope
from evidence.jobs.store import Claimed
from evidence.jobs.worker import Progress
from evidence.records import file_text
from evidence.records.models import Attachment, FileRevision, Record, StoredFile
from evidence.records.search_index import AT_ONCE, ask_to_read, write_words
from evidence.records.search_models import FileReading, RecordWords, fts, service_token
from evidence.records.search_words import FOLDING

KIND = "index-search"
FOLDING_OF_OLD = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What was made good: how many records were written anew, how many files wait to be read."""

    records: int
    files: int


def work(_claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
    """What search lacks, as a job. Where it lacks nothing, nothing is done."""
    done = bring_up_to_date(progress)
    return {"records": done.records, "files": done.files}


def bring_up_to_date(progress: Callable[[int], None], *, everything: bool = False, files_too: bool = False) -> Done:
    """Write the words of records that have none, or old ones, and ask for files to be read that have not been.

    everything: also records whose words are as they should be. files_too: also files that have been read.
    """
    records = files = 0
    for service_id in _services(progress):
        for batch in _in_batches(_to_write(service_id, everything=everything)):
            with saving():
                write_words(db.session(), service_id, batch)
            records += len(batch)
        for batch in _in_batches(_to_read(service_id, everything=files_too)):
            with saving():
                if files_too:
                    _make_old(service_id, batch)
                ask_to_read(db.session(), service_id, batch)
            files += len(batch)
    return Done(records, files)


def _services(progress: Callable[[int], None]) -> Iterator[UUID]:
    with system_scope("making good what search lacks, service by service"):
        found = list(db.session.scalars(select(Service.id).order_by(Service.id)))
    for number, service_id in enumerate(found):
        progress(100 * number // len(found))
        yield service_id


def _to_write(service_id: UUID, *, everything: bool) -> Sequence[UUID]:
    rows = select(Record.id).where(Record.service_id == service_id).order_by(Record.id)
    if not everything:
        rows = rows.where(~_is_written(service_id))
    return db.session.scalars(rows).all()


def _is_written(service_id: UUID) -> ColumnElement[bool]:
    has_words: ColumnElement[bool] = exists().where(
        RecordWords.service_id == service_id, RecordWords.id == Record.id, RecordWords.folding == FOLDING
    )
    if db.engine.dialect.name != "sqlite":
        return has_words
    of_service = f'keys : "{service_token(service_id)}"'
    in_table = select(fts.c.record_id).where(fts.c.match.op("MATCH")(of_service), fts.c.service_id == service_id)
    return and_(has_words, Record.id.in_(in_table))


def _to_read(service_id: UUID, *, everything: bool) -> Sequence[UUID]:
    """The revisions of present files that hold words and have not been read in today's way."""
    is_read = exists().where(
        FileReading.service_id == service_id, FileReading.id == FileRevision.id, FileReading.folding == FOLDING
    )
    rows = (
        select(FileRevision.id)
        .join(Attachment, Attachment.id == FileRevision.attachment_id)
        .join(StoredFile, StoredFile.id == FileRevision.stored_file_id)
        .where(FileRevision.service_id == service_id, Attachment.service_id == service_id)
        .where(StoredFile.service_id == service_id, StoredFile.media_type.in_(file_text.READABLE))
        .where(Attachment.removed_at.is_(None))
        .order_by(FileRevision.id)
    )
    return db.session.scalars(rows if everything else rows.where(~is_read)).all()


def _make_old(service_id: UUID, revision_ids: Sequence[UUID]) -> None:
    """Have files read again. Until then their words can be found as they were read before."""
    rows = update(FileReading).where(FileReading.service_id == service_id, FileReading.id.in_(revision_ids))
    db.session.execute(rows.values(folding=FOLDING_OF_OLD))


def _in_batches(ids: Sequence[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield list(ids[start : start + AT_ONCE])
