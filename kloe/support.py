"""What evidence can carry a claimed rating: supported, thin, contested or none, said in words.

The regulator publishes no such rule; this one is ours (confidence J), to show what is missing before a claim would
stand up. It is a decision table: `NEEDS` says what a claim takes, `LEFT_OUT` which links do not count towards it.

How the rule is read:
- the impact of an outstanding claim is stated when at least one counted piece states it, from whichever source;
- a claim of requires improvement or inadequate needs no support, and an open challenge agrees with it;
- what CQC already holds is not the provider's own evidence and never counts as support, but it can challenge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kloe.judgement import Rating, Reason


class State(StrEnum):
    """How well a claim is carried."""

    SUPPORTED = "supported"
    THIN = "thin"
    CONTESTED = "contested"
    NONE = "none"


class Bearing(StrEnum):
    """How a record bears on a line."""

    SUPPORTS = "supports"
    CHALLENGES = "challenges"
    BACKGROUND = "background"


class EvidenceSource(StrEnum):
    """Whose evidence it is, or what it was seen in."""

    PEOPLE = "people"
    STAFF = "staff"
    PARTNERS = "partners"
    OBSERVATION = "observation"
    PROCESSES = "processes"
    OUTCOMES = "outcomes"
    CQC_HELD = "cqc-held"

    @property
    def words(self) -> str:
        """The source as it is written in a sentence."""
        return _SOURCE_WORDS.get(self, self.value)


_SOURCE_WORDS: Mapping[str, str] = MappingProxyType(
    {"people": "people or their families", "cqc-held": "what CQC already holds"}
)


@dataclass(frozen=True, slots=True)
class Link:
    """One record's link to a line, as plain values.

    reference: what people call the record, such as "EV-7KX3M". bearing, source: words of Bearing and EvidenceSource.
    kind: what the record is, such as "complaint", for the wording only.
    accepted: a manager has accepted the record. confirmed: False while a link that came through a crosswalk has not
    been confirmed by a person. impact: it states what changed for people. checked: a second person has checked it.
    good_until: its last good day, None for no limit. resolved: a challenge that has been dealt with.
    Raises ValueError for a bearing or source that does not exist.
    """

    reference: str
    bearing: str
    source: str
    kind: str = ""
    accepted: bool = False
    confirmed: bool = True
    happened_on: date | None = None
    good_until: date | None = None
    impact: bool = False
    checked: bool = False
    resolved: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "bearing", Bearing(self.bearing))
        object.__setattr__(self, "source", EvidenceSource(self.source))


@dataclass(frozen=True, slots=True)
class Support:
    """How a claim is carried, and why.

    reasons: what decides first; an open challenge to a claim of good or outstanding is the first of all.
    counted, challenges: references, each once, in the order given. left_out: reference -> why it does not count.
    """

    state: State
    reasons: tuple[Reason, ...]
    counted: tuple[str, ...]
    left_out: Mapping[str, str]
    challenges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a claim takes: how many different sources, one that must be among them, one that is not enough alone."""

    sources: int
    among: EvidenceSource | None
    not_only: EvidenceSource
    impact: bool


NEEDS: Mapping[Rating, Need] = MappingProxyType(
    {
        Rating.OUTSTANDING: Need(
            sources=3, among=EvidenceSource.PEOPLE, not_only=EvidenceSource.PROCESSES, impact=True
        ),
        Rating.GOOD: Need(sources=2, among=None, not_only=EvidenceSource.PROCESSES, impact=False),
    }
)

# The first that fits is the reason why a link does not count.
LEFT_OUT: tuple[tuple[str, Callable[[Link, date], bool]], ...] = (
    ("background only", lambda link, today: link.bearing == Bearing.BACKGROUND),
    ("not accepted yet", lambda link, today: not link.accepted),
    ("link not confirmed yet", lambda link, today: not link.confirmed),
    ("dated in the future", lambda link, today: link.happened_on is not None and link.happened_on > today),
    ("out of date", lambda link, today: link.good_until is not None and link.good_until < today),
    ("challenge resolved", lambda link, today: link.bearing == Bearing.CHALLENGES and link.resolved),
    (
        "already held by CQC, so not your own evidence",
        lambda link, today: link.bearing == Bearing.SUPPORTS and link.source == EvidenceSource.CQC_HELD,
    ),
)

VOICES = (EvidenceSource.PEOPLE, EvidenceSource.STAFF, EvidenceSource.PARTNERS)


def support(claim: Rating | None, links: Sequence[Link], *, today: date) -> Support:
    """Whether the links carry the claimed rating of a line.

    claim: None while nobody has judged the line: there is nothing to support, and the state is none.
    today: the day on which "current" is judged. A piece counts on its last good day, and on the day it happened.
    """
    out = {link.reference: why for link in links if (why := _why_left_out(link, today))}
    standing = [link for link in links if not _why_left_out(link, today)]
    counted = [link for link in standing if link.bearing == Bearing.SUPPORTS]
    challenges = [link for link in standing if link.bearing == Bearing.CHALLENGES]
    references = _references(standing)
    left_out = {reference: why for reference, why in out.items() if reference not in references}
    state, reasons = _decided(None if claim is None else Rating(claim), counted, challenges)
    if counted:
        reasons += _described(counted, today)
    if left_out:
        reasons.append(_left_out_reason(left_out))
    return Support(state, tuple(reasons), _references(counted), left_out, _references(challenges))


def _why_left_out(link: Link, today: date) -> str | None:
    return next((why for why, fits in LEFT_OUT if fits(link, today)), None)


def _decided(claim: Rating | None, counted: Sequence[Link], challenges: Sequence[Link]) -> tuple[State, list[Reason]]:
    if claim is None:
        reason = _reason("no-claim", "Nobody has judged this line yet, so there is no claim to support.")
        return State.NONE, [*([_challenged(challenges, "")] if challenges else []), reason]
    if claim not in NEEDS:
        return State.SUPPORTED, _needs_no_support(claim, challenges)
    unmet = list(_unmet(claim, NEEDS[claim], counted))
    if challenges:
        what_to_do = (
            f" Deal with {'it' if len(_references(challenges)) == 1 else 'them'} before you claim {claim.words}."
        )
        return State.CONTESTED, [_challenged(challenges, what_to_do), *unmet]
    if not counted:
        return State.NONE, unmet
    if unmet:
        return State.THIN, unmet
    return State.SUPPORTED, [_enough(claim, NEEDS[claim], counted)]


def _unmet(claim: Rating, need: Need, counted: Sequence[Link]) -> Iterable[Reason]:
    """What the claim still takes, one reason each."""
    if not counted:
        yield _reason("nothing-counts", f"Nothing counts towards {claim.words} yet. {_takes(claim, need)}")
        return
    sources = {link.source for link in counted}
    if sources == {need.not_only}:
        text = (
            f"Everything that counts is about {need.not_only.words}. {claim.words.capitalize()} takes more than that."
        )
        yield _reason("only-processes", text)
    if len(sources) < need.sources:
        text = f"{claim.words.capitalize()} takes {need.sources} different sources; there {_is_are(len(sources))} here."
        yield _reason("too-few-sources", text)
    if need.among and need.among not in sources:
        text = f"{claim.words.capitalize()} takes a piece from {need.among.words}; there is none."
        yield _reason(f"source-needed:{need.among}", text)
    if need.impact and not any(link.impact for link in counted):
        text = f"{claim.words.capitalize()} takes the impact: no piece says yet what changed for people."
        yield _reason("impact-not-stated", text)


def _takes(claim: Rating, need: Need) -> str:
    text = f"{claim.words.capitalize()} takes {need.sources} different sources, not all of them {need.not_only.words}"
    if need.among:
        text += f", one of them {need.among.words}"
    return text + (", and the impact stated." if need.impact else ".")


def _enough(claim: Rating, need: Need, counted: Sequence[Link]) -> Reason:
    text = f"What you hold can carry a claim of {claim.words}. {_takes(claim, need)}"
    return _reason(f"{claim}-supported", text)


def _needs_no_support(claim: Rating, challenges: Sequence[Link]) -> list[Reason]:
    reasons = [_reason("claim-needs-no-support", f"A judgement of {claim.words} needs no evidence to stand.")]
    if challenges:
        reasons.append(_challenged(challenges, " That agrees with the judgement."))
    return reasons


def _challenged(challenges: Sequence[Link], then: str) -> Reason:
    named: dict[str, str] = {}
    for link in challenges:
        named.setdefault(link.reference, f"{link.reference} ({link.kind})" if link.kind else link.reference)
    verb = "challenges this line and is" if len(named) == 1 else "challenge this line and are"
    text = f"{_pieces(len(named))} {verb} not resolved: {_list(list(named.values()))}.{then}"
    return _reason("challenge-open", text)


def _described(counted: Sequence[Link], today: date) -> list[Reason]:
    """How many pieces, from how many sources, whose voice is missing, how old, how well checked."""
    number = len(_references(counted))
    sources = [source for source in EvidenceSource if any(link.source == source for link in counted)]
    names = _list([source.words for source in sources])
    text = f"{_pieces(number)} {'counts' if number == 1 else 'count'}, from {_sources(len(sources))}: {names}."
    reasons = [_reason("pieces-and-sources", text)]
    for voice in VOICES:
        if voice not in sources:
            reasons.append(_reason(f"voice-missing:{voice}", f"No piece comes from {voice.words}."))
    facts = (
        ("over-a-year-old", "{} of these {is_are} over a year old.", [_is_old(link, today) for link in counted]),
        ("no-date", "{} of these {has_have} no date.", [link.happened_on is None for link in counted]),
        (
            "not-checked",
            "{} of these {has_have} not been checked by a second person.",
            [not link.checked for link in counted],
        ),
    )
    for rule, text, flags in facts:
        if some := len({link.reference for link, flag in zip(counted, flags, strict=True) if flag}):
            words = {"is_are": "is", "has_have": "has"} if some == 1 else {"is_are": "are", "has_have": "have"}
            reasons.append(_reason(rule, text.format(some, **words)))
    return reasons


def _is_old(link: Link, today: date) -> bool:
    """True when the piece happened more than a year ago; the same day a year ago is not more."""
    if link.happened_on is None:
        return False
    leap_day = (today.month, today.day) == (2, 29)
    return link.happened_on < today.replace(year=today.year - 1, day=28 if leap_day else today.day)


def _left_out_reason(left_out: Mapping[str, str]) -> Reason:
    counts = [(why, list(left_out.values()).count(why)) for why, _ in LEFT_OUT]
    parts = [f"{count} {why}" for why, count in counts if count]
    verb = "does" if len(left_out) == 1 else "do"
    return _reason("left-out", f"{_pieces(len(left_out))} {verb} not count: {'; '.join(parts)}.")


def _references(links: Iterable[Link]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(link.reference for link in links))


def _reason(rule: str, text: str) -> Reason:
    return Reason(rule, text, "J")


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


def _sources(count: int) -> str:
    return "1 source" if count == 1 else f"{count} different sources"


def _is_are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
