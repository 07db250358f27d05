"""Actions: their lists, closing them with proof, and opening them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from evidence.accounts.scope import Scope
from evidence.actions.due import SOON, Due
from evidence.actions.models import Action
from evidence.actions.words import Priority
from evidence.database import db
from evidence.records import listing
from evidence.records.models import Record, RecordLine
from evidence.records.store import hold, set_state
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.references import clean_reference
from evidence.web import clock
from evidence.web.errors import BadTransition

RECENT = 15
PROVING = (Kind.ITEM.value, Kind.STORY.value)
# The open ones first, and among them what is due first.
OPEN_FIRST: ColumnElement[Any] = (Record.state == State.DONE.value).asc()
BY_DUE_DATE: tuple[ColumnElement[Any], ...] = (OPEN_FIRST, Action.due_on.asc())
SORTINGS = {
    **listing.SORTINGS,
    "due": listing.Sorting(Action.due_on, before=(OPEN_FIRST,)),
    "priority": listing.Sorting(
        case({each.value: place for place, each in enumerate(Priority)}, value=Action.priority)
    ),
}


class UnknownProof(Exception):
    """No evidence or story of the service that this person may see has the reference."""


class ClosedMeanwhile(Exception):
    """Somebody else has closed the action since the form was opened."""


@dataclass(frozen=True, slots=True)
class Closing:
    """How an action ends. proof: a reference, or "" where `no_proof_reason` says why there is none."""

    word: str
    proof: str = ""
    no_proof_reason: str = ""


def list_actions(
    scope: Scope,
    wanted: listing.Wanted,
    *,
    priority: Priority | None = None,
    due: Due | None = None,
    names: listing.Names,
) -> listing.Page[Action]:
    """A page of the actions; without a state, everything that is not archived. `names`: of who sees to them.

    due: only those that stand so today; what is done or archived is neither overdue nor due.
    """
    where = narrowed(priority=priority)
    if due is not None:
        where.append(stands(due, clock.today()))
    return listing.list_page(scope, Kind.ACTION, Action, wanted, sortings=SORTINGS, where=where, names=names)


def narrowed(*, priority: Priority | None) -> list[ColumnElement[bool]]:
    """The criteria for actions of a priority; none for all."""
    return [] if priority is None else [Action.priority == priority.value]


def stands(wanted: Due, today: date) -> ColumnElement[bool]:
    """The criterion for actions that stand so against their date, as `due.due` tells it of one."""
    if wanted is Due.DONE:
        return Record.state == State.DONE.value
    is_open = Record.state == State.OPEN.value
    if wanted is Due.OVERDUE:
        return and_(is_open, Action.due_on < today)
    if wanted is Due.SOON:
        return and_(is_open, Action.due_on.between(today, today + SOON))
    return and_(is_open, Action.due_on > today + SOON)


def recent_proof(scope: Scope, action: Record) -> Sequence[tuple[str, str]]:
    """Reference and title of the newest evidence and stories, those of the action's lines first. One query."""
    own_line = aliased(RecordLine)
    shares_a_line = exists().where(
        own_line.service_id == scope.service_id,
        own_line.record_id == action.id,
        RecordLine.service_id == scope.service_id,
        RecordLine.record_id == Record.id,
        RecordLine.framework_id == own_line.framework_id,
        RecordLine.code == own_line.code,
    )
    rows = (
        select(Record.reference, Record.title)
        .where(_may_prove(scope))
        .order_by(shares_a_line.desc(), Record.created_at.desc(), Record.id.desc())
        .limit(RECENT)
    )
    return [(reference, title) for reference, title in db.session.execute(rows)]


def find_proof(scope: Scope, action: Action) -> Record | None:
    """The record that proves an action, or None where there is none that this person may see. One query."""
    if action.proof_id is None:
        return None
    return db.session.scalar(select(Record).where(visible(scope), Record.id == action.proof_id))


def about(scope: Scope, record: Record) -> list[tuple[Record, Action]]:
    """The actions that a record proves or whose issue names its reference, those due first first. One query."""
    names_it = or_(Action.proof_id == record.id, Action.issue.contains(record.reference, autoescape=True))
    rows = (
        select(Record, Action)
        .join(Action, and_(Action.service_id == Record.service_id, Action.id == Record.id))
        .where(visible(scope), Action.service_id == scope.service_id, Record.state != State.ARCHIVED.value, names_it)
        .order_by(*BY_DUE_DATE, Record.id)
        .limit(RECENT)
    )
    return [(found, action) for found, action in db.session.execute(rows)]


def close(scope: Scope, record: Record, action: Action, closing: Closing) -> None:
    """Close an action. Sending the same closing twice is like once.

    Raises UnknownProof for a reference that proves nothing, ClosedMeanwhile when it was closed with other words,
    BadTransition for an archived action.
    """
    proof = _get_proof(scope, closing.proof)
    hold(record, action)
    if record.state == State.DONE.value:
        if (action.closing_word, action.proof_id) == (closing.word, proof.id if proof else None):
            return
        raise ClosedMeanwhile
    if record.state != State.OPEN.value:
        raise BadTransition(record.state, State.DONE.value)
    action.closed_at, action.closed_by_id, action.closing_word = clock.now(), scope.person, closing.word
    action.proof_id, action.no_proof_reason = (proof.id if proof else None), closing.no_proof_reason
    details = {
        "word": closing.word,
        "proof": proof.reference if proof else None,
        "no_proof_reason": closing.no_proof_reason,
    }
    set_state(scope, record, State.DONE, word="closed an action", details=details)


def reopen(scope: Scope, record: Record, action: Action, reason: str) -> None:
    """Open a closed action again; how it was closed stays in its history. Twice is like once.

    Raises BadTransition for an archived action.
    """
    hold(record, action)
    if record.state == State.OPEN.value:
        return
    if record.state != State.DONE.value:
        raise BadTransition(record.state, State.OPEN.value)
    action.closed_at, action.closed_by_id, action.closing_word = None, None, ""
    action.proof_id, action.no_proof_reason = None, ""
    set_state(scope, record, State.OPEN, word="opened an action again", details={"word": reason})


def _get_proof(scope: Scope, typed: str) -> Record | None:
    if not typed:
        return None
    reference = clean_reference(typed)
    found = db.session.scalar(select(Record).where(_may_prove(scope), Record.reference == reference))
    if found is None:
        raise UnknownProof(typed)
    return found


def _may_prove(scope: Scope) -> ColumnElement[bool]:
    return visible(scope) & Record.kind.in_(PROVING) & (Record.state != State.ARCHIVED.value)
