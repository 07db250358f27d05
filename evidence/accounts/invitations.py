"""The links by which people set their own password: a new person's invitation, or a new start for a known one.

No e-mail is sent: the link is shown once to whoever made it, who hands it over. Only its SHA-256 is kept.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from evidence.accounts import audit, passwords, sign_ins
from evidence.accounts.models import Account, Invitation
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.web.errors import NotFound

LASTS = timedelta(days=7)


def make(scope: Scope, account: Account, now: datetime) -> str:
    """A fresh link's token for an account; links made before stop working. Says nothing about who may ask for one."""
    if scope.person is None:
        raise ValueError("A link is made by a person.")
    end_open(account, now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        account_id=account.id,
        token_sha256=_digest(token),
        made_by_id=scope.person,
        made_at=now,
        expires_at=now + LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record_change(scope, "made a link to set a password", audit.person(account.id), {"expires": now + LASTS})
    return token


def end_open(account: Account, now: datetime) -> None:
    """Make every link of an account that could still be used worthless."""
    unused = update(Invitation).where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
    db.session.execute(unused.where(Invitation.expires_at > now).values(expires_at=now))


def find_invited(token: str, now: datetime) -> Account | None:
    """The person whose unused, unexpired link this is, or None."""
    found = _find_open(token, now)
    return found[1] if found else None


def accept(token: str, password: str, now: datetime) -> Account:
    """Set the password of whoever holds the link, sign them out everywhere and use the link up.

    Returns the account. Raises NotFound for a link that is used, too old or unknown.
    """
    found = _find_open(token, now)
    if found is None:
        raise NotFound
    invitation, account = found
    invitation.used_at = now
    passwords.keep(account, password)
    sign_ins.end_all(account, now)
    audit.record_provider_change(
        account.provider_id, account.id, "set a password by link", audit.person(account.id), {}
    )
    return account


def _find_open(token: str, now: datetime) -> tuple[Invitation, Account] | None:
    row = db.session.execute(
        select(Invitation, Account)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.token_sha256 == _digest(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Account.active,
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
