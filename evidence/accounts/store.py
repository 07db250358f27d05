"""Setting up the provider, its services and their first people."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, true

from evidence.accounts import audit, frameworks, passwords
from evidence.accounts.emails import bare_email
from evidence.accounts.models import Account, Membership, OnceKey, Provider, Service, ServiceTypeHeld
from evidence.accounts.scope import Scope
from evidence.accounts.sign_ins import fresh_uniquifier
from evidence.accounts.turns import take_turn
from evidence.accounts.words import Role, ServiceType, setting_tags
from evidence.database import db, new_id
from evidence.database.scope_guard import system_scope
from evidence.references import new_reference
from evidence.web import clock
from evidence.web.errors import DuplicateTitle, StaleEdit

FIRST_FRAMEWORK = "asc-2017-11"


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What is asked about a service: its name, CQC location ID, registered manager and service types."""

    name: str
    cqc_location_id: str
    registered_manager: str
    types: frozenset[ServiceType]

    @property
    def fingerprint(self) -> int:
        """A number that differs when anything about the service differs: what a form was filled with."""
        return int(hashlib.sha256(audit.canonical(_said(self)).encode()).hexdigest()[:12], 16)


def is_set_up() -> bool:
    """Whether a first manager exists already."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def set_up(
    *, provider_name: str, service: ServiceDetails, name: str, email: str, password: str
) -> tuple[Service, Account]:
    """Make the provider, its first service and its first manager, who also leads the provider. Returns the last two.

    Raises DuplicateTitle when a manager exists already: the site is set up once.
    """
    take_turn("set-up")
    if is_set_up():
        raise DuplicateTitle("email", "This site has been set up already. Sign in instead.")
    now = clock.now()
    provider = Provider(id=new_id(), name=provider_name, created_at=now)
    db.session.add(provider)
    db.session.flush()
    audit.start_provider_chain(provider.id)
    account = new_account(provider.id, name=name, email=email, is_lead=True)
    passwords.keep(account, password)
    db.session.flush()
    lead = Scope(account.id, provider.id, (), Role.PROVIDER_LEAD)
    audit.record_provider_change(provider.id, account.id, "set up the provider", "provider", {"name": provider_name})
    made = add_service(lead, service)
    add_member(Scope(account.id, provider.id, (made.id,), Role.PROVIDER_LEAD), account, Role.MANAGER)
    return made, account


def add_service(lead: Scope, details: ServiceDetails) -> Service:
    """Add a service to the provider and begin its audit chain.

    Raises DuplicateTitle on `cqc_location_id` when the provider has a service with this location ID already.
    """
    _refuse_known_location(lead.provider_id, details, besides=None)
    tags = setting_tags(details.types)
    service = Service(
        id=new_id(),
        reference=new_reference("SV", _service_reference_taken),
        provider_id=lead.provider_id,
        name=details.name,
        cqc_location_id=details.cqc_location_id,
        registered_manager=details.registered_manager,
        is_residential="residential" in tags,
        is_community="community" in tags,
        framework_id=FIRST_FRAMEWORK,
        created_at=clock.now(),
    )
    db.session.add(service)
    db.session.flush()
    _hold_types(service, details.types)
    audit.start_service_chain(service.id)
    scope = Scope(lead.person, lead.provider_id, (service.id,), Role.PROVIDER_LEAD)
    audit.record_change(scope, "added the service", service.reference, _said(details))
    return service


def find_added_service(lead: Scope, key: str) -> str | None:
    """Where the service lies that a form with this `once` key has added already, or None."""
    with system_scope("a new service has no scope before it exists"):
        return db.session.scalar(
            select(OnceKey.location).where(OnceKey.account_id == lead.person, OnceKey.key == key).limit(1)
        )


def service_details(scope: Scope) -> ServiceDetails:
    """What is stored about the scope's service. Two queries at most."""
    service = db.session.get_one(Service, scope.service_id)
    return ServiceDetails(
        name=service.name,
        cqc_location_id=service.cqc_location_id,
        registered_manager=service.registered_manager,
        types=service_types(scope),
    )


def change_service(scope: Scope, details: ServiceDetails, *, seen: int | None = None) -> Service:
    """Change what is known about a service.

    seen: the fingerprint of the details that the form was filled with. Raises StaleEdit when they have changed since,
    and DuplicateTitle on `cqc_location_id` when another service of the provider has this location ID.
    """
    take_turn(f"people of {scope.provider_id}")
    before = service_details(scope)
    if seen is not None and before.fingerprint != seen:
        raise StaleEdit(before.fingerprint)
    service = db.session.get_one(Service, scope.service_id)
    if before == details:
        return service
    _refuse_known_location(scope.provider_id, details, besides=service.id)
    tags = setting_tags(details.types)
    service.name, service.cqc_location_id = details.name, details.cqc_location_id
    service.registered_manager = details.registered_manager
    service.is_residential, service.is_community = "residential" in tags, "community" in tags
    for held in db.session.scalars(select(ServiceTypeHeld).where(ServiceTypeHeld.service_id == service.id)):
        db.session.delete(held)
    db.session.flush()
    _hold_types(service, details.types)
    audit.record_change(
        scope, "changed the service", service.reference, {"before": _said(before), "after": _said(details)}
    )
    return service


def choose_framework(scope: Scope, framework_id: str, *, seen: str) -> Service:
    """Hold the scope's service against another framework. What is linked to lines stays linked to them.

    seen: the id of the framework that was in use when the form was filled. Raises StaleEdit when another is in use
    since (without a number: there is none), and UnknownCode for a framework that the provider does not have.
    """
    take_turn(f"people of {scope.provider_id}")
    # Read again: the page may have read it before its turn came.
    service = db.session.get_one(Service, scope.service_id, populate_existing=True)
    before = service.framework_id
    chosen = frameworks.get_framework(scope, framework_id)
    if before == framework_id:
        return service
    if before != seen:
        raise StaleEdit(0)
    service.framework_id = framework_id
    db.session.flush()
    details = {"before": before, "after": framework_id, "content_version": chosen.content_version}
    audit.record_change(scope, "chose the framework in use", service.reference, details)
    return service


def service_types(scope: Scope) -> frozenset[ServiceType]:
    """The types that the scope's service is registered for."""
    return types_of(scope).get(scope.service_id, frozenset())


def types_of(scope: Scope) -> dict[UUID, frozenset[ServiceType]]:
    """The types that each of the scope's services is registered for, by service. One query."""
    found: dict[UUID, set[ServiceType]] = defaultdict(set)
    rows = select(ServiceTypeHeld).where(ServiceTypeHeld.service_id.in_(scope.service_ids))
    for held in db.session.scalars(rows):
        found[held.service_id].add(ServiceType(held.type))
    return {service_id: frozenset(types) for service_id, types in found.items()}


def add_member(scope: Scope, account: Account, role: Role) -> Membership:
    """Give an account a role in the scope's service."""
    member = Membership(
        service_id=scope.service_id, id=new_id(), account_id=account.id, role=role.value, started_on=clock.today()
    )
    db.session.add(member)
    db.session.flush()
    audit.record_change(scope, "gave a role", audit.person(account.id), {"name": account.name, "role": role})
    return member


def new_account(provider_id: UUID, *, name: str, email: str, is_lead: bool = False) -> Account:
    """A new account without a password: its owner sets one by a link, or at set-up."""
    account = Account(
        id=new_id(),
        provider_id=provider_id,
        name=name,
        email=bare_email(email),
        active=True,
        fs_uniquifier=fresh_uniquifier(),
        is_lead=is_lead,
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    return account


def _refuse_known_location(provider_id: UUID, details: ServiceDetails, *, besides: UUID | None) -> None:
    known = select(Service.name).where(
        Service.provider_id == provider_id,
        Service.cqc_location_id == details.cqc_location_id,
        Service.id != besides if besides else true(),
    )
    name = db.session.scalar(known.limit(1))
    if name is not None:
        raise DuplicateTitle("cqc_location_id", f"{name} has this CQC location ID already. Check the certificate.")


def _hold_types(service: Service, types: Collection[ServiceType]) -> None:
    db.session.add_all(ServiceTypeHeld(service_id=service.id, type=value.value) for value in sorted(types))
    db.session.flush()


def _service_reference_taken(reference: str) -> bool:
    return db.session.scalar(select(Service.id).where(Service.reference == reference)) is not None


def _said(details: ServiceDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "cqc_location_id": details.cqc_location_id,
        "registered_manager": details.registered_manager,
        "types": sorted(value.value for value in details.types),
    }
