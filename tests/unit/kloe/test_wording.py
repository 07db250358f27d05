"""Official wording laid over a framework: reading its file, and what the framework says then."""

from __future__ import annotations

import pytest

from kloe.framework import Framework
from kloe.loader import read_framework
from kloe.wording import WordingError, read_wording, unknown_keys, with_official_wording

OFFICIAL = "The official words."


@pytest.fixture
def framework(sample_text: str) -> Framework:
    return read_framework(sample_text)


@pytest.mark.parametrize(
    ("text", "is_csv"),
    [
        (f'"S1.good.1" = "{OFFICIAL}"\n"S1.prompt.1" = "How?"', False),
        (f'S1.good.1 = "{OFFICIAL}"\nS1.prompt.1 = "How?"', False),
        (f'[S1.good]\n1 = "{OFFICIAL}"\n[S1.prompt]\n1 = "How?"', False),
        ('\ufeff"S1.good.1" = """\nThe\n  official words. """\n"S1.prompt.1" = "How?"', False),
        (f"S1.good.1,{OFFICIAL}\nS1.prompt.1,How?\n", True),
        (f"\ufeffKey,Text\r\nS1.good.1,{OFFICIAL}\r\n\r\n,\r\nS1.prompt.1, How? \r\n", True),
        ('key,text\nS1.good.1,"The\nofficial words."\nS1.prompt.1,How?', True),
    ],
)
def test_file_gives_the_text_of_each_key(text: str, is_csv: bool) -> None:
    assert read_wording(text, is_csv=is_csv) == {"S1.good.1": OFFICIAL, "S1.prompt.1": "How?"}


@pytest.mark.parametrize(
    ("text", "is_csv", "message"),
    [
        ("", False, "There is no key with its text in the file. Add some."),
        ("key,text\n", True, "There is no key with its text in the file. Add some."),
        ("S1.good.1 = 3", False, "S1.good.1: must be text in quotes."),
        ('S1.good.1 = ["a"]', False, "S1.good.1: must be text in quotes."),
        ('S1.good.1 = "  "', False, "S1.good.1: is empty. Enter the official text, or take the key out."),
        ("S1.good.1,\n", True, "S1.good.1: is empty. Enter the official text, or take the key out."),
        ('S1.good.1 = "a\u202eb"', False, "S1.good.1: has a control character (U+202E). Take it out."),
        ("S1.good.1,a\nS1.good.1,a\n", True, "S1.good.1: stands in the file twice. Take one out."),
        ('S1.good.1 = "a"\n"S1.good.1" = "b"', False, "S1.good.1: stands in the file twice. Take one out."),
        ("S1.good.1\n", True, "Line 1 must have two columns: the key and its text."),
        ("S1.good.1,a\nS1.good.2;b\n", True, "Line 2 must have two columns: the key and its text."),
        ("S1.good.1,a,b\n", True, "Line 1 must have two columns: the key and its text."),
        (",a\n", True, "Line 1 must have two columns: the key and its text."),
    ],
)
def test_file_with_something_wrong_is_refused(text: str, is_csv: bool, message: str) -> None:
    with pytest.raises(WordingError) as caught:
        read_wording(text, is_csv=is_csv)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "is_csv"), [("S1.good.1", False), ('S1.good.1,"a', True), ("a = " + "[" * 5000, False)]
)
def test_file_in_another_format_is_refused(text: str, is_csv: bool) -> None:
    with pytest.raises(WordingError, match=r"is not valid (TOML|CSV): .*\. Correct it\."):
        read_wording(text, is_csv=is_csv)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(WordingError) as caught:
        read_wording('a = 1\nb = ""\nc = "good"', is_csv=False)
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == ["a", "b"]


def test_keys_that_the_framework_does_not_have_are_told(framework: Framework) -> None:
    assert unknown_keys(framework, ["S1.good.9", "S1.good.1", "S1", "S1.prompt.1", "s1.good.1"]) == [
        "S1.good.9",
        "S1",
        "s1.good.1",
    ]


def test_official_text_takes_the_place_of_ours_and_nothing_else_changes(framework: Framework) -> None:
    worded = with_official_wording(framework, {"S1.good.1": OFFICIAL, "S1.prompt.1": "How?", "S1.good.7": "Gone."})
    (line,), (ours,) = worded.lines, framework.lines
    assert [(found.text, found.is_official) for found in line.characteristics] == [
        (OFFICIAL, True),
        (ours.characteristics[1].text, False),
    ]
    assert [(found.text, found.is_official) for found in line.prompts] == [("How?", True)]
    assert [found.key for found in worded.statements()] == [found.key for found in framework.statements()]
    assert line.prompts[0].applies == ours.prompts[0].applies
    assert (worded.sha256, worded.content_version) == (framework.sha256, framework.content_version)
    assert worded.has_official_wording
    assert not framework.has_official_wording


def test_framework_without_official_wording_stays_as_it_is(framework: Framework) -> None:
    assert with_official_wording(framework, {}) is framework
