"""The rules of a round that belong to the tracker: when a reason is needed, what is still missing, what it adds up to.

How answers describe a level, what carries a claim and how key questions lead to an overall rating is in `kloe`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evidence.assessments.content import Answered, KeyQuestionStanding, LimiterDecision, LineStanding, RoundStanding
from kloe import ratings
from kloe.framework import CONDITIONS, Framework, Line, applies_to
from kloe.judgement import Judgement, Rating


@dataclass(frozen=True, slots=True)
class Missing:
    """What a round lacks before it can be signed off, in the framework's order.

    lines, key_questions: not judged yet. risks: they say that harm happens, and nobody has said whether anyone is at
    risk now.
    """

    lines: tuple[LineStanding, ...]
    key_questions: tuple[KeyQuestionStanding, ...]
    risks: tuple[LineStanding, ...]

    def __bool__(self) -> bool:
        return bool(self.lines or self.key_questions or self.risks)


def described(line: Line, answers: Mapping[str, Answered]) -> Judgement:
    """The level that the answers describe. Answers to statements that the line no longer has are left out."""
    known = {statement.key for statement in line.characteristics}
    return ratings.level_described(line, {key: given.value for key, given in answers.items() if key in known})


def needs_reason(rating: Rating | None, aid: Judgement) -> bool:
    """Whether a judgement must say why: whenever the answers do not describe the same level."""
    return rating is not None and rating is not aid.rating


def is_for(line: Line, settings: Collection[str]) -> bool:
    """Whether a line is for a service of these kinds. Conditions such as handling medicines are not known: they hide
    nothing.
    """
    return applies_to(line.applies, {*settings, *CONDITIONS})


def may_not_apply(line: Line) -> bool:
    """Whether a service of the right kind may still say that the line does not apply: it names a condition."""
    return not CONDITIONS.isdisjoint(line.applies)


def likely_overall(
    framework: Framework,
    judged: Mapping[str, Rating | None],
    *,
    has_breach: bool,
    limiters: Collection[LimiterDecision],
) -> Judgement:
    """The likely overall rating, by the published principles, with its reasons."""
    confirmed = [decision.limiter for decision in limiters if decision.is_confirmed]
    return ratings.overall_by(framework.aggregation, judged, breach=has_breach, limiters=confirmed)


def missing(standing: RoundStanding) -> Missing:
    """What is still to be judged and answered before the round can be signed off."""
    return Missing(
        tuple(line for line in standing.lines if line.is_left),
        tuple(found for found in standing.key_questions if found.rating is None),
        standing.risk_unanswered,
    )
