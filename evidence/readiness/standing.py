"""What the service has judged itself to be: each key question with the round it comes from, and the likely overall."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select

from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.assessments.models import KeyQuestionJudgement, Round, RoundLimiter
from evidence.assessments.words import COUNTING, RoundKind, RoundState
from evidence.database import db
from evidence.web.formatters import day_of
from kloe.framework import Framework
from kloe.judgement import Judgement, Limiter, Rating
from kloe.ratings import overall_by

Rounds = Mapping[Round, Mapping[str, KeyQuestionJudgement]]


@dataclass(frozen=True, slots=True)
class JudgedIn:
    """A round as pages name it. on: the day it was signed off, or None while it is open."""

    reference: str
    title: str
    on: date | None

    @property
    def is_open(self) -> bool:
        """Whether the round still goes on."""
        return self.on is None


@dataclass(frozen=True, slots=True)
class Judged:
    """The newest judgement of a key question, the day on which it was made, its round, why, and who made it."""

    rating: Rating
    on: date
    round: JudgedIn
    reason: str = ""
    judged_by: str = ""


@dataclass(frozen=True, slots=True)
class LikelyOverall:
    """What a round comes to by the published principles, with the reasons."""

    judgement: Judgement
    round: JudgedIn


@dataclass(frozen=True, slots=True)
class Standing:
    """What is judged. overall: from one round alone, None while no round has judged every key question.

    open_round: the one that can be gone on with, or None.
    """

    key_questions: Mapping[str, Judged]
    overall: LikelyOverall | None
    open_round: JudgedIn | None


def standing(scope: Scope, framework: Framework, counting: Sequence[RoundState] = COUNTING) -> Standing:
    """Where the service stands in its self-assessments. One query.

    counting: the states of the rounds that count; without open ones, there is no open round here either.
    """
    rounds, limiters, names = _rounds(scope, framework.id, counting)
    newest: dict[str, KeyQuestionJudgement] = {}
    for judged in rounds.values():
        for code, judgement in judged.items():
            if code not in newest or judgement.judged_at > newest[code].judged_at:
                newest[code] = judgement
    by_id = {row.id: row for row in rounds}
    return Standing(
        key_questions={
            code: Judged(
                Rating(found.rating or ""),
                day_of(found.judged_at),
                _told(by_id[found.round_id]),
                found.reason,
                names.get(found.judged_by_id, ""),
            )
            for code, found in newest.items()
        },
        overall=_overall(framework, rounds, limiters),
        open_round=next((_told(row) for row in rounds if row.state == RoundState.OPEN.value), None),
    )


def _rounds(
    scope: Scope, framework_id: str, counting: Sequence[RoundState]
) -> tuple[Rounds, Mapping[Round, set[Limiter]], Mapping[UUID, str]]:
    """Every self-assessment that counts with its judged key questions, the open one first, then the newest.

    And the limiters that were confirmed in each, and the names of who judged, by account.
    """
    judged = and_(
        KeyQuestionJudgement.service_id == Round.service_id,
        KeyQuestionJudgement.round_id == Round.id,
        KeyQuestionJudgement.rating.is_not(None),
    )
    confirmed = and_(
        RoundLimiter.service_id == Round.service_id,
        RoundLimiter.round_id == Round.id,
        RoundLimiter.is_confirmed.is_(True),
    )
    rows = (
        select(Round, KeyQuestionJudgement, RoundLimiter.limiter, Account.name)
        .outerjoin(KeyQuestionJudgement, judged)
        .outerjoin(Account, Account.id == KeyQuestionJudgement.judged_by_id)
        .outerjoin(RoundLimiter, confirmed)
        .where(Round.service_id == scope.service_id, Round.framework_id == framework_id)
        .where(Round.kind == RoundKind.SELF_ASSESSMENT.value)
        .where(Round.state.in_([state.value for state in counting]))
        .order_by(Round.signed_off_at.is_not(None), Round.signed_off_at.desc(), Round.id)
    )
    rounds: dict[Round, dict[str, KeyQuestionJudgement]] = {}
    limiters: dict[Round, set[Limiter]] = {}
    names: dict[UUID, str] = {}
    for row, judgement, limiter, name in db.session.execute(rows):
        found = rounds.setdefault(row, {})
        if judgement is not None:
            found[judgement.key_question] = judgement
            names[judgement.judged_by_id] = name
        if limiter is not None:
            limiters.setdefault(row, set()).add(Limiter(limiter))
    return rounds, limiters, names


def _overall(
    framework: Framework, rounds: Rounds, limiters: Mapping[Round, Collection[Limiter]]
) -> LikelyOverall | None:
    """The open round's when every key question is judged in it, or else that of the round signed off last."""
    wanted = [key_question.code for key_question in framework.key_questions]
    whole = next((row for row, judged in rounds.items() if judged.keys() >= set(wanted)), None)
    if whole is None or not framework.aggregation:
        return None
    judged = {code: Rating(rounds[whole][code].rating or "") for code in wanted}
    found = overall_by(framework.aggregation, judged, breach=whole.has_breach, limiters=limiters.get(whole, ()))
    return LikelyOverall(found, _told(whole))


def _told(row: Round) -> JudgedIn:
    return JudgedIn(row.reference, row.title, day_of(row.signed_off_at) if row.signed_off_at else None)
