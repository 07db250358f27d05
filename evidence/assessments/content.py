"""What a round says, as plain frozen values: the same whether it is read from the tables or from its frozen copy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evidence.assessments.words import (
    BREACH_QUESTION,
    HARM_ANSWERS,
    LIMITER_WORDS,
    SECTION_ORDER,
    RoundState,
    answer_words,
    support_key,
    support_word,
)
from kloe.framework import Characteristic, Framework, KeyQuestion, Line
from kloe.judgement import Answer, Judgement, Limiter, Rating
from kloe.support import Support


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to one statement. `reason`: the note beside it. `records`: what it rests on, by reference, in order.

    answered_by, answered_at: "" and None in what a person sends, and in copies frozen before they were kept. Two
    answers that say the same are equal, whoever gave them.
    """

    value: Answer
    reason: str = ""
    records: tuple[str, ...] = ()
    answered_by: str = field(default="", compare=False)
    answered_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said about one statement of a line. `words`: the answer as people see it, such as "Sometimes"."""

    statement: Characteristic
    given: Answered
    words: str


@dataclass(frozen=True, slots=True)
class LineStanding:
    """One line in a round.

    applies: the line is for this kind of service. not_applicable: why the whole line does not apply, "" where it does.
    answers: by statement key; an unanswered one is absent. judged_at: None while nobody has saved the line.
    aid: what the answers describe, with its reasons. version: how often the line was saved.
    """

    line: Line
    applies: bool
    answers: Mapping[str, Answered]
    not_applicable: str
    rating: Rating | None
    reason: str
    aid: Judgement
    support: Support
    judged_by: str
    judged_at: datetime | None
    version: int

    @property
    def code(self) -> str:
        """The line's code."""
        return self.line.code

    @property
    def is_settled(self) -> bool:
        """Whether the line is judged, or said not to apply with a reason."""
        return self.rating is not None or bool(self.not_applicable)

    @property
    def is_left(self) -> bool:
        """Whether the line still has to be judged before the round can be signed off."""
        return self.applies and not self.is_settled

    @property
    def harm(self) -> tuple[Characteristic, ...]:
        """The statements of harm that were answered yes or sometimes."""
        return harm_in(self.line, self.answers)

    @property
    def said(self) -> tuple[Said, ...]:
        """Every answered statement with its answer: good first, then outstanding, and what should not happen last."""
        return tuple(
            Said(statement, given, answer_words(rating)[given.value])
            for rating in SECTION_ORDER
            for statement in self.line.at(rating)
            if (given := self.answers.get(statement.key)) is not None
        )

    @property
    def notes(self) -> tuple[Said, ...]:
        """Those answers beside which something was noted: `given.reason` is the note."""
        return tuple(said for said in self.said if said.given.reason)

    @property
    def answered(self) -> int:
        """How many of the line's statements have an answer."""
        return len(self.answers)

    @property
    def support_key(self) -> str:
        """How well the judgement is carried: "contested", "unjudged", "none", "thin" or "supported"."""
        return support_key(self.support, self.rating)

    @property
    def support_word(self) -> str:
        """The same in a word or two."""
        return support_word(self.support, self.rating)


@dataclass(frozen=True, slots=True)
class KeyQuestionStanding:
    """One key question in a round, with its lines in the framework's order."""

    key_question: KeyQuestion
    lines: tuple[LineStanding, ...]
    rating: Rating | None
    reason: str
    judged_by: str
    judged_at: datetime | None
    version: int

    @property
    def code(self) -> str:
        """The key question's code."""
        return self.key_question.code

    @property
    def wanted(self) -> int:
        """How many of its lines are for this kind of service."""
        return sum(line.applies for line in self.lines)

    @property
    def settled(self) -> int:
        """How many of those are judged, or said not to apply."""
        return sum(line.applies and line.is_settled for line in self.lines)

    @property
    def profile(self) -> tuple[tuple[Rating, int], ...]:
        """How many lines are judged at each rating, best first; ratings that no line has are left out."""
        counts = [(rating, sum(line.rating is rating for line in self.lines)) for rating in Rating]
        return tuple((rating, count) for rating, count in counts if count)


@dataclass(frozen=True, slots=True)
class LimiterDecision:
    """What a person decided about one limiter: that it holds here, or that it was considered and does not.

    decided_by, decided_at: as with `Answered`; two decisions that say the same are equal, whoever took them.
    """

    limiter: Limiter
    is_confirmed: bool
    reason: str
    decided_by: str = field(default="", compare=False)
    decided_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Considered:
    """One thing that may limit the overall rating, and what was said about it.

    limiter: None for a breach. is_confirmed: True for yes, False for considered and denied, None where nobody has
    answered. reason, decided_by: "" where there is none.
    """

    limiter: Limiter | None
    question: str
    is_confirmed: bool | None
    reason: str
    decided_by: str
    decided_at: datetime | None

    @property
    def words(self) -> str:
        """The answer in words: "Yes", "No" or "Not answered"."""
        return "Not answered" if self.is_confirmed is None else "Yes" if self.is_confirmed else "No"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round's own facts. `fingerprint`: the SHA-256 of its frozen copy, "" while it is open.

    is_intact: False when the frozen copy no longer matches its fingerprint.
    """

    reference: str
    title: str
    state: RoundState
    framework_id: str
    started_at: datetime
    started_by: str
    signed_off_at: datetime | None
    signed_off_by: str
    version: int
    fingerprint: str = ""
    is_intact: bool = True

    @property
    def is_open(self) -> bool:
        """Whether the round can still be changed."""
        return self.state is RoundState.OPEN


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """Everything a round says, apart from the records beside its lines."""

    facts: RoundFacts
    framework: Framework
    key_questions: tuple[KeyQuestionStanding, ...]
    limiters: tuple[LimiterDecision, ...]
    has_breach: bool
    breach_reason: str
    overall: Judgement

    @property
    def lines(self) -> Iterator[LineStanding]:
        """All lines, in the framework's order."""
        for key_question in self.key_questions:
            yield from key_question.lines

    def line(self, code: str) -> LineStanding | None:
        """The line with this code, or None."""
        return next((line for line in self.lines if line.code == code), None)

    def key_question(self, code: str) -> KeyQuestionStanding | None:
        """The key question with this code, or None."""
        return next((found for found in self.key_questions if found.code == code), None)

    @property
    def wanted(self) -> int:
        """How many lines are for this kind of service."""
        return sum(found.wanted for found in self.key_questions)

    @property
    def settled(self) -> int:
        """How many of those are judged, or said not to apply."""
        return sum(found.settled for found in self.key_questions)

    @property
    def considered(self) -> tuple[Considered, ...]:
        """All that may limit the overall rating: each limiter, confirmed, denied or not answered, and a breach."""
        decided = {decision.limiter: decision for decision in self.limiters}
        return (*(_considered(limiter, decided.get(limiter)) for limiter in Limiter), self._breach())

    def _breach(self) -> Considered:
        return Considered(None, BREACH_QUESTION, self.has_breach or None, self.breach_reason, "", None)

    @property
    def key_questions_judged(self) -> int:
        """How many key questions are judged."""
        return sum(found.rating is not None for found in self.key_questions)


def _considered(limiter: Limiter, decision: LimiterDecision | None) -> Considered:
    question = LIMITER_WORDS[limiter][0]
    if decision is None:
        return Considered(limiter, question, None, "", "", None)
    return Considered(
        limiter, question, decision.is_confirmed, decision.reason, decision.decided_by, decision.decided_at
    )


def harm_in(line: Line, answers: Mapping[str, Answered]) -> tuple[Characteristic, ...]:
    """The inadequate statements of a line that were answered yes or sometimes."""
    return tuple(
        statement
        for statement in line.at(Rating.INADEQUATE)
        if statement.key in answers and answers[statement.key].value in HARM_ANSWERS
    )
