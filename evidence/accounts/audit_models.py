"""The audit trail's tables: one chain per service and one per provider.

An entry holds who, when recorded, when it happened, what was done, and digests. What exactly changed lies beside it in
a payload that can be erased without breaking the chain: the entry keeps only the payload's salted digest.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, ServiceOwned, db, new_id


class AuditColumns:
    """What an entry of either chain holds. `number` counts from 1 in each chain."""

    number: Mapped[int]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    happened_on: Mapped[date | None]
    action: Mapped[str]
    subject: Mapped[str]
    payload_digest: Mapped[str] = mapped_column(String(64))
    previous_digest: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditEntry(AuditColumns, ServiceOwned, Base):
    """One thing that was done in a service. `record_id` points at the record concerned, when there is one."""

    audited = False
    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("service_id", "number"),
        Index("ix_audit_entry_subject", "service_id", "subject", "number"),
        Index("ix_audit_entry_person", "service_id", "person_id", "number"),
        Index("ix_audit_entry_recorded_at", "service_id", "recorded_at"),
    )


class AuditPayload(ServiceOwned, Base):
    """The details of an entry, with the salt of their digest. `details` becomes None when erased."""

    audited = False
    __tablename__ = "audit_payload"
    __table_args__ = (ForeignKeyConstraint(["service_id", "id"], ["audit_entry.service_id", "audit_entry.id"]),)

    salt: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, object] | None] = mapped_column(db.JSON)


class AuditHead(Base):
    """The end of a service's chain: locked while an entry is added, so that two writers can't fork it."""

    __tablename__ = "audit_head"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class ProviderAuditEntry(AuditColumns, Base):
    """One thing that was done to the provider's accounts, services or settings."""

    __tablename__ = "provider_audit_entry"
    __table_args__ = (UniqueConstraint("provider_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"))


class ProviderAuditPayload(Base):
    """The details of a provider's entry, erasable like a service's."""

    __tablename__ = "provider_audit_payload"

    id: Mapped[UUID] = mapped_column(ForeignKey("provider_audit_entry.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, object] | None] = mapped_column(db.JSON)


class ProviderAuditHead(Base):
    """The end of a provider's chain, locked while an entry is added."""

    __tablename__ = "provider_audit_head"

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
