"""The second step of signing in: who needs one, until when, who has one, and starting anew for somebody who lost it.

A second step is an authenticator app or a passkey. Somebody who needs one and has none is asked to set it up, may go
on for some days, and then gets no further than setting it up.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, exists, select

from evidence.accounts import sign_ins
from evidence.accounts.models import Account, Membership, Passkey
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope

REQUIRED_OF = ("managers", "everyone", "nobody")

# All that somebody may open who must set up a second step before anything else.
SET_UP_PAGES = frozenset(
    {
        "accounts.second_step",
        "accounts.stay",
        "security.logout",
        "security.mf_recovery_codes",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.verify",
        "security.wan_register",
        "security.wan_register_response",
    }
)


class Step(StrEnum):
    """How somebody proved themselves beside the password. A passkey needs no password at all."""

    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


STEP_WORDS: dict[Step, str] = {
    Step.APP: "password and authenticator app",
    Step.PASSKEY: "passkey",
    Step.RECOVERY_CODE: "password and recovery code",
}
PASSWORD_ALONE = "password"


def has_app(account: Account) -> bool:
    """Whether the account has an authenticator app in use."""
    return bool(account.tf_primary_method and account.tf_totp_secret)


def has_one(account: Account) -> bool:
    """Whether the account has any second step. At most one query."""
    return has_app(account) or bool(account.webauthn)


def with_one() -> ColumnElement[bool]:
    """The criterion for accounts that have a second step, for lists."""
    has_passkey = exists().where(Passkey.account_id == Account.id).correlate(Account)
    return (Account.tf_primary_method.is_not(None) & Account.tf_totp_secret.is_not(None)) | has_passkey


def is_only_one(account: Account, *, app: bool = False, passkey: str = "") -> bool:
    """Whether the app, or the passkey of this name, is all that the account has."""
    others = [key for key in account.webauthn if key.name != passkey]
    return not others and (app or not has_app(account))


def is_required(account: Account) -> bool:
    """Whether the settings ask this account for a second step. At most one query."""
    of = current_app.config["REQUIRE_SECOND_STEP"]
    if of == "everyone":
        return True
    return of == "managers" and (account.is_lead or _manages(account.id))


def note_sign_in(account: Account, now: datetime) -> None:
    """Set until when the account may go on without a second step, or take that away when nothing is missing."""
    if has_one(account) or not is_required(account):
        account.second_step_by = None
    elif account.second_step_by is None:
        account.second_step_by = now + timedelta(days=current_app.config["SECOND_STEP_GRACE_DAYS"])


def due(account: Account) -> datetime | None:
    """Until when the account must have a second step; None when nothing is missing. No query."""
    return account.second_step_by if current_app.config["REQUIRE_SECOND_STEP"] != "nobody" else None


def must_set_up(account: Account, signed_in_at: datetime) -> bool:
    """Whether a sign-in that began then leads no further than setting up a second step.

    What counts is the moment of signing in, so that nobody is stopped in the middle of their work. No query.
    """
    until = due(account)
    return until is not None and until <= signed_in_at


def note_change(account: Account, now: datetime) -> None:
    """Bring what depends on the second step in line after one was added or removed."""
    if has_one(account):
        account.second_step_by = None
    else:
        account.mf_recovery_codes = None
        account.second_step_by = now if is_required(account) else None
    db.session.flush()


def take_away(account: Account, now: datetime, *, by: str) -> bool:
    """Take away an account's second step with its recovery codes, and sign it out everywhere.

    by: who did it, told to the person when they sign in next. They must set up a new one then, at once, if they need
    one. False when there was nothing to take away. Says nothing about who may ask for it.
    """
    if not has_one(account) and not account.mf_recovery_codes:
        return False
    account.tf_primary_method = account.tf_totp_secret = account.totp_last_counter = None
    for passkey in list(account.webauthn):
        db.session.delete(passkey)
    db.session.flush()
    db.session.expire(account, ["webauthn"])
    note_change(account, now)
    account.second_step_reset_at, account.second_step_reset_by = now, by
    account.version += 1
    sign_ins.end_all(account, now)
    return True


def _manages(account_id: UUID) -> bool:
    with system_scope("whether a person manages any service"):
        held = select(Membership.id).where(
            Membership.account_id == account_id,
            Membership.role == Role.MANAGER.value,
            Membership.ended_on.is_(None),
        )
        return db.session.scalar(held.limit(1)) is not None
