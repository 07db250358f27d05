"""What a person says about a line, laid over what is stored; and references as people type them."""

import pytest

from evidence.assessments.answers import LineWords, differences, together
from evidence.assessments.content import Answered
from evidence.assessments.line_form import judgement_choices, read_version, typed_references
from evidence.assessments.pages import with_links
from kloe.judgement import Answer, Rating
from kloe.loader import load_framework

YES, NO = Answered(Answer.US), Answered(Answer.NOT_US)


def test_answer_that_is_not_typed_stays():
    stored = LineWords({"a": YES, "b": NO}, Rating.GOOD, "Because.")
    typed = LineWords({"b": YES}, Rating.GOOD, "Because.")
    assert together(stored, typed).answers == {"a": YES, "b": YES}
    assert [each.key for each in differences(stored, typed)] == ["b"]


@pytest.mark.parametrize(
    "typed",
    [
        LineWords({"a": Answered(Answer.US, "Now with a note.")}),
        LineWords({"a": Answered(Answer.US, "", ("EV-7KX3M",))}),
        LineWords({}, Rating.GOOD),
        LineWords({}, None, "A reason."),
        LineWords({}, None, "", applies=False),
    ],
)
def test_every_part_makes_a_difference(typed: LineWords):
    assert len(differences(LineWords({"a": YES}), typed)) == 1


def test_same_words_differ_in_nothing():
    words = LineWords({"a": YES}, Rating.GOOD, "Because.")
    assert differences(words, words) == []


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("", []),
        ("EV-7KX3M", ["EV-7KX3M"]),
        (" ev 7kx3m, st-2b3c4;AC-99999\n", ["EV-7KX3M", "ST-2B3C4", "AC-99999"]),
        ("ev7kx3m st2b3c4", ["EV-7KX3M", "ST-2B3C4"]),
        ("that survey", ["that", "survey"]),
    ],
)
def test_references_are_read_as_people_type_them(text: str, references: list[str]):
    assert typed_references(text) == references


@pytest.mark.parametrize(
    ("text", "version"), [("3", 3), ("", 0), (None, 0), ("-1", 0), ("²", 0), ("1" * 10, 0), ("two", 0)]
)
def test_version_is_read_or_nought(text: str | None, version: int):
    assert read_version(text) == version


def test_choices_end_with_not_judged_yet():
    framework = load_framework("asc-2017-11")
    assert list(judgement_choices(framework.line("S1"))) == [*Rating, ""]
    assert list(judgement_choices(framework.line("S4"))) == [*Rating, "not-applicable", ""]


def test_keys_in_a_reason_become_links_and_the_rest_is_escaped():
    linked = with_links("See S1.good.1, S1.requires-improvement.12 & <b>S1</b>.")
    assert linked == (
        'See <a href="#S1.good.1">S1.good.1</a>, '
        '<a href="#S1.requires-improvement.12">S1.requires-improvement.12</a> &amp; &lt;b&gt;S1&lt;/b&gt;.'
    )
