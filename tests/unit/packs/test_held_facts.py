"""What a pack tells of the evidence behind a line: facts, and nothing of what a rating would take."""

from datetime import date
from typing import Any

from evidence.packs.held_facts import NOT_TOLD, NOTHING_COUNTS, WHY_NOT, HeldFacts, held_facts
from kloe.judgement import Rating
from kloe.support import LEFT_OUT, Link, support

TODAY = date(2026, 11, 23)


def a_link(reference: str, source: str = "people", **said: Any) -> Link:
    usual = {"bearing": "supports", "accepted": True, "checked": True, "happened_on": date(2026, 3, 2)}
    return Link(reference, source=source, **{**usual, **said})


def facts_of(*links: Link) -> HeldFacts:
    return held_facts(support(Rating.GOOD, links, today=TODAY), links)


def test_counts_sources_and_days_are_told():
    facts = facts_of(
        a_link("EV-1"),
        a_link("EV-2", "processes", happened_on=date(2025, 1, 9), checked=False),
        a_link("EV-3", "processes", happened_on=None),
    )
    assert facts.sentences() == [
        "3 records count for this line. Sources: people or their families and processes.",
        "The newest is from 2 March 2026, the oldest from 9 January 2025.",
        "Without a date: 1.",
        "Checked by a second person: 2 of 3.",
    ]


def test_one_record_has_one_date():
    assert facts_of(a_link("EV-1")).sentences() == [
        "1 record counts for this line. Sources: people or their families.",
        "Date: 2 March 2026.",
        "Checked by a second person: 1 of 1.",
    ]


def test_what_does_not_count_is_told_with_its_reason():
    facts = facts_of(
        a_link("EV-1", bearing="background"),
        a_link("EV-2", good_until=date(2026, 11, 22)),
        a_link("EV-3", "cqc-held"),
        a_link("EV-4", accepted=False),
        a_link("EV-5", bearing="challenges", resolved=True),
    )
    assert facts.sentences() == [
        NOTHING_COUNTS,
        "Not counted: 1 background only; 1 out of date; 1 already held by CQC.",
    ]


def test_challenge_does_not_count_as_held():
    assert facts_of(a_link("EV-1", bearing="challenges")).sentences() == [NOTHING_COUNTS]


def test_every_reason_not_to_count_is_known():
    assert {why for why, _fits in LEFT_OUT} == WHY_NOT.keys() | NOT_TOLD
