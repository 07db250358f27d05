"""Words as search knows them: folded and stemmed, codes and references whole."""

import time

import pytest

from evidence.records.search_words import fold, in_order, to_look_up, within, words_of


def stems(text: str) -> list[str]:
    return [word.stem for word in words_of(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz", "lukasz"),
        ("Siân", "SIAN"),
        ("Siân", "Sia\u0302n"),
        ("Żółć", "zolc"),
        ("Groß", "gross"),
        ("Æther Øre Þor ðal", "aether ore thor dal"),
        ("ﬁre", "fire"),
        ("resident's", "residents"),
        ("resident’s", "residents’"),
        ("O’Connor", "OConnor"),
        ("of\u00adfice", "office"),
        ("policies", "policy"),
        ("fell-walking", "fell walked"),
        ("1,200", "1200"),
        ("Straße", "STRASSE"),
        ("مُحَمَّد", "محمد"),
        ("İzmir", "izmir"),
    ],
)
def test_words_that_people_take_for_the_same(one: str, other: str):
    assert stems(one) == stems(other)
    assert stems(one)


@pytest.mark.parametrize(("one", "other"), [("S1", "S10"), ("कि", "की"), ("care", "car"), ("2025", "2026")])
def test_words_that_are_not_the_same(one: str, other: str):
    assert stems(one) != stems(other)


def test_codes_stay_whole():
    assert stems("S1 E10 5mg 2nd") == ["s1", "e10", "5mg", "2nd"]
    assert [word.is_code for word in words_of("S1 safe")] == [True, False]


@pytest.mark.parametrize("typed", ["EV-7KX3M", "ev-7kx3m", "EV–7KX3M", "ev7kx3m", "EV 7KX3M"])
def test_reference_is_itself_and_its_code(typed: str):
    assert stems(f"see {typed}, please") == ["see", "ev7kx3m", "7kx3m", "pleas"]


@pytest.mark.parametrize("text", ["in 24537", "no-psych", "EV-7KX3MA", "BEV-7KX3M"])
def test_what_is_no_reference(text: str):
    assert not any(word.stem in ("in24537", "nopsych", "ev7kx3m") for word in words_of(text))


def test_words_say_where_they_stand():
    text = "The ‘résumé’ of Siân’s"
    assert [text[word.start : word.end] for word in words_of(text)] == ["The", "résumé", "of", "Siân’s"]


@pytest.mark.parametrize("text", ["", " \n", "🎂 — … * \" '", "''''"])
def test_text_without_words_has_none(text: str):
    assert stems(text) == []
    assert to_look_up(text) == []


def test_stems_in_order_do_not_run_from_one_text_into_the_next():
    assert in_order("The fall", "", "audit of May") == " the fall ¦ audit of may "
    assert in_order("Falls", "falls audits") == " fall ¦ fall audit ¦ ¤falls ¤audits "
    assert in_order("") == "  "


def test_each_word_is_looked_up_once_with_its_spelling_where_that_differs():
    assert to_look_up("Family families family", "S1") == ["famili", "¤family", "¤families", "s1"]


def test_words_are_kept_as_far_as_there_is_room():
    assert within(["aaaa", "bbbb", "cc"], bytes_at_most=20) == ["aaaa", "bbbb"]
    assert within(["ż" * 10], bytes_at_most=25) == []


def test_word_is_no_longer_than_sixty_letters():
    assert fold("A" * 100) == "a" * 60


@pytest.mark.parametrize("start", ["", "a", "EV-"])
@pytest.mark.parametrize("part", ["a", "a\u0301", "\u0301", "a'", "'", "1,", "EV-", "7K", "\u00ad"])
def test_hostile_text_takes_no_longer_than_other_text(start: str, part: str):
    started = time.process_time()
    for _ in words_of(start + part * 100_000):
        pass
    assert time.process_time() - started < 5
