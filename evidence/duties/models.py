"""Which reminders have gone out, so that nobody gets one twice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, new_id


class Reminder(Base):
    """One digest for one person and one period, such as `2026-W48`. `sent_at`: None while it is being sent."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("account_id", "period"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    period: Mapped[str]
    claimed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
