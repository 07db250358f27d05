"""Adding a person from the command line, where nobody is signed in and no service's page is open."""

from sqlalchemy import select

from evidence.accounts import audit, passwords, people, second_steps, sign_ins, store
from evidence.accounts.models import Account, Service
from evidence.accounts.scope import Scope
from evidence.accounts.words import ROLE_WORDS, Role
from evidence.database import db
from evidence.web import clock
from evidence.web.errors import DuplicateTitle

BY_COMMAND = "Whoever looks after the computer that the tracker runs on"


class NoSuchPerson(Exception):
    """Nobody who can sign in has this e-mail address."""


class NoSuchService(Exception):
    """No service, or more than one, is meant by what was typed. The message says which there are."""


def add_person(service_text: str, *, role: Role, name: str, email: str, password: str) -> str:
    """Give a person a role in a service and a password, making their account if there is none.

    Returns what was done, in words. Raises NoSuchService, and DuplicateTitle when the person has a role there already
    or belongs to another provider.
    """
    service = _get_service(service_text)
    scope = Scope(None, service.provider_id, (service.id,), Role.PROVIDER_LEAD)
    people.take_turns(scope)
    account = people.find_by_email(email)
    if account is not None and account.provider_id != service.provider_id:
        raise DuplicateTitle("email", "This e-mail address belongs to a person of another provider.")
    if account is None:
        account = store.new_account(service.provider_id, name=name, email=email)
    elif not account.active:
        people.reopen(scope, account, name)
    if role is Role.PROVIDER_LEAD:
        _lead(account)
        place = "the provider"
    else:
        people.give_role(scope, account, role)
        place = service.name
    _set_password(account, password)
    return f"{account.name} is now {ROLE_WORDS[role].lower()} at {place} and signs in with {account.email}."


def take_second_step_away(email: str) -> str:
    """Take away the second step of whoever signs in with this e-mail. Returns what was done, in words.

    Raises NoSuchPerson for an e-mail that nobody signs in with.
    """
    account = people.find_by_email(email)
    if account is None or not account.active:
        raise NoSuchPerson("Nobody signs in with this e-mail address.")
    if not second_steps.take_away(account, clock.now(), by=BY_COMMAND):
        return f"{account.name} has no second step. The password is enough to sign in."
    audit.record_provider_change(
        account.provider_id, None, "took away a second step by command", audit.person(account.id), {}
    )
    return f"{account.name} is signed out and signs in with the password alone next time, then sets up a new step."


def _get_service(text: str) -> Service:
    found = people.find_service(text)
    if found is not None:
        return found
    known = [
        f"{service.reference} {service.name}"
        for service in db.session.scalars(select(Service).order_by(Service.name, Service.id).limit(20))
    ]
    if not known:
        raise NoSuchService("There is no service yet. Open the site in a browser and set it up first.")
    raise NoSuchService(f"No service, or more than one, is called {text!r}. There are: {'; '.join(known)}.")


def _lead(account: Account) -> None:
    if account.is_lead:
        raise DuplicateTitle("email", "This person leads the provider already.")
    account.is_lead = True
    account.version += 1
    db.session.flush()
    audit.record_provider_change(account.provider_id, None, "made a provider lead", audit.person(account.id), {})


def _set_password(account: Account, password: str) -> None:
    if passwords.is_right(account, password):
        return
    passwords.keep(account, password)
    sign_ins.end_all(account, clock.now())
    audit.record_provider_change(
        account.provider_id, None, "set a password by command", audit.person(account.id), {"name": account.name}
    )
