"""Which reminders have gone out, so that nobody gets one twice, and the private addresses of calendars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
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


class CalendarFeed(Base):
    """A person's private calendar address. Only its SHA-256 is kept. with_titles: events name the record's title."""

    __tablename__ = "calendar_feed"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    with_titles: Mapped[bool]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
