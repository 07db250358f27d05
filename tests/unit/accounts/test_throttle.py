"""How long somebody who guessed wrong has to wait."""

from datetime import UTC, datetime, timedelta

import pytest

from evidence.accounts.throttle import (
    ADDRESS_LOCK_AFTER,
    LOCK_AFTER,
    WINDOW,
    network_of,
    seconds_to_wait,
    wait_in_words,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUARTER_OF_AN_HOUR = 15 * 60


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


@pytest.mark.parametrize(
    ("failures", "wait"),
    [
        ([], 0),
        (ago(0), 0),
        (ago(0, 0), 0),
        (ago(0, 1, 2), 5),
        (ago(4.1, 6, 7), 1),
        (ago(5, 6, 7), 0),
        (ago(0, 1, 2, 3), 15),
        (ago(14.5, 20, 30, 40), 1),
        (ago(15, 20, 30, 40), 0),
        (ago(0, 1, 2, 3, 4), QUARTER_OF_AN_HOUR),
        (ago(899, 900, 901, 902, 903), 1),
        (ago(900, 901, 902, 903, 904), 0),
        (ago(0, 1, 2, 3, 4, 5, 6, 7), QUARTER_OF_AN_HOUR),
    ],
)
def test_each_failure_costs_what_it_should(failures: list[datetime], wait: int):
    assert seconds_to_wait(failures, NOW) == wait


def test_order_of_failures_does_not_matter():
    assert seconds_to_wait(ago(3, 0, 2, 4, 1), NOW) == seconds_to_wait(ago(0, 1, 2, 3, 4), NOW) == QUARTER_OF_AN_HOUR


def test_lock_lasts_a_whole_window_though_early_failures_have_become_old():
    failures = ago(100, 400, 700, 900, 990)
    assert seconds_to_wait(failures, NOW) == QUARTER_OF_AN_HOUR - 100


def test_failures_spread_over_more_than_a_window_do_not_lock():
    assert seconds_to_wait(ago(100, 400, 700, 900, 1000), NOW) == 0


def test_failure_of_exactly_a_window_ago_no_longer_counts():
    window = WINDOW.total_seconds()
    assert seconds_to_wait(ago(0, 1, window), NOW) == 0
    assert seconds_to_wait(ago(0, 1, window - 1), NOW) == 5


def test_addresses_are_locked_later_and_never_slowed_down():
    several = ago(*range(ADDRESS_LOCK_AFTER))
    assert seconds_to_wait(several[1:], NOW, lock_after=ADDRESS_LOCK_AFTER) == 0
    assert seconds_to_wait(several, NOW, lock_after=ADDRESS_LOCK_AFTER) == QUARTER_OF_AN_HOUR
    assert seconds_to_wait(several[:LOCK_AFTER], NOW, lock_after=ADDRESS_LOCK_AFTER) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "Wait 1 second, then try again."),
        (15, "Wait 15 seconds, then try again."),
        (90, "Wait 90 seconds, then try again."),
        (91, "There were too many tries. Wait 2 minutes, then try again."),
        (900, "There were too many tries. Wait 15 minutes, then try again."),
    ],
)
def test_wait_is_told_in_words(seconds: int, words: str):
    assert wait_in_words(seconds) == words


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_visitor_is_an_address_or_a_network_of_them(address: str, visitor: str):
    assert network_of(address) == visitor
