"""Self-assessment rounds: starting one, listing them, finding one, and locking one that is about to change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from evidence.accounts import audit
from evidence.accounts.models import Account, Provider, Service
from evidence.accounts.scope import Scope
from evidence.accounts.turns import take_turn
from evidence.assessments.content import RoundFacts
from evidence.assessments.models import CharacteristicAnswer, FrozenCopy, KeyQuestionJudgement, LineJudgement, Round
from evidence.assessments.words import RoundKind, RoundState
from evidence.database import db, new_id
from evidence.references import Prefix, new_reference
from evidence.web import clock
from evidence.web.errors import BadTransition, NotAllowed, NotFound
from kloe.framework import Framework

_starter = aliased(Account)
_signer = aliased(Account)
_quitter = aliased(Account)
_breach_decider = aliased(Account)


@dataclass(frozen=True, slots=True)
class FoundRound:
    """A round as it is stored: its row, its facts, its frozen copy once it is signed off, and whose it is.

    breach_decided_by: who said whether a regulation was breached; "" while nobody has.
    """

    row: Round
    facts: RoundFacts
    frozen: FrozenCopy | None
    service: Service
    provider: str
    breach_decided_by: str


@dataclass(frozen=True, slots=True)
class ListedRound:
    """A round in the list of rounds: its facts, and how many lines and key questions are judged."""

    facts: RoundFacts
    lines_settled: int
    key_questions_judged: int


def start_round(scope: Scope, framework: Framework, title: str) -> tuple[str, bool]:
    """Start a round against a framework, or find the one that is open already: one at a time for each framework.

    Returns the round's reference and whether it is new.
    """
    if not scope.manages or scope.person is None:
        raise NotAllowed
    take_turn(f"rounds of {scope.service_id}")
    if (present := find_open(scope, framework.id)) is not None:
        return present, False
    row = Round(
        service_id=scope.service_id,
        id=new_id(),
        reference=new_reference(Prefix.SELF_ASSESSMENT, lambda drawn: _is_taken(scope, drawn)),
        kind=RoundKind.SELF_ASSESSMENT.value,
        title=title,
        framework_id=framework.id,
        content_version=framework.content_version,
        framework_sha256=framework.sha256,
        state=RoundState.OPEN.value,
        started_at=clock.now(),
        started_by_id=scope.person,
        version=1,
    )
    db.session.add(row)
    db.session.flush()
    details = {"title": title, "framework": framework.id, "content_version": framework.content_version}
    audit.record_change(scope, "started a self-assessment", row.reference, details)
    return row.reference, True


def find_open(scope: Scope, framework_id: str) -> str | None:
    """The reference of the open round against a framework, or None. One query."""
    return db.session.scalar(
        select(Round.reference)
        .where(_own(scope), Round.framework_id == framework_id, Round.state == RoundState.OPEN.value)
        .order_by(Round.started_at.desc(), Round.id)
        .limit(1)
    )


def latest_round(scope: Scope, framework_id: str) -> RoundFacts | None:
    """The open round against a framework, or else the one signed off last; None when there is neither. One query."""
    is_open = case((Round.state == RoundState.OPEN.value, 0), else_=1)
    rows = (
        _rounds(scope)
        .where(Round.framework_id == framework_id, Round.state != RoundState.ABANDONED.value)
        .order_by(is_open, Round.signed_off_at.desc(), Round.started_at.desc(), Round.id)
        .limit(1)
    )
    found = db.session.execute(rows).one_or_none()
    return facts_of(*found) if found else None


def list_rounds(scope: Scope) -> list[ListedRound]:
    """All rounds of the service, the open ones first, then the newest. One query."""
    lines = _count(LineJudgement, LineJudgement.rating.is_not(None))
    whole_lines = _count(CharacteristicAnswer, CharacteristicAnswer.statement_key == CharacteristicAnswer.code)
    key_questions = _count(KeyQuestionJudgement, KeyQuestionJudgement.rating.is_not(None))
    is_open = case((Round.state == RoundState.OPEN.value, 0), else_=1)
    rows = (
        _rounds(scope)
        .add_columns(lines(scope), whole_lines(scope), key_questions(scope))
        .order_by(is_open, Round.started_at.desc(), Round.id)
    )
    return [
        ListedRound(facts_of(row, starter, signer, quitter), judged + left_out, answered)
        for row, starter, signer, quitter, judged, left_out, answered in db.session.execute(rows)
    ]


def get_round(scope: Scope, reference: str) -> FoundRound:
    """A round with its frozen copy, by reference. Raises NotFound. One query."""
    return _found(_one(scope, reference))


def lock_open_round(scope: Scope, reference: str) -> FoundRound:
    """An open round that nobody else can change until the transaction ends. For managers and leads.

    Raises NotFound, NotAllowed, and BadTransition for a round that is signed off or given up: it is read-only.
    """
    if not scope.manages:
        raise NotAllowed
    found = _found(_one(scope, reference).with_for_update(of=Round))
    if not found.facts.is_open:
        raise BadTransition(found.row.state, "changed")
    return found


def facts_of(
    row: Round, starter: str, signer: str | None, quitter: str | None, frozen: FrozenCopy | None = None
) -> RoundFacts:
    """A stored round as plain facts, with the names of who started it, signed it off and gave it up."""
    return RoundFacts(
        reference=row.reference,
        title=row.title,
        state=RoundState(row.state),
        framework_id=row.framework_id,
        started_at=row.started_at,
        started_by=starter,
        signed_off_at=row.signed_off_at,
        signed_off_by=signer or "",
        version=row.version,
        fingerprint=frozen.sha256 if frozen else "",
        given_up_at=row.given_up_at,
        given_up_by=quitter or "",
        given_up_reason=row.given_up_reason,
    )


def person_of(scope: Scope) -> UUID:
    """The account that makes a change. Raises NotAllowed for the system."""
    if scope.person is None:
        raise NotAllowed
    return scope.person


def _own(scope: Scope) -> ColumnElement[bool]:
    return and_(Round.service_id == scope.service_id, Round.kind == RoundKind.SELF_ASSESSMENT.value)


def _rounds(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(Round, _starter.name, _signer.name, _quitter.name)
        .join(_starter, _starter.id == Round.started_by_id)
        .outerjoin(_signer, _signer.id == Round.signed_off_by_id)
        .outerjoin(_quitter, _quitter.id == Round.given_up_by_id)
        .where(_own(scope))
    )


def _one(scope: Scope, reference: str) -> Select[*tuple[Any, ...]]:
    belongs = and_(FrozenCopy.service_id == Round.service_id, FrozenCopy.round_id == Round.id)
    return (
        _rounds(scope)
        .add_columns(FrozenCopy, Service, Provider.name, _breach_decider.name)
        .outerjoin(FrozenCopy, belongs)
        .join(Service, Service.id == Round.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .outerjoin(_breach_decider, _breach_decider.id == Round.breach_decided_by_id)
        .where(or_(FrozenCopy.service_id == scope.service_id, FrozenCopy.service_id.is_(None)))
        .where(Round.reference == reference.strip().upper())
    )


def _found(rows: Select[*tuple[Any, ...]]) -> FoundRound:
    found = db.session.execute(rows).one_or_none()
    if found is None:
        raise NotFound
    row, starter, signer, quitter, frozen, service, provider, decider = found
    facts = facts_of(row, starter, signer, quitter, frozen)
    return FoundRound(row, facts, frozen, service, provider, decider or "")


def _count(table: Any, criterion: ColumnElement[bool]) -> Any:
    def counted(scope: Scope) -> Any:
        return (
            select(func.count())
            .select_from(table)
            .where(table.service_id == scope.service_id, table.round_id == Round.id, criterion)
            .correlate(Round)
            .scalar_subquery()
        )

    return counted


def _is_taken(scope: Scope, reference: str) -> bool:
    rows = select(Round.id).where(Round.service_id == scope.service_id, Round.reference == reference)
    return db.session.scalar(rows) is not None
