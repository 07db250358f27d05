"""Which services a person may enter, and as what. The only queries that look across services before a scope exists."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from evidence.accounts.framework_stamps import note, stamp_columns
from evidence.accounts.models import Account, Membership, Service
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope

_WIDEST_FIRST = (Role.PROVIDER_LEAD, Role.MANAGER, Role.VIEWER, Role.STAFF)


@dataclass(frozen=True, slots=True)
class Place:
    """A service a person has entered: the service itself and their scope in it."""

    service: Service
    scope: Scope


def find_place(account_id: UUID, reference: str) -> Place | None:
    """The service with this reference and the person's scope in it, or None when it is not theirs. One query."""
    entries = _entries(account_id).where(Service.reference == reference).add_columns(*stamp_columns())
    with system_scope("which services a person may enter"):
        found = db.session.execute(entries).one_or_none()
    if found is None:
        return None
    service, account, role, *stamp = found
    note(service, stamp)
    return _place(service, account, role)


def first_place(account_id: UUID) -> Place | None:
    """The first service by name that the person may enter, or None. One query."""
    found = _rows(_entries(account_id).limit(1))
    return _place(*found[0]) if found else None


def places_of(account_id: UUID) -> list[Place]:
    """Every service the person may enter, by name. One query."""
    return [_place(*row) for row in _rows(_entries(account_id))]


def wide_scope(account_id: UUID) -> Scope:
    """A scope over all the person's services, with the widest role they hold; staff when they have no service."""
    places = places_of(account_id)
    account = db.session.get_one(Account, account_id)
    roles = {place.scope.role for place in places} | ({Role.PROVIDER_LEAD} if account.is_lead else set())
    role = next((role for role in _WIDEST_FIRST if role in roles), Role.STAFF)
    return Scope(account_id, account.provider_id, tuple(place.service.id for place in places), role)


def _entries(account_id: UUID) -> Select[Service, Account, str]:
    held: ColumnElement[bool] = and_(
        Membership.service_id == Service.id,
        Membership.account_id == account_id,
        Membership.ended_on.is_(None),
    )
    return (
        select(Service, Account, Membership.role)
        .join(Account, and_(Account.id == account_id, Account.provider_id == Service.provider_id))
        .outerjoin(Membership, held)
        .where(or_(Membership.role.is_not(None), Account.is_lead))
        .order_by(Service.name, Service.id)
    )


def _rows(entries: Select[Service, Account, str]) -> list[tuple[Service, Account, str | None]]:
    with system_scope("which services a person may enter"):
        return [(service, account, role) for service, account, role in db.session.execute(entries)]


def _place(service: Service, account: Account, role: str | None) -> Place:
    held = Role.PROVIDER_LEAD if account.is_lead else Role(role or Role.STAFF)
    return Place(service, Scope(account.id, account.provider_id, (service.id,), held))
