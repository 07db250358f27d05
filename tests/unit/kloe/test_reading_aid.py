"""The level that answers describe: each step of the reading aid from both sides."""

from __future__ import annotations

import pytest

from kloe.framework import Characteristic, Line
from kloe.ratings import Answer, Judgement, Rating, level_described

CODES = {"O": Rating.OUTSTANDING, "G": Rating.GOOD, "R": Rating.REQUIRES_IMPROVEMENT, "I": Rating.INADEQUATE}
ANSWERS = {"u": Answer.US, "p": Answer.PARTLY, "n": Answer.NOT_US, "x": Answer.NOT_APPLICABLE}


def a_line(counts: dict[str, int]) -> Line:
    """A line with so many characteristics of each rating, keyed S1.good.1 and so on."""
    characteristics = tuple(
        Characteristic(f"S1.{CODES[code]}.{number}", CODES[code], "A statement.", "C", "handbook")
        for code, count in counts.items()
        for number in range(1, count + 1)
    )
    return Line("S1", "S", "Safeguarding", "Are people protected?", (), characteristics, "C", "handbook")


def described(answers: str) -> Judgement:
    """The level for answers written as "O:un G:uuu R:nn I:n"; a hyphen is a characteristic without an answer."""
    given = dict(part.split(":") for part in answers.split())
    line = a_line({code: len(letters) for code, letters in given.items()})
    return level_described(
        line,
        {
            f"S1.{CODES[code]}.{number}": ANSWERS[letter]
            for code, letters in given.items()
            for number, letter in enumerate(letters, start=1)
            if letter != "-"
        },
    )


NONE = None
OUTSTANDING, GOOD, WEAK, INADEQUATE = Rating

STEPS = [
    # a. an inadequate statement is true
    ("O:u G:--- R:-- I:u", INADEQUATE, ["inadequate-statement-true"]),
    ("O:u G:uuu R:nn I:nu", INADEQUATE, ["inadequate-statement-true"]),
    ("O:u G:uuu R:uu I:up", INADEQUATE, ["inadequate-statement-true"]),
    ("G:xxx I:u", INADEQUATE, ["inadequate-statement-true"]),
    ("O:u G:uuu R:nn I:x", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    # b. a good statement is unanswered, or none applies
    ("O:u G:uu- R:nn I:n", NONE, ["good-statement-unanswered"]),
    ("O:u G:--- R:nn I:n", NONE, ["good-statement-unanswered"]),
    ("O:u G:nn- R:uu I:p", NONE, ["good-statement-unanswered"]),
    ("O:u G:uux R:nn I:n", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    ("O:u G:xxx R:nn I:n", NONE, ["no-good-statement-applies"]),
    ("O:u R:uu I:p", NONE, ["no-good-statement-applies"]),
    # c. an inadequate one partly true, or a requires-improvement one true
    ("O:u G:uuu R:nn I:p", WEAK, ["inadequate-statement-partly-true"]),
    ("O:u G:uuu R:un I:n", WEAK, ["requires-improvement-statement-true"]),
    ("O:u G:uuu R:un I:pn", WEAK, ["inadequate-statement-partly-true", "requires-improvement-statement-true"]),
    ("O:u G:uuu R:xn I:nx", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    # d. shortfall of the good ones over a quarter, exactly a quarter, under it
    ("O:u G:uuun R:nn I:n", GOOD, ["good-met", "good-not-complete"]),
    ("O:u G:uupp R:nn I:n", GOOD, ["good-met", "good-not-complete"]),
    ("O:u G:uunp R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    ("O:u G:uppp R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    ("O:u G:uuuuuunn R:nn I:n", GOOD, ["good-met", "good-not-complete"]),
    ("O:u G:uuuuunnp R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    ("O:u G:uup R:nn I:n", GOOD, ["good-met", "good-not-complete"]),
    ("O:u G:uun R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    ("O:u G:uunx R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    ("O:u G:p R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    ("O:u G:n R:nn I:n", WEAK, ["good-shortfall-over-a-quarter"]),
    # e. outstanding: half of the applicable ones, every good one, every requires-improvement one answered, none partly
    ("O:un G:uuu R:nn I:n", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    ("O:u- G:uuu R:nn I:n", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    ("O:unp G:uuu R:nn I:n", GOOD, ["good-met", "outstanding-under-half"]),
    ("O:u-- G:uuu R:nn I:n", GOOD, ["good-met", "outstanding-under-half"]),
    ("O:unx G:uuu R:nn I:n", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    ("O:pp G:uuu R:nn I:n", GOOD, ["good-met", "outstanding-under-half"]),
    ("O:xx G:uuu R:nn I:n", GOOD, ["good-met", "no-outstanding-statement-applies"]),
    ("G:uuu R:nn I:n", GOOD, ["good-met", "no-outstanding-statement-applies"]),
    ("O:uu G:uuup R:nn I:n", GOOD, ["good-met", "good-not-complete"]),
    ("O:uu G:uuu R:n- I:n", GOOD, ["good-met", "requires-improvement-statement-unanswered"]),
    ("O:uu G:uuu R:np I:n", GOOD, ["good-met", "requires-improvement-statement-partly-true"]),
    ("O:uu G:uuu R:xx I:n", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    ("O:uu G:uuu R:nn I:-", OUTSTANDING, ["good-complete-and-half-outstanding"]),
    # f. otherwise good, with everything that keeps it from outstanding
    ("O:nn G:uuu R:nn I:n", GOOD, ["good-met", "outstanding-under-half"]),
    (
        "O:nnn G:uuup R:-p I:-",
        GOOD,
        [
            "good-met",
            "outstanding-under-half",
            "good-not-complete",
            "requires-improvement-statement-unanswered",
            "requires-improvement-statement-partly-true",
        ],
    ),
]


@pytest.mark.parametrize(("answers", "rating", "rules"), STEPS)
def test_level_follows_the_steps(answers: str, rating: Rating | None, rules: list[str]) -> None:
    judgement = described(answers)
    assert judgement.rating is rating
    assert [reason.rule for reason in judgement.reasons] == rules
    assert {reason.confidence for reason in judgement.reasons} == {"J"}


WORDS = [
    (
        "G:- I:unu",
        "2 statements for inadequate are true here: S1.inadequate.1 and S1.inadequate.3. "
        "One is enough to describe inadequate.",
    ),
    ("G:u--x I:n", "2 of 3 statements for good still to answer: S1.good.2 and S1.good.3."),
    (
        "G:x I:n",
        "None of the statements for good applies, so there is nothing to compare with. Judge the line yourself.",
    ),
    ("G:u I:p", "1 statement for inadequate is sometimes true here: S1.inadequate.1."),
    (
        "G:u R:uuu I:n",
        "3 statements for requires improvement are true here: S1.requires-improvement.1, S1.requires-improvement.2 "
        "and S1.requires-improvement.3.",
    ),
    (
        "G:nppuuuu R:n I:n",
        "The shortfall in the statements for good is 2 of 7, which is more than a quarter (1¾). "
        "Not us: S1.good.1; Partly: S1.good.2 and S1.good.3.",
    ),
    (
        "G:pn R:n I:n",
        "The shortfall in the statements for good is 1½ of 2, which is more than a quarter (½). "
        "Not us: S1.good.2; Partly: S1.good.1.",
    ),
    (
        "O:un G:uuu R:n I:n",
        "3 of 3 statements for good are true, and 1 of 2 for outstanding, which is at least half: S1.outstanding.1. "
        "No statement for requires improvement is true.",
    ),
    ("G:uuup R:n I:n", "3 of 4 statements for good are true, and the shortfall is not over a quarter."),
]


@pytest.mark.parametrize(("answers", "text"), WORDS)
def test_first_reason_names_the_statements_and_numbers_that_decided(answers: str, text: str) -> None:
    assert described(answers).reasons[0].text == text


def test_good_says_what_keeps_it_from_outstanding() -> None:
    assert [reason.text for reason in described("O:nnu G:uuup R:-p I:n").reasons[1:]] == [
        "It is not outstanding: 1 of 3 statements for outstanding are true, fewer than half.",
        "It is not outstanding: not every statement for good is true. Partly: S1.good.4.",
        "It is not outstanding: 1 of 2 statements for requires improvement are still to answer: "
        "S1.requires-improvement.1.",
        "It is not outstanding: 1 statement for requires improvement is sometimes true here: "
        "S1.requires-improvement.2.",
    ]
    assert described("G:u R:n").reasons[1].text == "It is not outstanding: no statement for outstanding applies."


def test_answer_for_another_lines_statement_is_refused() -> None:
    with pytest.raises(ValueError, match=r'^The line "S1" has no characteristic "S2\.good\.1"\.$'):
        level_described(a_line({"G": 1}), {"S2.good.1": Answer.US})


def test_word_that_is_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="'yes' is not a valid Answer"):
        level_described(a_line({"G": 1}), {"S1.good.1": "yes"})  # type: ignore[dict-item]


def test_answer_can_be_given_as_its_word() -> None:
    assert level_described(a_line({"G": 1}), {"S1.good.1": "us"}).rating is GOOD  # type: ignore[dict-item]


def test_line_without_characteristics_gives_no_suggestion() -> None:
    assert level_described(a_line({}), {}).rating is None
