"""Keeping the files folder and the rows about it in step, and saying where they are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select

from evidence.accounts.models import Service
from evidence.database import db, saving
from evidence.database.scope_guard import system_scope
from evidence.jobs.store import Claimed
from evidence.jobs.worker import Progress
from evidence.records import attachments
from evidence.records.intake import sha256_of
from evidence.records.models import FileRevision, KeptFile, StoredFile
from evidence.web import clock

KIND = "sweep-files"
# A file lies here before its row does: only what is older than any request can take may go.
OLD_ENOUGH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A row whose file is missing or holds other bytes than it says."""

    service_id: UUID
    sha256: str
    what: str


def sweep(now: datetime) -> dict[str, int]:
    """Remove files kept for forms that nobody saved within a day, and files no row speaks of.

    Returns how many of each went: kept, rows, files, incoming.
    """
    before = now - OLD_ENOUGH
    with system_scope("sweeping files of all services"), saving():
        gone = {
            "kept": _count(delete(KeptFile).where(KeptFile.kept_at < before)),
            "rows": _count(delete(StoredFile).where(StoredFile.stored_at < before, ~_is_spoken_of())),
        }
        services = list(db.session.scalars(select(Service.id).order_by(Service.id)))
    return gone | {
        "files": sum(_sweep_service(service_id, before) for service_id in services),
        "incoming": attachments.folder().sweep_incoming(OLD_ENOUGH.total_seconds(), now),
    }


def work(_claimed: Claimed, _progress: Progress) -> Mapping[str, Any]:
    """The sweep as a job."""
    return sweep(clock.now())


def find_trouble(*, with_bytes: bool) -> list[FileTrouble]:
    """Every row whose file is missing, or, when the bytes are read as well, holds other bytes."""
    with system_scope("verifying files of all services"):
        rows = list(
            db.session.execute(
                select(StoredFile.service_id, StoredFile.sha256).order_by(StoredFile.service_id, StoredFile.sha256)
            )
        )
    folder, trouble = attachments.folder(), []
    for service_id, sha256 in rows:
        if not folder.exists(str(service_id), sha256):
            trouble.append(FileTrouble(service_id, sha256, "the file is missing"))
        elif with_bytes and sha256_of(folder.path_of(str(service_id), sha256)) != sha256:
            trouble.append(FileTrouble(service_id, sha256, "the file has been changed"))
    return trouble


def _is_spoken_of() -> Any:
    revised = exists().where(
        FileRevision.service_id == StoredFile.service_id, FileRevision.stored_file_id == StoredFile.id
    )
    kept = exists().where(KeptFile.service_id == StoredFile.service_id, KeptFile.stored_file_id == StoredFile.id)
    return revised | kept


def _sweep_service(service_id: UUID, before: datetime) -> int:
    folder, gone = attachments.folder(), 0
    for sha256 in folder.all_of(str(service_id)):
        path = folder.path_of(str(service_id), sha256)
        if path.stat().st_mtime < before.timestamp() and not _has_row(service_id, sha256):
            gone += folder.remove(str(service_id), sha256)
    return gone


def _has_row(service_id: UUID, sha256: str) -> bool:
    row = select(StoredFile.id).where(StoredFile.service_id == service_id, StoredFile.sha256 == sha256)
    return db.session.scalar(row) is not None


def _count(statement: Any) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
