"""The few words around what was found, and the lines a search speaks of."""

import pytest

from evidence.records.search_query import read_query
from evidence.search.excerpts import WORDS_SHOWN, excerpt_of
from evidence.search.lines import MOST, find_lines
from kloe.loader import load_framework

FILLING = [f"word{number}" for number in range(200)]
FRAMEWORK = load_framework("asc-2017-11")


def text_of(parts: object) -> str:
    return "".join(part for part, _ in parts)  # type: ignore[attr-defined]


def test_short_text_is_shown_whole():
    excerpt = excerpt_of("She baked\n\n scones.", read_query("scone"))
    assert text_of(excerpt.parts) == "She baked scones."
    assert excerpt.hits == 1


def test_long_text_is_shown_where_most_was_found():
    text = " ".join([*FILLING[:50], "falls", *FILLING[50:120], "falls", "audit", *FILLING[120:]])
    excerpt = excerpt_of(text, read_query("fall audit"))
    shown = text_of(excerpt.parts)
    assert shown.startswith("… word114 ")
    assert shown.endswith(" …")
    assert [part for part, is_found in excerpt.parts if is_found] == ["falls", "audit"]
    assert len(shown.split()) == WORDS_SHOWN + 2


@pytest.mark.parametrize(
    ("typed", "start", "end"), [("word0", "word0", " …"), ("word199", "… ", "word199."), ("x", "w", " …")]
)
def test_ends_of_a_long_text_are_told(typed: str, start: str, end: str):
    shown = text_of(excerpt_of(" ".join(FILLING) + ".", read_query(typed)).parts)
    assert shown.startswith(start)
    assert shown.endswith(end)


@pytest.mark.parametrize("text", ["", "  ", "🎂 …"])
def test_text_without_words_gives_nothing(text: str):
    assert excerpt_of(text, read_query("x")).parts == ()


def codes(typed: str) -> list[str]:
    return [found.line.code for found in find_lines(FRAMEWORK, read_query(typed))]


def test_code_leads_to_its_line_and_to_no_other():
    assert codes("S1") == ["S1"]
    assert codes("s4") == ["S4"]
    assert codes("S44") == []


def test_words_of_title_come_before_those_of_prompts():
    assert codes("medicines")[0] == "S4"
    assert codes("infection control")[0] == "S5"


def test_no_more_than_five_lines():
    assert len(codes("people")) == MOST
    assert codes("zebra") == []
    assert codes("") == []
