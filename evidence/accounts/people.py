"""The people of a service: inviting them, changing their name and role, a new link, leaving."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from evidence.accounts import audit, invitations, leaving, second_steps, store
from evidence.accounts.emails import bare_email
from evidence.accounts.models import Account, Membership, Service
from evidence.accounts.scope import Scope
from evidence.accounts.turns import take_turn
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.web import clock
from evidence.web.errors import BadTransition, DuplicateTitle, NotAllowed, NotFound, StaleEdit

NEEDS_A_MANAGER = "The service needs a manager. Make somebody else a manager first."


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a service as its pages show them. `waiting`: they have not set a password yet.

    `has_second_step`: they have an authenticator app or a passkey. `name` and `email` belong to the account, `role`,
    `started_on` and `ended_on` to this service.
    """

    account_id: UUID
    name: str
    email: str
    role: Role
    is_lead: bool
    waiting: bool
    has_second_step: bool
    left: bool
    version: int
    started_on: date
    ended_on: date | None


def take_turns(scope: Scope) -> None:
    """Let nobody else change people or services of the provider until the present transaction ends."""
    take_turn(f"people of {scope.provider_id}")


def find_by_email(email: str) -> Account | None:
    """The account with this e-mail, or None. Case and spaces around it don't matter."""
    return db.session.scalar(select(Account).where(Account.email == bare_email(email)))


def get_account(scope: Scope) -> Account:
    """The account of the person asking. Raises NotFound when nobody is."""
    account = db.session.get(Account, scope.person) if scope.person else None
    if account is None:
        raise NotFound
    return account


def list_people(scope: Scope, *, with_leavers: bool = False) -> list[Person]:
    """The people of the service, by name; those who have left only when asked for. One query."""
    rows = (
        select(Membership, Account, second_steps.with_one())
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.service_id == scope.service_id)
        .order_by(Account.name, Account.id)
    )
    if not with_leavers:
        rows = rows.where(Membership.ended_on.is_(None))
    return [_person(*row) for row in db.session.execute(rows)]


def leads_without_a_role(scope: Scope) -> list[Account]:
    """The provider's leads who have no role of their own in the service, but may enter it, by name. One query."""
    members = select(Membership.account_id).where(
        Membership.service_id == scope.service_id, Membership.ended_on.is_(None)
    )
    return list(
        db.session.scalars(
            select(Account)
            .where(
                Account.provider_id == scope.provider_id,
                Account.is_lead,
                Account.active,
                Account.id.not_in(members),
            )
            .order_by(Account.name, Account.id)
        )
    )


def get_person(scope: Scope, account_id: UUID) -> Person:
    """One person of the service, also one who has left. Raises NotFound for anybody else."""
    member, account = _get(scope, account_id)
    return _person(member, account, second_steps.has_one(account))


def may_look_after(scope: Scope, person: Person) -> bool:
    """Whether whoever asks may change or end this person's role here: leads are looked after by leads alone."""
    return scope.manages and (scope.role is Role.PROVIDER_LEAD or not person.is_lead)


def may_speak_for(scope: Scope, account_id: UUID) -> bool:
    """Whether whoever asks may change what belongs to the whole account: the name, and a link to a new password.

    A link opens everything the account may do. So a manager makes one only for a person all of whose roles lie in
    services that the manager manages too; otherwise it would be a way into another service.
    """
    if scope.role is Role.PROVIDER_LEAD:
        return True
    account = db.session.get(Account, account_id)
    if not scope.manages or account is None or account.is_lead:
        return False
    with system_scope("whether a person works where a manager does not"):
        managed = select(Membership.service_id).where(
            Membership.account_id == scope.person,
            Membership.role == Role.MANAGER.value,
            Membership.ended_on.is_(None),
        )
        elsewhere = select(Membership.id).where(
            Membership.account_id == account_id,
            Membership.ended_on.is_(None),
            Membership.service_id.not_in(managed),
        )
        return db.session.scalar(elsewhere.limit(1)) is None


def invite(scope: Scope, *, name: str, email: str, role: Role) -> tuple[Account, str | None]:
    """Give a person a role in the service, making their account if there is none yet.

    Returns the account, and the token of their link; None when they need none or it is not for this scope to make one.
    Raises DuplicateTitle on `email` when the person has a role here, leads the provider, or the e-mail can't be used.
    """
    take_turns(scope)
    account = find_by_email(email)
    if account is None:
        account = store.new_account(scope.provider_id, name=name, email=email)
    elif account.provider_id != scope.provider_id:
        raise DuplicateTitle("email", "This e-mail address can’t be used here. Ask the person for another one.")
    elif account.is_lead and scope.role is not Role.PROVIDER_LEAD:
        raise DuplicateTitle("email", "This person leads the provider and can open every service already.")
    if not account.active:
        reopen(scope, account, name)
    give_role(scope, account, role)
    needs_link = account.password is None and may_speak_for(scope, account.id)
    return account, invitations.make(scope, account, clock.now()) if needs_link else None


def new_link(scope: Scope, account_id: UUID) -> str:
    """The token of a fresh link by which a person of the service sets a password; links given before stop working.

    Raises NotFound for a person of another service, NotAllowed where `may_speak_for` says no, and BadTransition for
    somebody who has left.
    """
    member, account = _get(scope, account_id)
    if not may_speak_for(scope, account_id):
        raise NotAllowed
    if member.ended_on is not None or not account.active:
        raise BadTransition("left", "given a link")
    return invitations.make(scope, account, clock.now())


def take_second_step_away(scope: Scope, account_id: UUID) -> bool:
    """Take away the second step of a person of the service who has lost it. False when there was none.

    Raises NotFound for a person of another service, NotAllowed for oneself and where `may_speak_for` says no, and
    BadTransition for somebody who has left.
    """
    take_turns(scope)
    member, account = _get(scope, account_id)
    if account_id == scope.person or not may_speak_for(scope, account_id):
        raise NotAllowed
    if member.ended_on is not None or not account.active:
        raise BadTransition("left", "given a new start")
    if not second_steps.take_away(account, clock.now(), by=get_account(scope).name):
        return False
    audit.record_change(scope, "took away a second step", audit.person(account_id), {})
    return True


def change(scope: Scope, account_id: UUID, *, name: str, role: Role, version: int) -> None:
    """Change a person's name and their role in the service.

    Raises NotFound for a person of another service, NotAllowed where it is not this scope's to change, BadTransition
    for somebody who has left, StaleEdit when somebody changed them meanwhile, and DuplicateTitle on `role` when the
    service would be left without a manager.
    """
    take_turns(scope)
    member, account = _get(scope, account_id)
    if not may_look_after(scope, _person(member, account)):
        raise NotAllowed
    if member.ended_on is not None:
        raise BadTransition("left", "changed")
    if account.version != version:
        raise StaleEdit(account.version)
    before, after = {"name": account.name, "role": member.role}, {"name": name, "role": role.value}
    if before == after:
        return
    if name != account.name and not may_speak_for(scope, account_id):
        raise NotAllowed
    if member.role == Role.MANAGER and role is not Role.MANAGER:
        _refuse_last_manager(scope, account_id)
    account.name, member.role = name, role.value
    account.version += 1
    audit.record_change(scope, "changed a person", audit.person(account_id), {"before": before, "after": after})
    db.session.flush()


def close(scope: Scope, account_id: UUID) -> None:
    """End a person's role in the service. With no role left anywhere the account is closed and signed out at once.

    Ending it twice does nothing. Raises NotAllowed where it is not this scope's to end, and DuplicateTitle on `role`
    when the service would be left without a manager.
    """
    take_turns(scope)
    member, account = _get(scope, account_id)
    if not may_look_after(scope, _person(member, account)):
        raise NotAllowed
    if member.ended_on is not None:
        return
    if member.role == Role.MANAGER:
        _refuse_last_manager(scope, account_id)
    member.ended_on = clock.today()
    account.version += 1
    audit.record_change(scope, "ended a role", audit.person(account_id), {"role": member.role})
    db.session.flush()
    if not leaving.has_role_left(account):
        leaving.close_account(scope, account, clock.now())


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """The names of accounts by id, for pages that show who did what. One query, none for an empty set."""
    if not account_ids:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in rows}


def find_service(provider_wide_name: str) -> Service | None:
    """A service by its reference, CQC location ID or exact name, for commands; None unless exactly one fits."""
    text = provider_wide_name.strip()
    fits = (Service.reference == text.upper()) | (Service.cqc_location_id == text) | (Service.name == text)
    found = list(db.session.scalars(select(Service).where(fits).order_by(Service.id).limit(2)))
    return found[0] if len(found) == 1 else None


def find_member(scope: Scope, account_id: UUID) -> Membership | None:
    """A person's role in the scope's service, also an ended one, or None."""
    return db.session.scalar(
        select(Membership).where(Membership.service_id == scope.service_id, Membership.account_id == account_id)
    )


def reopen(scope: Scope, account: Account, name: str) -> None:
    """Open a closed account again, for somebody who comes back. The password they had before is gone."""
    account.active, account.closed_at, account.password, account.name = True, None, None, name
    account.version += 1
    audit.record_provider_change(
        scope.provider_id, scope.person, "opened an account again", audit.person(account.id), {"name": name}
    )


def give_role(scope: Scope, account: Account, role: Role) -> None:
    """Give an account a role in the service, or give it again. Raises DuplicateTitle when it has one."""
    member = find_member(scope, account.id)
    if member is None:
        store.add_member(scope, account, role)
        return
    if member.ended_on is None:
        raise DuplicateTitle("email", "This person has a role here already. Change it on their own page.")
    member.role, member.ended_on, member.started_on = role.value, None, clock.today()
    account.version += 1
    audit.record_change(scope, "gave a role again", audit.person(account.id), {"role": role})
    db.session.flush()


def _get(scope: Scope, account_id: UUID) -> tuple[Membership, Account]:
    row = db.session.execute(
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.service_id == scope.service_id, Membership.account_id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _person(member: Membership, account: Account, has_second_step: bool = False) -> Person:
    return Person(
        account_id=account.id,
        name=account.name,
        email=account.email,
        role=Role(member.role),
        is_lead=account.is_lead,
        waiting=account.password is None,
        has_second_step=has_second_step,
        left=member.ended_on is not None,
        version=account.version,
        started_on=member.started_on,
        ended_on=member.ended_on,
    )


def _refuse_last_manager(scope: Scope, account_id: UUID) -> None:
    if not leaving.has_other_manager(scope.service_id, account_id):
        raise DuplicateTitle("role", NEEDS_A_MANAGER)
