"""Frozen copies outlive the program that wrote them: those of every format so far can still be read."""

import json
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from evidence.assessments import frozen
from evidence.assessments.frozen import FrozenBody
from evidence.assessments.plain_values import from_plain, to_plain
from kloe.judgement import Answer, Limiter, Rating
from kloe.support import State

COPIES = sorted(Path(__file__).parent.glob("frozen_copy_*.json"))


def read(copy: Path) -> FrozenBody:
    return from_plain(FrozenBody, json.loads(copy.read_text(encoding="utf-8")))


def test_every_format_has_a_copy():
    assert [copy.stem for copy in COPIES] == [f"frozen_copy_{number + 1}" for number in range(frozen.FORMAT)]


@pytest.mark.parametrize("copy", COPIES, ids=lambda copy: copy.stem)
def test_copy_of_an_earlier_program_can_be_read(copy: Path):
    body = read(copy)
    assert body.facts.signed_off_by == "Siân Tŷ"
    (line,) = body.lines
    assert (line.rating, line.support.state) == (Rating.GOOD, State.THIN)
    assert line.answers["S1.good.1"].value is Answer.US
    assert line.answers["S1.good.1"].records == ("EV-7KX3M",)
    assert body.framework.line("S1").at(Rating.GOOD)[0].text == "People are safe."
    assert body.limiters[0].limiter is Limiter.PIR_LATE
    assert body.records["EV-7KX3M"].files[0].sha256 == "1" * 64


def test_same_round_is_always_frozen_to_the_same_text():
    text = COPIES[-1].read_text(encoding="utf-8").strip()
    assert frozen.text_of(read(COPIES[-1])) == text
    assert frozen.fingerprint(text) == "d5828756dd2e554417101baf682dbef087eae00392e6aa9f6a67c288472d7515"


def test_what_later_programs_no_longer_know_is_passed_over():
    plain = {**to_plain(read(COPIES[0])), "a_field_of_long_ago": 1}
    assert from_plain(FrozenBody, plain) == read(COPIES[0])


def test_answers_and_decisions_that_name_nobody_yet_are_read_without_a_name():
    body = read(COPIES[0])
    (line,) = body.lines
    said = line.answers["S1.good.1"]
    assert (said.answered_by, said.answered_at, body.limiters[0].decided_by) == ("", None, "")


def test_copy_says_for_whom_a_statement_holds_and_whose_wording_was_shown():
    (line,) = read(COPIES[-1]).framework.lines
    assert [found.applies for found in line.characteristics] == [("residential",), ()]
    assert [prompt.is_official for prompt in line.prompts] == [True]
    (line,) = read(COPIES[1]).framework.lines
    assert not any(found.applies or found.is_official for found in line.characteristics)


def test_answers_about_risk_are_kept_and_older_copies_have_none():
    (line,) = read(COPIES[-1]).lines
    assert [(answer.words, answer.done, answer.answered_by) for answer in line.risk_answers] == [
        ("No", "He is home and well.", "Siân Tŷ"),
        ("Yes", "Safeguarding told.", "Łukasz Zażółć"),
    ]
    assert read(COPIES[-1]).breach_decided_by == "Siân Tŷ"
    assert read(COPIES[0]).lines[0].risk_answers == ()


@pytest.mark.parametrize("name", [field.name for field in fields(FrozenBody) if field.default is MISSING])
def test_copy_that_lacks_something_is_refused(name: str):
    plain = to_plain(read(COPIES[0]))
    del plain[name]
    with pytest.raises(KeyError):
        from_plain(FrozenBody, plain)
