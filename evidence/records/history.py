"""What was done to a record, as its page tells it: the audit trail's entries for its reference."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from evidence.accounts.audit_models import AuditEntry, AuditPayload
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.database import db

MOST = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done: when, by whom, what, to which record, and the word that was said about it, if any."""

    at: datetime
    who: str
    what: str
    subject: str
    word: str = ""


def history_of(scope: Scope, references: list[str], most: int = MOST) -> list[Happening]:
    """The newest things done to what these references name, newest first, `most` of them. One query."""
    if not references:
        return []
    payload = and_(AuditPayload.service_id == scope.service_id, AuditPayload.id == AuditEntry.id)
    rows = (
        select(AuditEntry, Account.name, AuditPayload.details["word"].as_string())
        .outerjoin(Account, Account.id == AuditEntry.person_id)
        .outerjoin(AuditPayload, payload)
        .where(AuditEntry.service_id == scope.service_id, AuditEntry.subject.in_(references))
        .order_by(AuditEntry.number.desc())
        .limit(most)
    )
    return [
        Happening(entry.recorded_at, name or "The tracker", entry.action, entry.subject, word or "")
        for entry, name, word in db.session.execute(rows)
    ]
