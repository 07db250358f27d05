"""What is said about the support of a claim."""

from __future__ import annotations

from datetime import date

import pytest

from kloe.ratings import Rating
from kloe.support import Link, Support, support

TODAY = date(2026, 11, 22)
OUTSTANDING, GOOD, WEAK, INADEQUATE = Rating


def a_link(reference: str, source: str, bearing: str = "supports", **values: object) -> Link:
    given: dict[str, object] = {"accepted": True, "checked": True, "happened_on": date(2026, 11, 1), **values}
    return Link(reference, bearing, source, **given)  # type: ignore[arg-type]


def words(found: Support) -> dict[str, str]:
    assert {reason.confidence for reason in found.reasons} == {"J"}
    return {reason.rule: reason.text for reason in found.reasons}


def said(claim: Rating | None, *links: Link, today: date = TODAY) -> dict[str, str]:
    return words(support(claim, links, today=today))


PEOPLE, STAFF, PARTNERS = a_link("EV-1", "people"), a_link("EV-2", "staff"), a_link("EV-3", "partners")


def test_supported_good_says_what_good_takes_and_what_there_is() -> None:
    assert said(GOOD, PEOPLE, STAFF, PARTNERS) == {
        "good-supported": "What you hold can carry a claim of good. "
        "Good takes 2 different sources, not all of them processes.",
        "pieces-and-sources": "3 pieces count, from 3 different sources: people or their families, staff and partners.",
    }


def test_supported_outstanding_says_what_it_takes() -> None:
    found = said(OUTSTANDING, a_link("EV-1", "people", impact=True), STAFF, PARTNERS)
    assert found["outstanding-supported"] == (
        "What you hold can carry a claim of outstanding. Outstanding takes 3 different sources, not all of them "
        "processes, one of them people or their families, and the impact stated."
    )


def test_nothing_that_counts() -> None:
    assert said(GOOD) == {
        "nothing-counts": "Nothing counts towards good yet. Good takes 2 different sources, not all of them processes."
    }


def test_processes_alone() -> None:
    found = said(GOOD, a_link("EV-1", "processes"), a_link("EV-2", "processes"))
    assert found["only-processes"] == "Everything that counts is about processes. Good takes more than that."
    assert found["too-few-sources"] == "Good takes 2 different sources; there is 1 here."
    assert found["pieces-and-sources"] == "2 pieces count, from 1 source: processes."
    assert found["voice-missing:people"] == "No piece comes from people or their families."
    assert found["voice-missing:staff"] == "No piece comes from staff."
    assert found["voice-missing:partners"] == "No piece comes from partners."


def test_everything_outstanding_still_takes_is_named() -> None:
    found = said(OUTSTANDING, STAFF, PARTNERS)
    assert found["too-few-sources"] == "Outstanding takes 3 different sources; there are 2 here."
    assert found["source-needed:people"] == "Outstanding takes a piece from people or their families; there is none."
    assert found["impact-not-stated"] == "Outstanding takes the impact: no piece says yet what changed for people."


@pytest.mark.parametrize(
    ("links", "text"),
    [
        (
            [a_link("FB-7", "people", "challenges", kind="complaint")],
            "1 piece challenges this line and is not resolved: FB-7 (complaint). Deal with it before you claim good.",
        ),
        (
            [a_link("FB-7", "people", "challenges", kind="complaint"), a_link("IN-2", "processes", "challenges")],
            "2 pieces challenge this line and are not resolved: FB-7 (complaint) and IN-2. "
            "Deal with them before you claim good.",
        ),
    ],
)
def test_open_challenge_comes_first_with_its_reference(links: list[Link], text: str) -> None:
    found = support(GOOD, [PEOPLE, STAFF, *links], today=TODAY)
    assert (found.reasons[0].rule, found.reasons[0].text) == ("challenge-open", text)
    assert found.challenges == tuple(link.reference for link in links)
    assert found.counted == ("EV-1", "EV-2")


def test_contested_claim_says_what_else_it_lacks() -> None:
    found = support(GOOD, [PEOPLE, a_link("FB-7", "people", "challenges")], today=TODAY)
    assert [reason.rule for reason in found.reasons][:2] == ["challenge-open", "too-few-sources"]


@pytest.mark.parametrize("claim", [WEAK, INADEQUATE])
def test_low_claim_needs_no_evidence_and_a_challenge_agrees(claim: Rating) -> None:
    found = said(claim, a_link("FB-7", "people", "challenges"))
    assert found == {
        "claim-needs-no-support": f"A judgement of {claim.words} needs no evidence to stand.",
        "challenge-open": "1 piece challenges this line and is not resolved: FB-7. That agrees with the judgement.",
    }


def test_line_that_nobody_has_judged() -> None:
    assert said(None)["no-claim"] == "Nobody has judged this line yet, so there is no claim to support."
    rules = list(said(None, PEOPLE, a_link("FB-7", "people", "challenges")))
    assert rules[:2] == ["challenge-open", "no-claim"]


@pytest.mark.parametrize(
    ("today", "happened_on", "is_old"),
    [
        (date(2026, 11, 22), date(2025, 11, 22), False),
        (date(2026, 11, 22), date(2025, 11, 21), True),
        (date(2028, 2, 29), date(2027, 2, 28), False),
        (date(2028, 2, 29), date(2027, 2, 27), True),
        (date(2029, 2, 28), date(2028, 2, 29), False),
        (date(2029, 3, 1), date(2028, 2, 29), True),
    ],
)
def test_piece_is_old_when_more_than_a_year_has_passed(today: date, happened_on: date, is_old: bool) -> None:
    found = said(GOOD, a_link("EV-1", "people", happened_on=happened_on), today=today)
    assert found.get("over-a-year-old") == ("1 of these is over a year old." if is_old else None)


def test_age_missing_dates_and_missing_checks_are_counted() -> None:
    old = date(2024, 1, 1)
    found = said(
        GOOD,
        a_link("EV-1", "people", happened_on=old, checked=False),
        a_link("EV-2", "staff", happened_on=old, checked=False),
        a_link("EV-3", "partners", happened_on=None, checked=False),
        a_link("EV-4", "outcomes", happened_on=None),
    )
    assert found["over-a-year-old"] == "2 of these are over a year old."
    assert found["no-date"] == "2 of these have no date."
    assert found["not-checked"] == "3 of these have not been checked by a second person."


def test_what_is_left_out_is_counted_by_reason() -> None:
    found = said(
        GOOD,
        PEOPLE,
        a_link("EV-5", "staff", accepted=False),
        a_link("EV-6", "staff", accepted=False),
        a_link("EV-7", "staff", good_until=date(2026, 1, 1)),
    )
    assert found["left-out"] == "3 pieces do not count: 2 not accepted yet; 1 out of date."
