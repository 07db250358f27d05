"""What the service claims about lines: the newest judgement of each, for other rooms and the page of one line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from evidence.accounts.scope import Scope
from evidence.assessments.models import LineJudgement, Round
from evidence.assessments.words import RoundKind, RoundState
from evidence.database import db
from kloe.judgement import Rating


@dataclass(frozen=True, slots=True)
class Claim:
    """The newest judgement of a line: what, why, when, and the round it was made in."""

    code: str
    rating: Rating
    reason: str
    judged_at: datetime
    round_reference: str
    round_title: str
    round_state: RoundState
    signed_off_at: datetime | None


@dataclass(frozen=True, slots=True)
class LineClaim:
    """What stands about one line: its claim, or None, and the reference of the open round, or None."""

    claim: Claim | None
    open_round: str | None


def claim_of(scope: Scope, framework_id: str, code: str) -> Claim | None:
    """The newest judgement of a line in an open or signed-off round, or None. One query."""
    return line_claim(scope, framework_id, code).claim


def line_claim(scope: Scope, framework_id: str, code: str) -> LineClaim:
    """The newest judgement of a line, and the round in which it can be judged now. One query."""
    belongs = and_(
        LineJudgement.service_id == Round.service_id, LineJudgement.round_id == Round.id, LineJudgement.code == code
    )
    is_open = Round.state == RoundState.OPEN.value
    rows = db.session.execute(
        select(LineJudgement, Round)
        .select_from(Round)
        .outerjoin(LineJudgement, belongs)
        .where(*_countable(scope, framework_id))
        .where(or_(is_open, LineJudgement.rating.is_not(None)))
        .order_by(is_open.desc(), LineJudgement.judged_at.desc().nulls_last(), Round.started_at.desc(), Round.id)
        .limit(2)
    ).all()
    claims = [_claim(judgement, round_) for judgement, round_ in rows if judgement and judgement.rating]
    opened = (round_.reference for _, round_ in rows if round_.state == RoundState.OPEN.value)
    return LineClaim(max(claims, key=lambda claim: claim.judged_at, default=None), next(opened, None))


def claims_of(scope: Scope, framework_id: str) -> dict[str, Claim]:
    """The newest judgement of every judged line of a framework, by code. One query."""
    order = (LineJudgement.judged_at.desc(), Round.started_at.desc(), LineJudgement.id.desc())
    rank = func.row_number().over(partition_by=LineJudgement.code, order_by=order)
    ranked = (
        select(LineJudgement.id, rank.label("rank"))
        .join(Round, and_(Round.service_id == LineJudgement.service_id, Round.id == LineJudgement.round_id))
        .where(LineJudgement.service_id == scope.service_id, LineJudgement.rating.is_not(None))
        .where(*_countable(scope, framework_id))
        .subquery()
    )
    rows: Select[*tuple[Any, ...]] = (
        select(LineJudgement, Round)
        .join(Round, and_(Round.service_id == LineJudgement.service_id, Round.id == LineJudgement.round_id))
        .join(ranked, and_(ranked.c.id == LineJudgement.id, ranked.c.rank == 1))
        .where(LineJudgement.service_id == scope.service_id, Round.service_id == scope.service_id)
        .order_by(LineJudgement.code)
    )
    return {judgement.code: _claim(judgement, round_) for judgement, round_ in db.session.execute(rows)}


def _countable(scope: Scope, framework_id: str) -> tuple[Any, ...]:
    return (
        Round.service_id == scope.service_id,
        Round.kind == RoundKind.SELF_ASSESSMENT.value,
        Round.framework_id == framework_id,
        Round.state.in_((RoundState.OPEN.value, RoundState.SIGNED_OFF.value)),
    )


def _claim(judgement: LineJudgement, round_: Round) -> Claim:
    return Claim(
        code=judgement.code,
        rating=Rating(judgement.rating or ""),
        reason=judgement.reason,
        judged_at=judgement.judged_at,
        round_reference=round_.reference,
        round_title=round_.title,
        round_state=RoundState(round_.state),
        signed_off_at=round_.signed_off_at,
    )
