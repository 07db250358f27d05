"""Looking things up in a framework, and which services a line is for."""

from __future__ import annotations

import dataclasses

import pytest

from kloe.framework import CONFIDENCE, UnknownKeyQuestion, UnknownLine, applies_to
from kloe.loader import read_framework
from kloe.ratings import Rating


def test_line_is_found_by_its_code(sample_text: str) -> None:
    assert read_framework(sample_text).line("S1").title == "Safeguarding"


def test_unknown_line_names_framework_and_code(sample_text: str) -> None:
    with pytest.raises(UnknownLine) as caught:
        read_framework(sample_text).line("S9")
    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == 'The framework "sample" has no line "S9".'
    assert (caught.value.framework_id, caught.value.code) == ("sample", "S9")


def test_unknown_key_question_names_framework_and_code(sample_text: str) -> None:
    framework = read_framework(sample_text)
    for look_up in (framework.key_question, framework.lines_of):
        with pytest.raises(UnknownKeyQuestion) as caught:
            look_up("X")
        assert isinstance(caught.value, KeyError)
        assert str(caught.value) == 'The framework "sample" has no key question "X".'


def test_lines_of_a_key_question_keep_their_order(sample_text: str) -> None:
    other = sample_text[sample_text.index("[[key_question]]") :].replace('"S"', '"E"').replace("S1", "E1")
    more = sample_text[sample_text.index("[[line]]") :].replace("S1", "S2")
    framework = read_framework(sample_text + other + more)
    assert [line.code for line in framework.lines] == ["S1", "E1", "S2"]
    assert [line.code for line in framework.lines_of("S")] == ["S1", "S2"]
    assert [line.code for line in framework.lines_of("E")] == ["E1"]


def test_characteristics_are_found_by_rating(sample_text: str) -> None:
    line = read_framework(sample_text).line("S1")
    assert [characteristic.key for characteristic in line.at(Rating.GOOD)] == ["S1.good.1"]
    assert line.at(Rating.OUTSTANDING) == ()


def test_headline_is_found_by_rating(sample_text: str) -> None:
    key_question = read_framework(sample_text).key_question("S")
    headline = key_question.headline(Rating.GOOD)
    assert headline is not None
    assert headline.text == "People are safe."
    assert key_question.headline(Rating.INADEQUATE) is None


def test_statements_are_prompts_and_characteristics_line_by_line(sample_text: str) -> None:
    keys = [statement.key for statement in read_framework(sample_text).statements()]
    assert keys == ["S1.prompt.1", "S1.good.1", "S1.inadequate.1"]


@pytest.mark.parametrize("tag", CONFIDENCE)
def test_only_tags_c_and_t_are_confirmed(sample_text: str, tag: str) -> None:
    (characteristic,) = read_framework(sample_text).line("S1").at(Rating.GOOD)
    tagged = dataclasses.replace(characteristic, confidence=tag)
    assert tagged.is_confirmed is (tag in ("C", "T"))
    assert tagged.basis == ("confirmed" if tag in ("C", "T") else "our reading")


def test_framework_cannot_be_changed(sample_text: str) -> None:
    framework = read_framework(sample_text)
    key_question, line = framework.key_questions[0], framework.lines[0]
    for frozen, name in (
        (framework, "title"),
        (framework.sources[0], "title"),
        (key_question, "title"),
        (key_question.headlines[0], "text"),
        (line, "title"),
        (line.prompts[0], "text"),
        (line.characteristics[0], "text"),
    ):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(frozen, name, "other")


@pytest.mark.parametrize(
    ("applies", "service_tags", "expected"),
    [
        ([], [], True),
        ([], ["residential", "food"], True),
        (["residential"], ["residential"], True),
        (["residential"], ["community"], False),
        (["residential"], [], False),
        (["residential"], ["community", "residential"], True),
        (["residential", "community"], ["community"], True),
        (["residential", "community"], ["food"], False),
        (["medicines"], ["community", "medicines"], True),
        (["medicines"], ["community"], False),
        (["medicines", "food"], ["medicines"], False),
        (["medicines", "food"], ["medicines", "food"], True),
        (["residential", "food"], ["community", "food"], False),
        (["residential", "food"], ["residential"], False),
        (["residential", "food"], ["residential", "food"], True),
    ],
)
def test_line_applies_to_its_kinds_of_service_when_they_declare_its_conditions(
    applies: list[str], service_tags: list[str], expected: bool
) -> None:
    assert applies_to(tuple(applies), frozenset(service_tags)) is expected


@pytest.mark.parametrize(("applies", "service_tags"), [(["gardens"], []), ([], ["gardens"])])
def test_unknown_service_tag_is_refused(applies: list[str], service_tags: list[str]) -> None:
    with pytest.raises(ValueError, match=r'^There is no service tag "gardens"\. Choose from activities, community, '):
        applies_to(applies, service_tags)
