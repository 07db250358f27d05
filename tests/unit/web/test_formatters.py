from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evidence.web import formatters

TODAY = date(2026, 11, 22)
NAIVE = datetime(2026, 11, 22, 14, 5)


def test_dates_are_written_out_in_english() -> None:
    assert formatters.long_date(TODAY) == "22 November 2026"
    assert formatters.short_date(TODAY) == "22 Nov 2026"
    assert formatters.long_date(date(2026, 5, 1)) == "1 May 2026"
    assert [formatters.short_date(date(2026, month, 1))[2:5] for month in range(1, 13)] == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    ]


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 22, 14, 5, tzinfo=UTC), "22 November 2026, 14:05"),
        (datetime(2026, 7, 1, 14, 5, tzinfo=UTC), "1 July 2026, 15:05"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026, 00:30"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "29 March 2026, 00:59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "29 March 2026, 02:00"),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), "25 October 2026, 01:59"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "25 October 2026, 01:00"),
        (datetime(2026, 11, 22, 14, 5, tzinfo=timezone(timedelta(hours=-5))), "22 November 2026, 19:05"),
    ],
)
def test_moment_is_shown_by_the_clock_in_england(moment: datetime, shown: str) -> None:
    assert formatters.date_time(moment) == shown
    assert formatters.time_of_day(moment) == shown[-5:]
    assert formatters.long_date(formatters.day_of(moment)) == shown[:-7]


@pytest.mark.parametrize("show", [formatters.date_time, formatters.time_of_day, formatters.day_of])
def test_moment_without_a_time_zone_is_refused(show: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        show(NAIVE)


@pytest.mark.parametrize(
    "show",
    [
        formatters.long_date,
        formatters.short_date,
        lambda moment: formatters.ago(moment, TODAY),
        lambda moment: formatters.ago(TODAY, moment),
    ],
)
def test_moment_is_not_taken_for_a_day(show: Callable[[datetime], str]) -> None:
    with pytest.raises(TypeError, match="date_time"):
        show(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 20), "2 days ago"),
        (date(2026, 11, 19), "3 days ago"),
        (date(2026, 11, 9), "13 days ago"),
        (date(2026, 11, 8), "2 weeks ago"),
        (date(2026, 9, 23), "8 weeks ago"),
        (date(2026, 9, 22), "2 months ago"),
        (date(2025, 11, 23), "11 months ago"),
        (date(2025, 11, 22), "a year ago"),
        (date(2025, 11, 21), "over a year ago"),
        (date(2024, 11, 23), "over a year ago"),
        (date(2024, 11, 22), "2 years ago"),
        (date(2020, 1, 1), "over 6 years ago"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 27), "in 5 days"),
        (date(2026, 12, 6), "in 2 weeks"),
        (date(2027, 1, 22), "in 2 months"),
        (date(2027, 11, 22), "in a year"),
        (date(2028, 1, 1), "in over a year"),
    ],
)
def test_distance_from_today_is_said_in_words(day: date, shown: str) -> None:
    assert formatters.ago(day, TODAY) == shown


@pytest.mark.parametrize(
    ("count", "words", "shown"),
    [
        (0, ("action",), "0 actions"),
        (1, ("action",), "1 action"),
        (3, ("action",), "3 actions"),
        (1, ("story", "stories"), "1 story"),
        (2, ("story", "stories"), "2 stories"),
        (1200, ("person", "people"), "1,200 people"),
    ],
)
def test_count_agrees_with_its_word(count: int, words: tuple[str, ...], shown: str) -> None:
    assert formatters.plural(count, *words) == shown


def test_large_number_has_commas() -> None:
    assert formatters.number(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1024, "1 KB"),
        (1536, "2 KB"),
        (655_360, "640 KB"),
        (1024 * 1024 - 1, "1 MB"),
        (1024 * 1024, "1 MB"),
        (2_516_582, "2.4 MB"),
        (25 * 1024 * 1024, "25 MB"),
        (1024**3 - 1, "1 GB"),
        (3 * 1024**3 // 2, "1.5 GB"),
        (2000 * 1024**3, "2,000 GB"),
    ],
)
def test_size_is_said_in_a_fitting_unit(size: int, shown: str) -> None:
    assert formatters.file_size(size) == shown


def test_negative_size_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        formatters.file_size(-1)


@pytest.mark.parametrize(
    ("words", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_joined_as_a_sentence_lists_them(words: list[str], shown: str) -> None:
    assert formatters.join_words(words) == shown


def test_last_words_can_be_joined_by_or() -> None:
    assert formatters.join_words(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("part", "of", "shown"),
    [
        (63, 100, "63%"),
        (3, 8, "38%"),
        (Fraction(125, 2), 100, "63%"),
        (Decimal("62.4"), 100, "62%"),
        (0, 8, "0%"),
        (8, 8, "100%"),
        (1, 400, "less than 1%"),
        (399, 400, "more than 99%"),
        (99, 100, "99%"),
        (-5, 100, "-5%"),
        (12, 8, "150%"),
    ],
)
def test_share_is_rounded_half_up_and_never_to_none_or_all(part: Any, of: int, shown: str) -> None:
    assert formatters.percent(part, of) == shown


@pytest.mark.parametrize("of", [0, -1])
def test_share_of_nothing_is_refused(of: int) -> None:
    with pytest.raises(ValueError, match="more than zero"):
        formatters.percent(1, of)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mary Okonkwo-Smith", "MO"),
        ("łukasz żak", "ŁŻ"),
        ("  Amina  Begum Khan Ali ", "ABK"),
        ("(Jo) O'Neill", "JO"),
        ("R2 7", "R"),
        ("", ""),
        ("ßen", "S"),
    ],
)
def test_initials_are_the_first_letters_of_a_name(name: str, shown: str) -> None:
    assert formatters.initials(name) == shown
