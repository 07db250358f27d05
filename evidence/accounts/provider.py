"""What provider leads look after: all services of the provider, its people, and who leads.

Every function takes the scope of a lead over all services of the provider.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from evidence.accounts import audit, leaving, people, second_steps, store
from evidence.accounts.models import Account, Membership, Provider, Service
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role, ServiceType
from evidence.database import db
from evidence.web import clock
from evidence.web.errors import BadTransition, DuplicateTitle, NotAllowed, NotFound

PEOPLE_A_PAGE = 100
NEEDS_A_LEAD = "The provider needs a lead who can sign in. Make somebody else a provider lead first."


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """A service in the list of all: its types and how many people have a role in it."""

    service: Service
    types: frozenset[ServiceType]
    people: int


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a person holds in one service."""

    service_name: str
    service_reference: str
    role: Role


@dataclass(frozen=True, slots=True)
class ProviderPerson:
    """A person of the provider with all their present roles. `waiting`: they have not set a password yet."""

    account_id: UUID
    name: str
    email: str
    is_lead: bool
    waiting: bool
    closed: bool
    has_second_step: bool
    roles: tuple[HeldRole, ...]


def get_provider(provider_id: UUID) -> Provider:
    """The provider with this id. Raises NotFound when there is none."""
    found = db.session.get(Provider, provider_id)
    if found is None:
        raise NotFound
    return found


def list_services(lead: Scope) -> list[ServiceSummary]:
    """All services of the provider, by name. Three queries."""
    services = db.session.scalars(
        select(Service).where(Service.id.in_(lead.service_ids)).order_by(Service.name, Service.id)
    )
    counts = db.session.execute(
        select(Membership.service_id, func.count().label("people"))
        .where(Membership.service_id.in_(lead.service_ids), Membership.ended_on.is_(None))
        .group_by(Membership.service_id)
    )
    number = {row.service_id: row.people for row in counts}
    types = store.types_of(lead)
    return [
        ServiceSummary(service, types.get(service.id, frozenset()), number.get(service.id, 0)) for service in services
    ]


def list_leads(lead: Scope) -> list[Account]:
    """The people who lead the provider, by name. One query."""
    return list(
        db.session.scalars(
            select(Account)
            .where(Account.provider_id == lead.provider_id, Account.is_lead, Account.active)
            .order_by(Account.name, Account.id)
        )
    )


def list_people(
    lead: Scope, *, named: str = "", with_closed: bool = False, page: int = 1
) -> tuple[list[ProviderPerson], bool]:
    """One page of the provider's people, by name, and whether more follow. Two queries.

    named: part of a name or e-mail, in any case. page: from 1.
    """
    has_second_step = second_steps.with_one()
    rows = select(Account, has_second_step).where(Account.provider_id == lead.provider_id)
    rows = rows.order_by(Account.name, Account.id)
    if not with_closed:
        rows = rows.where(Account.active)
    if named:
        rows = rows.where(
            func.lower(Account.name).contains(named.lower(), autoescape=True)
            # SQLite lowers plain letters only: "Łu" is found as it is typed.
            | Account.name.contains(named, autoescape=True)
            | Account.email.contains(named.lower(), autoescape=True)
        )
    found = list(db.session.execute(rows.limit(PEOPLE_A_PAGE + 1).offset((page - 1) * PEOPLE_A_PAGE)))
    shown = found[:PEOPLE_A_PAGE]
    roles = _roles_of(lead, [account.id for account, _has_one in shown])
    return [_person(account, has_one, roles) for account, has_one in shown], len(found) > PEOPLE_A_PAGE


def named_people(lead: Scope) -> list[tuple[UUID, str]]:
    """Everybody of the provider as (id, name), by name, with those whose account is closed. One query."""
    rows = select(Account.id, Account.name).where(Account.provider_id == lead.provider_id)
    return [(row.id, row.name) for row in db.session.execute(rows.order_by(Account.name, Account.id))]


def get_person(lead: Scope, account_id: UUID) -> ProviderPerson:
    """One person of the provider, also a closed one. Raises NotFound for anybody else. Three queries at most."""
    account = _get(lead, account_id)
    return _person(account, second_steps.has_one(account), _roles_of(lead, [account.id]))


def make_lead(lead: Scope, account_id: UUID) -> None:
    """Make a person a provider lead. Making one twice does nothing. Raises BadTransition for a closed account."""
    people.take_turns(lead)
    account = _get(lead, account_id)
    if account.is_lead:
        return
    if not account.active:
        raise BadTransition("closed", "a provider lead")
    account.is_lead = True
    account.version += 1
    audit.record_provider_change(lead.provider_id, lead.person, "made a provider lead", audit.person(account_id), {})


def end_lead(lead: Scope, account_id: UUID) -> None:
    """Stop a person leading the provider; without any other role their account is closed.

    Ending it twice does nothing. Raises DuplicateTitle on `lead` for the last lead who can sign in.
    """
    people.take_turns(lead)
    account = _get(lead, account_id)
    if not account.is_lead:
        return
    _refuse_last_lead(account)
    _end_lead(lead, account)
    if not leaving.has_role_left(account):
        leaving.close_account(lead, account, clock.now())


def close_account(lead: Scope, account_id: UUID) -> None:
    """End all roles of a person and close their account, at once. Closing it twice does nothing.

    Raises DuplicateTitle on `roles` when a service would be left without a manager, on `lead` for the last lead.
    """
    people.take_turns(lead)
    account = _get(lead, account_id)
    if not account.active:
        return
    if account.is_lead:
        _refuse_last_lead(account)
    held = select(Membership).where(
        Membership.service_id.in_(lead.service_ids),
        Membership.account_id == account_id,
        Membership.ended_on.is_(None),
    )
    members = list(db.session.scalars(held.order_by(Membership.service_id)))
    for member in members:
        _refuse_last_manager(member)
    for member in members:
        _end_role(lead, member)
    if account.is_lead:
        _end_lead(lead, account)
    leaving.close_account(lead, account, clock.now())


def take_second_step_away(lead: Scope, account_id: UUID) -> bool:
    """Take away the second step of a person of the provider who has lost it. False when there was none.

    Raises NotAllowed for oneself, and BadTransition for a closed account.
    """
    people.take_turns(lead)
    account = _get(lead, account_id)
    if account_id == lead.person:
        raise NotAllowed
    if not account.active:
        raise BadTransition("closed", "given a new start")
    if not second_steps.take_away(account, clock.now(), by=people.get_account(lead).name):
        return False
    subject = audit.person(account_id)
    audit.record_provider_change(lead.provider_id, lead.person, "took away a second step", subject, {})
    return True


def _refuse_last_manager(member: Membership) -> None:
    if member.role == Role.MANAGER and not leaving.has_other_manager(member.service_id, member.account_id):
        service = db.session.get_one(Service, member.service_id)
        raise DuplicateTitle(
            "roles", f"{service.name} would be left without a manager. Make somebody else its manager first."
        )


def _end_role(lead: Scope, member: Membership) -> None:
    member.ended_on = clock.today()
    scope = Scope(lead.person, lead.provider_id, (member.service_id,), Role.PROVIDER_LEAD)
    audit.record_change(scope, "ended a role", audit.person(member.account_id), {"role": member.role})


def _refuse_last_lead(account: Account) -> None:
    others = select(Account.id).where(
        Account.provider_id == account.provider_id,
        Account.is_lead,
        Account.active,
        Account.password.is_not(None),
        Account.id != account.id,
    )
    if db.session.scalar(others.limit(1)) is None:
        raise DuplicateTitle("lead", NEEDS_A_LEAD)


def _end_lead(lead: Scope, account: Account) -> None:
    account.is_lead = False
    account.version += 1
    audit.record_provider_change(
        lead.provider_id, lead.person, "ended being a provider lead", audit.person(account.id), {}
    )


def _get(lead: Scope, account_id: UUID) -> Account:
    account = db.session.get(Account, account_id)
    if account is None or account.provider_id != lead.provider_id:
        raise NotFound
    return account


def _roles_of(lead: Scope, account_ids: list[UUID]) -> dict[UUID, tuple[HeldRole, ...]]:
    rows = db.session.execute(
        select(Membership.account_id, Service.name, Service.reference, Membership.role)
        .join(Service, Service.id == Membership.service_id)
        .where(
            Membership.service_id.in_(lead.service_ids),
            Membership.account_id.in_(account_ids),
            Membership.ended_on.is_(None),
        )
        .order_by(Service.name, Service.id)
    )
    found: dict[UUID, list[HeldRole]] = defaultdict(list)
    for account_id, name, reference, role in rows:
        found[account_id].append(HeldRole(name, reference, Role(role)))
    return {account_id: tuple(roles) for account_id, roles in found.items()}


def _person(account: Account, has_second_step: bool, roles: dict[UUID, tuple[HeldRole, ...]]) -> ProviderPerson:
    return ProviderPerson(
        account_id=account.id,
        name=account.name,
        email=account.email,
        is_lead=account.is_lead,
        waiting=account.active and account.password is None,
        closed=not account.active,
        has_second_step=has_second_step,
        roles=roles.get(account.id, ()),
    )
