"""Every date, time, number, plural and size that a page shows, in one voice.

Nothing here reads the clock or the machine's language: "today" is an argument and the names of months are ours.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE
GIGABYTE = 1024 * MEGABYTE

Number = int | float | Decimal | Fraction


def long_date(day: date) -> str:
    """22 November 2026. Raises TypeError for a moment: use date_time, or day_of first."""
    _refuse_moment(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """22 Nov 2026, for tables. Raises TypeError for a moment: use date_time, or day_of first."""
    _refuse_moment(day)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def day_of(moment: datetime) -> date:
    """The day on which a moment fell in England. Raises ValueError for a moment without a time zone."""
    return _in_london(moment).date()


def time_of_day(moment: datetime) -> str:
    """14:05, by the clock in England. Raises ValueError for a moment without a time zone."""
    local = _in_london(moment)
    return f"{local.hour:02}:{local.minute:02}"


def date_time(moment: datetime) -> str:
    """22 November 2026, 14:05, by the clock in England. Raises ValueError for a moment without a time zone."""
    return f"{long_date(day_of(moment))}, {time_of_day(moment)}"


def ago(day: date, today: date) -> str:
    """How far a day is from today, in words: "yesterday", "3 days ago", "over a year ago", "in 5 days".

    Days up to 13, then whole weeks, whole months from two, whole years. Raises TypeError for a moment.
    """
    _refuse_moment(day)
    _refuse_moment(today)
    days = (today - day).days
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days == -1:
        return "tomorrow"
    return f"{_span(day, today)} ago" if days > 0 else f"in {_span(today, day)}"


def number(value: int) -> str:
    """A whole number with commas: 12,340."""
    return f"{value:,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its word: "1 action", "3 actions", "1,200 actions".

    many: the word for other counts than one, where adding an s would be wrong: plural(2, "story", "stories").
    """
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def file_size(size: int) -> str:
    """A size in bytes as people say it: "1 byte", "640 KB", "2.4 MB", "25 MB". 1 KB is 1,024 bytes.

    Raises ValueError for a negative size.
    """
    if size < 0:
        raise ValueError("A size can't be negative.")
    if size < KILOBYTE:
        return plural(size, "byte")
    for unit, name in ((KILOBYTE, "KB"), (MEGABYTE, "MB")):
        shown = _in_unit(size, unit)
        # 1,023.9 KB would read as 1,024 KB, which is 1 MB.
        if size < KILOBYTE * unit and shown != "1,024":
            return f"{shown} {name}"
    return f"{_in_unit(size, GIGABYTE)} GB"


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Words as a sentence lists them: "a, b and c". An empty list gives an empty text."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def percent(part: Number, of: Number = 100) -> str:
    """A share in whole per cent, rounded half up: percent(63) is "63%", percent(3, of=8) is "38%".

    A share that is not quite none or not quite all never reads as 0% or 100%: "less than 1%", "more than 99%".
    Raises ValueError when `of` is not more than zero.
    """
    if of <= 0:
        raise ValueError("A share must be of something more than zero.")
    share = Fraction(part) / Fraction(of) * 100
    shown = int(share + Fraction(1, 2)) if share >= 0 else -int(-share + Fraction(1, 2))
    if 0 < share < 1:
        return "less than 1%"
    if shown == 100 and share < 100:
        return "more than 99%"
    return f"{shown}%"


def initials(name: str) -> str:
    """The first letter of each of the first three words of a name: "Mary Okonkwo-Smith" is "MO"."""
    letters = (next((sign for sign in word if sign.isalpha()), "") for word in name.split())
    return "".join([letter.upper()[:1] for letter in letters if letter][:3])


def _in_london(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A time must have a time zone before it can be shown.")
    return moment.astimezone(LONDON)


def _in_unit(size: int, unit: int) -> str:
    """One decimal place below 10 where it tells something: "2.4", "3", "25", "1,024". Kilobytes are whole."""
    places = Decimal("1") if unit == KILOBYTE or size >= 10 * unit else Decimal("0.1")
    amount = (Decimal(size) / unit).quantize(places, ROUND_HALF_UP)
    return f"{int(amount):,}" if amount == int(amount) else f"{amount:,}"


def _refuse_moment(day: date) -> None:
    # A moment is a date to Python, but its date is the day in UTC: near midnight in summer that is the wrong one.
    if isinstance(day, datetime):
        raise TypeError("A moment is shown with date_time, or turned into a day with day_of.")


def _span(early: date, late: date) -> str:
    days = (late - early).days
    months = (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
    if days < 14:
        return plural(days, "day")
    if months < 2:
        return plural(days // 7, "week")
    if months < 12:
        return plural(months, "month")
    years = months // 12
    exact = "" if months % 12 == 0 and early.day == late.day else "over "
    return exact + ("a year" if years == 1 else plural(years, "year"))
