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
from evidence.web.errors import NotFound

ABSOLUTE_LIMIT = timedelta(hours=12)
# A quarter of an hour without use, and the few minutes by which the last use may be noted too early.
UNUSED_LIMIT = timedelta(minutes=20)
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PastSignIn:
    """One sign-in as its owner sees it. `may_be_open`: neither ended nor so old that it must have run out.

    device: in words, empty when nobody noted it. seen_at: when it was last used, to five minutes. step: how the person
    proved themselves beside the password, as `second_steps.Step`, or None.
    """

    id: UUID
    started_at: datetime
    ended_at: datetime | None
    seen_at: datetime
    device: str
    step: str | None
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
    return [_past(row, present, now) for row in db.session.scalars(rows)]


def end_own(scope: Scope, sign_in_id: UUID, now: datetime) -> str:
    """Sign the person asking out on one device. Twice is like once. Returns the device in words, maybe empty.

    Raises NotFound for a sign-in that is not theirs.
    """
    row = db.session.scalar(select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == scope.person))
    if row is None:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = now
        db.session.flush()
        _note(scope, "signed out on another device", {"device": row.device})
    return row.device


def end_others(scope: Scope, present: UUID | None, now: datetime) -> None:
    """Sign the person asking out everywhere but on the device in use."""
    others = update(SignIn).where(SignIn.account_id == scope.person, SignIn.id != present, SignIn.ended_at.is_(None))
    db.session.execute(others.values(ended_at=now))
    _note(scope, "signed out everywhere else", {})


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


def _past(row: SignIn, present: UUID | None, now: datetime) -> PastSignIn:
    seen_at = row.seen_at or row.started_at
    is_this_one = row.id == present
    is_young = now - row.started_at < ABSOLUTE_LIMIT and now - seen_at < UNUSED_LIMIT
    return PastSignIn(
        id=row.id,
        started_at=row.started_at,
        ended_at=row.ended_at,
        seen_at=now if is_this_one else seen_at,
        device=row.device,
        step=row.second_step,
        is_this_one=is_this_one,
        may_be_open=row.ended_at is None and (is_this_one or is_young),
    )


def _note(scope: Scope, action: str, details: dict[str, str]) -> None:
    account = db.session.get_one(Account, scope.person)
    audit.record_provider_change(account.provider_id, account.id, action, audit.person(account.id), details)


def fresh_uniquifier() -> str:
    """A new value for an account's `fs_uniquifier`; changing it makes every cookie of the account worthless."""
    return secrets.token_hex(32)
