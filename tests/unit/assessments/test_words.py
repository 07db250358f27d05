"""The words of self-assessments."""

import pytest

from evidence.assessments.words import (
    LIMITER_WORDS,
    answer_words,
    says_no_manager,
    support_key,
    support_word,
)
from kloe.judgement import Answer, Limiter, Rating
from kloe.support import State, Support


@pytest.mark.parametrize(
    "said", ["None in post", "NONE", "none", " none in post ", "Vacant", "vacant since May", "Nobody", "", "N/A"]
)
def test_missing_manager_is_understood(said: str):
    assert says_no_manager(said)


@pytest.mark.parametrize("said", ["Ann Marsh", "Nonette Adair", "Noel Vacantis", "Siân Tŷ"])
def test_name_is_a_manager(said: str):
    assert not says_no_manager(said)


def test_weaknesses_are_asked_about_in_other_words_than_strengths():
    assert answer_words(Rating.GOOD)[Answer.US] == answer_words(Rating.OUTSTANDING)[Answer.US] == "This is us"
    assert answer_words(Rating.INADEQUATE)[Answer.US] == answer_words(Rating.REQUIRES_IMPROVEMENT)[Answer.US] == "Yes"
    for rating in Rating:
        assert set(answer_words(rating)) == set(Answer)


def test_every_limiter_has_words():
    assert set(LIMITER_WORDS) == set(Limiter)


@pytest.mark.parametrize(
    ("state", "claim", "challenges", "key"),
    [
        (State.SUPPORTED, Rating.GOOD, (), "supported"),
        (State.THIN, Rating.GOOD, (), "thin"),
        (State.NONE, Rating.GOOD, (), "none"),
        (State.CONTESTED, Rating.GOOD, ("EV-7KX3M",), "contested"),
        (State.NONE, None, (), "unjudged"),
        (State.NONE, None, ("EV-7KX3M",), "contested"),
        (State.SUPPORTED, Rating.INADEQUATE, ("EV-7KX3M",), "not-needed"),
    ],
)
def test_open_challenge_comes_first(state: State, claim: Rating | None, challenges: tuple[str, ...], key: str):
    support = Support(state, (), (), {}, challenges)
    assert support_key(support, claim) == key
    assert support_word(support, claim)
