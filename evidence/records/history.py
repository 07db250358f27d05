"""What was done to a record, as its page tells it: the audit trail's entries for its reference."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.database import db

MOST = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that was done: when, by whom, what."""

    at: datetime
    who: str
    what: str
    subject: str


def history_of(scope: Scope, references: list[str]) -> list[Happening]:
    """The newest 50 things done to what these references name, newest first. One query."""
    if not references:
        return []
    rows = (
        select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.person_id)
        .where(AuditEntry.service_id == scope.service_id, AuditEntry.subject.in_(references))
        .order_by(AuditEntry.number.desc())
        .limit(MOST)
    )
    return [
        Happening(entry.recorded_at, name or "The tracker", entry.action, entry.subject)
        for entry, name in db.session.execute(rows)
    ]
