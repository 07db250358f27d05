"""How urgent an action is on a day, against a hand-written table."""

from datetime import date, timedelta

import pytest

from evidence.actions.due import Due, due, due_in_words, is_moved_into_past

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "stands", "words"),
    [
        (-400, Due.OVERDUE, "Overdue by 400 days"),
        (-2, Due.OVERDUE, "Overdue by 2 days"),
        (-1, Due.OVERDUE, "Overdue by 1 day"),
        (0, Due.SOON, "Due today"),
        (1, Due.SOON, "Due tomorrow"),
        (13, Due.SOON, "Due in 13 days"),
        (14, Due.SOON, "Due in 2 weeks"),
        (15, Due.LATER, "Due in 2 weeks"),
        (70, Due.LATER, "Due in 2 months"),
    ],
)
def test_action_stands_against_its_date(days: int, stands: Due, words: str):
    due_on = TODAY + timedelta(days=days)
    assert due(due_on, TODAY, is_done=False) is stands
    assert due_in_words(due_on, TODAY, is_done=False) == words


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_done_action_is_done_whatever_its_date(days: int):
    due_on = TODAY + timedelta(days=days)
    assert due(due_on, TODAY, is_done=True) is Due.DONE
    assert due_in_words(due_on, TODAY, is_done=True) == "Done"


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        (None, -1, False),
        (-5, -5, False),
        (-5, -4, True),
        (-5, 0, False),
        (9, -1, True),
        (9, 3, False),
        (9, None, False),
    ],
)
def test_date_that_is_changed_lies_today_or_later(before: int | None, after: int | None, is_refused: bool):
    was, becomes = (None if days is None else TODAY + timedelta(days) for days in (before, after))
    assert is_moved_into_past(was, becomes, TODAY) is is_refused
