"""Providers, services and people for tests, made through the real stores, and signing them in.

Every function commits what it makes and gives back plain facts about it, which stay readable afterwards.
"""

from dataclasses import dataclass, replace
from itertools import count
from uuid import UUID

from flask import Flask, session
from flask_security.utils import hash_password, login_user

from evidence.accounts import audit, places, store
from evidence.accounts.models import Account, Provider, Service
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role, ServiceType
from evidence.database import db, new_id, saving
from evidence.web import clock
from tests.clients import PageCheckingClient

PASSWORD = "purple kettle drums"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class MadeService:
    """A service that was made: `reference` is how addresses name it, `scope` that of its provider's lead."""

    id: UUID
    reference: str
    name: str
    provider_id: UUID
    scope: Scope

    @property
    def path(self) -> str:
        """The address that all the service's pages begin with, without a slash at its end."""
        return f"/services/{self.reference}"


@dataclass(frozen=True, slots=True)
class MadePerson:
    """A person who was made, with their scope in the service they were made for. The password is PASSWORD."""

    id: UUID
    name: str
    email: str
    scope: Scope


def make_provider(app: Flask, name: str = "Orchard Care") -> Scope:
    """A provider with nobody and nothing in it. Gives the scope in which services are added to it."""
    with app.app_context(), saving():
        provider = Provider(id=new_id(), name=name, created_at=clock.now())
        db.session.add(provider)
        db.session.flush()
        audit.start_provider_chain(provider.id)
        founder = store.new_account(provider.id, name=f"Founder of {name}", email=_email(), is_lead=True)
        return Scope(founder.id, provider.id, (), Role.PROVIDER_LEAD)


def make_service(
    app: Flask,
    provider: Scope,
    name: str = "Rose Lodge",
    *,
    types: tuple[ServiceType, ...] = (ServiceType.RESIDENTIAL,),
) -> MadeService:
    """A service of the provider, without people of its own."""
    details = store.ServiceDetails(
        name=name,
        cqc_location_id=f"1-{100_000_000 + next(_numbers)}",
        registered_manager="Ann Marsh",
        types=frozenset(types),
    )
    with app.app_context(), saving():
        service: Service = store.add_service(provider, details)
        scope = replace(provider, service_ids=(service.id,))
        return MadeService(service.id, service.reference, name, provider.provider_id, scope)


def make_person(app: Flask, service: MadeService, role: Role, name: str = "") -> MadePerson:
    """A person with a password and this role in the service; a provider lead for Role.PROVIDER_LEAD."""
    name = name or f"{role.value.capitalize()} of {service.name}"
    with app.app_context(), saving():
        account = store.new_account(service.provider_id, name=name, email=_email(), is_lead=role is Role.PROVIDER_LEAD)
        account.password = hash_password(PASSWORD)
        if role is not Role.PROVIDER_LEAD:
            store.add_member(service.scope, account, role)
        db.session.flush()
        place = places.find_place(account.id, service.reference)
        assert place is not None
        return MadePerson(account.id, name, account.email, place.scope)


def sign_in(app: Flask, person: MadePerson) -> PageCheckingClient:
    """A browser in which the person has signed in: by the code behind the sign-in page, without loading the page."""
    client = app.test_client()
    with app.test_request_context("/sign-in", method="POST"):
        with saving():
            login_user(db.session.get_one(Account, person.id), authn_via=["password"])
        held = dict(session)
    with client.session_transaction() as cookie:
        cookie.update(held)
    return client


def _email() -> str:
    return f"person-{next(_numbers)}@example.org"
