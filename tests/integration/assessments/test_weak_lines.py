"""Lines judged weak without an open action: offered on the round's page, and listed for other rooms."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from evidence.assessments.weak_lines import weak_lines_without_action
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import framework, give_up, save, start
from tests.pages import text_of
from tests.statements import count_queries

OFFER = "Judged weak, and no action is open"


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round with S1 and S4 judged weak, S2 good."""
    path = start(manager_client, service)
    for code, judgement in (("S1", "requires-improvement"), ("S2", "good"), ("S4", "inadequate")):
        save(manager_client, path, code, {"judgement": judgement, "reason": f"Seen on {code}."})
    return path


def weak(app: Flask, person: MadePerson) -> list[str]:
    with app.app_context():
        return [found.code for found in weak_lines_without_action(person.scope, framework())]


def test_weak_lines_are_listed_the_worst_first(app: Flask, manager: MadePerson, path: str):
    assert weak(app, manager) == ["S4", "S1"]
    with app.app_context():
        worst = weak_lines_without_action(manager.scope, framework())[0]
    assert (worst.title, worst.claim.rating.words, worst.claim.reason) == (
        "Medicines management",
        "inadequate",
        "Seen on S4.",
    )


def test_open_action_on_the_line_is_enough_and_a_closed_one_is_not(app: Flask, manager: MadePerson, path: str):
    factories.make_action(app, manager, lines=["S4"])
    factories.make_closed_action(app, manager)
    assert weak(app, manager) == ["S1"]


def test_confidential_action_counts_only_for_those_who_see_it(
    app: Flask, manager: MadePerson, viewer: MadePerson, path: str
):
    factories.make_action(app, manager, lines=["S4"], is_confidential=True)
    assert weak(app, manager) == ["S1"]
    assert weak(app, viewer) == ["S4", "S1"]


def test_round_that_was_given_up_asks_for_nothing(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    give_up(manager_client, path)
    assert weak(app, manager) == []
    assert OFFER not in manager_client.get(path).text


def test_other_services_lines_are_not_listed(app: Flask, neighbour_manager: MadePerson, path: str):
    assert weak(app, neighbour_manager) == []


def test_listing_takes_two_queries(app: Flask, manager: MadePerson, path: str):
    with app.app_context(), count_queries() as statements:
        weak_lines_without_action(manager.scope, framework())
    assert len(statements) == 2


def test_round_page_offers_an_action_for_each(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    factories.make_action(app, manager, lines=["S1"])
    page: Any = manager_client.get(path).page
    (offer,) = page.with_class("weak-lines")
    assert OFFER in text_of(offer)
    (item,) = [text_of(item) for item in offer.iter("li")]
    assert item == "S4 Medicines management Inadequate Add an action for S4"
    (link,) = [each for each in offer.iter("a") if text_of(each).startswith("Add an action")]
    asked = parse_qs(urlsplit(link.get("href")).query)
    assert asked == {
        "line": ["asc-2017-11/S4"],
        "issue": ["S4 Medicines management: we judged it inadequate. Seen on S4."],
    }


def test_long_reason_stays_out_of_the_address(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S4", {"judgement": "inadequate", "reason": "x" * 501})
    page: Any = manager_client.get(path).page
    assert all("xxx" not in link.get("href", "") for link in page.all("a"))


def test_nothing_is_offered_to_viewers_or_where_nothing_is_weak(
    viewer_client: PageCheckingClient, manager_client: PageCheckingClient, path: str
):
    assert OFFER not in viewer_client.get(path).text
    for code in ("S1", "S4"):
        save(manager_client, path, code, {"judgement": "good", "reason": "Mended."})
    assert OFFER not in manager_client.get(path).text
