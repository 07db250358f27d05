"""How long evidence of each kind stays good: what we suggest, what a service has chosen, and the last good day.

A day that somebody gave for one piece outranks the shelf life of its kind. What goes wrong has none: an incident or a
complaint speaks against its lines until it has been dealt with, however long ago it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from evidence.accounts import audit
from evidence.accounts.scope import Scope
from evidence.database import db, new_id
from evidence.database.days import days_after
from evidence.items.models import EvidenceItem, ShelfLife
from evidence.items.words import CHALLENGING_KINDS, ITEM_KINDS
from evidence.records.freshness import AGEING_FOR, Freshness, freshness
from evidence.records.models import Record
from evidence.web.errors import NotAllowed, StaleEdit

NEVER = 0
CHOICES: Mapping[int, str] = {
    91: "3 months",
    183: "6 months",
    365: "1 year",
    730: "2 years",
    1095: "3 years",
    NEVER: "Never grows old",
}
YEAR = 365
SUGGESTED: Mapping[str, int] = {
    "survey": YEAR,
    "compliment": YEAR,
    "meeting": 183,
    "feedback": YEAR,
    "audit": 183,
    "policy": YEAR,
    "training": YEAR,
    "care-record": 183,
    "observation": 183,
    "professional": YEAR,
    "incident": NEVER,
    "complaint": NEVER,
    "outcome": YEAR,
    "picture": YEAR,
    "other": YEAR,
}
# What a service may choose: what goes wrong never lapses by itself.
ADJUSTABLE = tuple(kind for kind in ITEM_KINDS if kind not in CHALLENGING_KINDS)


@dataclass(frozen=True, slots=True)
class ShelfLives:
    """The days that each kind stays good at a service; NEVER for one that does not grow old."""

    days: Mapping[str, int]

    def last_good_day(self, item: EvidenceItem, happened_on: date | None) -> date | None:
        """The last day on which a piece of evidence counts; None when it does not grow old."""
        if item.good_until is not None:
            return item.good_until
        days = self.days.get(item.item_kind, NEVER)
        return happened_on + timedelta(days=days) if happened_on and days else None

    def freshness(self, item: EvidenceItem, happened_on: date | None, today: date) -> Freshness:
        """Where a piece of evidence stands today."""
        return freshness(self.last_good_day(item, happened_on), today)

    @property
    def fingerprint(self) -> str:
        """A text that differs when anything does: what a form was filled with."""
        return ",".join(f"{kind}:{self.days[kind]}" for kind in sorted(self.days))


def shelf_lives(scope: Scope) -> ShelfLives:
    """What holds at the service. One query."""
    rows = select(ShelfLife.item_kind, ShelfLife.days).where(ShelfLife.service_id == scope.service_id)
    return ShelfLives({**SUGGESTED, **{row.item_kind: row.days for row in db.session.execute(rows)}})


def choose(scope: Scope, chosen: Mapping[str, int], *, seen: str) -> bool:
    """Keep the shelf lives a manager has chosen, in days by kind. Returns False when nothing differs.

    seen: the fingerprint the form was filled with. Raises StaleEdit when somebody has changed them since.
    """
    if not scope.manages:
        raise NotAllowed
    rows = select(ShelfLife).where(ShelfLife.service_id == scope.service_id).with_for_update()
    stored = {row.item_kind: row for row in db.session.scalars(rows)}
    present = shelf_lives(scope)
    changed = {kind: days for kind, days in chosen.items() if kind in ADJUSTABLE and present.days[kind] != days}
    if not changed:
        return False
    if present.fingerprint != seen:
        raise StaleEdit(0)
    for kind, days in changed.items():
        row = stored.get(kind) or ShelfLife(service_id=scope.service_id, id=new_id(), item_kind=kind)
        row.days = days
        db.session.add(row)
    db.session.flush()
    told = {kind: {"before": present.days[kind], "after": days} for kind, days in changed.items()}
    audit.record_change(scope, "changed how long evidence stays good", "shelf life", told)
    return True


def last_good_day(scope: Scope) -> ColumnElement[Any]:
    """The last good day of an evidence item inside a statement that joins it with its record."""
    chosen = (
        select(ShelfLife.days)
        .where(ShelfLife.service_id == scope.service_id, EvidenceItem.service_id == scope.service_id)
        .where(ShelfLife.item_kind == EvidenceItem.item_kind)
        .correlate(EvidenceItem)
        .scalar_subquery()
    )
    suggested = case(dict(SUGGESTED), value=EvidenceItem.item_kind, else_=NEVER)
    days = func.nullif(func.coalesce(chosen, suggested), NEVER)
    return func.coalesce(EvidenceItem.good_until, days_after(Record.happened_on, days))


def needs_renewing(scope: Scope, today: date) -> ColumnElement[bool]:
    """The criterion for evidence that is getting old or out of date."""
    return last_good_day(scope) <= literal(today + AGEING_FOR)


def is_fresh(scope: Scope, wanted: Freshness, today: date) -> ColumnElement[bool]:
    """The criterion for evidence that stands so today."""
    last, grows_old = last_good_day(scope), literal(today + AGEING_FOR)
    if wanted is Freshness.STALE:
        return last < today
    if wanted is Freshness.AGEING:
        return last.between(today, grows_old)
    return func.coalesce(last > grows_old, True)
