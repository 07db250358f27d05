"""Checking the audit chains: that no entry was changed, removed or slipped in since it was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from evidence.accounts.audit import FIRST_DIGEST, entry_digest, payload_digest
from evidence.accounts.audit_models import (
    AuditEntry,
    AuditHead,
    AuditPayload,
    ProviderAuditEntry,
    ProviderAuditHead,
    ProviderAuditPayload,
)
from evidence.database import db
from evidence.database.scope_guard import system_scope

BATCH = 500


@dataclass(frozen=True, slots=True)
class ChainTrouble:
    """Where a chain is broken: which chain, the entry's number, and what is wrong with it."""

    chain: str
    number: int
    what: str


def find_trouble() -> list[ChainTrouble]:
    """Every break in every service's and provider's chain; an erased payload is none."""
    trouble: list[ChainTrouble] = []
    with system_scope("verifying the audit trail of all services"):
        for head in list(db.session.scalars(select(AuditHead).order_by(AuditHead.service_id))):
            rows = (
                select(AuditEntry, AuditPayload)
                .outerjoin(
                    AuditPayload,
                    (AuditPayload.service_id == AuditEntry.service_id) & (AuditPayload.id == AuditEntry.id),
                )
                .where(AuditEntry.service_id == head.service_id)
                .order_by(AuditEntry.number)
                .execution_options(yield_per=BATCH)
            )
            trouble += _check(f"service {head.service_id}", head, db.session.execute(rows))
        for lead in list(db.session.scalars(select(ProviderAuditHead).order_by(ProviderAuditHead.provider_id))):
            provider_rows = (
                select(ProviderAuditEntry, ProviderAuditPayload)
                .outerjoin(ProviderAuditPayload, ProviderAuditPayload.id == ProviderAuditEntry.id)
                .where(ProviderAuditEntry.provider_id == lead.provider_id)
                .order_by(ProviderAuditEntry.number)
                .execution_options(yield_per=BATCH)
            )
            trouble += _check(f"provider {lead.provider_id}", lead, db.session.execute(provider_rows))
    return trouble


def _check(chain: str, head: AuditHead | ProviderAuditHead, rows: Iterable[Any]) -> list[ChainTrouble]:
    trouble, previous, number = [], FIRST_DIGEST, 0
    for entry, payload in rows:
        number += 1
        if what := _wrong(entry, payload, previous, number):
            trouble.append(ChainTrouble(chain, entry.number, what))
        previous, number = entry.digest, entry.number
    if (head.number, head.digest) != (number, previous):
        trouble.append(ChainTrouble(chain, head.number, "entries at the end are missing"))
    return trouble


def _wrong(entry: Any, payload: Any, previous: str, number: int) -> str:
    if entry.number != number:
        return "entries before it are missing"
    if entry.previous_digest != previous:
        return "it does not follow from the one before"
    if entry.digest != entry_digest(entry):
        return "it has been changed"
    if payload is None:
        return "its details are missing"
    if payload.details is not None and payload_digest(payload.salt, payload.details) != entry.payload_digest:
        return "its details have been changed"
    return ""
