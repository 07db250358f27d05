"""Overall ratings against a table written by hand: every way five key questions can be rated, by their counts."""

from __future__ import annotations

from itertools import permutations

import pytest

from kloe.ratings import Limiter, Rating, overall

# Outstanding, good, requires improvement, inadequate -> overall, without a breach.
# O outstanding, G good, R requires improvement, I inadequate.
TABLE_TEXT = """
5 0 0 0  O
4 1 0 0  O
4 0 1 0  G
4 0 0 1  R
3 2 0 0  O
3 1 1 0  G
3 1 0 1  R
3 0 2 0  R
3 0 1 1  R
3 0 0 2  I
2 3 0 0  O
2 2 1 0  G
2 2 0 1  R
2 1 2 0  R
2 1 1 1  R
2 1 0 2  I
2 0 3 0  R
2 0 2 1  R
2 0 1 2  I
2 0 0 3  I
1 4 0 0  G
1 3 1 0  G
1 3 0 1  R
1 2 2 0  R
1 2 1 1  R
1 2 0 2  I
1 1 3 0  R
1 1 2 1  R
1 1 1 2  I
1 1 0 3  I
1 0 4 0  R
1 0 3 1  R
1 0 2 2  I
1 0 1 3  I
1 0 0 4  I
0 5 0 0  G
0 4 1 0  G
0 4 0 1  R
0 3 2 0  R
0 3 1 1  R
0 3 0 2  I
0 2 3 0  R
0 2 2 1  R
0 2 1 2  I
0 2 0 3  I
0 1 4 0  R
0 1 3 1  R
0 1 2 2  I
0 1 1 3  I
0 1 0 4  I
0 0 5 0  R
0 0 4 1  R
0 0 3 2  I
0 0 2 3  I
0 0 1 4  I
0 0 0 5  I
"""
LETTERS = dict(zip("OGRI", Rating, strict=True))
WITH_BREACH = {"O": "R", "G": "R", "R": "R", "I": "I"}
CAPPED_WELL_LED = {"O": "R", "G": "R", "R": "R", "I": "I"}


def _table() -> dict[str, str]:
    """The table as "OOGGG" -> "O": the letters best first."""
    table = {}
    for row in TABLE_TEXT.split("\n"):
        if row:
            *counts, result = row.split()
            table["".join(letter * int(count) for letter, count in zip("OGRI", counts, strict=True))] = result
    return table


TABLE = _table()


def _best_first(letters: str) -> str:
    return "".join(sorted(letters, key="OGRI".index))


def _rated(letters: str) -> dict[str, Rating]:
    """Letters in the order safe, effective, caring, responsive, well-led, as ratings by key question."""
    return dict(zip("SECRW", (LETTERS[letter] for letter in letters), strict=True))


def _placements(letters: str) -> list[str]:
    """Each way to say who is well-led: the same letters with every rating among them once in the last place."""
    return [letters.replace(last, "", 1) + last for last in dict.fromkeys(letters)]


def test_table_has_every_way_to_rate_five_key_questions() -> None:
    assert len(TABLE) == 56
    assert {len(letters) for letters in TABLE} == {5}


@pytest.mark.parametrize(("letters", "expected"), TABLE.items())
def test_overall_follows_the_table(letters: str, expected: str) -> None:
    for placed in _placements(letters):
        assert overall(_rated(placed)).rating is LETTERS[expected], placed


@pytest.mark.parametrize(("letters", "expected"), TABLE.items())
def test_breach_allows_nothing_better_than_requires_improvement(letters: str, expected: str) -> None:
    for placed in _placements(letters):
        assert overall(_rated(placed), breach=True).rating is LETTERS[WITH_BREACH[expected]], placed


@pytest.mark.parametrize("limiters", [*([limiter] for limiter in Limiter), list(Limiter)], ids=lambda given: len(given))
@pytest.mark.parametrize("letters", TABLE)
def test_limiter_caps_well_led_before_the_table_is_used(letters: str, limiters: list[Limiter]) -> None:
    for placed in _placements(letters):
        by_hand = TABLE[_best_first(placed[:4] + CAPPED_WELL_LED[placed[4]])]
        assert overall(_rated(placed), limiters=limiters).rating is LETTERS[by_hand], placed
        capped = overall(_rated(placed), limiters=limiters, breach=True).rating
        assert capped is LETTERS[WITH_BREACH[by_hand]], placed


@pytest.mark.parametrize("letters", ["OOGGG", "OGGGR", "GGGRR", "OGRRI", "GGGII"])
def test_which_key_question_has_which_rating_makes_no_difference(letters: str) -> None:
    results = {overall(_rated("".join(placed))).rating for placed in permutations(letters)}
    assert results == {LETTERS[TABLE[letters]]}


# What limiters do, worked out by hand: well-led stands last.
@pytest.mark.parametrize(
    ("letters", "without", "with_limiter"),
    [
        ("OOGGG", "O", "G"),
        ("GGGGG", "G", "G"),
        ("GGGRG", "G", "R"),
        ("OOOOO", "O", "G"),
        ("GGGGR", "G", "G"),
        ("GGGGI", "R", "R"),
        ("GGGIG", "R", "R"),
        ("GGIIO", "I", "I"),
    ],
)
def test_limiter_examples(letters: str, without: str, with_limiter: str) -> None:
    assert overall(_rated(letters)).rating is LETTERS[without]
    assert overall(_rated(letters), limiters={Limiter.PIR_LATE}).rating is LETTERS[with_limiter]
