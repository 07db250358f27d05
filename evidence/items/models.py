"""What an evidence item holds besides being a record."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from evidence.database import Base, ServiceOwned
from evidence.records.search_models import Searched
from evidence.records.words import Kind


class EvidenceItem(Searched, ServiceOwned, Base):
    """A piece of evidence: where it comes from, what kind it is, how long it is good, where the original is kept."""

    record_kind = Kind.ITEM
    searched = ("original_kept",)
    __tablename__ = "evidence_item"
    __table_args__ = (
        ForeignKeyConstraint(["service_id", "id"], ["record.service_id", "record.id"]),
        CheckConstraint(
            "source IN ('people', 'staff', 'partners', 'observation', 'processes', 'outcomes', 'cqc-held')",
            name="source",
        ),
        Index("ix_evidence_item_source", "service_id", "source"),
        Index("ix_evidence_item_good_until", "service_id", "good_until"),
    )

    source: Mapped[str]
    item_kind: Mapped[str]
    good_until: Mapped[date | None]
    original_kept: Mapped[str]


class ShelfLife(ServiceOwned, Base):
    """How many days evidence of one kind stays good at a service, where it is not what we suggest; 0 is for ever."""

    __tablename__ = "shelf_life"
    __table_args__ = (UniqueConstraint("service_id", "item_kind"), CheckConstraint("days >= 0", name="days"))

    item_kind: Mapped[str]
    days: Mapped[int]
