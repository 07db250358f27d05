"""A framework as plain values: key questions, lines, prompts, characteristics, and where each text comes from.

Everything is frozen. `kloe.loader` makes these from text and checks them; nothing here is checked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kloe.judgement import Rating

CONFIDENCE: Mapping[str, str] = MappingProxyType(
    {
        "C": "confirmed: read on the regulator's own page or in the law",
        "T": "confirmed through a third party that reproduces or sums up the regulator's text",
        "H": "read on the regulator's page for health care; the social care wording is expected to be close",
        "D": "inferred from the 2026 draft",
        "S": "from the Skills for Care guide",
        "M": "from memory of the published document",
        "J": "our own judgement",
    }
)
CONFIRMED = frozenset({"C", "T"})

# How the id of a framework begins that a provider brought in itself: own/<provider>/<name>.
OWN = "own/"
STATUSES = ("draft", "current", "superseded")
# How a line is judged -> how many levels it has; characteristics are judged by the four ratings.
JUDGED_BY: Mapping[str, int] = MappingProxyType({"characteristics": 4, "score-1-4": 4, "met-partly-not": 3})
# The rule sets that lead from key questions to an overall rating; what they say is in kloe.ratings.
AGGREGATIONS = ("cqc-2017", "cqc-2017-from-memory", "cqc-2017-assumed")
# The key questions that every one of these rule sets works on.
FIVE_KEY_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {"S": "safe", "E": "effective", "C": "caring", "R": "responsive", "W": "well-led"}
)

# The key of a characteristic in a text, as a regular expression.
CHARACTERISTIC_KEY = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\.(?:outstanding|good|requires-improvement|inadequate)\.\d+"

SERVICE_KINDS = frozenset({"residential", "community"})
CONDITIONS = frozenset(
    {
        "medicines",
        "infection",
        "food",
        "premises",
        "visitors",
        "activities",
        "relationships",
        "end-of-life",
        "young-adults",
    }
)
SERVICE_TAGS = SERVICE_KINDS | CONDITIONS


class UnknownLine(KeyError):
    """A code that the framework has no line for."""

    def __init__(self, framework_id: str, code: str) -> None:
        self.framework_id = framework_id
        self.code = code
        super().__init__(f'The framework "{framework_id}" has no line "{code}".')

    def __str__(self) -> str:
        # KeyError shows the repr of its message, with quotes round the sentence.
        return str(self.args[0])


class UnknownKeyQuestion(KeyError):
    """A code that the framework has no key question for."""

    def __init__(self, framework_id: str, code: str) -> None:
        self.framework_id = framework_id
        self.code = code
        super().__init__(f'The framework "{framework_id}" has no key question "{code}".')

    def __str__(self) -> str:
        return str(self.args[0])


class _Sourced:
    """Anything that says how sure we are of its text."""

    __slots__ = ()
    confidence: str

    @property
    def is_confirmed(self) -> bool:
        """True when the regulator's own text was read, at first hand or through a third party (tags C and T)."""
        return self.confidence in CONFIRMED

    @property
    def basis(self) -> str:
        """ "confirmed", or "our reading" for everything that was inferred, remembered or judged by us."""
        return "confirmed" if self.is_confirmed else "our reading"


@dataclass(frozen=True, slots=True)
class Source:
    """Where texts of a framework come from.

    published: in words, such as "12 May 2022". published and address are "" where there is none.
    """

    id: str
    title: str
    publisher: str
    published: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Headline(_Sourced):
    """One sentence that says what a rating looks like for a whole key question."""

    rating: Rating
    text: str
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class KeyQuestion(_Sourced):
    """One of the questions a framework is divided into; in a council's framework, a domain."""

    code: str
    title: str
    question: str
    confidence: str
    source: str
    headlines: tuple[Headline, ...] = ()

    def headline(self, rating: Rating) -> Headline | None:
        """The headline of one rating, or None when the framework has none for it."""
        return next((headline for headline in self.headlines if headline.rating == rating), None)


@dataclass(frozen=True, slots=True)
class Prompt(_Sourced):
    """What an inspector may look at under a line. `applies`: the services it is for, see `applies_to`.

    is_official: `text` is the publisher's own, put in by a provider in place of ours (see kloe.wording).
    """

    key: str
    text: str
    confidence: str
    applies: tuple[str, ...]
    source: str = ""
    is_official: bool = False


@dataclass(frozen=True, slots=True)
class Characteristic(_Sourced):
    """One statement of what a rating looks like for a line. The key is permanent: `S1.good.3`.

    applies: the services it is for among those its line is for, see `applies_to`.
    is_official: `text` is the publisher's own, put in by a provider in place of ours (see kloe.wording).
    """

    key: str
    rating: Rating
    text: str
    confidence: str
    source: str
    applies: tuple[str, ...] = ()
    is_official: bool = False


@dataclass(frozen=True, slots=True)
class Line(_Sourced):
    """One KLOE, quality statement or standard. `applies`: the services it is for, see `applies_to`."""

    code: str
    key_question: str
    title: str
    question: str
    prompts: tuple[Prompt, ...]
    characteristics: tuple[Characteristic, ...]
    confidence: str
    source: str
    applies: tuple[str, ...] = ()

    def at(self, rating: Rating) -> tuple[Characteristic, ...]:
        """The characteristics of one rating, in the framework's order; empty when there are none."""
        return tuple(characteristic for characteristic in self.characteristics if characteristic.rating == rating)


@dataclass(frozen=True, slots=True)
class Framework:
    """One published version of what is inspected.

    judged_by: "characteristics", "score-1-4" or "met-partly-not". levels: what a line can be judged as, best first.
    aggregation: the rule set that gives an overall rating (see kloe.ratings), or None when there is no overall rating.
    sha256: of the whole text, with line endings made alike, in hexadecimal.
    """

    id: str
    title: str
    publisher: str
    status: str
    content_version: str
    judged_by: str
    levels: tuple[str, ...]
    aggregation: str | None
    key_questions: tuple[KeyQuestion, ...]
    lines: tuple[Line, ...]
    short_title: str
    published: str
    note: str
    sources: tuple[Source, ...]
    sha256: str

    @property
    def is_own(self) -> bool:
        """True for a framework that a provider brought in itself, whose id begins with own/."""
        return self.id.startswith(OWN)

    @property
    def has_official_wording(self) -> bool:
        """True when at least one statement stands in the publisher's own words, put in by a provider."""
        return any(statement.is_official for statement in self.statements())

    def line(self, code: str) -> Line:
        """The line with this code. Raises UnknownLine."""
        for line in self.lines:
            if line.code == code:
                return line
        raise UnknownLine(self.id, code)

    def key_question(self, code: str) -> KeyQuestion:
        """The key question with this code. Raises UnknownKeyQuestion."""
        for key_question in self.key_questions:
            if key_question.code == code:
                return key_question
        raise UnknownKeyQuestion(self.id, code)

    def lines_of(self, key_question: str) -> tuple[Line, ...]:
        """The lines of one key question, by its code, in the framework's order. Raises UnknownKeyQuestion."""
        wanted = self.key_question(key_question).code
        return tuple(line for line in self.lines if line.key_question == wanted)

    def statements(self) -> Iterator[Prompt | Characteristic]:
        """Everything that has a permanent key: each line's prompts, then its characteristics, line after line."""
        for line in self.lines:
            yield from line.prompts
            yield from line.characteristics


def applies_to(applies: Collection[str], service_tags: Collection[str]) -> bool:
    """Whether a line, prompt or characteristic is for a service.

    applies: the tags on it; none means every service. "residential" and "community" name kinds of
    service: with one or both of them, the service must be of a named kind. Every other tag is a condition, and the
    service must have declared all of them.
    service_tags: the kinds and conditions of the service. Raises ValueError for a tag that does not exist.
    """
    unknown = sorted({*applies, *service_tags} - SERVICE_TAGS)
    if unknown:
        raise ValueError(f"There is no service tag {_quoted(unknown)}. Choose from {', '.join(sorted(SERVICE_TAGS))}.")
    kinds = SERVICE_KINDS.intersection(applies)
    conditions = CONDITIONS.intersection(applies)
    return (not kinds or not kinds.isdisjoint(service_tags)) and conditions.issubset(service_tags)


def _quoted(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)
