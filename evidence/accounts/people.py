"""The people of a service: inviting them, changing their role, a new start, leaving, and their own passwords."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_security.utils import hash_password, verify_password
from sqlalchemy import func, select, update

from evidence.accounts import audit, store
from evidence.accounts.models import Account, Invitation, Membership, Service, SignIn
from evidence.accounts.scope import Scope
from evidence.accounts.security import fresh_uniquifier
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.web import clock
from evidence.web.errors import DuplicateTitle, NotFound, StaleEdit

INVITATION_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a service as its pages show them. `waiting`: they have not set a password yet."""

    account_id: UUID
    name: str
    email: str
    role: Role
    is_lead: bool
    waiting: bool
    left: bool
    version: int


def find_by_email(email: str) -> Account | None:
    """The account with this e-mail, or None. Case and spaces around it don't matter."""
    return db.session.scalar(select(Account).where(Account.email == (email or "").strip().casefold()))


def list_people(scope: Scope, *, with_leavers: bool = False) -> list[Person]:
    """The people of the service, by name; those who have left only when asked for. One query."""
    rows = (
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.service_id == scope.service_id)
        .order_by(Account.name, Account.id)
    )
    if not with_leavers:
        rows = rows.where(Membership.ended_on.is_(None))
    return [_person(member, account) for member, account in db.session.execute(rows)]


def get_person(scope: Scope, account_id: UUID) -> Person:
    """One person of the service, also one who has left. Raises NotFound for anybody else."""
    member, account = _get(scope, account_id)
    return _person(member, account)


def invite(scope: Scope, *, name: str, email: str, role: Role) -> tuple[Account, str | None]:
    """Give a person a role in the service, making their account if there is none yet.

    Returns the account and the token of their link, or None when they can sign in already. Raises DuplicateTitle on
    `email` when the person has a role here, or when the e-mail can't be used.
    """
    account = find_by_email(email)
    if account is None:
        account = store.new_account(scope.provider_id, name=name, email=email)
    elif account.provider_id != scope.provider_id:
        raise DuplicateTitle("email", "This e-mail address can’t be used here. Ask the person for another one.")
    member = db.session.scalar(
        select(Membership).where(Membership.service_id == scope.service_id, Membership.account_id == account.id)
    )
    if member is not None and member.ended_on is None:
        raise DuplicateTitle("email", "This person has a role here already. Change it on the page of people.")
    if member is not None:
        member.role, member.ended_on, member.started_on = role.value, None, clock.today()
        audit.record_change(scope, "gave a role again", audit.person(account.id), {"role": role})
    else:
        store.add_member(scope, account, role)
    if not account.active:
        account.active, account.closed_at, account.password = True, None, None
    db.session.flush()
    return account, (new_link(scope, account.id) if account.password is None else None)


def new_link(scope: Scope, account_id: UUID) -> str:
    """A fresh link by which a person of the service sets a password; links given before stop working.

    Managers make one for an invitation or when somebody has forgotten their password. A provider lead's link is made
    by a provider lead alone. Raises NotFound when it is not for this scope to make.
    """
    _, account = _get(scope, account_id)
    if not scope.manages or (account.is_lead and scope.role is not Role.PROVIDER_LEAD):
        raise NotFound
    now = clock.now()
    db.session.execute(
        update(Invitation)
        .where(Invitation.account_id == account_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(expires_at=now)
    )
    token = secrets.token_urlsafe(32)
    assert scope.person is not None
    db.session.add(
        Invitation(
            account_id=account_id,
            token_sha256=_token_digest(token),
            made_by_id=scope.person,
            made_at=now,
            expires_at=now + INVITATION_LASTS,
        )
    )
    audit.record_change(scope, "made a link to set a password", audit.person(account_id), {})
    return token


def change(scope: Scope, account_id: UUID, *, name: str, role: Role, version: int) -> None:
    """Change a person's name and their role in the service.

    Raises NotFound for a person of another service, StaleEdit when somebody changed them meanwhile, and DuplicateTitle
    on `role` when the service would be left without a manager.
    """
    member, account = _get(scope, account_id)
    if account.version != version:
        raise StaleEdit(account.version)
    if member.role == Role.MANAGER and role is not Role.MANAGER:
        _refuse_last_manager(scope, account_id)
    before = {"name": account.name, "role": member.role}
    account.name, member.role = name, role.value
    account.version += 1
    details = {"before": before, "after": {"name": name, "role": role}}
    audit.record_change(scope, "changed a person", audit.person(account_id), details)
    db.session.flush()


def close(scope: Scope, account_id: UUID) -> None:
    """End a person's role in the service. With no role left anywhere the account is closed and signed out at once.

    Raises DuplicateTitle on `role` when the service would be left without a manager.
    """
    member, account = _get(scope, account_id)
    if member.ended_on is not None:
        return
    if member.role == Role.MANAGER:
        _refuse_last_manager(scope, account_id)
    member.ended_on = clock.today()
    audit.record_change(scope, "ended a role", audit.person(account_id), {"role": member.role})
    db.session.flush()
    with system_scope("whether a leaver still has a role anywhere"):
        left = db.session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.account_id == account_id, Membership.ended_on.is_(None))
        )
    if not left and not account.is_lead:
        account.active, account.closed_at = False, clock.now()
        _sign_out_everywhere(account)
        audit.record_provider_change(scope.provider_id, scope.person, "closed an account", audit.person(account_id), {})
    db.session.flush()


def find_invited(token: str, now: datetime) -> Account | None:
    """The person whose unused, unexpired link this is, or None."""
    found = _open_invitation(token, now)
    return db.session.get(Account, found.account_id) if found else None


def accept_invitation(token: str, password: str, now: datetime) -> None:
    """Set the password of whoever holds the link, and use the link up. Raises NotFound for a used or unknown one."""
    found = _open_invitation(token, now)
    if found is None:
        raise NotFound
    account = db.session.get_one(Account, found.account_id)
    found.used_at = now
    account.password = hash_password(password)
    _sign_out_everywhere(account)
    db.session.flush()
    audit.record_provider_change(
        account.provider_id, account.id, "set a password by link", audit.person(account.id), {}
    )


def change_own_password(scope: Scope, *, present: str, new: str) -> bool:
    """Change one's own password and sign out everywhere. False when the present one is wrong."""
    account = db.session.get_one(Account, scope.person)
    if not account.password or not verify_password(present, account.password):
        return False
    account.password = hash_password(new)
    _sign_out_everywhere(account)
    db.session.flush()
    audit.record_provider_change(
        account.provider_id, account.id, "changed their password", audit.person(account.id), {}
    )
    return True


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """The names of accounts by id, for pages that show who did what. One query, none for an empty set."""
    if not account_ids:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {account_id: name for account_id, name in rows}


def find_service(provider_wide_name: str) -> Service | None:
    """A service by its reference, CQC location ID or exact name, for commands; None unless exactly one fits."""
    text = provider_wide_name.strip()
    fits = (Service.reference == text.upper()) | (Service.cqc_location_id == text) | (Service.name == text)
    found = list(db.session.scalars(select(Service).where(fits).order_by(Service.id).limit(2)))
    return found[0] if len(found) == 1 else None


def _get(scope: Scope, account_id: UUID) -> tuple[Membership, Account]:
    row = db.session.execute(
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.service_id == scope.service_id, Membership.account_id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _person(member: Membership, account: Account) -> Person:
    return Person(
        account_id=account.id,
        name=account.name,
        email=account.email,
        role=Role(member.role),
        is_lead=account.is_lead,
        waiting=account.password is None,
        left=member.ended_on is not None,
        version=account.version,
    )


def _refuse_last_manager(scope: Scope, account_id: UUID) -> None:
    others = db.session.scalar(
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.service_id == scope.service_id,
            Membership.role == Role.MANAGER.value,
            Membership.ended_on.is_(None),
            Membership.account_id != account_id,
        )
    )
    if not others:
        raise DuplicateTitle("role", "The service needs a manager. Make somebody else a manager first.")


def _sign_out_everywhere(account: Account) -> None:
    account.fs_uniquifier = fresh_uniquifier()
    db.session.execute(
        update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )


def _open_invitation(token: str, now: datetime) -> Invitation | None:
    return db.session.scalar(
        select(Invitation).where(
            Invitation.token_sha256 == _token_digest(token), Invitation.used_at.is_(None), Invitation.expires_at > now
        )
    )


def _token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
