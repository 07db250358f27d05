"""What the service claims about lines: the newest judgement of each, and all of one line, for other rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.assessments.models import LineJudgement, Round
from evidence.assessments.words import COUNTING, RoundKind, RoundState
from evidence.database import db
from kloe.judgement import Rating

# How many judgements of a line its page shows, and how many are on a page of all of them.
SHOWN = 5
ON_A_PAGE = 20
_IS_OPEN = Round.state == RoundState.OPEN.value


@dataclass(frozen=True, slots=True)
class Claim:
    """A judgement of a line that counts: what, why, when, by whom, and the round it was made in."""

    code: str
    rating: Rating
    reason: str
    judged_at: datetime
    round_reference: str
    round_title: str
    round_state: RoundState
    signed_off_at: datetime | None
    judged_by: str = ""


@dataclass(frozen=True, slots=True)
class LineClaim:
    """What stands about one line: its claim, or None, and the reference of the open round, or None.

    judgements: the newest of those that count, one a round, newest first; the claim is the first. total: how many
    there are in all.
    """

    claim: Claim | None
    open_round: str | None
    judgements: tuple[Claim, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class JudgementPage:
    """A page of the judgements of a line, newest first. `number` counts from 1, up to `pages`."""

    judgements: tuple[Claim, ...]
    number: int
    pages: int


def claim_of(scope: Scope, framework_id: str, code: str) -> Claim | None:
    """The newest judgement of a line in an open or signed-off round, or None. One query."""
    return line_claim(scope, framework_id, code).claim


def line_claim(scope: Scope, framework_id: str, code: str) -> LineClaim:
    """The newest judgements of a line, and the round in which it can be judged now. One query."""
    # The open round comes first, judged or not: it may be one more than the judgements that are shown.
    rows = db.session.execute(
        _of_line(scope, framework_id, code)
        .where(or_(_IS_OPEN, LineJudgement.rating.is_not(None)))
        .order_by(_IS_OPEN.desc(), LineJudgement.judged_at.desc().nulls_last(), Round.started_at.desc(), Round.id)
        .limit(SHOWN + 1)
    ).all()
    found = [_claim(judgement, round_, who) for judgement, round_, who, _ in rows if judgement and judgement.rating]
    claims = tuple(sorted(found, key=lambda claim: claim.judged_at, reverse=True))[:SHOWN]
    opened = (row.Round.reference for row in rows if row.Round.state == RoundState.OPEN.value)
    return LineClaim(claims[0] if claims else None, next(opened, None), claims, rows[0].total if rows else 0)


def judgements_of(scope: Scope, framework_id: str, code: str, number: int) -> JudgementPage:
    """A page of everything that a line was ever judged, rounds that were given up aside. At most three queries.

    A page number past the end gives the last page.
    """
    rows = (
        _of_line(scope, framework_id, code)
        .where(LineJudgement.rating.is_not(None))
        .order_by(LineJudgement.judged_at.desc(), Round.started_at.desc(), Round.id)
    )
    number = max(1, number)
    found = db.session.execute(rows.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).all()
    if not found and number > 1:
        total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
        number = max(1, -(-total // ON_A_PAGE))
        found = db.session.execute(rows.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)).all()
    total = found[0].total if found else 0
    claims = tuple(_claim(judgement, round_, who) for judgement, round_, who, _ in found)
    return JudgementPage(claims, number, max(1, -(-total // ON_A_PAGE)))


def claims_of(scope: Scope, framework_id: str, counting: Sequence[RoundState] = COUNTING) -> dict[str, Claim]:
    """The newest judgement of every judged line of a framework, by code. One query.

    counting: the states of the rounds that count.
    """
    order = (LineJudgement.judged_at.desc(), Round.started_at.desc(), LineJudgement.id.desc())
    rank = func.row_number().over(partition_by=LineJudgement.code, order_by=order)
    ranked = (
        select(LineJudgement.id, rank.label("rank"))
        .join(Round, and_(Round.service_id == LineJudgement.service_id, Round.id == LineJudgement.round_id))
        .where(LineJudgement.service_id == scope.service_id, LineJudgement.rating.is_not(None))
        .where(*_countable(scope, framework_id, counting))
        .subquery()
    )
    rows: Select[*tuple[Any, ...]] = (
        select(LineJudgement, Round, Account.name)
        .join(Round, and_(Round.service_id == LineJudgement.service_id, Round.id == LineJudgement.round_id))
        .join(Account, Account.id == LineJudgement.judged_by_id)
        .join(ranked, and_(ranked.c.id == LineJudgement.id, ranked.c.rank == 1))
        .where(LineJudgement.service_id == scope.service_id, Round.service_id == scope.service_id)
        .order_by(LineJudgement.code)
    )
    return {judgement.code: _claim(judgement, round_, who) for judgement, round_, who in db.session.execute(rows)}


def _of_line(scope: Scope, framework_id: str, code: str) -> Select[*tuple[Any, ...]]:
    """Every round that counts with its judgement of the line, who judged it, and how many judgements there are."""
    belongs = and_(
        LineJudgement.service_id == Round.service_id, LineJudgement.round_id == Round.id, LineJudgement.code == code
    )
    total = func.count(LineJudgement.rating).over().label("total")
    return (
        select(LineJudgement, Round, Account.name, total)
        .select_from(Round)
        .outerjoin(LineJudgement, belongs)
        .outerjoin(Account, Account.id == LineJudgement.judged_by_id)
        .where(*_countable(scope, framework_id))
    )


def _countable(scope: Scope, framework_id: str, counting: Sequence[RoundState] = COUNTING) -> tuple[Any, ...]:
    return (
        Round.service_id == scope.service_id,
        Round.kind == RoundKind.SELF_ASSESSMENT.value,
        Round.framework_id == framework_id,
        Round.state.in_([state.value for state in counting]),
    )


def _claim(judgement: LineJudgement, round_: Round, who: str) -> Claim:
    return Claim(
        code=judgement.code,
        rating=Rating(judgement.rating or ""),
        reason=judgement.reason,
        judged_at=judgement.judged_at,
        round_reference=round_.reference,
        round_title=round_.title,
        round_state=RoundState(round_.state),
        signed_off_at=round_.signed_off_at,
        judged_by=who,
    )
