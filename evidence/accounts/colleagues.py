"""Everybody whom a record's page may name or offer: the service's people, the leads, and whoever is asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, or_, select

from evidence.accounts.models import Account, Membership
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.database import db


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person as a record's page knows them.

    is_member: has or had a role in the service. has_left: it has ended. may_manage: signs in and manages the service.
    """

    account_id: UUID
    name: str
    is_member: bool
    has_left: bool
    may_manage: bool


def colleagues(scope: Scope, named: Collection[UUID]) -> list[Colleague]:
    """The service's people and leavers, the provider's leads, and the accounts `named`, by name. One query."""
    role_here = and_(Membership.service_id == scope.service_id, Membership.account_id == Account.id)
    may_sign_in = and_(Account.active, Account.password.is_not(None))
    rows = (
        select(Account.id, Account.name, Account.is_lead, may_sign_in, Membership.role, Membership.ended_on)
        .outerjoin(Membership, role_here)
        .where(Account.provider_id == scope.provider_id)
        .where(or_(Membership.id.is_not(None), Account.is_lead, Account.id.in_(named)))
        .order_by(Account.name, Account.id)
    )
    return [
        Colleague(
            account_id=account_id,
            name=name,
            is_member=role is not None,
            has_left=ended_on is not None,
            may_manage=signs_in and (is_lead or (role == Role.MANAGER.value and ended_on is None)),
        )
        for account_id, name, is_lead, signs_in, role, ended_on in db.session.execute(rows)
    ]
