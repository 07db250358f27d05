"""The demonstration's year as single steps in order of time: what was added, accepted, judged or closed, and when.

Steps are carried out one after the other with the clock set to each, so that the audit trail runs forward in time and a
self-assessment freezes what there was on its day.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zlib import crc32

from evidence.demo import records_made, rounds_made
from evidence.demo.cast import Cast
from evidence.demo.content import Content, Item, Round, Service, Story
from evidence.web.clock import LONDON

# People write things down in the day's quieter hours; what comes after it on the same day has its own hour.
_FROM, _MINUTES = 9 * 60, 6 * 60
_CHECKED_AFTER = 4  # days
_JUDGED, _DECIDED, _SIGNED_OFF = 15 * 60 + 10, 16 * 60 + 20, 17 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: when, which number it has among those of the same moment, and the doing."""

    at: datetime
    number: int
    do: Callable[[], None]


def steps_of(cast: Cast, today: date) -> list[Step]:
    """Every step of the year, the oldest first."""
    found = [step for service in cast.content.services for step in _of_service(cast, service, today)]
    return sorted(found, key=lambda step: (step.at, step.number))


def set_up_at(content: Content, today: date) -> datetime:
    """When the provider was set up."""
    return _at(today, content.day, _FROM)


def line_days(round_: Round) -> Sequence[int]:
    """On which day each line of a round was judged, in their order: spread from its start to its end."""
    end = 1 if round_.signed_off is None else round_.signed_off
    count = len(round_.lines)
    return [round_.started - (place * (round_.started - end)) // (count + 1) for place in range(1, count + 1)]


def is_checked(content: Content, record: Item | Story) -> bool:
    """Whether another manager looks at a piece: at two of three that managers add, a few days later."""
    is_due = record.entered > _CHECKED_AFTER and content.person(record.by).manages
    return is_due and crc32(record.key.encode()) % 3 > 0


def _of_service(cast: Cast, service: Service, today: date) -> Iterator[Step]:
    for item in service.items:
        add = partial(records_made.add_item, cast, service, item, today)
        yield Step(_spread(today, item.entered, item.key), 0, add)
        yield from _afterwards(cast, service, item, today)
    for story in service.stories:
        add = partial(records_made.add_story, cast, service, story, today)
        yield Step(_spread(today, story.entered, story.key), 0, add)
        yield from _afterwards(cast, service, story, today)
    for action in service.actions:
        add = partial(records_made.add_action, cast, service, action, today)
        yield Step(_spread(today, action.day, action.key), 0, add)
        if action.closed:
            close = partial(records_made.close, cast, service, action)
            yield Step(_spread(today, action.closed.day, action.key), 0, close)
    for round_ in service.rounds:
        yield from _of_round(cast, service, round_, today)


def _afterwards(cast: Cast, service: Service, record: Item | Story, today: date) -> Iterator[Step]:
    if record.accepted is not None:
        accept = partial(records_made.accept, cast, service, record.key)
        yield Step(_spread(today, record.accepted, record.key), 0, accept)
    if is_checked(cast.content, record):
        check = partial(records_made.check, cast, service, record)
        yield Step(_spread(today, record.entered - _CHECKED_AFTER, record.key), 0, check)
    for link in record.links:
        if link.resolved:
            resolve = partial(records_made.resolve, cast, service, record.key, link)
            yield Step(_spread(today, link.resolved.day, record.key), 0, resolve)


def _of_round(cast: Cast, service: Service, round_: Round, today: date) -> Iterator[Step]:
    yield Step(_at(today, round_.started, _JUDGED), 0, partial(rounds_made.start, cast, service, round_))
    for number, (line, day) in enumerate(zip(round_.lines, line_days(round_), strict=True), 1):
        judge = partial(rounds_made.judge_line, cast, service, round_, line)
        yield Step(_at(today, day, _JUDGED + number), number, judge)
    last = line_days(round_)[-1] if round_.signed_off is None else round_.signed_off
    for number, judged in enumerate(round_.key_questions):
        judge = partial(rounds_made.judge_key_question, cast, service, round_, judged)
        yield Step(_at(today, last, _DECIDED + number), number, judge)
    if round_.limiters:
        decide = partial(rounds_made.decide_limits, cast, service, round_)
        yield Step(_at(today, last, _DECIDED + len(round_.key_questions)), 0, decide)
    if round_.signed_off is not None:
        yield Step(_at(today, last, _SIGNED_OFF), 0, partial(rounds_made.freeze, cast, service, round_))


def _spread(today: date, days: int, key: str) -> datetime:
    """An hour of the day that is the same at every loading, and another for every key."""
    return _at(today, days, _FROM + crc32(f"{key} {days}".encode()) % _MINUTES)


def _at(today: date, days: int, minutes: int) -> datetime:
    return datetime.combine(today - timedelta(days=days), time(minutes // 60, minutes % 60), LONDON)
