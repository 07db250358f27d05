"""Forty searches and what each must find, written down by hand: the same records on both databases."""

from flask import Flask

from evidence.records.search_query import read_query
from evidence.records.words import Kind
from evidence.search import store
from tests.factories import MadePerson
from tests.integration.search.corpus import make_corpus, series

# What is typed -> the keys of the records that have it.
SEARCHES: dict[str, set[str]] = {
    # case and accents
    "lukasz": {"lukasz"},
    "ŁUKASZ": {"lukasz"},
    "sian": {"sian"},
    "Jose": {"jose"},
    "chloe": {"zoe"},
    "Żak": {"polish"},
    "gross": {"strasse"},
    "hauptstrasse": {"strasse"},
    # endings and apostrophes
    "medicine": {"policy", "medicine-fridge"},
    "medicines": {"policy", "medicine-fridge"},
    "falls": {"rails", *series("falls")},
    "families": {"relatives"},
    "care": {"care-plans", "cats", *series("hygiene")},
    "resident's": {"survey", "meeting", "money", *series("menu")},
    "residents’ meetings": {"meeting"},
    "OConnor": {"oconnor"},
    "o’connor": {"oconnor"},
    # several words, little words, words that are operators elsewhere
    "audit chart": series("mar"),
    "review of the rota": series("rota"),
    "NOT AND resuscitation": {"and-or"},
    "near": {"near"},
    "the": {
        *{"lukasz", "sian", "zoe", "covid", "followed", "email", "web", "grant", "safeguarding", "interests"},
        *{
            "cats",
            "care-plans",
            "hoist",
            "scan",
            "policy",
            "pharmacist",
            "strasse",
            *series("mar", "fire", "hygiene", "menu"),
        },
    },
    # codes, whole
    "S4": {"policy", "pharmacist", "followed", "near", *series("mar")},
    "s10": {"code-like"},
    "S1 blinds": {"code-like"},
    # phrases and hyphens
    '"best interests"': {"mca", "policy"},
    "“interests him”": {"interests"},
    '"controlled drugs"': {"policy"},
    "controlled drugs": {"policy", "handover"},
    "follow-up": {"follow"},
    "follow up": {"follow", "followed"},
    'fire "march 2025': {"fire-3"},
    "covid-19": {"covid"},
    # numbers, e-mail
    "1200": {"money", "grant"},
    "1,200": {"money", "grant"},
    "24/7": {"ratio"},
    "anna.kowalska@example.org": {"email"},
    "100%": {"percent"},
    # the beginning of a word
    "safeguard*": {"safeguarding", "training"},
    "guard*": {"guards"},
    "medici*": {"policy", "medicine-fridge"},
    "medica*": set(),
    "carin*": {"cats"},
    # inside files, and in their names
    "temazepam": {"policy"},
    "handbook": {"policy"},
    "warfarin insulin": {"pharmacist"},
    "kowalska level": {"training"},
    "overdue": {"training"},
    "kilograms": {"weights"},
    "52.4": {"weights"},
    "hoist certificate": {"scan"},
    "policy covert": {"policy"},
    # other scripts, signs, blanks, much of it
    "رسالة": {"arabic"},
    "شكرا": {"arabic"},
    "🎂": set(),
    "birthday 🎂": {"birthday"},
    "   ": set(),
    '"': set(),
    "*": set(),
    "%": set(),
    "complete_now": {"percent"},
    "x" * 3000: set(),
    "rota " * 400: series("rota"),
}


def found_of(app: Flask, person: MadePerson, typed: str, keys: dict[str, str]) -> list[str]:
    """The keys of all that is found, in order, page after page; without widening."""
    with app.app_context():
        wanted = store.Wanted(read_query(typed))
        first = store.find(person.scope, wanted)
        if first.was_widened:
            return []
        pages = [first, *(store.find(person.scope, wanted, number=number) for number in range(2, first.pages + 1))]
        found = [keys[row.record.reference] for page in pages for row in page.rows]
        assert len(found) == first.total
    return found


def test_every_search_finds_what_it_should_on_both_databases(app: Flask, manager: MadePerson):
    keys = make_corpus(app, manager)
    assert len(keys) >= 120
    while app.extensions["worker"].run_one():
        pass
    found = {typed: found_of(app, manager, typed, keys) for typed in SEARCHES}
    differing = {
        typed[:40]: {"missing": wanted - set(found[typed]), "besides": set(found[typed]) - wanted}
        for typed, wanted in SEARCHES.items()
        if set(found[typed]) != wanted
    }
    assert differing == {}
    assert {typed: keys_found for typed, keys_found in found.items() if len(set(keys_found)) != len(keys_found)} == {}
    for typed, wanted in IN_ORDER.items():
        assert found[typed][: len(wanted)] == wanted, typed


# What comes first: title and reference before text before files, then the newest.
IN_ORDER = {
    "falls": ["falls-12", "falls-11", "falls-10"],
    "S4": ["mar-12", "mar-11"],
    "controlled drugs": ["handover", "policy"],
    "medicine": ["medicine-fridge", "policy"],
}


def test_reference_finds_its_record_however_it_is_typed(app: Flask, manager: MadePerson):
    keys = make_corpus(app, manager)
    for reference, key in list(keys.items())[::20]:
        prefix, code = reference.split("-")
        for typed in (reference, reference.lower(), f"{prefix} {code}", f"{prefix}{code}", code, code.lower()):
            assert found_of(app, manager, typed, keys) == [key], typed


def test_kinds_are_counted(app: Flask, manager: MadePerson):
    make_corpus(app, manager)
    with app.app_context():
        page = store.find(manager.scope, store.Wanted(read_query("hoist")))
        actions = store.find(manager.scope, store.Wanted(read_query("hoist"), kind=Kind.ACTION))
    assert page.counts == {Kind.ITEM: 1, Kind.ACTION: 1}
    assert (page.total, actions.total) == (2, 1)
    assert [row.record.title for row in actions.rows] == ["Second hoist for the first floor"]
