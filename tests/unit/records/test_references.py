import random
import re
from uuid import UUID

import pytest

from evidence.references import ALL_CODES, ALPHABET, Prefix, clean_reference, new_reference, reference

FORM = re.compile(r"EV-[23456789BCDFGHJKMNPQRSTVWXZ]{5}")


def test_reference_is_a_prefix_and_five_plain_characters() -> None:
    chance = random.Random(7)
    drawn = {reference("EV", random_below=chance.randrange) for _ in range(2000)}
    assert all(FORM.fullmatch(code) for code in drawn)
    assert len(drawn) > 1990


def test_alphabet_has_no_vowels_and_no_look_alikes() -> None:
    assert not set("AEIOUY01L") & set(ALPHABET)


def test_no_reference_spells_a_word() -> None:
    chance = random.Random(7)
    for _ in range(3000):
        code = reference("EV", random_below=chance.randrange)[3:]
        assert not re.search("[A-Z]{3}", code)
        assert "D34D" not in code


def test_draw_that_spells_a_word_is_drawn_again() -> None:
    def number(code: str) -> int:
        value = 0
        for sign in code:
            value = value * len(ALPHABET) + ALPHABET.index(sign)
        return value

    draws = iter([number("D34D7"), number("BCDF2"), number("7KX3M")])
    assert reference("EV", random_below=lambda _: next(draws)) == "EV-7KX3M"


def test_same_id_always_gives_the_same_reference() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert reference("ST", one) == reference("ST", one)
    assert reference("ST", one) != reference("ST", other)
    assert reference("ST", one)[3:] == reference("AC", one)[3:]


def test_new_reference_is_drawn_until_one_is_free() -> None:
    asked: list[str] = []

    def is_taken(code: str) -> bool:
        asked.append(code)
        return len(asked) < 4

    assert new_reference("SV", is_taken) == asked[3]
    assert len(set(asked)) == 4


def test_references_that_ran_out_are_told() -> None:
    with pytest.raises(RuntimeError):
        new_reference("SV", lambda _: True)


def test_chance_is_asked_for_the_whole_range() -> None:
    asked: list[int] = []
    reference("EV", random_below=lambda below: asked.append(below) or 5_000_000)  # type: ignore[func-returns-value]
    assert asked == [ALL_CODES]


def test_unknown_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="XX"):
        reference("XX")


@pytest.mark.parametrize(
    "typed", ["EV-7KX3M", "ev-7kx3m", " EV 7KX3M ", "ev7kx3m", "EV–7KX3M", "#EV-7KX 3M", "ev_7kx3m", "EV\u00a07KX3M."]
)
def test_typed_reference_is_read_as_it_is_stored(typed: str) -> None:
    assert clean_reference(typed) == "EV-7KX3M"


@pytest.mark.parametrize("typed", ["", "EV", "7KX3M", "EV-7KX3", "EV-7KX3MM", "XX-7KX3M", "EV-7KX0M", "EV-7KXİM", "💡"])
def test_text_that_is_no_reference_gives_none(typed: str) -> None:
    assert clean_reference(typed) is None


def test_prefix_is_put_in_front_of_a_bare_code() -> None:
    assert clean_reference("7kx3m", Prefix.STORY) == "ST-7KX3M"
    assert clean_reference("ev-7kx3m", Prefix.STORY) == "EV-7KX3M"
