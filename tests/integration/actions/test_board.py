"""The board of actions: its columns, how much each shows, what it is narrowed by, and when it is shown."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from evidence.actions.models import Action
from evidence.database import db, saving
from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.records.filled import C1, S1, add, titles_on
from tests.statements import count_queries

MOST_QUERIES = 12
CLOSING = {"closing_word": "Done", "no_proof_reason": "Nothing to show"}


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def columns(page: Any) -> dict[str, list[str]]:
    """The titles in each column, by its heading with the number behind it."""
    found = {}
    for column in page.with_class("board-column"):
        heading = " ".join("".join(next(column.iter("h2")).itertext()).split())
        cards = list(column.iter("li"))
        found[heading] = [str(next(card.iter("a")).text) for card in cards]
    return found


@pytest.fixture
def actions(manager_client: PageCheckingClient, service: MadeService) -> dict[str, str]:
    """An action for each column, and one in the archive: references by title."""
    made = {
        title: add(manager_client, service, "actions", title=title, due_on=in_days(days), lines=[S1], priority=priority)
        for title, days, priority in (
            ("Late", -3, "high"),
            ("Later still", -30, "low"),
            ("Today", 0, "high"),
            ("In two weeks", 14, "low"),
            ("After that", 15, "low"),
            ("Closed", -5, "high"),
            ("Put away", -5, "high"),
        )
    }
    manager_client.submit(f"{service.path}/actions/{made['Closed']}/close", CLOSING)
    manager_client.submit(f"{service.path}/actions/{made['Put away']}/archive")
    return made


@pytest.mark.usefixtures("actions")
def test_every_action_stands_in_the_column_of_its_date(manager_client: PageCheckingClient, service: MadeService):
    page: Any = manager_client.get(f"{service.path}/actions/?view=board").page
    assert columns(page) == {
        "Overdue 2": ["Later still", "Late"],
        "Due in the next two weeks 2": ["Today", "In two weeks"],
        "Due later 1": ["After that"],
        "Done in the last 30 days 1": ["Closed"],
    }
    assert "6 actions, open or done lately." in page.text


@pytest.mark.usefixtures("actions")
def test_board_is_narrowed_by_line_owner_and_priority_but_not_by_its_own_columns(
    manager_client: PageCheckingClient, service: MadeService
):
    index = f"{service.path}/actions/?view=board"

    def shown(query: str) -> list[str]:
        found: Any = manager_client.get(index + query).page
        return [title for titles in columns(found).values() for title in titles]

    assert shown("&priority=high") == ["Late", "Today", "Closed"]
    assert shown(f"&line={C1}") == []
    assert shown("&owner=none") == []
    assert len(shown("&owner=mine&state=done&due=overdue")) == 6
    page: Any = manager_client.get(f"{index}&state=done").page
    assert {field.get("name") for field in page.all("select")} == {"line", "priority", "owner"}


def test_cards_lead_to_what_can_be_done_with_each(
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    actions: dict[str, str],
    service: MadeService,
):
    index = f"{service.path}/actions/"
    page: Any = manager_client.get(f"{index}?view=board").page
    links = {link.get("href") for link in page.all("a")}
    assert {f"{index}{actions['Late']}/close", f"{index}{actions['Late']}/edit"} <= links
    assert f"{index}{actions['Closed']}/reopen" in links
    assert f"{index}{actions['Closed']}/close" not in links
    read: Any = viewer_client.get(f"{index}?view=board").page
    assert len(columns(read)["Overdue 2"]) == 2
    assert not [link for link in read.all("a") if link.get("href", "").endswith(("/close", "/edit", "/reopen"))]


@pytest.mark.usefixtures("actions")
def test_board_is_remembered_but_gives_way_to_a_list_that_is_asked_for(
    manager_client: PageCheckingClient, service: MadeService
):
    index = f"{service.path}/actions/"
    manager_client.get(f"{index}?view=board")
    assert manager_client.get(index).page.with_class("board")  # type: ignore[attr-defined]
    overdue: Any = manager_client.get(f"{index}?due=overdue").page
    assert titles_on(overdue) == ["Later still", "Late"]
    assert manager_client.get(index).page.with_class("board")  # type: ignore[attr-defined]


def test_column_shows_the_first_ten_and_leads_to_all(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    with factories.at_once(app):
        for number in range(12):
            factories.make_action(app, manager, f"Late {number}", due_on=clock.today() - timedelta(days=40 - number))
    with count_queries() as statements:
        page: Any = manager_client.get(f"{service.path}/actions/?view=board").page
    assert len(statements) <= MOST_QUERIES
    assert columns(page)["Overdue 12"] == [f"Late {number}" for number in range(10)]
    [everything] = [link.get("href") for link in page.all("a") if link.text == "All overdue actions"]
    assert len(titles_on(manager_client.get(everything).page)) == 12


def test_what_was_closed_long_ago_is_not_on_the_board(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    lately, long_ago = (factories.make_closed_action(app, manager, title) for title in ("Lately", "Long ago"))
    with app.app_context(), saving():
        action = db.session.get_one(Action, (service.id, long_ago.id))
        action.closed_at = clock.now() - timedelta(days=31)
        factories.audit.record_change(service.scope, "set the dates of the test", "test", {})
    page: Any = manager_client.get(f"{service.path}/actions/?view=board").page
    assert columns(page)["Done in the last 30 days 1"] == [lately.title]


def test_confidential_action_is_not_counted_for_a_viewer(
    app: Flask, manager: MadePerson, viewer_client: PageCheckingClient, service: MadeService
):
    factories.make_action(app, manager, "Secret", is_confidential=True)
    factories.make_action(app, manager, "Open")
    page: Any = viewer_client.get(f"{service.path}/actions/?view=board").page
    assert columns(page)["Overdue 1"] == ["Open"]
