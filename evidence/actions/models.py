"""What an action holds besides being a record."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, ServiceOwned
from evidence.records.search_models import Searched
from evidence.records.words import Kind


class Action(Searched, ServiceOwned, Base):
    """What is being done about a gap: issue, plan, measure of success, due date and priority.

    A closed action has a closing word, and either a proof (another record of the service) or the reason why there is
    none.
    """

    record_kind = Kind.ACTION
    searched = ("issue", "plan", "measure", "closing_word", "no_proof_reason")
    __tablename__ = "action"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "id"], ["record.service_id", "record.id"]),
        ForeignKeyConstraint(["service_id", "proof_id"], ["record.service_id", "record.id"]),
        CheckConstraint("priority IN ('high', 'medium', 'low')", name="priority"),
        CheckConstraint(
            "closed_at IS NULL OR (closing_word <> '' AND (proof_id IS NOT NULL OR no_proof_reason <> ''))",
            name="closing",
        ),
        Index("ix_action_due", "service_id", "due_on"),
    )

    issue: Mapped[str]
    plan: Mapped[str]
    measure: Mapped[str]
    due_on: Mapped[date]
    priority: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    closing_word: Mapped[str] = mapped_column(default="")
    proof_id: Mapped[UUID | None]
    no_proof_reason: Mapped[str] = mapped_column(default="")
