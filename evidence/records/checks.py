"""A second person's check of a record: whose version was looked at by whom, and who else could do it.

A check holds for the version that was looked at. What staff send in is checked by the manager who accepts it; a
manager's own record counts at once and is checked by another manager or a provider lead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from evidence.accounts import audit
from evidence.accounts.colleagues import Colleague, colleagues
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.database import db, new_id
from evidence.records.models import Record, RecordCheck, RecordVersion
from evidence.records.store import KIND_WORDS, hold
from evidence.records.words import Kind, State
from evidence.web import clock
from evidence.web.errors import BadTransition, NotAllowed, StaleEdit

GONE = "Somebody"


class SecondPerson(StrEnum):
    """Whether a second person has looked at what a record says now."""

    CHECKED = "checked"
    EDITED_SINCE = "edited-since"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: of which version, by whom, when, and the word that was said with it."""

    version: int
    by_id: UUID
    by: str
    at: datetime
    word: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands with second persons, as its page tells it.

    checks: newest version first. by_acceptance: whoever accepted it was not its author. may_check: whoever asks may
    check what it says now. others: the names of those who could, by name; only asked for where a manager may not and
    nobody has, and otherwise None.
    """

    second: SecondPerson
    checks: tuple[Check, ...]
    by_acceptance: bool
    may_check: bool
    others: tuple[str, ...] | None

    def of_version(self, number: int) -> list[Check]:
        """The checks of one version, newest first."""
        return [check for check in self.checks if check.version == number]


def last_checked_version(scope: Scope) -> ScalarSelect[int | None]:
    """The newest version of a record that was checked, as a column of a query on Record; NULL where none was."""
    return (
        select(func.max(RecordCheck.version))
        .where(RecordCheck.service_id == scope.service_id, RecordCheck.record_id == Record.id)
        .scalar_subquery()
    )


def second_person(record: Record, checked_version: int | None) -> SecondPerson:
    """Whether a second person has looked at a record. checked_version: the newest one checked, None for none.

    Whoever accepts what somebody else sent in has looked at it, and stays its second person when it is edited later.
    """
    if checked_version == record.version or _accepted_by_another(record):
        return SecondPerson.CHECKED
    return SecondPerson.NOT_YET if checked_version is None else SecondPerson.EDITED_SINCE


def is_checked(scope: Scope) -> ColumnElement[bool]:
    """Whether `second_person` says "checked", as a column of a query on Record; NULL for no."""
    by_another = and_(Record.accepted_by_id.is_not(None), Record.accepted_by_id != Record.created_by_id)
    return or_(by_another, last_checked_version(scope) == Record.version)


def standing(scope: Scope, record: Record, known: Sequence[Colleague] | None = None) -> Standing:
    """How a record stands with second persons. One query, and one more where the names of others are asked for.

    known: the colleagues, where they have been read already; then nothing more is asked.
    """
    checks, writers = _checks_and_writers(scope, record)
    second = second_person(record, checks[0].version if checks else None)
    may_check = scope.manages and record.state == State.ACCEPTED.value and scope.person not in writers
    is_asked = second is not SecondPerson.CHECKED and scope.manages and not may_check
    return Standing(
        second=second,
        checks=checks,
        by_acceptance=_accepted_by_another(record),
        may_check=may_check,
        others=_names_of_others(scope, writers, known) if is_asked else None,
    )


def check(scope: Scope, record: Record, word: str, *, version: int) -> bool:
    """Note that the person asking has looked at a version that others wrote.

    Returns False when they have said the very same already, as when a form is sent twice. Raises StaleEdit when
    `version` is no longer what the record says, NotAllowed for its author, for whoever saved the version and for
    anyone but managers and leads, and BadTransition for a record that is not accepted.
    """
    if not scope.manages or scope.person is None:
        raise NotAllowed
    hold(record)
    checks, writers = _checks_and_writers(scope, record)
    if any((known.version, known.by_id, known.word) == (version, scope.person, word) for known in checks):
        return False
    if version != record.version:
        raise StaleEdit(record.version)
    if record.state != State.ACCEPTED.value:
        raise BadTransition(record.state, "checked")
    if scope.person in writers:
        raise NotAllowed
    db.session.add(
        RecordCheck(
            service_id=scope.service_id,
            id=new_id(),
            record_id=record.id,
            version=version,
            checked_at=clock.now(),
            checked_by_id=scope.person,
            word=word,
        )
    )
    db.session.flush()
    action = f"checked {KIND_WORDS[Kind(record.kind)]}, version {version}"
    audit.record_change(scope, action, record.reference, {"version": version, "word": word})
    return True


def _checks_and_writers(scope: Scope, record: Record) -> tuple[tuple[Check, ...], frozenset[UUID]]:
    """All checks, newest version first, and who wrote what the record says now: its author and its last editor."""
    its_checks = and_(
        RecordCheck.service_id == scope.service_id,
        RecordCheck.record_id == RecordVersion.record_id,
        RecordCheck.version == RecordVersion.number,
    )
    rows = db.session.execute(
        select(RecordVersion.number, RecordVersion.saved_by_id, RecordCheck, Account.name)
        .outerjoin(RecordCheck, its_checks)
        .outerjoin(Account, Account.id == RecordCheck.checked_by_id)
        .where(RecordVersion.service_id == scope.service_id, RecordVersion.record_id == record.id)
        .where(or_(RecordCheck.id.is_not(None), RecordVersion.number == record.version))
        .order_by(RecordVersion.number.desc(), RecordCheck.checked_at.desc(), RecordCheck.id.desc())
    ).all()
    checks = tuple(
        Check(number, found.checked_by_id, name or GONE, found.checked_at, found.word)
        for number, _saved_by, found, name in rows
        if found is not None
    )
    return checks, frozenset({record.created_by_id, rows[0].saved_by_id})


def _names_of_others(
    scope: Scope, writers: frozenset[UUID], known: Sequence[Colleague] | None = None
) -> tuple[str, ...]:
    """Who may sign in and check what the writers wrote: the service's other managers, and the provider's leads."""
    found = colleagues(scope, ()) if known is None else known
    return tuple(each.name for each in found if each.may_manage and each.account_id not in writers)


def _accepted_by_another(record: Record) -> bool:
    return record.accepted_by_id is not None and record.accepted_by_id != record.created_by_id
