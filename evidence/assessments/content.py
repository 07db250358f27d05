"""What a round says, as plain frozen values: the same whether it is read from the tables or from its frozen copy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evidence.assessments.words import (
    ABOUT_WEAKNESS,
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

    answered_by, answered_at: "" and None in what a person sends, and in copies frozen before they were kept.
    harm_since: since when it says that something inadequate happens here; None where it does not, or for as long as
    anybody knows. Two answers that say the same are equal, whoever gave them.
    """

    value: Answer
    reason: str = ""
    records: tuple[str, ...] = ()
    answered_by: str = field(default="", compare=False)
    answered_at: datetime | None = field(default=None, compare=False)
    harm_since: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """An answer to "is anyone at risk now?".

    done: what has been done, or how it is known that nobody is. statements: the keys of those it was given about.
    """

    is_at_risk: bool
    done: str
    statements: tuple[str, ...]
    answered_by: str
    answered_at: datetime

    @property
    def words(self) -> str:
        """The answer in a word."""
        return "Yes" if self.is_at_risk else "No"


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
    risk_answers: what was answered to "is anyone at risk now?", newest first. has_open_action: whether an action
    that the person may see is open for the line; not told of a frozen round.
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
    risk_answers: tuple[RiskAnswer, ...] = ()
    has_open_action: bool = field(default=False, compare=False)

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
    def is_weak(self) -> bool:
        """Whether it is judged requires improvement or inadequate: something that needs an action."""
        return self.rating in ABOUT_WEAKNESS

    @property
    def asks_about_risk(self) -> bool:
        """Whether "is anyone at risk now?" is asked here, or was."""
        return bool(self.harm or self.risk_answers)

    @property
    def risk(self) -> RiskAnswer | None:
        """The newest answer to "is anyone at risk now?", or None while nobody has answered."""
        return self.risk_answers[0] if self.risk_answers else None

    @property
    def is_at_risk(self) -> bool:
        """Whether the newest answer is that someone is at risk."""
        return self.risk is not None and self.risk.is_at_risk

    @property
    def harm_unanswered(self) -> tuple[Characteristic, ...]:
        """The statements of harm about which nobody has answered whether anyone is at risk since they were said."""
        return tuple(statement for statement in self.harm if not self._is_answered(statement))

    def _is_answered(self, statement: Characteristic) -> bool:
        since = self.answers[statement.key].harm_since
        return any(
            statement.key in answer.statements and (since is None or answer.answered_at >= since)
            for answer in self.risk_answers
        )

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

    is_intact: False when the frozen copy no longer matches its fingerprint. given_up_at, given_up_by, given_up_reason:
    None and "" unless the round was given up; it then counts for nothing.
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
    given_up_at: datetime | None = None
    given_up_by: str = ""
    given_up_reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the round can still be changed."""
        return self.state is RoundState.OPEN

    @property
    def is_given_up(self) -> bool:
        """Whether the round was given up: it can be read, and nothing in it counts as a judgement."""
        return self.state is RoundState.ABANDONED


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """Everything a round says, apart from the records beside its lines.

    breach_decided_by, breach_decided_at: who said whether a regulation was breached; "" and None until somebody does.
    """

    facts: RoundFacts
    framework: Framework
    key_questions: tuple[KeyQuestionStanding, ...]
    limiters: tuple[LimiterDecision, ...]
    has_breach: bool
    breach_reason: str
    overall: Judgement
    breach_decided_by: str = ""
    breach_decided_at: datetime | None = None

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
        is_decided = self.has_breach or self.breach_decided_at is not None
        return Considered(
            limiter=None,
            question=BREACH_QUESTION,
            is_confirmed=self.has_breach if is_decided else None,
            reason=self.breach_reason,
            decided_by=self.breach_decided_by,
            decided_at=self.breach_decided_at,
        )

    @property
    def asked_about_risk(self) -> tuple[LineStanding, ...]:
        """The lines that say that harm happens, or about which somebody has answered whether anyone is at risk."""
        return tuple(line for line in self.lines if line.asks_about_risk)

    @property
    def at_risk(self) -> tuple[LineStanding, ...]:
        """The lines about which the newest answer is that someone is at risk."""
        return tuple(line for line in self.lines if line.is_at_risk)

    @property
    def risk_unanswered(self) -> tuple[LineStanding, ...]:
        """The lines about which nobody has answered yet whether anyone is at risk."""
        return tuple(line for line in self.lines if line.harm_unanswered)

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
