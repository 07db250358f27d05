"""Sending each person one digest a period of what they look after and what needs them. Twice sends nothing twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app, render_template
from sqlalchemy import select

from evidence.accounts import places
from evidence.accounts.models import Account, Service
from evidence.database import db, new_id, saving
from evidence.duties.digest import Group, duties
from evidence.duties.models import Reminder
from evidence.web import mail
from evidence.web.formatters import day_of, plural

# A digest that a crash left half sent is taken up again after this.
CLAIM_LAPSES = timedelta(minutes=30)

Post = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended: how many digests went out, and what went wrong, by the person's reference in words."""

    count: int
    failures: Sequence[str]


def period_of(now: datetime, every: str) -> str:
    """The period that one digest is for: `2026-W48` by the week, `2026-11-23` by the day, in England."""
    day = day_of(now)
    year, week, _ = day.isocalendar()
    return day.isoformat() if every == "day" else f"{year}-W{week:02}"


def send_all(now: datetime, post: Post, *, every: str) -> Sent:
    """Send everybody their digest of this period who has something to see to and has not had it.

    post(to, subject, text) sends one message or raises MailNotSent; then it is tried again on the next run.
    """
    period, count, failures = period_of(now, every), 0, []
    for account_id, email in _people():
        standing = _standing_of(account_id, now)
        if not standing or (reminder_id := _claim(account_id, period, now)) is None:
            continue
        try:
            post(email, _subject(standing), _text(standing))
        except mail.MailNotSent as error:
            failures.append(str(error))
            _settle(reminder_id, None)
        else:
            _settle(reminder_id, now)
            count += 1
    return Sent(count, failures)


def _people() -> Iterator[tuple[UUID, str]]:
    rows = select(Account.id, Account.email).where(Account.active.is_(True), Account.closed_at.is_(None))
    yield from [(row.id, row.email) for row in db.session.execute(rows.order_by(Account.id))]


def _standing_of(account_id: UUID, now: datetime) -> list[tuple[Service, list[Group]]]:
    found = [(place.service, duties(place.scope, day_of(now))) for place in places.places_of(account_id)]
    return [(service, groups) for service, groups in found if groups]


def _claim(account_id: UUID, period: str, now: datetime) -> UUID | None:
    """Take the sending of a digest on, or None when it has gone out, or somebody else is at it now."""
    with saving():
        row = db.session.scalar(
            select(Reminder).where(Reminder.account_id == account_id, Reminder.period == period).with_for_update()
        )
        if row is not None and (row.sent_at is not None or row.claimed_at > now - CLAIM_LAPSES):
            return None
        if row is None:
            row = Reminder(id=new_id(), account_id=account_id, period=period)
            db.session.add(row)
        row.claimed_at = now
        db.session.flush()
        return row.id


def _settle(reminder_id: UUID, sent_at: datetime | None) -> None:
    """Note that a digest went out; one that could not be sent is let go, for the next run."""
    with saving():
        row = db.session.get_one(Reminder, reminder_id)
        if sent_at is None:
            db.session.delete(row)
        else:
            row.sent_at = sent_at


def _subject(standing: Sequence[tuple[Service, Sequence[Group]]]) -> str:
    total = sum(group.total for _, groups in standing for group in groups)
    return f"{plural(total, 'thing')} you look after {'needs' if total == 1 else 'need'} you"


def _text(standing: Sequence[tuple[Service, Sequence[Group]]]) -> str:
    return render_template("duties/digest.txt", standing=standing, site=current_app.config.get("SITE_URL") or "")
