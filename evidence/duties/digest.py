"""What one person looks after that needs them soon: actions that are overdue or due, evidence that grows old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, case, func, or_, select

from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.actions.models import Action
from evidence.database import db
from evidence.items.models import EvidenceItem
from evidence.items.shelf_life import last_good_day
from evidence.records.freshness import AGEING_FOR
from evidence.records.models import Record
from evidence.records.visible import visible
from evidence.records.words import Kind, State

DUE_WITHIN = timedelta(days=7)
SHOWN = 20

TITLES: dict[str, str] = {
    "overdue": "Actions that are overdue",
    "due": "Actions due within a week",
    "out-of-date": "Evidence that is out of date",
    "ageing": "Evidence that is getting old",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One record that needs its person. on: the day it was or is due, or its last good day."""

    reference: str
    kind: str
    title: str
    is_confidential: bool
    on: date


@dataclass(frozen=True, slots=True)
class Group:
    """The duties of one sort, nearest first: the first 20, and how many there are."""

    key: str
    total: int
    first: Sequence[Duty]

    @property
    def title(self) -> str:
        """What they are, in words."""
        return TITLES[self.key]

    @property
    def further(self) -> int:
        """How many there are beside those named."""
        return self.total - len(self.first)


def duties(scope: Scope, today: date) -> list[Group]:
    """What the person asking looks after in the service that needs them, most pressing first. One query.

    A manager is also told of what nobody looks after.
    """
    theirs = Record.owner_id == scope.person
    if scope.role is Role.MANAGER:
        theirs = or_(theirs, Record.owner_id.is_(None))
    is_action = and_(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value)
    is_evidence = and_(Record.kind == Kind.ITEM.value, Record.state == State.ACCEPTED.value)
    day = case((is_action, Action.due_on), (is_evidence, last_good_day(scope)))
    why = case(
        (and_(is_action, day < today), "overdue"),
        (and_(is_action, day <= today + DUE_WITHIN), "due"),
        (and_(is_evidence, day < today), "out-of-date"),
        (and_(is_evidence, day <= today + AGEING_FOR), "ageing"),
    )
    found = (
        select(
            Record.reference,
            Record.kind,
            Record.title,
            Record.is_confidential,
            day.label("day"),
            why.label("why"),
            func.count().over(partition_by=why).label("total"),
            func.row_number().over(partition_by=why, order_by=(day, Record.id)).label("place"),
        )
        .outerjoin(Action, and_(Action.service_id == scope.service_id, Action.id == Record.id))
        .outerjoin(EvidenceItem, and_(EvidenceItem.service_id == scope.service_id, EvidenceItem.id == Record.id))
        .where(visible(scope), theirs, why.is_not(None))
        .subquery()
    )
    rows = db.session.execute(select(found).where(found.c.place <= SHOWN).order_by(found.c.place))
    groups: dict[str, list[Duty]] = {key: [] for key in TITLES}
    totals: dict[str, int] = {}
    for row in rows:
        groups[row.why].append(Duty(row.reference, row.kind, row.title, row.is_confidential, row.day))
        totals[row.why] = row.total
    return [Group(key, totals[key], first) for key, first in groups.items() if first]
