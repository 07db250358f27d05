"""How a service stands on each line of a framework: what it claims, what it holds, and whether that carries the claim."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.lines.applicability import is_for
from kloe.framework import Framework, KeyQuestion, Line
from kloe.judgement import Rating
from kloe.support import NEEDS, Link, State, Support, support


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored about the lines of one framework, by line code; a line without any is absent.

    claims: the service's own latest judgement. evidence, stories: the links of records that are not archived.
    open_actions: how many.
    """

    claims: Mapping[str, Rating]
    evidence: Mapping[str, Sequence[Link]]
    stories: Mapping[str, Sequence[Link]]
    open_actions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Where one line stands. `evidence`, `stories`, `open_actions`: how many. `applies`: the line is for this service.

    claim: None while nobody has judged the line.
    """

    line: Line
    applies: bool
    claim: Rating | None
    evidence: int
    stories: int
    open_actions: int
    support: Support

    @property
    def is_contested(self) -> bool:
        """Whether something unresolved speaks against the claim, or against a line that nobody has judged."""
        return self.support.state is State.CONTESTED or (self.claim is None and bool(self.support.challenges))

    @property
    def is_bare(self) -> bool:
        """Whether a line that is for this service has neither evidence nor a story."""
        return self.applies and not self.evidence and not self.stories

    @property
    def key(self) -> str:
        """How well the claim is carried: one of SUPPORT_WORDS."""
        if self.is_contested:
            return State.CONTESTED.value
        if self.claim is None:
            return "unjudged"
        return self.support.state.value if self.claim in NEEDS else "not-needed"

    @property
    def word(self) -> str:
        """The same in a word or two."""
        return SUPPORT_WORDS[self.key]


@dataclass(frozen=True, slots=True)
class KeyQuestionStanding:
    """A key question with its lines, in the framework's order.

    evidence, stories: how many different records are linked to any of its lines.
    """

    key_question: KeyQuestion
    lines: Sequence[LineStanding]
    evidence: int
    stories: int

    @property
    def applicable(self) -> int:
        """How many of its lines are for this service."""
        return sum(standing.applies for standing in self.lines)

    @property
    def judged(self) -> int:
        """How many of the lines that are for this service have been judged."""
        return sum(standing.applies and standing.claim is not None for standing in self.lines)

    @property
    def contested(self) -> int:
        """How many of its lines are contested."""
        return sum(standing.is_contested for standing in self.lines)


SUPPORT_WORDS: Mapping[str, str] = {
    "contested": "Contested",
    "unjudged": "Not judged yet",
    "none": "Nothing counts yet",
    "thin": "Thin",
    "supported": "Supported",
    "not-needed": "None needed",
}

SUPPORT_MEANINGS: Mapping[str, str] = {
    "contested": "Something unresolved speaks against the line. Deal with it first.",
    "none": "The line is judged good or outstanding, and nothing you hold counts towards that.",
    "thin": "Some of what you hold counts, but not enough for the judgement to stand up.",
    "supported": "What you hold can carry the judgement.",
    "not-needed": "A judgement of requires improvement or inadequate needs no evidence to stand.",
}


def standings(
    framework: Framework, held: Held, *, settings: Collection[str], today: date
) -> tuple[KeyQuestionStanding, ...]:
    """Where a service stands on every line of the framework, by key question.

    settings: the kinds of service it is. today: the day on which "current" is judged.
    """
    return tuple(
        KeyQuestionStanding(
            key_question,
            [_standing(line, held, settings, today) for line in framework.lines_of(key_question.code)],
            evidence=_different(held.evidence, framework, key_question),
            stories=_different(held.stories, framework, key_question),
        )
        for key_question in framework.key_questions
    )


def _standing(line: Line, held: Held, settings: Collection[str], today: date) -> LineStanding:
    evidence, stories = held.evidence.get(line.code, ()), held.stories.get(line.code, ())
    claim = held.claims.get(line.code)
    return LineStanding(
        line=line,
        applies=is_for(line.applies, settings),
        claim=claim,
        evidence=len(evidence),
        stories=len(stories),
        open_actions=held.open_actions.get(line.code, 0),
        support=support(claim, [*evidence, *stories], today=today),
    )


def _different(links: Mapping[str, Sequence[Link]], framework: Framework, key_question: KeyQuestion) -> int:
    lines = framework.lines_of(key_question.code)
    return len({link.reference for line in lines for link in links.get(line.code, ())})
