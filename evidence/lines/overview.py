"""All lines of a framework at a glance: what is claimed, what is held, and whether that carries the claim."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from evidence.assessments.claims import Claim
from evidence.assessments.judging import is_for
from evidence.assessments.words import support_key, support_word
from kloe.framework import Framework, KeyQuestion, Line
from kloe.judgement import Rating
from kloe.support import NEEDS, Link, State, Support, support

SUPPORT_MEANINGS: Mapping[str, str] = {
    "supported": "What you hold can carry the judgement.",
    "thin": "Some of what you hold counts, but not enough for the judgement to stand up.",
    "none": "The line is judged good or outstanding, and nothing you hold counts towards that.",
    "contested": "Something unresolved speaks against the line. Deal with it first.",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored about the lines of one framework, by line code; a line without any is absent.

    claims: the newest judgement. left_out: lines that were last said not to apply. evidence, stories: the links of
    records that are not archived. open_actions: how many; only where a page shows them.
    """

    claims: Mapping[str, Claim]
    left_out: Collection[str]
    evidence: Mapping[str, Sequence[Link]]
    stories: Mapping[str, Sequence[Link]]
    open_actions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineOverview:
    """Where one line stands. `evidence`, `stories`, `open_actions`: how many.

    is_for_service: it is for this kind of service. is_left_out: the service has said that it does not apply.
    claim: None while nobody has judged the line.
    """

    line: Line
    is_for_service: bool
    is_left_out: bool
    claim: Rating | None
    evidence: int
    stories: int
    open_actions: int
    support: Support

    @property
    def applies(self) -> bool:
        """Whether the line counts for this service."""
        return self.is_for_service and not self.is_left_out

    @property
    def is_contested(self) -> bool:
        """Whether something unresolved speaks against the claim, or against a line that nobody has judged."""
        return self.support_key == State.CONTESTED.value

    @property
    def is_bare(self) -> bool:
        """Whether a line that counts for this service has neither evidence nor a story."""
        return self.applies and not self.evidence and not self.stories

    @property
    def is_weak(self) -> bool:
        """Whether the line counts for this service and is judged below good."""
        return self.applies and self.claim in (Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE)

    @property
    def needs_support(self) -> bool:
        """Whether the claim is one that evidence has to carry."""
        return self.claim in NEEDS

    @property
    def support_key(self) -> str:
        """How well the claim is carried: "contested", "unjudged", "none", "thin" or "supported"."""
        return support_key(self.support, self.claim)

    @property
    def support_word(self) -> str:
        """The same in a word or two."""
        return support_word(self.support, self.claim)


@dataclass(frozen=True, slots=True)
class KeyQuestionOverview:
    """A key question with its lines, in the framework's order.

    evidence, stories: how many different records are linked to any of its lines.
    """

    key_question: KeyQuestion
    lines: Sequence[LineOverview]
    evidence: int
    stories: int

    @property
    def applicable(self) -> int:
        """How many of its lines count for this service."""
        return sum(line.applies for line in self.lines)

    @property
    def judged(self) -> int:
        """How many of the lines that count for this service have been judged."""
        return sum(line.applies and line.claim is not None for line in self.lines)

    @property
    def contested(self) -> int:
        """How many of its lines are contested."""
        return sum(line.is_contested for line in self.lines)


def overview(
    framework: Framework, held: Held, *, settings: Collection[str], today: date
) -> tuple[KeyQuestionOverview, ...]:
    """Where a service stands on every line of the framework, by key question.

    settings: the kinds of service it is. today: the day on which "current" is judged.
    """
    return tuple(
        KeyQuestionOverview(
            key_question,
            [_line(line, held, settings, today) for line in framework.lines_of(key_question.code)],
            evidence=_different(held.evidence, framework, key_question),
            stories=_different(held.stories, framework, key_question),
        )
        for key_question in framework.key_questions
    )


def _line(line: Line, held: Held, settings: Collection[str], today: date) -> LineOverview:
    evidence, stories = held.evidence.get(line.code, ()), held.stories.get(line.code, ())
    claim = held.claims.get(line.code)
    rating = claim.rating if claim else None
    return LineOverview(
        line=line,
        is_for_service=is_for(line, settings),
        is_left_out=line.code in held.left_out,
        claim=rating,
        evidence=len(evidence),
        stories=len(stories),
        open_actions=held.open_actions.get(line.code, 0),
        support=support(rating, [*evidence, *stories], today=today),
    )


def _different(links: Mapping[str, Sequence[Link]], framework: Framework, key_question: KeyQuestion) -> int:
    lines = framework.lines_of(key_question.code)
    return len({link.reference for line in lines for link in links.get(line.code, ())})
