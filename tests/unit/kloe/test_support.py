"""What evidence can carry a claim: the cases as a table, and the words that go with them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kloe.ratings import Rating
from kloe.support import LEFT_OUT, NEEDS, Bearing, EvidenceSource, Link, State, support

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 23)
OUTSTANDING, GOOD, WEAK, INADEQUATE = Rating
SOURCES = {
    "pe": "people",
    "st": "staff",
    "pa": "partners",
    "ob": "observation",
    "pr": "processes",
    "ou": "outcomes",
    "cq": "cqc-held",
}


def a_link(reference: str, source: str, bearing: str = "supports", **values: Any) -> Link:
    """A link that counts, unless something is said against it."""
    given: dict[str, Any] = {"accepted": True, "checked": True, "happened_on": YESTERDAY, **values}
    return Link(reference, bearing, source, **given)


def links_from(text: str) -> list[Link]:
    """Links written as "pe! st": two letters for the source, "!" when the impact is stated, "-" for a challenge."""
    return [
        a_link(
            f"EV-{number}",
            SOURCES[word[:2]],
            "challenges" if "-" in word else "supports",
            impact="!" in word,
        )
        for number, word in enumerate(text.split(), start=1)
    ]


TABLE = [
    # good: at least two different sources, not all of them processes
    (GOOD, "", "none"),
    (GOOD, "pe", "thin"),
    (GOOD, "pr", "thin"),
    (GOOD, "pr pr pr", "thin"),
    (GOOD, "st st st", "thin"),
    (GOOD, "pr st", "supported"),
    (GOOD, "pe st", "supported"),
    (GOOD, "ob ou", "supported"),
    (GOOD, "pr cq", "thin"),
    (GOOD, "cq", "none"),
    (GOOD, "cq pe", "thin"),
    (GOOD, "cq pe st", "supported"),
    # outstanding: at least three different sources, one of them people, and the impact stated
    (OUTSTANDING, "", "none"),
    (OUTSTANDING, "pe! st", "thin"),
    (OUTSTANDING, "pe! st pa", "supported"),
    (OUTSTANDING, "pe st! pa", "supported"),
    (OUTSTANDING, "pe st pa", "thin"),
    (OUTSTANDING, "st! pa ob", "thin"),
    (OUTSTANDING, "st! pa ob ou pr", "thin"),
    (OUTSTANDING, "pe! pe pe", "thin"),
    (OUTSTANDING, "pe! st cq", "thin"),
    (OUTSTANDING, "pe st pr cq!", "thin"),
    (OUTSTANDING, "pe! pr ou", "supported"),
    # an open challenge contests good and outstanding, whatever supports them
    (GOOD, "pe st pe-", "contested"),
    (GOOD, "pe-", "contested"),
    (GOOD, "pe st cq-", "contested"),
    (OUTSTANDING, "pe! st pa pr-", "contested"),
    # requires improvement and inadequate need no support, and a challenge agrees with them
    (WEAK, "", "supported"),
    (WEAK, "pr", "supported"),
    (WEAK, "pe-", "supported"),
    (INADEQUATE, "", "supported"),
    (INADEQUATE, "pe st pe-", "supported"),
    # nothing was claimed
    (None, "", "none"),
    (None, "pe! st pa", "none"),
    (None, "pe-", "none"),
]


@pytest.mark.parametrize(("claim", "links", "state"), TABLE)
def test_support_follows_the_table(claim: Rating | None, links: str, state: str) -> None:
    assert support(claim, links_from(links), today=TODAY).state == state


# What keeps a supporting link from counting, and what it is called.
NOT_COUNTED = [
    ({"bearing": "background"}, "background only"),
    ({"accepted": False}, "not accepted yet"),
    ({"confirmed": False}, "link not confirmed yet"),
    ({"happened_on": TOMORROW}, "dated in the future"),
    ({"good_until": YESTERDAY}, "out of date"),
    ({"source": "cqc-held"}, "already held by CQC, so not your own evidence"),
    ({"accepted": False, "good_until": YESTERDAY, "confirmed": False}, "not accepted yet"),
]
COUNTED: list[dict[str, Any]] = [
    {},
    {"happened_on": TODAY},
    {"happened_on": None},
    {"happened_on": date(1999, 1, 1)},
    {"good_until": TODAY},
    {"good_until": TOMORROW},
    {"checked": False},
    {"resolved": True},
]


@pytest.mark.parametrize(("given", "why"), NOT_COUNTED)
def test_link_that_does_not_count_is_left_out_with_its_reason(given: dict[str, Any], why: str) -> None:
    values = {"source": "staff", "bearing": "supports", "accepted": True, **given}
    link = Link("EV-2", **values)
    found = support(GOOD, [a_link("EV-1", "people"), link], today=TODAY)
    assert found.state is State.THIN
    assert found.counted == ("EV-1",)
    assert found.left_out == {"EV-2": why}
    assert found.reasons[-1].text == f"1 piece does not count: 1 {why}."


@pytest.mark.parametrize("values", COUNTED)
def test_link_that_counts(values: dict[str, Any]) -> None:
    found = support(GOOD, [a_link("EV-1", "people"), a_link("EV-2", "staff", **values)], today=TODAY)
    assert found.state is State.SUPPORTED
    assert found.counted == ("EV-1", "EV-2")
    assert found.left_out == {}


@pytest.mark.parametrize(
    "values",
    [
        {"resolved": True},
        {"accepted": False},
        {"confirmed": False},
        {"happened_on": TOMORROW},
        {"good_until": YESTERDAY},
    ],
)
def test_challenge_that_is_not_open_contests_nothing(values: dict[str, Any]) -> None:
    links = [*links_from("pe st"), a_link("CO-1", "people", "challenges", **values)]
    found = support(GOOD, links, today=TODAY)
    assert found.state is State.SUPPORTED
    assert found.challenges == ()
    assert list(found.left_out) == ["CO-1"]


def test_every_reason_for_leaving_out_is_in_a_test() -> None:
    resolved = support(GOOD, [a_link("CO-1", "people", "challenges", resolved=True)], today=TODAY)
    tested = {why for _, why in NOT_COUNTED} | set(resolved.left_out.values())
    assert tested == {why for why, _ in LEFT_OUT}


def test_needs_are_those_of_the_two_ratings_that_need_support() -> None:
    assert set(NEEDS) == {OUTSTANDING, GOOD}


def test_one_record_is_one_piece_however_often_it_is_linked() -> None:
    twice = [a_link("EV-1", "people"), a_link("EV-1", "people", happened_on=None)]
    found = support(GOOD, [*twice, a_link("EV-1", "people", confirmed=False)], today=TODAY)
    assert found.counted == ("EV-1",)
    assert found.left_out == {}
    assert found.state is State.THIN


def test_claim_can_be_given_as_its_word() -> None:
    assert support("good", links_from("pe st"), today=TODAY).state is State.SUPPORTED  # type: ignore[arg-type]


@pytest.mark.parametrize(("bearing", "source"), [("helps", "people"), ("supports", "gossip")])
def test_unknown_bearing_or_source_is_refused(bearing: str, source: str) -> None:
    with pytest.raises(ValueError, match=r"is not a valid (Bearing|EvidenceSource)"):
        Link("EV-1", bearing, source)


def test_bearing_and_source_are_kept_as_their_words() -> None:
    link = Link("EV-1", "supports", "people")
    assert (link.bearing, link.source) == (Bearing.SUPPORTS, EvidenceSource.PEOPLE)


def test_link_counts_only_once_it_is_accepted_and_is_unchecked_until_told() -> None:
    link = Link("EV-1", "supports", "people")
    assert support(GOOD, [link], today=TODAY).left_out == {"EV-1": "not accepted yet"}
    assert (link.confirmed, link.checked, link.impact, link.resolved) == (True, False, False, False)
