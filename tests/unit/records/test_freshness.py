"""Where evidence stands against its last good day."""

from datetime import date, timedelta

import pytest

from evidence.records.freshness import Freshness, freshness

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("days_left", "stands"),
    [
        (-400, Freshness.STALE),
        (-1, Freshness.STALE),
        (0, Freshness.AGEING),
        (1, Freshness.AGEING),
        (42, Freshness.AGEING),
        (43, Freshness.CURRENT),
        (4000, Freshness.CURRENT),
    ],
)
def test_the_edges(days_left: int, stands: Freshness):
    assert freshness(TODAY + timedelta(days=days_left), TODAY) is stands


def test_without_a_last_day_it_never_grows_old():
    assert freshness(None, TODAY) is Freshness.CURRENT
