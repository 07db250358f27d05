"""What somebody typed, as words to look for; and what of a text is marked as found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.records.search_query import MOST_TERMS, MOST_WORDS, Query, Term, parts_of, read_query
from evidence.records.search_words import words_of


def stems(typed: str) -> list[tuple[str, ...]]:
    return [term.stems for term in read_query(typed).terms]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("medicines audit", [("medicin",), ("audit",)]),
        ('"fall audits" march', [("fall", "audit"), ("march",)]),
        ("“fall audits” march", [("fall", "audit"), ("march",)]),
        ('fall "audits march', [("fall",), ("audit",), ("march",)]),
        ('""', []),
        ("follow-up", [("follow", "up")]),
        ("a.b@example.org", [("a", "b", "exampl", "org")]),
        ("24/7", [("24", "7")]),
        ("policy on falls", [("polici",), ("fall",)]),
        ("the", [("the",)]),
        ('"on the"', [("on", "the")]),
        ("NOT falls AND NEAR(x, 3)", [("not",), ("fall",), ("near", "x"), ("3",)]),
        ("EV-7KX3M", [("ev7kx3m",)]),
        ("ev 7kx3m", [("ev7kx3m",)]),
        ("7kx3m", [("7kx3m",)]),
        ("audit audit Audit", [("audit",)]),
        ("  \t🎂 * ", []),
        ("col:x {y} ^z", [("col", "x"), ("y",), ("z",)]),
    ],
)
def test_what_is_looked_for(typed: str, wanted: list[tuple[str, ...]]):
    found = stems(typed)
    assert list(dict.fromkeys(found)) == wanted


def test_star_asks_for_the_beginning_of_a_word():
    term = read_query("Medic*").terms[0]
    assert (term.beginning, term.spelt) == (True, "medic")
    assert not read_query("a*").terms[0].beginning
    assert not read_query("*medic").terms[0].beginning


def test_much_is_cut_and_said_to_be():
    assert not read_query("one two").was_cut
    many = read_query(" ".join(f"w{number}" for number in range(30)))
    assert (len(many.terms), many.was_cut) == (MOST_TERMS, True)
    phrase = read_query('"' + "a b c d e " * 5 + '" x')
    assert phrase.was_cut
    assert sum(len(term.stems) for term in phrase.terms) <= MOST_WORDS
    assert stems("abc " * 100 + "never") == [("abc",)]


def test_widened_tries_beginnings_of_plain_words_alone():
    wider = read_query('physio S1 me "two words" care*').widened()
    assert wider is not None
    assert [term.beginning for term in wider.terms] == [True, False, False, False, True]
    assert read_query("S1 me").widened() is None


@pytest.mark.parametrize(
    ("text", "typed", "wanted"),
    [
        ("The residents’ falls.", "resident fall", ["residents", "falls"]),
        ("See EV-7KX3M now", "7kx3m", ["EV-7KX3M"]),
        ("Audit of falls, fall audit", '"fall audit"', ["fall", "audit"]),
        ("Siân and Łukasz", "sian lukasz", ["Siân", "Łukasz"]),
        ("Medication", "medica*", ["Medication"]),
        ("nothing", "zebra", []),
    ],
)
def test_what_is_marked(text: str, typed: str, wanted: list[str]):
    parts = parts_of(text, read_query(typed))
    assert [part for part, is_found in parts if is_found] == wanted
    assert "".join(part for part, _ in parts) == text


@given(st.text(), st.text(max_size=300))
def test_parts_joined_are_the_text_whatever_was_typed(text: str, typed: str):
    query = read_query(typed)
    assert "".join(part for part, _ in parts_of(text, query)) == text
    assert sum(len(term.stems) for term in query.terms) <= MOST_WORDS
    for term in query.terms:
        assert all(stem and not set(stem) & set(" '\"\\*:()¤¦") for stem in (*term.stems, term.spelt or "x"))


def test_text_has_a_query_when_it_has_all_its_terms():
    words = list(words_of("Controlled drugs are counted"))
    assert read_query("drug counting").is_in(words)
    assert not read_query("drug lost").is_in(words)
    assert not read_query('"drugs controlled"').is_in(words)
    assert Query((Term(("drug",), "drug"),)).is_in(words)
