"""A record's files: receiving them with a form, keeping them until the form can be saved, attaching and opening them.

The bytes come first, fully written to the disk or the bucket, and only then the row. A crash between the two leaves a
file without a row, which the sweep removes; a row without its file can't come about that way.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, func, select
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.datastructures import FileStorage

from evidence import settings
from evidence.accounts import openings, places
from evidence.accounts.scope import Scope
from evidence.database import db, new_id
from evidence.records.blob_store import BlobStore, FilesUnreachable
from evidence.records.blobs import BlobFolder
from evidence.records.blobs_bucket import BlobBucket
from evidence.records.bucket_client import BucketPlace
from evidence.records.checked_reading import CheckedReading
from evidence.records.disk_room import NoRoomLeft
from evidence.records.intake import TakenIn, take_in
from evidence.records.models import Attachment, FileRevision, KeptFile, Record, StoredFile
from evidence.records.refusals import RefusedFile
from evidence.records.search_models import FileReading
from evidence.records.visible import visible
from evidence.web import clock
from evidence.web.errors import NotFound

KEPT_FOR = timedelta(days=1)
PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """What came with a form: files that were taken in and stored, and the messages for those that were not.

    out_of_reach: the place where files are kept did not answer, so that nothing could be stored any more.
    """

    taken: tuple[TakenIn, ...]
    refused: tuple[str, ...]
    out_of_reach: bool = False


@dataclass(frozen=True, slots=True)
class FileOnPage:
    """A file as pages list it. `id` is the revision's, which `/files/<id>` opens.

    reading: what came of reading its words, as FileReading tells; "" while nobody has tried.
    """

    id: UUID
    record_id: UUID
    attachment_id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    reading: str = ""
    is_cut: bool = False


def folder() -> BlobStore:
    """Where the site's files lie: a folder on the disk, or a bucket when FILES_BUCKET names one."""
    config, root = current_app.config, Path(current_app.config["FILES_PATH"])
    if not config["FILES_BUCKET"]:
        return BlobFolder(root)
    bucket, prefix = settings.bucket_and_prefix(config["FILES_BUCKET"])
    place = BucketPlace(bucket, prefix, config["FILES_ENDPOINT"], config["FILES_REGION"])
    # Its connections serve all requests of this process.
    store: BlobBucket = current_app.extensions.setdefault("files_bucket", BlobBucket(root, place))
    return store


def receive(scope: Scope, uploads: Iterable[FileStorage]) -> Received:
    """Take in the files of a request, checked and pictures re-encoded, and store them. Asks nothing of the database.

    Called before the first query, so that no write lock is held while pictures are being worked on or sent away. A
    full disk refuses a file like any other reason. A file whose row never comes is swept away.
    """
    taken: list[TakenIn] = []
    refused: dict[str, None] = {}
    for upload in uploads:
        if not upload.filename:
            continue
        try:
            file = take_in(upload.filename, cast(BinaryIO, upload.stream), folder=folder().incoming())
            folder().keep(str(scope.service_id), file)
        except (RefusedFile, NoRoomLeft) as error:
            refused[error.message] = None
        except FilesUnreachable as error:
            current_app.logger.error("A file could not be stored: %s", error)
            return Received(tuple(taken), (*refused, error.message), out_of_reach=True)
        else:
            taken.append(file)
    return Received(tuple(taken), tuple(refused))


def keep(scope: Scope, received: Received, form_key: str) -> None:
    """Keep what was received for the form, whether or not the form can be saved this time."""
    for taken in received.taken:
        kept = KeptFile(
            service_id=scope.service_id,
            id=new_id(),
            account_id=scope.person,
            form_key=form_key,
            stored_file_id=_note_stored(scope, taken),
            name=taken.name,
            kept_at=clock.now(),
        )
        db.session.add(kept)
    db.session.flush()


def kept_for(scope: Scope, form_key: str) -> list[KeptFile]:
    """The files kept for a form, in the order they came. One query."""
    if not form_key:
        return []
    rows = (
        select(KeptFile)
        .where(KeptFile.service_id == scope.service_id, KeptFile.account_id == scope.person)
        .where(KeptFile.form_key == form_key)
        .order_by(KeptFile.id)
    )
    return list(db.session.scalars(rows))


def leave_out(scope: Scope, form_key: str, names: Iterable[str]) -> None:
    """Drop kept files that the person no longer wants, by their ids as the form sent them."""
    unwanted = set(names)
    for kept in kept_for(scope, form_key):
        if str(kept.id) in unwanted:
            db.session.delete(kept)
    db.session.flush()


def attach_kept(scope: Scope, record: Record, form_key: str) -> list[dict[str, Any]]:
    """Attach the files kept for a form to its record. Returns name and SHA-256 of each, for the audit trail.

    The same bytes are attached once to a record, however often they were chosen.
    """
    present = {file.sha256 for file in files_of(scope, [record.id])[record.id]}
    last = db.session.scalar(
        select(func.max(Attachment.position)).where(
            Attachment.service_id == scope.service_id, Attachment.record_id == record.id
        )
    )
    position, added = last or 0, []
    for kept in kept_for(scope, form_key):
        stored = db.session.get_one(StoredFile, (scope.service_id, kept.stored_file_id))
        if stored.sha256 not in present:
            position += 1
            present.add(stored.sha256)
            _attach(scope, record, position, kept)
            added.append({"name": kept.name, "sha256": stored.sha256})
        db.session.delete(kept)
    db.session.flush()
    return added


def would_change(scope: Scope, record: Record, form_key: str, taken_off: Iterable[str]) -> bool:
    """Whether a form brings a record bytes that it does not have yet, or takes a file off. Two queries."""
    present = files_of(scope, [record.id])[record.id]
    if {str(file.attachment_id) for file in present} & set(taken_off):
        return True
    brought = (
        select(StoredFile.sha256)
        .join(KeptFile, KeptFile.stored_file_id == StoredFile.id)
        .where(StoredFile.service_id == scope.service_id, KeptFile.service_id == scope.service_id)
        .where(KeptFile.account_id == scope.person, KeptFile.form_key == form_key)
    )
    return bool(set(db.session.scalars(brought)) - {file.sha256 for file in present})


def remove(scope: Scope, record: Record, attachment_ids: Iterable[str]) -> list[str]:
    """Take files off a record. Their rows and bytes stay for its history. Returns the names taken off."""
    wanted, names = set(attachment_ids), []
    for file in files_of(scope, [record.id])[record.id]:
        if str(file.attachment_id) in wanted:
            attachment = db.session.get_one(Attachment, (scope.service_id, file.attachment_id))
            attachment.removed_at, attachment.removed_by_id = clock.now(), scope.person
            names.append(file.name)
    db.session.flush()
    return names


def files_of(scope: Scope, record_ids: list[UUID]) -> dict[UUID, list[FileOnPage]]:
    """The present files of records in their newest revision, by record, in order. One query."""
    found: dict[UUID, list[FileOnPage]] = {record_id: [] for record_id in record_ids}
    if not record_ids:
        return found
    newest = (
        select(FileRevision.attachment_id, func.max(FileRevision.number).label("number"))
        .where(FileRevision.service_id == scope.service_id)
        .group_by(FileRevision.attachment_id)
        .subquery()
    )
    is_its_reading = and_(FileReading.service_id == FileRevision.service_id, FileReading.id == FileRevision.id)
    rows = (
        select(Attachment, FileRevision, StoredFile, FileReading.state, FileReading.is_cut)
        .join(newest, newest.c.attachment_id == Attachment.id)
        .join(FileRevision, and_(FileRevision.attachment_id == Attachment.id, FileRevision.number == newest.c.number))
        .join(StoredFile, StoredFile.id == FileRevision.stored_file_id)
        .outerjoin(FileReading, is_its_reading)
        .where(Attachment.service_id == scope.service_id, Attachment.record_id.in_(record_ids))
        .where(FileRevision.service_id == scope.service_id, StoredFile.service_id == scope.service_id)
        .where(Attachment.removed_at.is_(None))
        .order_by(Attachment.record_id, Attachment.position)
    )
    for attachment, revision, stored, reading, is_cut in db.session.execute(rows):
        file = replace(_on_page(attachment, revision, stored), reading=reading or "", is_cut=bool(is_cut))
        found[attachment.record_id].append(file)
    return found


def find_file(account_id: UUID, file_id: UUID) -> tuple[FileOnPage, UUID]:
    """A file this person may open, by its revision's id, and the service it belongs to.

    Raises NotFound when there is none, when its record is not theirs to see, or when it was taken off.
    """
    scopes = {place.service.id: place.scope for place in places.places_of(account_id)}
    row = db.session.execute(
        select(Attachment, FileRevision, StoredFile)
        .join(FileRevision, FileRevision.attachment_id == Attachment.id)
        .join(StoredFile, StoredFile.id == FileRevision.stored_file_id)
        .where(Attachment.service_id.in_(scopes), FileRevision.service_id == Attachment.service_id)
        .where(StoredFile.service_id == Attachment.service_id)
        .where(FileRevision.id == file_id, Attachment.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    attachment, revision, stored = row
    scope = scopes[attachment.service_id]
    reference = db.session.scalar(select(Record.reference).where(visible(scope), Record.id == attachment.record_id))
    if reference is None:
        raise NotFound
    openings.mark(scope, openings.What.FILE, reference, revision.name)
    return _on_page(attachment, revision, stored), attachment.service_id


def open_file(file: FileOnPage, service_id: UUID) -> BinaryIO:
    """A file's bytes, to be read in pieces. Raises FilesUnreachable; reading raises FileChanged for other bytes."""
    stream = folder().open(str(service_id), file.sha256)
    return io.BufferedReader(CheckedReading(stream, sha256=file.sha256, size=file.size), PIECE)


def _note_stored(scope: Scope, taken: TakenIn) -> UUID:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(StoredFile).values(
        service_id=scope.service_id,
        id=new_id(),
        sha256=taken.sha256,
        size=taken.size,
        media_type=taken.media_type,
        stored_at=clock.now(),
    )
    # Touching the row that is there already keeps the sweep from removing it before the kept file speaks of it.
    stored = row.on_conflict_do_update(
        index_elements=["service_id", "sha256"], set_={"stored_at": row.excluded.stored_at}
    )
    return db.session.execute(stored.returning(StoredFile.id)).scalar_one()


def _attach(scope: Scope, record: Record, position: int, kept: KeptFile) -> None:
    attachment = Attachment(service_id=scope.service_id, id=new_id(), record_id=record.id, position=position)
    db.session.add(attachment)
    db.session.flush()
    db.session.add(
        FileRevision(
            service_id=scope.service_id,
            id=new_id(),
            attachment_id=attachment.id,
            number=1,
            stored_file_id=kept.stored_file_id,
            name=kept.name,
            added_at=clock.now(),
            added_by_id=scope.person,
        )
    )


def _on_page(attachment: Attachment, revision: FileRevision, stored: StoredFile) -> FileOnPage:
    return FileOnPage(
        id=revision.id,
        record_id=attachment.record_id,
        attachment_id=attachment.id,
        name=revision.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        added_at=revision.added_at,
    )
