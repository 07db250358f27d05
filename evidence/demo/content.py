"""What the demonstration says, as frozen dataclasses.

Every `day` counts days before the day on which the demonstration is loaded, so that it is always fresh. A key names a
piece within its service. The texts lie in `seed_data/demo`; `reading` makes these of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from evidence.accounts.words import Role, ServiceType
from evidence.actions.words import Priority
from evidence.records.words import Bearing, Source
from kloe.judgement import Answer, Rating


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in. post: what they do, in words. services: the keys of those they have their role in."""

    key: str
    name: str
    post: str
    role: Role
    services: tuple[str, ...]

    @property
    def email(self) -> str:
        """The address they sign in with; nobody can own one that ends in ".example"."""
        return f"{self.key}@wrenfold.example"

    @property
    def manages(self) -> bool:
        """Whether what they add is accepted at once."""
        return self.role in (Role.MANAGER, Role.PROVIDER_LEAD)


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a challenge was dealt with, by whom and when."""

    day: int
    by: str
    word: str


@dataclass(frozen=True, slots=True)
class Link:
    """How a piece bears on a line, what it shows there, and how a challenge was dealt with, if it was."""

    code: str
    bearing: Bearing
    shows: str
    resolved: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The PDF of a piece of evidence. form: a name of `papers.FORMS`; rows: its table, cells parted by " | "."""

    form: str = "note"
    rows: tuple[str, ...] = ()
    headings: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence.

    day: when it happened; entered, accepted: when somebody added it and a manager accepted it. What staff send in
    waits while `accepted` is None. good_for: days from when it happened, None for ever. picture: a name of
    `pictures.MOTIFS`, which it then has in place of its paper.
    """

    key: str
    title: str
    kind: str
    source: Source
    day: int
    by: str
    text: str
    links: tuple[Link, ...]
    owner: str = ""
    entered: int = 0
    accepted: int | None = None
    good_for: int | None = None
    confidential: bool = False
    original: str = ""
    paper: Paper = field(default_factory=Paper)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A good-news story. The days are read as those of an `Item`."""

    key: str
    title: str
    source: Source
    day: int
    by: str
    text: str
    difference: str
    who_says: str
    links: tuple[Link, ...]
    entered: int = 0
    accepted: int | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """How an action was closed. proof: the key of a piece of evidence or a story; without one, no_proof says why."""

    day: int
    by: str
    word: str
    proof: str = ""
    no_proof: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """An action. due: days after the day of loading, so that -24 was 24 days ago. lines: codes."""

    key: str
    title: str
    day: int
    due: int
    priority: Priority
    by: str
    owner: str
    lines: tuple[str, ...]
    issue: str
    plan: str
    measure: str
    text: str = ""
    closed: Closing | None = None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """What a round says about one line.

    answers: exceptions by level and number ("G3": the third good statement); without one, good statements are answered
    "this is us" and all others "not us". records: the keys of what an answer rests on, by the same names.
    """

    code: str
    rating: Rating
    reason: str
    by: str
    answers: Mapping[str, Answer]
    records: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement of a key question, or a decision about a limiter. rating is None for a limiter."""

    code: str
    by: str
    reason: str
    rating: Rating | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """A self-assessment. signed_off: None while it is open."""

    key: str
    title: str
    by: str
    started: int
    signed_off: int | None
    lines: tuple[RoundLine, ...]
    key_questions: tuple[Judged, ...]
    limiters: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service with everything it holds. does_not_apply: why, by the keys of statements."""

    key: str
    name: str
    cqc_location_id: str
    registered_manager: str
    types: frozenset[ServiceType]
    items: tuple[Item, ...] = ()
    stories: tuple[Story, ...] = ()
    actions: tuple[Action, ...] = ()
    rounds: tuple[Round, ...] = ()
    does_not_apply: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Content:
    """The whole demonstration. day: when the provider was set up; lead: who did that."""

    provider: str
    day: int
    lead: str
    services: tuple[Service, ...]
    people: tuple[Person, ...]

    def person(self, key: str) -> Person:
        """The person with this key. Raises KeyError when there is none."""
        return {person.key: person for person in self.people}[key]
