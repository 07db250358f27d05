"""Sending a create form twice makes one thing: each form carries a key, and a key used before leads to what it made."""

import secrets

from sqlalchemy import select

from evidence.accounts.models import OnceKey
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.web import clock


def new_key() -> str:
    """A fresh key for a form."""
    return secrets.token_urlsafe(18)


def find_result(scope: Scope, key: str) -> str | None:
    """Where the thing lies that this key has made already, or None."""
    return db.session.scalar(
        select(OnceKey.location).where(
            OnceKey.service_id == scope.service_id, OnceKey.account_id == scope.person, OnceKey.key == key
        )
    )


def remember(scope: Scope, key: str, location: str) -> None:
    """Note that this key has made what lies at `location`; in the same transaction as the making."""
    if key and scope.person:
        db.session.add(
            OnceKey(
                service_id=scope.service_id, account_id=scope.person, key=key, location=location, made_at=clock.now()
            )
        )
        db.session.flush()
