"""The queue of long work: putting a job in, claiming it, its heartbeat and progress, and how it ended.

Work must be idempotent: a job whose heartbeat stops is given to another worker, so it may run twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select, update

from evidence.database import db, new_id
from evidence.jobs.models import Job

HEARTBEAT_STOPS = timedelta(minutes=2)
MOST_TRIES = 3
LIVE = ("waiting", "running")


class Cancelled(Exception):
    """The job was cancelled while it ran; its work stops here."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker holds now."""

    id: UUID
    kind: str
    params: Mapping[str, Any]
    service_id: UUID | None
    tries: int


def put_in(
    kind: str, params: Mapping[str, Any], *, fingerprint: str, now: datetime, service_id: UUID | None = None
) -> UUID:
    """Put a job in the queue and return its id; the id of the same work when it waits or runs already."""
    present = db.session.scalar(select(Job.id).where(Job.fingerprint == fingerprint, Job.state.in_(LIVE)).limit(1))
    if present is not None:
        return present
    job = Job(
        id=new_id(),
        service_id=service_id,
        kind=kind,
        params=dict(params),
        fingerprint=fingerprint,
        state="waiting",
        created_at=now,
    )
    db.session.add(job)
    db.session.flush()
    return job.id


def claim(now: datetime) -> Claimed | None:
    """Claim the oldest job that waits, or whose worker has gone silent; None when there is nothing to do.

    The claim is a conditional update, so two workers never hold the same job; on PostgreSQL rows another worker is
    looking at are skipped instead of waited for. A job that failed three times is marked as failed.
    """
    silent = and_(Job.state == "running", Job.heartbeat < now - HEARTBEAT_STOPS)
    due = or_(Job.state == "waiting", silent)
    found = db.session.execute(
        select(Job).where(due).order_by(Job.created_at, Job.id).limit(1).with_for_update(skip_locked=True)
    ).scalar_one_or_none()
    if found is None:
        return None
    if found.tries >= MOST_TRIES:
        found.state, found.finished_at = "failed", now
        found.error = found.error or "Its worker stopped three times."
        db.session.flush()
        return None
    changed = db.session.execute(
        update(Job)
        .where(Job.id == found.id, Job.state == found.state, Job.tries == found.tries)
        .values(state="running", heartbeat=now, tries=found.tries + 1)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return None
    return Claimed(found.id, found.kind, dict(found.params), found.service_id, found.tries)


def beat(job_id: UUID, progress: int, now: datetime) -> None:
    """Say that the work goes on and how far it is, 0 to 100. Raises Cancelled when it is no longer wanted."""
    changed = db.session.execute(
        update(Job).where(Job.id == job_id, Job.state == "running").values(heartbeat=now, progress=progress)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Cancelled


def finish(job_id: UUID, result: Mapping[str, Any], now: datetime) -> None:
    """Mark a job as done, with its result as plain JSON."""
    db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state == "running")
        .values(state="done", progress=100, result=dict(result), finished_at=now)
    )


def fail(job_id: UUID, error: str, now: datetime) -> None:
    """Note that a try failed: the job waits for another, or is marked as failed after the third."""
    job = db.session.get_one(Job, job_id)
    if job.state != "running":
        return
    over = job.tries >= MOST_TRIES
    job.state, job.error = ("failed" if over else "waiting"), error
    job.finished_at = now if over else None
    db.session.flush()


def cancel(job_id: UUID, now: datetime) -> bool:
    """Cancel a job that waits or runs. False when it is over already."""
    changed = db.session.execute(
        update(Job).where(Job.id == job_id, Job.state.in_(LIVE)).values(state="cancelled", finished_at=now)
    )
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def last_done(kind: str) -> datetime | None:
    """When a job of this kind was last done, or None."""
    return db.session.scalar(
        select(Job.finished_at).where(Job.kind == kind, Job.state == "done").order_by(Job.finished_at.desc()).limit(1)
    )


@dataclass(frozen=True, slots=True)
class FoundJob:
    """A job as pages tell of it. state: waiting, running, done, failed or cancelled. progress: 0 to 100."""

    id: UUID
    params: Mapping[str, Any]
    state: str
    progress: int
    result: Mapping[str, Any]
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self.state in LIVE


def find_job(job_id: UUID, *, kind: str, service_id: UUID) -> FoundJob | None:
    """A job of this kind and service, or None. One query."""
    job = db.session.scalar(select(Job).where(Job.id == job_id, Job.kind == kind, Job.service_id == service_id))
    if job is None:
        return None
    return FoundJob(job.id, job.params, job.state, job.progress, job.result or {}, job.created_at, job.finished_at)
