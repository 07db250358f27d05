"""Writing a long pack as a job: asked for by a person, written by the worker, kept for a day, for that person alone.

The file is kept where all files lie, without a row that speaks of it: so the daily sweep takes it away by itself.
"""

import hashlib
import io
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from evidence.accounts import frameworks, places
from evidence.accounts.audit import canonical
from evidence.accounts.scope import Scope
from evidence.accounts.turns import take_turn
from evidence.database import db
from evidence.drawing.pdf import draw_pdf
from evidence.jobs import store as jobs
from evidence.jobs.store import Claimed, FoundJob
from evidence.jobs.worker import Progress
from evidence.packs.written import WRITTEN, What, Written, multi
from evidence.records import attachments
from evidence.records.checked_reading import CheckedReading
from evidence.records.disk_room import needing_room
from evidence.records.intake import TEMPORARY_END, TEMPORARY_START, TakenIn
from evidence.web import clock
from evidence.web.errors import NotFound
from evidence.web.formatters import day_of

KIND = "write-pack"
# The sweep takes files of a day ago; until an hour before, the pack is certainly there.
KEPT_FOR = timedelta(hours=23)
PDF = "application/pdf"
READ, LAID_OUT, DRAWN = 10, 40, 90


class NoLongerAllowed(Exception):
    """Whoever asked for the pack may not enter the service any more."""


@dataclass(frozen=True, slots=True)
class PackJob:
    """A pack that somebody has asked for. until: how long the written pack is kept; None before it is written."""

    job: FoundJob
    pack: Written
    args: Mapping[str, Any]
    until: datetime | None

    def is_ready(self, now: datetime) -> bool:
        """Whether it can be downloaded."""
        return self.until is not None and now < self.until

    @property
    def doing(self) -> str:
        """What is being done now, in words."""
        if self.job.state == "waiting":
            return "Waiting for its turn"
        if self.job.progress < LAID_OUT:
            return "Reading the records"
        return "Writing the pages" if self.job.progress < DRAWN else "Keeping the file"


def ask_for(scope: Scope, service: str, what: What, args: Mapping[str, Any], now: datetime) -> UUID:
    """Have a pack written and return the job's id; that of the same pack while it is being written already.

    service: its reference. args: what is chosen, as `written.args_of` gives it.
    """
    person = str(scope.person)
    take_turn(f"packs of {person}")
    params = {"what": what.value, "args": dict(args), "person": person, "service": service}
    fingerprint = hashlib.sha256(f"{scope.service_id} {canonical(params)}".encode()).hexdigest()
    return jobs.put_in(KIND, params, fingerprint=f"pack {fingerprint}", now=now, service_id=scope.service_id)


def get_job(scope: Scope, job_id: UUID) -> PackJob:
    """A pack that this very person asked for in this service. One query. Raises NotFound for everybody else."""
    job = jobs.find_job(job_id, kind=KIND, service_id=scope.service_id)
    if job is None or job.params["person"] != str(scope.person):
        raise NotFound
    until = job.finished_at + KEPT_FOR if job.state == "done" and job.finished_at else None
    return PackJob(job, WRITTEN[job.params["what"]], job.params["args"], until)


def cancel(found: PackJob, now: datetime) -> bool:
    """Give up writing a pack. False when it is over already."""
    return jobs.cancel(found.job.id, now)


def open_pack(scope: Scope, found: PackJob, now: datetime) -> BinaryIO:
    """The bytes of a written pack. Raises NotFound before it is written and once it is no longer kept."""
    if not found.is_ready(now):
        raise NotFound
    result = found.job.result
    try:
        stream = attachments.folder().open(str(scope.service_id), result["sha256"])
    except FileNotFoundError:
        raise NotFound from None
    return io.BufferedReader(CheckedReading(stream, sha256=result["sha256"], size=result["size"]), attachments.PIECE)


def work(claimed: Claimed, progress: Progress) -> Mapping[str, Any]:
    """Write a pack as a job. Doing it twice is like doing it once. Raises NoLongerAllowed."""
    params, service_id = claimed.params, claimed.service_id
    assert service_id is not None
    pack, now = WRITTEN[params["what"]], clock.now()
    progress(READ)
    place = places.find_place(UUID(params["person"]), params["service"])
    if place is None or place.scope.service_id != service_id:
        raise NoLongerAllowed
    framework = frameworks.get_framework(place.scope, place.service.framework_id)
    document = pack.document(place.scope, pack.form(multi(params["args"]), framework), day_of(now))
    db.session.rollback()  # nothing is held while the pages are drawn
    progress(LAID_OUT)
    content = draw_pdf(document)
    progress(DRAWN)
    taken = _taken(pack.file_name(params["service"], day_of(now)), content)
    attachments.folder().keep(str(service_id), taken)
    return {"sha256": taken.sha256, "size": taken.size, "name": taken.name}


def _taken(name: str, content: bytes) -> TakenIn:
    """The bytes as a file on its way in, settled on the disk."""
    with needing_room():
        handle, place = tempfile.mkstemp(
            dir=attachments.folder().incoming(), prefix=TEMPORARY_START, suffix=TEMPORARY_END
        )
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    return TakenIn(name, PDF, len(content), hashlib.sha256(content).hexdigest(), Path(place))
