"""When people leave: a service keeps a manager, and whoever has no role left is shut out at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from evidence.accounts import audit, invitations, sign_ins
from evidence.accounts.models import Account, Membership
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope


def has_other_manager(service_id: UUID, account_id: UUID) -> bool:
    """Whether the service has a manager beside this person."""
    others = (
        select(Membership.id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.service_id == service_id,
            Membership.role == Role.MANAGER.value,
            Membership.ended_on.is_(None),
            Membership.account_id != account_id,
            Account.active,
        )
        .limit(1)
    )
    return db.session.scalar(others) is not None


def has_role_left(account: Account) -> bool:
    """Whether the account leads the provider or has a role in any service."""
    if account.is_lead:
        return True
    with system_scope("whether a leaver still has a role anywhere"):
        left = db.session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.account_id == account.id, Membership.ended_on.is_(None))
        )
    return bool(left)


def close_account(scope: Scope, account: Account, now: datetime) -> None:
    """Close an account: signed out everywhere, its links worthless. It stays, so that the past keeps its names."""
    account.active, account.closed_at = False, now
    account.version += 1
    invitations.end_open(account, now)
    sign_ins.end_all(account, now)
    audit.record_provider_change(scope.provider_id, scope.person, "closed an account", audit.person(account.id), {})
