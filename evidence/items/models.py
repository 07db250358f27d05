"""What an evidence item holds besides being a record."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from evidence.database import Base, ServiceOwned


class EvidenceItem(ServiceOwned, Base):
    """A piece of evidence: where it comes from, what kind it is, how long it is good, where the original is kept."""

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
