"""The inspection pack as plain data: line by line how the service judges itself and why, what it holds, what speaks
against it, and what is being done.

It tells how things stand today. A judgement is the newest one that is signed off, or, where that is chosen, the newest
of all with whether it is signed off; it is said in which round. A word that the choices leave out is "" here, so that
no way of showing the pack can let it through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from evidence.accounts import frameworks
from evidence.accounts.scope import Scope
from evidence.assessments.claims import Claim
from evidence.assessments.words import COUNTING, SIGNED_OFF_ONLY, RoundState
from evidence.items.words import ITEM_KINDS
from evidence.lines.overview import Held, LineOverview, overview
from evidence.lines.store import held
from evidence.packs import store
from evidence.packs.action_plan import PlannedAction, planned_actions
from evidence.packs.choices import PackChoices, outside
from evidence.packs.held_facts import HeldFacts, held_facts
from evidence.packs.store import LinkedRow, PackService
from evidence.readiness.standing import Judged, JudgedIn, LikelyOverall, standing
from evidence.records.freshness import FRESHNESS_WORDS, Freshness, freshness
from evidence.records.words import SOURCE_WORDS, Bearing, Source
from evidence.web.formatters import day_of, long_date
from kloe.framework import Framework, KeyQuestion
from kloe.judgement import Rating

STORY = "Good-news story"


class _Named(Protocol):
    @property
    def reference(self) -> str: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class JudgedAs:
    """A judgement: what, why, by whom as the choices name people, on which day, and in which round, in words.

    is_signed_off: whether its round is.
    """

    rating: Rating
    reason: str
    by: str
    on: date
    round: str
    is_signed_off: bool


@dataclass(frozen=True, slots=True)
class PackEvidence:
    """A piece of evidence beside a line. kind, source: in words. happened_on: None where nobody has said.

    freshness: in words, with the last good day where there is one. original_kept: where the original is. files: how
    many are kept in the tracker. shows: what it shows for the line. note: what a reader must know of the link. text: ""
    unless everything is wanted.
    """

    reference: str
    title: str
    kind: str
    source: str
    happened_on: date | None
    freshness: str
    original_kept: str
    files: int
    shows: str
    note: str
    text: str


@dataclass(frozen=True, slots=True)
class PackStory:
    """A good-news story beside a line. text, difference, who_says: "" unless everything is wanted."""

    reference: str
    title: str
    happened_on: date | None
    shows: str
    text: str
    difference: str
    who_says: str


@dataclass(frozen=True, slots=True)
class PackChallenge:
    """Something that speaks against a line. resolution: how it was dealt with, "" while it has not been."""

    reference: str
    title: str
    kind: str
    happened_on: date | None
    shows: str
    text: str
    resolution: str
    resolved_on: date | None
    resolved_by: str

    @property
    def is_open(self) -> bool:
        """Whether it has yet to be dealt with."""
        return self.resolved_on is None


@dataclass(frozen=True, slots=True)
class PackLine:
    """One line. standing: the line at a glance. held: what counts for it. judged: None while nobody has judged it.

    challenges: what has not been dealt with comes first. actions: the open ones.
    """

    standing: LineOverview
    held: HeldFacts
    judged: JudgedAs | None
    challenges: tuple[PackChallenge, ...]
    evidence: tuple[PackEvidence, ...]
    stories: tuple[PackStory, ...]
    actions: tuple[PlannedAction, ...]

    @property
    def code(self) -> str:
        """The line's code."""
        return self.standing.line.code

    @property
    def heading(self) -> str:
        """The line's code and title."""
        return f"{self.code} {self.standing.line.title}"

    @property
    def open_challenges(self) -> int:
        """How many challenges have not been dealt with."""
        return sum(challenge.is_open for challenge in self.challenges)


@dataclass(frozen=True, slots=True)
class PackKeyQuestion:
    """A key question with those of its lines that were chosen. lines_judged, lines_wanted: of those."""

    key_question: KeyQuestion
    judged: JudgedAs | None
    lines: tuple[PackLine, ...]

    @property
    def lines_wanted(self) -> int:
        """How many of the lines count for this service."""
        return sum(line.standing.applies for line in self.lines)

    @property
    def lines_judged(self) -> int:
        """How many of those have been judged."""
        return sum(line.standing.applies and line.judged is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class InspectionPack:
    """Everything the inspection pack says. overall: None while no round has judged every key question.

    records: every record in it by reference, with its title, in order.
    """

    service: PackService
    framework: Framework
    as_of: date
    choices: PackChoices
    overall: LikelyOverall | None
    key_questions: tuple[PackKeyQuestion, ...]
    records: Mapping[str, str]

    @property
    def lines(self) -> Iterable[PackLine]:
        """All lines that were chosen, in the framework's order."""
        return (line for found in self.key_questions for line in found.lines)


def read_inspection_pack(scope: Scope, choices: PackChoices, today: date) -> InspectionPack:
    """The inspection pack of a service, of the framework in use. At most nine queries, whatever it holds."""
    scope = outside(scope)
    service = store.read_service(scope)
    framework = frameworks.get_framework(scope, service.framework_id)
    counting = COUNTING if choices.has_open else SIGNED_OFF_ONLY
    stored = held(scope, framework, counting)
    rows = store.linked_rows(scope, framework.id, choices)
    actions = planned_actions(store.action_rows(scope, framework.id, closed_since=None), framework, choices, today)
    judged = standing(scope, framework, counting)
    key_questions = []
    for seen in overview(framework, stored, settings=service.settings, today=today):
        lines = tuple(
            _line(line, stored, rows, actions, choices, today)
            for line in seen.lines
            if choices.wants(framework.id, line.line.code)
        )
        if lines:
            own = _key_question(judged.key_questions.get(seen.key_question.code), choices)
            key_questions.append(PackKeyQuestion(seen.key_question, own, lines))
    return InspectionPack(
        service=service,
        framework=framework,
        as_of=today,
        choices=choices,
        overall=judged.overall,
        key_questions=tuple(key_questions),
        records=_records(key_questions),
    )


def round_in_words(reference: str, title: str, signed_off_on: date | None) -> str:
    """A round as a pack names it, with whether it is signed off."""
    state = f"signed off {long_date(signed_off_on)}" if signed_off_on else "still open, not signed off"
    return f"{reference} {title}, {state}"


def judged_in_words(judged_in: JudgedIn) -> str:
    """The same for a round that the first page names."""
    return round_in_words(judged_in.reference, judged_in.title, judged_in.on)


def _line(
    line: LineOverview,
    stored: Held,
    rows: Iterable[LinkedRow],
    actions: Iterable[PlannedAction],
    choices: PackChoices,
    today: date,
) -> PackLine:
    code = line.line.code
    claim = stored.claims.get(code)
    links = [*stored.evidence.get(code, ()), *stored.stories.get(code, ())]
    beside = [row for row in rows if row.link.code == code]
    against = [row for row in beside if row.link.bearing == Bearing.CHALLENGES.value]
    other = [row for row in beside if row.link.bearing != Bearing.CHALLENGES.value]
    challenges = [_challenge(row, choices) for row in against]
    return PackLine(
        standing=line,
        held=held_facts(line.support, links),
        judged=_claim(claim, choices) if claim else None,
        challenges=tuple(sorted(challenges, key=lambda challenge: not challenge.is_open)),
        evidence=tuple(_evidence(row, choices, today) for row in other if row.item is not None),
        stories=tuple(_story(row, choices) for row in other if row.story is not None),
        actions=tuple(action for action in actions if code in action.codes),
    )


def _claim(claim: Claim, choices: PackChoices) -> JudgedAs:
    signed_off = claim.signed_off_at if claim.round_state is RoundState.SIGNED_OFF else None
    return JudgedAs(
        claim.rating,
        claim.reason,
        choices.person(claim.judged_by),
        day_of(claim.judged_at),
        round_in_words(claim.round_reference, claim.round_title, _day(signed_off)),
        signed_off is not None,
    )


def _key_question(judged: Judged | None, choices: PackChoices) -> JudgedAs | None:
    if judged is None:
        return None
    by = choices.person(judged.judged_by)
    words = judged_in_words(judged.round)
    return JudgedAs(judged.rating, judged.reason, by, judged.on, words, not judged.round.is_open)


def _evidence(row: LinkedRow, choices: PackChoices, today: date) -> PackEvidence:
    record, item = row.record, row.item
    assert item is not None
    return PackEvidence(
        reference=record.reference,
        title=record.title,
        kind=ITEM_KINDS[item.item_kind],
        source=SOURCE_WORDS[Source(item.source)],
        happened_on=record.happened_on,
        freshness=_freshness(row.last_good_day, today),
        original_kept=item.original_kept,
        files=row.files,
        shows=row.link.shows,
        note=_note(row),
        text=record.text if choices.is_full else "",
    )


def _story(row: LinkedRow, choices: PackChoices) -> PackStory:
    record, story, is_full = row.record, row.story, choices.is_full
    assert story is not None
    return PackStory(
        reference=record.reference,
        title=record.title,
        happened_on=record.happened_on,
        shows=" ".join(filter(None, (row.link.shows, _note(row)))),
        text=record.text if is_full else "",
        difference=story.difference if is_full else "",
        who_says=story.who_says if is_full else "",
    )


def _challenge(row: LinkedRow, choices: PackChoices) -> PackChallenge:
    record, link = row.record, row.link
    return PackChallenge(
        reference=record.reference,
        title=record.title,
        kind=ITEM_KINDS[row.item.item_kind] if row.item else STORY,
        happened_on=record.happened_on,
        shows=link.shows,
        text=record.text if choices.is_full else "",
        resolution=link.resolution,
        resolved_on=_day(link.resolved_at),
        resolved_by=choices.person(row.resolved_by),
    )


def _note(row: LinkedRow) -> str:
    parts = []
    if row.link.bearing == Bearing.BACKGROUND.value:
        parts.append("Background only.")
    if not row.link.is_confirmed:
        parts.append("Nobody has confirmed yet that it belongs to this line.")
    return " ".join(parts)


def _freshness(last_good_day: date | None, today: date) -> str:
    stands = freshness(last_good_day, today)
    if last_good_day is None:
        return FRESHNESS_WORDS[stands]
    told = "last good day" if stands is Freshness.STALE else "good until"
    return f"{FRESHNESS_WORDS[stands]}, {told} {long_date(last_good_day)}"


def _records(key_questions: Iterable[PackKeyQuestion]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in (line for found_ in key_questions for line in found_.lines):
        beside: tuple[tuple[_Named, ...], ...] = (line.challenges, line.evidence, line.stories, line.actions)
        found.update((record.reference, record.title) for records in beside for record in records)
    return dict(sorted(found.items()))


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment is not None else None
