"""How urgent an action is: overdue, due soon, due later or done, in words. Not a rating, and never shown like one."""

from datetime import date, timedelta
from enum import StrEnum

from evidence.web.formatters import ago, plural

SOON = timedelta(days=14)


class Due(StrEnum):
    """Where an action stands against the day it is due by."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    DONE = "done"


def due(due_on: date, today: date, *, is_done: bool) -> Due:
    """Where an action stands today. Due today is not overdue; soon is today and the 14 days after it."""
    if is_done:
        return Due.DONE
    if due_on < today:
        return Due.OVERDUE
    return Due.SOON if due_on <= today + SOON else Due.LATER


def is_moved_into_past(before: date | None, due_on: date | None, today: date) -> bool:
    """Whether a due date was changed to a day that is over. One that stays as it was may be over."""
    return before is not None and due_on is not None and due_on != before and due_on < today


def due_in_words(due_on: date, today: date, *, is_done: bool) -> str:
    """The same for people: "Overdue by 3 days", "Due tomorrow", "Due in 2 months", "Done"."""
    stands = due(due_on, today, is_done=is_done)
    if stands is Due.DONE:
        return "Done"
    if stands is Due.OVERDUE:
        return f"Overdue by {plural((today - due_on).days, 'day')}"
    return f"Due {ago(due_on, today)}"
