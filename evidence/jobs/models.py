"""The table of jobs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, db, new_id


class Job(Base):
    """One piece of long work. `service_id` is None for work of the whole site, such as sweeping files.

    progress: 0 to 100. `fingerprint` is the same for the same work, so that asking twice while it waits or runs makes
    one job.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
        Index("ix_job_queue", "state", "created_at"),
        Index("ix_job_service", "service_id", "created_at"),
        Index("ix_job_fingerprint", "fingerprint", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    service_id: Mapped[UUID | None]
    kind: Mapped[str]
    params: Mapped[dict[str, object]] = mapped_column(db.JSON)
    fingerprint: Mapped[str]
    state: Mapped[str]
    progress: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    heartbeat: Mapped[datetime | None]
    result: Mapped[dict[str, object] | None] = mapped_column(db.JSON)
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
