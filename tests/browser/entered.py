"""What the new manager of the walk enters, told once: the steps type it, and the comparisons look for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kloe.framework import Framework, Line
from kloe.judgement import Rating
from kloe.loader import load_framework

FRAMEWORK: Framework = load_framework("asc-2017-11")
PASSWORD = "purple kettle drums"
YES, SOMETIMES, NO = "Yes", "Sometimes", "No"
THIS_IS_US, NOT_US = "This is us", "Not us"
RATING_NAMES = {rating: rating.words.capitalize() for rating in Rating}


@dataclass(frozen=True, slots=True)
class Place:
    """What set-up asks for."""

    provider: str = "Orchard Care"
    service: str = "Rose Lodge"
    location_id: str = "1-123456789"
    registered_manager: str = "Ann Marsh"
    service_type: str = "Care home without nursing"
    person: str = "Ann Marsh"
    email: str = "ann@example.org"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence with a file, for two lines, one of them with what it shows there."""

    happened_on: date
    title: str = "Residents’ survey, spring"
    text: str = "Nine of ten people say that they feel safe here."
    source: str = "People and their families"
    kind: str = "Survey or questionnaire"
    lines: Mapping[str, str] = field(default_factory=lambda: {"S1": "People know whom to tell.", "C1": ""})
    file_name: str = "survey.pdf"


@dataclass(frozen=True, slots=True)
class Story:
    """A good-news story whose names and signs only a careful pack keeps readable."""

    happened_on: date
    title: str = "Garden afternoon"
    text: str = "Łukasz Zażółć and Siân Tŷ planted sunflowers 🌻 with فاطمة الزهراء in the yard."
    difference: str = "She asks for her boots every morning now."
    who_says: str = "“She is laughing again” (daughter)"
    line: str = "C1"
    names: tuple[str, ...] = ("Łukasz Zażółć", "Siân Tŷ", "فاطمة الزهراء")
    # The pack says what its fonts can't draw.
    shown: str = "planted sunflowers [sunflower] with"


@dataclass(frozen=True, slots=True)
class Action:
    """An action that is still open when the round is signed off."""

    due_on: date
    title: str = "Fit grab rails in all bathrooms"
    issue: str = "Two people nearly fell in May."
    plan: str = "Rails on both sides, fitted by the end of the month."
    measure: str = "No falls in bathrooms for eight weeks."
    line: str = "C1"


@dataclass(frozen=True, slots=True)
class LineSaid:
    """How one line is answered and judged.

    described: the level that the answers are made to describe. judged: what the person says, with the reason where it
    differs. harm: the inadequate statement to which the answer is "sometimes".
    """

    line: Line
    described: Rating
    judged: Rating
    reason: str = ""
    harm: str = ""

    def answers(self) -> list[tuple[str, str]]:
        """The answer to every statement, by its words."""
        return [
            (statement.text, self._answer(statement.rating, statement.text)) for statement in self.line.characteristics
        ]

    def _answer(self, rating: Rating, text: str) -> str:
        if rating is Rating.INADEQUATE:
            return SOMETIMES if text == self.harm else NO
        if rating is Rating.REQUIRES_IMPROVEMENT:
            is_weak = self.described is Rating.REQUIRES_IMPROVEMENT and not self.harm
            return YES if is_weak and text == self.line.at(rating)[0].text else NO
        is_so = rating is Rating.GOOD or self.described is Rating.OUTSTANDING
        return THIS_IS_US if is_so else NOT_US


@dataclass(frozen=True, slots=True)
class KeyQuestionSaid:
    """How one key question is judged."""

    title: str
    judged: Rating
    reason: str


HARMED, DIFFERENT = "S2", "E3"
_DESCRIBED = {
    **dict.fromkeys(("C1", "C3", "W4"), Rating.OUTSTANDING),
    **dict.fromkeys((HARMED, "S4", "R2"), Rating.REQUIRES_IMPROVEMENT),
}
_REASON = "Meals are good, but two people waited too long for a choice of their own."


def lines_said() -> list[LineSaid]:
    """All lines in the framework's order: most good, some outstanding, some requiring improvement.

    At one of them harm is reported, and one is judged differently from what its answers describe.
    """
    said = []
    for line in FRAMEWORK.lines:
        described = _DESCRIBED.get(line.code, Rating.GOOD)
        harm = line.at(Rating.INADEQUATE)[0].text if line.code == HARMED else ""
        if line.code == DIFFERENT:
            said.append(LineSaid(line, described, Rating.REQUIRES_IMPROVEMENT, _REASON))
        else:
            said.append(LineSaid(line, described, described, harm=harm))
    return said


def key_questions_said() -> list[KeyQuestionSaid]:
    """All key questions: safe requires improvement, caring is outstanding, the others are good."""
    judged = {"S": Rating.REQUIRES_IMPROVEMENT, "C": Rating.OUTSTANDING}
    return [
        KeyQuestionSaid(each.title, judged.get(each.code, Rating.GOOD), f"What weighed most for {each.title.lower()}.")
        for each in FRAMEWORK.key_questions
    ]


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything the walk enters. Its dates are counted from the day it is walked."""

    place: Place
    evidence: Evidence
    story: Story
    action: Action
    lines: list[LineSaid]
    key_questions: list[KeyQuestionSaid]

    @classmethod
    def on(cls, today: date) -> "Entered":
        """What is entered on this day: something happened lately, something is due soon."""
        lately, soon = today - timedelta(days=20), today + timedelta(days=60)
        return cls(Place(), Evidence(lately), Story(lately), Action(soon), lines_said(), key_questions_said())
