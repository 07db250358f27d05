"""The demonstration's provider, services and people in the database, and what its pieces are found by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from evidence.accounts import audit, passwords, places, store
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.accounts.words import SERVICE_ROLES, Role
from evidence.database import db
from evidence.demo.content import Content, Person, Service
from evidence.records.words import Kind


@dataclass(frozen=True, slots=True)
class Made:
    """A record that was made. `id` and `reference` are the database's."""

    kind: Kind
    id: UUID
    reference: str


@dataclass(slots=True)
class Cast:
    """Who and what there is, by the keys of the content.

    accounts: by a person's key. services: the references. records: by service and key. rounds: their references.
    """

    content: Content
    accounts: dict[str, UUID] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    records: dict[tuple[str, str], Made] = field(default_factory=dict)
    rounds: dict[tuple[str, str], str] = field(default_factory=dict)
    _scopes: dict[tuple[str, str], Scope] = field(default_factory=dict)

    def scope(self, person: str, service: str) -> Scope:
        """A person's scope in a service. Raises KeyError for somebody who has no role there."""
        if (person, service) not in self._scopes:
            place = places.find_place(self.accounts[person], self.services[service])
            if place is None:
                raise KeyError(f"{person} has no role in {service}")
            self._scopes[person, service] = place.scope
        return self._scopes[person, service]

    def accepts(self, service: str) -> str:
        """The key of the manager who accepts what staff of a service send in: the first of the content."""
        found = (
            person.key for person in self.content.people if person.role is Role.MANAGER and service in person.services
        )
        return next(found)

    def checks(self, person: str, service: str) -> str:
        """The key of the manager who looks at what this manager or lead has added: the first other one."""
        found = (
            other.key
            for other in self.content.people
            if other.role is Role.MANAGER and service in other.services and other.key != person
        )
        return next(found)

    def signed(self, person: str) -> str:
        """Initials and post of a person, as their papers are signed."""
        found = self.content.person(person)
        return f"{''.join(word[0] for word in found.name.split())}, {found.post}"


def make_cast(content: Content, given: Mapping[str, str]) -> Cast:
    """Make the provider, its services and its people. given: the password of each person, by their key.

    Raises DuplicateTitle where a provider has been set up already.
    """
    cast, lead = Cast(content), content.person(content.lead)
    first, *others = content.services
    service, founder = store.set_up(
        provider_name=content.provider,
        service=_details(first),
        name=lead.name,
        email=lead.email,
        password=given[lead.key],
    )
    cast.accounts[lead.key], cast.services[first.key] = founder.id, service.reference
    scopes = {first.key: Scope(founder.id, founder.provider_id, (service.id,), Role.PROVIDER_LEAD)}
    for other in others:
        added = store.add_service(scopes[first.key], _details(other))
        cast.services[other.key] = added.reference
        scopes[other.key] = Scope(founder.id, founder.provider_id, (added.id,), Role.PROVIDER_LEAD)
    for person in content.people:
        if person.key != lead.key:
            cast.accounts[person.key] = _make_person(person, scopes, given[person.key]).id
    return cast


def _details(service: Service) -> store.ServiceDetails:
    return store.ServiceDetails(service.name, service.cqc_location_id, service.registered_manager, service.types)


def _make_person(person: Person, scopes: Mapping[str, Scope], password: str) -> Account:
    if person.role not in SERVICE_ROLES:
        raise ValueError(f"{person.key} must have a role in a service: the provider has one lead.")
    scope = scopes[person.services[0]]
    account = store.new_account(scope.provider_id, name=person.name, email=person.email)
    passwords.keep(account, password)
    db.session.flush()
    for service in person.services:
        store.add_member(scopes[service], account, person.role)
    told = {"name": person.name}
    audit.record_provider_change(scope.provider_id, scope.person, "added a person", audit.person(account.id), told)
    return account
