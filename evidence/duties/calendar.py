"""A person's private calendar: the days on which what they look after is due, for the calendar on their own phone.

Whoever holds the address can read it, and it leaves the site for good: so it names references only, unless the person
asks for titles, and never the title of what is confidential.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import and_, case, or_, select, update

from evidence.accounts import audit, places
from evidence.accounts.models import Account
from evidence.accounts.places import Place
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.actions.models import Action
from evidence.database import db
from evidence.duties.digest import Duty
from evidence.duties.models import CalendarFeed
from evidence.items.models import EvidenceItem
from evidence.items.shelf_life import last_good_day
from evidence.records.models import Record
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.web.errors import NotFound

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST = 500


@dataclass(frozen=True, slots=True)
class Feed:
    """A person's calendar address that works: since when, and whether it names titles."""

    made_at: datetime
    with_titles: bool


def feed_of(scope: Scope) -> Feed | None:
    """The address of the person asking that works, or None. One query."""
    row = db.session.scalar(
        select(CalendarFeed).where(CalendarFeed.account_id == scope.person, CalendarFeed.ended_at.is_(None))
    )
    return Feed(row.made_at, row.with_titles) if row else None


def make(scope: Scope, *, with_titles: bool, now: datetime) -> str:
    """A fresh address's token for the person asking; the one before stops working."""
    if scope.person is None:
        raise ValueError("A calendar belongs to a person.")
    _end(scope, now)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        account_id=scope.person, token_sha256=_digest(token), with_titles=with_titles, made_at=now, ended_at=None
    )
    db.session.add(feed)
    db.session.flush()
    details = {"titles": with_titles}
    audit.record_change(scope, "made a private calendar address", audit.person(scope.person), details)
    return token


def end(scope: Scope, now: datetime) -> bool:
    """Make the person's address worthless. False when there was none."""
    if scope.person is None or not _end(scope, now):
        return False
    audit.record_change(scope, "ended the private calendar address", audit.person(scope.person), {})
    return True


def written(token: str, now: datetime, *, site: str) -> bytes:
    """The calendar behind an address. Raises NotFound for one that does not work, or whose person has left.

    site: the address of the site, ending without a slash, for links and names.
    """
    found = db.session.execute(
        select(CalendarFeed, Account)
        .join(Account, Account.id == CalendarFeed.account_id)
        .where(CalendarFeed.token_sha256 == _digest(token), CalendarFeed.ended_at.is_(None))
        .where(Account.active.is_(True), Account.closed_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    feed, account = found
    calendar = Calendar()
    calendar.add("prodid", "-//Evidence tracker//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Evidence tracker")
    for place in places.places_of(account.id):
        for duty in _dated(place.scope, now.date()):
            calendar.add_component(_event(duty, place, now, site=site, with_titles=feed.with_titles))
    return bytes(calendar.to_ical())


def _dated(scope: Scope, today: date) -> Iterator[Duty]:
    is_action = and_(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value)
    is_evidence = and_(Record.kind == Kind.ITEM.value, Record.state == State.ACCEPTED.value)
    day = case((is_action, Action.due_on), (is_evidence, last_good_day(scope)))
    theirs = Record.owner_id == scope.person
    if scope.role is Role.MANAGER:
        theirs = or_(theirs, Record.owner_id.is_(None))
    rows = (
        select(Record.reference, Record.kind, Record.title, Record.is_confidential, day.label("day"))
        .outerjoin(Action, and_(Action.service_id == scope.service_id, Action.id == Record.id))
        .outerjoin(EvidenceItem, and_(EvidenceItem.service_id == scope.service_id, EvidenceItem.id == Record.id))
        .where(visible(scope), theirs, day.between(today - BACK, today + AHEAD))
        .order_by("day", Record.id)
        .limit(MOST)
    )
    for row in db.session.execute(rows):
        yield Duty(row.reference, row.kind, row.title, row.is_confidential, row.day)


def _event(duty: Duty, place: Place, now: datetime, *, site: str, with_titles: bool) -> Event:
    is_action = duty.kind == Kind.ACTION.value
    words = f"{duty.reference} {'is due' if is_action else 'is good until today'}"
    if with_titles and not duty.is_confidential:
        words = f"{words}: {duty.title}"
    room = "actions" if is_action else "evidence"
    event = Event()
    event.add("uid", f"{duty.reference}.{place.service.reference}@evidence-tracker")
    event.add("dtstamp", now)
    event.add("dtstart", duty.on)
    event.add("dtend", duty.on + timedelta(days=1))
    event.add("summary", words)
    event.add("url", f"{site}/services/{place.service.reference}/{room}/{duty.reference}")
    event.add("transp", "TRANSPARENT")
    return event


def _end(scope: Scope, now: datetime) -> bool:
    ended = db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.account_id == scope.person, CalendarFeed.ended_at.is_(None))
        .values(ended_at=now)
    )
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
