"""How fresh something is that is good until a day: current, getting old, or out of date.

"Getting old" begins six weeks before the last good day: time enough to renew it within the ordinary run of a month.
"""

from datetime import date, timedelta
from enum import StrEnum

AGEING_FOR = timedelta(weeks=6)


class Freshness(StrEnum):
    """Where evidence stands against its last good day."""

    CURRENT = "current"
    AGEING = "ageing"
    STALE = "stale"


FRESHNESS_WORDS: dict[Freshness, str] = {
    Freshness.CURRENT: "Current",
    Freshness.AGEING: "Getting old",
    Freshness.STALE: "Out of date",
}


def freshness(last_good_day: date | None, today: date) -> Freshness:
    """Where something stands today. It is still good on its last good day; None means that it never grows old."""
    if last_good_day is None or last_good_day - AGEING_FOR > today:
        return Freshness.CURRENT
    return Freshness.AGEING if last_good_day >= today else Freshness.STALE
