"""Keeping the stored files and the rows about them in step, and saying where they are not."""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select

from evidence.accounts.models import Service
from evidence.database import db, saving
from evidence.database.scope_guard import system_scope
from evidence.jobs.store import Claimed
from evidence.jobs.worker import Progress
from evidence.records import attachments
from evidence.records.blob_store import FilesUnreachable
from evidence.records.models import FileRevision, KeptFile, StoredFile
from evidence.web import clock

KIND = "sweep-files"
# A file lies here before its row does: only what is older than any request can take may go.
OLD_ENOUGH = timedelta(days=1)
MISSING, CHANGED = "the file is missing", "the file has been changed"
# After so many without an answer, one after the other, the rest of a service's files are not asked for.
SILENCE = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A row whose file is missing, holds other bytes than it says, or could not be asked for.

    sha256: None where it is about several files of the service.
    """

    service_id: UUID
    sha256: str | None
    what: str

    def __str__(self) -> str:
        """The trouble as one sentence."""
        which = f"File {self.sha256}" if self.sha256 else "Files"
        return f"{which} of service {self.service_id}: {self.what}."


def sweep(now: datetime, progress: Progress = lambda _percent: None) -> dict[str, int]:
    """Remove files kept for forms that nobody saved within a day, and files no row speaks of.

    Returns how many of each went: kept, rows, incoming, files. Files that are out of reach wait for the next sweep.
    """
    before = now - OLD_ENOUGH
    with system_scope("sweeping files of all services"), saving():
        gone = {
            "kept": _count(delete(KeptFile).where(KeptFile.kept_at < before)),
            "rows": _count(delete(StoredFile).where(StoredFile.stored_at < before, ~_is_spoken_of())),
        }
        services = list(db.session.scalars(select(Service.id).order_by(Service.id)))
    gone["incoming"] = attachments.folder().sweep_incoming(OLD_ENOUGH.total_seconds(), now)
    gone["files"] = 0
    for number, service_id in enumerate(services, start=1):
        try:
            gone["files"] += _sweep_service(service_id, before)
        except FilesUnreachable as error:
            log.warning("Files could not be swept today: %s", error)
            break
        progress(100 * number // len(services))
    return gone


def work(_claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
    """The sweep as a job."""
    return sweep(clock.now(), progress)


def find_trouble(*, with_bytes: bool) -> list[FileTrouble]:
    """Every row whose file is missing, or, when the bytes are read as well, holds other bytes.

    What could not be asked for is told as such: it may be there and whole.
    """
    with system_scope("verifying files of all services"):
        rows = list(
            db.session.execute(
                select(StoredFile.service_id, StoredFile.sha256).order_by(StoredFile.service_id, StoredFile.sha256)
            )
        )
    trouble: list[FileTrouble] = []
    for service_id, of_service in groupby(rows, key=lambda row: row.service_id):
        trouble += _trouble_of(service_id, [row.sha256 for row in of_service], with_bytes=with_bytes)
    return trouble


def _trouble_of(service_id: UUID, digests: list[str], *, with_bytes: bool) -> Iterator[FileTrouble]:
    try:
        present = set(attachments.folder().all_of(str(service_id)))
    except FilesUnreachable as error:
        yield FileTrouble(service_id, None, f"could not ask for them: {error}")
        return
    yield from (FileTrouble(service_id, sha256, MISSING) for sha256 in digests if sha256 not in present)
    if with_bytes:
        yield from _trouble_with_bytes(service_id, [sha256 for sha256 in digests if sha256 in present])


def _trouble_with_bytes(service_id: UUID, digests: list[str]) -> Iterator[FileTrouble]:
    silent = 0
    for number, sha256 in enumerate(digests):
        if silent == SILENCE:
            yield FileTrouble(service_id, None, f"{len(digests) - number} more were not asked for")
            return
        try:
            with attachments.folder().open(str(service_id), sha256) as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        except FileNotFoundError:
            yield FileTrouble(service_id, sha256, MISSING)
        except FilesUnreachable as error:
            silent += 1
            yield FileTrouble(service_id, sha256, f"could not ask for it: {error}")
        else:
            silent = 0
            if digest != sha256:
                yield FileTrouble(service_id, sha256, CHANGED)


def _is_spoken_of() -> Any:
    revised = exists().where(
        FileRevision.service_id == StoredFile.service_id, FileRevision.stored_file_id == StoredFile.id
    )
    kept = exists().where(KeptFile.service_id == StoredFile.service_id, KeptFile.stored_file_id == StoredFile.id)
    return revised | kept


def _sweep_service(service_id: UUID, before: datetime) -> int:
    folder, rows = attachments.folder(), select(StoredFile.sha256).where(StoredFile.service_id == service_id)
    spoken_of = set(db.session.scalars(rows))
    left_over = [sha256 for sha256 in folder.older_than(str(service_id), before) if sha256 not in spoken_of]
    return sum(
        folder.remove(str(service_id), sha256, kept_before=before)
        for sha256 in left_over
        if not _has_row(service_id, sha256)
    )


def _has_row(service_id: UUID, sha256: str) -> bool:
    # What was read before is over: a row that came meanwhile must be seen.
    db.session.rollback()
    row = select(StoredFile.id).where(StoredFile.service_id == service_id, StoredFile.sha256 == sha256)
    return db.session.scalar(row) is not None


def _count(statement: Any) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]
