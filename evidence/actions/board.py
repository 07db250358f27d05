"""The board of actions: what is overdue, due soon, due later, and done lately, the first ones of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, select

from evidence.accounts.scope import Scope
from evidence.actions.due import Due
from evidence.actions.models import Action
from evidence.actions.store import narrowed, stands
from evidence.actions.words import Priority
from evidence.database import db
from evidence.records.listing import Names, Row, Wanted, joined, of_kind, with_company
from evidence.records.models import Record
from evidence.records.words import Kind
from evidence.web.formatters import day_of

# As many cards as a column shows.
MOST = 10
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its actions stand, the first of them, and how many there are."""

    due: Due
    rows: Sequence[Row[Action]]
    total: int


@dataclass(frozen=True, slots=True)
class Board:
    """The four columns, always all of them. It has one page."""

    columns: Sequence[Column]
    pages: int = 1

    @property
    def total(self) -> int:
        """How many actions there are in all columns."""
        return sum(column.total for column in self.columns)

    @property
    def rows(self) -> list[Row[Action]]:
        """Every card that is shown."""
        return [row for column in self.columns for row in column.rows]


def board(scope: Scope, wanted: Wanted, *, priority: Priority | None, names: Names, now: datetime) -> Board:
    """The board of the actions that are asked for. Three queries. What was closed in the last 30 days is done lately.

    names: of who sees to them, by account. In the columns what is due first comes first; of what is done, the latest.
    """
    today = day_of(now)
    is_recent = and_(stands(Due.DONE, today), Action.closed_at >= now - LATELY)
    column = case(
        *((stands(due, today), due.value) for due in (Due.OVERDUE, Due.SOON, Due.LATER)), (is_recent, Due.DONE.value)
    )
    # Nothing open has been closed: so this puts the open ones in the order of their dates.
    order = (Action.closed_at.desc().nulls_last(), Action.due_on, Record.id.desc())
    ranked = (
        select(
            Record.id,
            column.label("due"),
            func.row_number().over(partition_by=column, order_by=order).label("rank"),
            func.count().over(partition_by=column).label("total"),
        )
        .join(Action, joined(Action))
        .where(*of_kind(scope, Kind.ACTION, Action), *wanted.criteria(scope), *narrowed(priority=priority))
        .where(column.is_not(None))
        .subquery()
    )
    found = db.session.execute(
        select(Record, Action, ranked.c.due, ranked.c.total)
        .join(Action, joined(Action))
        .join(ranked, ranked.c.id == Record.id)
        .where(*of_kind(scope, Kind.ACTION, Action), ranked.c.rank <= MOST)
        .order_by(ranked.c.due, ranked.c.rank)
    ).all()
    rows = with_company(scope, [(record, action) for record, action, _, _ in found], names)
    places: dict[UUID, tuple[str, int]] = {record.id: (due, total) for record, _, due, total in found}
    totals = dict(places.values())
    return Board(
        [
            Column(due, [row for row in rows if places[row.record.id][0] == due.value], totals.get(due.value, 0))
            for due in Due
        ]
    )
