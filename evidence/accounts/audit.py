"""Writing the audit trail: one entry for each thing done, in the transaction that does it.

Every entry holds the digest of the one before, so a changed, removed or slipped-in entry breaks the chain from there
on. The payload is held by a salted digest, so it can be erased later and can't be guessed from the digest.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from evidence.accounts.audit_models import (
    AuditEntry,
    AuditHead,
    AuditPayload,
    ProviderAuditEntry,
    ProviderAuditHead,
    ProviderAuditPayload,
)
from evidence.accounts.scope import Scope
from evidence.database import db, new_id
from evidence.web import clock

FIRST_DIGEST = "0" * 64


def record_change(
    scope: Scope, action: str, subject: str, details: Mapping[str, Any], *, happened_on: date | None = None
) -> None:
    """Add an entry to the chain of the scope's service.

    action: what was done, as people read it ("added evidence"). subject: the reference or line concerned.
    details: plain JSON values; dates and ids as text. happened_on: when the recorded thing happened.
    """
    head = db.session.execute(
        select(AuditHead).where(AuditHead.service_id == scope.service_id).with_for_update()
    ).scalar_one()
    entry = AuditEntry(service_id=scope.service_id, id=new_id())
    salt = _fill(entry, head, scope.person, action, subject, details, happened_on)
    payload = AuditPayload(service_id=scope.service_id, id=entry.id, salt=salt, details=_plain(details))
    db.session.add(entry)
    db.session.flush()
    db.session.add(payload)


def record_provider_change(
    provider_id: UUID, person: UUID | None, action: str, subject: str, details: Mapping[str, Any]
) -> None:
    """Add an entry to a provider's chain: accounts, services, settings, signing in."""
    head = db.session.execute(
        select(ProviderAuditHead).where(ProviderAuditHead.provider_id == provider_id).with_for_update()
    ).scalar_one()
    entry = ProviderAuditEntry(provider_id=provider_id, id=new_id())
    salt = _fill(entry, head, person, action, subject, details, None)
    db.session.add(entry)
    db.session.flush()
    db.session.add(ProviderAuditPayload(id=entry.id, salt=salt, details=_plain(details)))


def start_service_chain(service_id: UUID) -> None:
    """Begin the chain of a new service."""
    db.session.add(AuditHead(service_id=service_id, number=0, digest=FIRST_DIGEST))
    db.session.flush()


def start_provider_chain(provider_id: UUID) -> None:
    """Begin the chain of a new provider."""
    db.session.add(ProviderAuditHead(provider_id=provider_id, number=0, digest=FIRST_DIGEST))
    db.session.flush()


def payload_digest(salt: str, details: Mapping[str, Any]) -> str:
    """The salted SHA-256 of an entry's details in canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{salt}\n{canonical(details)}".encode()).hexdigest()


def entry_digest(entry: AuditEntry | ProviderAuditEntry) -> str:
    """The SHA-256 over everything an entry says, the payload's digest and the digest before it."""
    said = {
        "number": entry.number,
        "person": str(entry.person_id) if entry.person_id else None,
        "recorded_at": entry.recorded_at.isoformat(),
        "happened_on": entry.happened_on.isoformat() if entry.happened_on else None,
        "action": entry.action,
        "subject": entry.subject,
        "payload": entry.payload_digest,
        "previous": entry.previous_digest,
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def person(account_id: UUID) -> str:
    """An account as the subject of an entry: its id, never its name or e-mail, which must stay erasable."""
    return f"person {account_id}"


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spare space: equal values give equal text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _fill(
    entry: AuditEntry | ProviderAuditEntry,
    head: AuditHead | ProviderAuditHead,
    person: UUID | None,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    happened_on: date | None,
) -> str:
    salt = secrets.token_hex(16)
    entry.number = head.number + 1
    entry.person_id = person
    entry.recorded_at = clock.now()
    entry.happened_on = happened_on
    entry.action = action
    entry.subject = subject
    entry.payload_digest = payload_digest(salt, _plain(details))
    entry.previous_digest = head.digest
    entry.digest = entry_digest(entry)
    head.number, head.digest = entry.number, entry.digest
    return salt


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    def simple(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): simple(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [simple(inner) for inner in value]
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if isinstance(value, UUID):
            return str(value)
        return value

    return {key: simple(value) for key, value in details.items()}
