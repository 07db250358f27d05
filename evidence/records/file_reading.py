"""Reading the words inside files, as a job for each revision of a file: in a child process, and kept piece by piece."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, insert, select

from evidence.database import db, new_id, saving
from evidence.jobs.store import MOST_TRIES, Claimed
from evidence.jobs.worker import Progress
from evidence.records import attachments, file_text
from evidence.records.models import Attachment, FileRevision, Record, StoredFile
from evidence.records.search_index import READ_FILE, write_words
from evidence.records.search_models import FilePiece, FileReading
from evidence.records.search_query import MOST_WORDS
from evidence.records.search_words import FOLDING, in_order, to_look_up, words_of
from evidence.settings import ROOT
from evidence.web import clock

KIND = READ_FILE
READ, EMPTY, UNREADABLE = "read", "empty", "unreadable"
# Letters of one piece: a page or so. A little more of its words is kept, so that a phrase fits across its end.
PIECE_LENGTH = 4000
OVERLAP_LENGTH = MOST_WORDS * 20
# The clock on the wall, for a child that waits rather than works; shorter than a job may be silent.
SECONDS_TO_WAIT = 90
# What the child needs of our own surroundings; settings and secrets are not among it.
_SURROUNDINGS = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "LD_LIBRARY_PATH")


class TookTooLong(Exception):
    """The child process did not end in time: the file is a trap, or the computer is very busy."""


class Unreadable(Exception):
    """The file could not be opened, or asked for more memory or time than it may have."""


def work(claimed: Claimed, _progress: Progress) -> Mapping[str, Any]:
    """Read one revision of a file and make its words findable. Doing it twice is like doing it once.

    A file that takes too long is tried again, in case the computer was busy, and then given up.
    """
    service_id, revision_id = claimed.service_id, UUID(claimed.params["revision"])
    assert service_id is not None
    found = _file_to_read(service_id, revision_id)
    if found is None:
        return {"read": "nothing to do"}
    db.session.rollback()  # nothing is held while the child reads
    media_type, sha256 = found
    try:
        with attachments.folder().open(str(service_id), sha256) as stream:
            content = stream.read()
        text, is_cut = words_in(media_type, content)
        state = READ if next(words_of(text), None) else EMPTY
    except TookTooLong:
        if claimed.tries < MOST_TRIES:
            raise
        text, is_cut, state = "", False, UNREADABLE
    except Unreadable:
        text, is_cut, state = "", False, UNREADABLE
    with saving():
        keep_reading(service_id, revision_id, text if state == READ else "", state=state, is_cut=is_cut)
    return {"read": state, "letters": len(text)}


def words_in(media_type: str, content: bytes) -> tuple[str, bool]:
    """The text of a file, read by a child process, and whether it is only the beginning.

    Raises Unreadable, TookTooLong.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", file_text.__name__, media_type],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_WAIT,
            cwd=ROOT,
            env={name: os.environ[name] for name in _SURROUNDINGS if name in os.environ} | {"PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    if done.returncode != 0:
        raise Unreadable(f"The reader ended with {done.returncode}.")
    text, _, ending = done.stdout.decode("utf-8").rpartition("\n")
    return text, ending == file_text.CUT


def keep_reading(service_id: UUID, revision_id: UUID, text: str, *, state: str, is_cut: bool) -> None:
    """Keep what was read in a file in place of what was kept before, and write its record's words anew."""
    record_id = _hold_record(service_id, revision_id)
    forget_files(service_id, [revision_id])
    reading = FileReading(
        service_id=service_id,
        id=revision_id,
        state=state,
        is_cut=is_cut,
        words=" ".join(to_look_up(text)),
        folding=FOLDING,
        read_at=clock.now(),
    )
    db.session.add(reading)
    db.session.flush()
    pieces = [
        {
            "service_id": service_id,
            "id": new_id(),
            "revision_id": revision_id,
            "number": number,
            "text": piece,
            "words": words,
        }
        for number, (piece, words) in enumerate(pieces_of(text), 1)
    ]
    if pieces:
        db.session.execute(insert(FilePiece), pieces)
    if record_id is not None:
        write_words(db.session(), service_id, [record_id])


def pieces_of(text: str) -> Iterator[tuple[str, str]]:
    """A text in pieces that end between words, each with its stems in order and those of the next few words."""
    start = 0
    while start < len(text):
        end = _between_words(text, start + PIECE_LENGTH)
        further = _between_words(text, end + OVERLAP_LENGTH) if end < len(text) else end
        piece = text[start:end]
        if piece.strip():
            yield piece, in_order(text[start:further])
        start = end


def forget_files(service_id: UUID, revision_ids: list[UUID]) -> None:
    """Take away what was read in these revisions of files: needed before their rows may be deleted."""
    for table, key in ((FilePiece, FilePiece.revision_id), (FileReading, FileReading.id)):
        db.session.execute(delete(table).where(table.service_id == service_id, key.in_(revision_ids)))


def _between_words(text: str, at: int) -> int:
    """The first blank from a place on, so that no word is cut; a place a piece further on where there is none."""
    if at >= len(text):
        return len(text)
    for place in range(at, min(at + PIECE_LENGTH, len(text))):
        if text[place].isspace():
            return place
    return min(at + PIECE_LENGTH, len(text))


def _file_to_read(service_id: UUID, revision_id: UUID) -> tuple[str, str] | None:
    """Media type and SHA-256 of a revision, or None when it is gone, holds no words or has been read already."""
    is_stored = and_(StoredFile.service_id == FileRevision.service_id, StoredFile.id == FileRevision.stored_file_id)
    is_its_reading = and_(FileReading.service_id == FileRevision.service_id, FileReading.id == FileRevision.id)
    row = db.session.execute(
        select(StoredFile.media_type, StoredFile.sha256, FileReading.folding)
        .join(FileRevision, is_stored)
        .outerjoin(FileReading, is_its_reading)
        .where(StoredFile.service_id == service_id, FileRevision.service_id == service_id)
        .where(FileRevision.id == revision_id)
    ).one_or_none()
    if row is None or row.folding == FOLDING or row.media_type not in file_text.READABLE:
        return None
    return row.media_type, row.sha256


def _hold_record(service_id: UUID, revision_id: UUID) -> UUID | None:
    """The record of a revision, held until the transaction ends, or None when it is gone."""
    its_record = (
        select(Attachment.record_id)
        .join(FileRevision, FileRevision.attachment_id == Attachment.id)
        .where(Attachment.service_id == service_id, FileRevision.service_id == service_id)
        .where(FileRevision.id == revision_id)
        .scalar_subquery()
    )
    rows = select(Record.id).where(Record.service_id == service_id, Record.id == its_record).with_for_update()
    return db.session.scalar(rows)
