"""Words for dates in the demonstration's texts: "{month}", "{month-3}", "{season}", "{date+30}".

They are counted from the day on which the thing happened, so that titles and tables fit whatever day it is loaded.
"""

import re
from datetime import date, timedelta

from evidence.web.formatters import MONTHS, long_date

_WORD = re.compile(r"\{(month|date)([+-]\d+)?\}|\{season\}")
_SEASONS = (
    "winter",
    "winter",
    "spring",
    "spring",
    "spring",
    "summer",
    "summer",
    "summer",
    "autumn",
    "autumn",
    "autumn",
)


def dated(text: str, day: date) -> str:
    """A text with its words for dates filled in. {month-3}: three months before; {date+30}: 30 days after.

    Raises ValueError for a brace that is none of these words.
    """
    filled = _WORD.sub(lambda found: _said(found, day), text)
    if "{" in filled or "}" in filled:
        raise ValueError(f"A text must have no braces but those of dates: {text}")
    return filled


def season(day: date) -> str:
    """The season of a day in England, by whole months: winter is December to February."""
    return (*_SEASONS, "winter")[day.month - 1]


def _said(found: re.Match[str], day: date) -> str:
    if found[1] is None:
        return season(day)
    count = int(found[2] or 0)
    if found[1] == "date":
        return long_date(day + timedelta(days=count))
    return MONTHS[(day.month - 1 + count) % 12]
