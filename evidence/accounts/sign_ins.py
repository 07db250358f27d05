"""A person's sign-ins: which there are, and ending them all at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from evidence.accounts import audit
from evidence.accounts.models import Account, SignIn
from evidence.accounts.scope import Scope
from evidence.database import db

ABSOLUTE_LIMIT = timedelta(hours=12)
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PastSignIn:
    """One sign-in as its owner sees it. `may_be_open`: neither ended nor so old that it must have run out."""

    started_at: datetime
    ended_at: datetime | None
    is_this_one: bool
    may_be_open: bool


def list_own(scope: Scope, present: UUID | None, now: datetime) -> list[PastSignIn]:
    """The latest sign-ins of the person asking, newest first. `present` is the one in use. One query."""
    rows = (
        select(SignIn)
        .where(SignIn.account_id == scope.person)
        .order_by(SignIn.started_at.desc(), SignIn.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        PastSignIn(
            started_at=row.started_at,
            ended_at=row.ended_at,
            is_this_one=row.id == present,
            may_be_open=row.ended_at is None and now - row.started_at < ABSOLUTE_LIMIT,
        )
        for row in db.session.scalars(rows)
    ]


def end_all_own(scope: Scope, now: datetime) -> None:
    """Sign the person asking out on every computer and phone."""
    account = db.session.get_one(Account, scope.person)
    end_all(account, now)
    audit.record_provider_change(account.provider_id, account.id, "signed out everywhere", audit.person(account.id), {})


def end_all(account: Account, now: datetime) -> None:
    """Sign an account out everywhere, at once."""
    account.fs_uniquifier = fresh_uniquifier()
    open_ones = update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    db.session.execute(open_ones.values(ended_at=now))
    db.session.flush()


def fresh_uniquifier() -> str:
    """A new value for an account's `fs_uniquifier`; changing it makes every cookie of the account worthless."""
    return secrets.token_hex(32)
