"""Actions: their list and how they stand against their date, on their own page and on the line's."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.database import db
from evidence.records.models import Record, RecordLine
from evidence.web import clock
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.records.filled import ACTION, S1, S2, add, titles_on


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def three_actions(manager_client: PageCheckingClient, service: MadeService) -> None:
    """Three actions, added in another order than they are due."""
    add(manager_client, service, "actions", title="Later", due_on=in_days(60), priority="low", lines=[S1])
    add(manager_client, service, "actions", title="Overdue", due_on=in_days(-3), owner="", lines=[S1, S2])
    add(manager_client, service, "actions", title="Soon", due_on=in_days(14), priority="medium", lines=[S2])


@pytest.mark.usefixtures("three_actions")
def test_list_says_in_words_shape_and_class_how_each_stands(manager_client: PageCheckingClient, service: MadeService):
    page: Any = manager_client.get(f"{service.path}/actions/").page
    assert titles_on(page) == ["Overdue", "Soon", "Later"]
    tags = page.with_class("due")
    assert [tag.get("class") for tag in tags] == ["due due-overdue", "due due-soon", "due due-later"]
    words = ["".join(tag.itertext()).strip() for tag in tags]
    assert words[0] == "Overdue by 3 days"
    assert words[1] == "Due in 2 weeks"
    assert words[2].startswith("Due in ")
    assert all(len(list(tag)) == 1 for tag in tags)
    assert not page.with_class("rating")


@pytest.mark.usefixtures("three_actions")
def test_list_is_filtered_by_what_the_address_says(manager_client: PageCheckingClient, service: MadeService):
    expected = {
        "priority=high": ["Overdue"],
        "priority=low": ["Later"],
        "owner=mine": ["Soon", "Later"],
        "state=open": ["Overdue", "Soon", "Later"],
        "state=done": [],
        f"line={S2}": ["Overdue", "Soon"],
        "line=S1": ["Overdue", "Later"],
        "priority=nonsense&state=nonsense&owner=nonsense&page=nonsense": ["Overdue", "Soon", "Later"],
        f"owner=mine&line={S2}": ["Soon"],
        "page=99": ["Overdue", "Soon", "Later"],
    }
    index = f"{service.path}/actions/"
    found = {query: titles_on(manager_client.get(f"{index}?{query}").page) for query in expected}
    assert found == expected


@pytest.mark.usefixtures("three_actions")
def test_done_actions_come_after_open_ones(manager_client: PageCheckingClient, service: MadeService):
    page: Any = manager_client.get(f"{service.path}/actions/").page
    [overdue] = [link.get("href") for link in page.all("a") if link.text == "Overdue"]
    manager_client.submit(f"{overdue}/close", {"closing_word": "Done", "no_proof_reason": "Nothing to show"})
    for address in (f"{service.path}/actions/?line={S1}", f"{service.path}/lines/{S1}"):
        shown: Any = manager_client.get(address).page
        tags = [tag.get("class") for tag in shown.with_class("due")]
        assert tags == ["due due-later", "due due-done"]


def test_address_fills_the_form(manager_client: PageCheckingClient, service: MadeService):
    query = {"title": "x" * 200, "issue": "Is anyone at risk?\nYes.", "line": S1, "plan": "not filled"}
    page: Any = manager_client.get(f"{service.path}/actions/add", query_string=query).page
    fields = {field.get("name"): field for field in page.all("input", "textarea")}
    assert fields["title"].get("value") == "x" * 150
    assert "Is anyone at risk?" in fields["issue"].text
    assert not (fields["plan"].text or "").strip()
    assert [box.get("value") for box in page.all("input") if box.get("checked") is not None] == [S1]


def test_links_of_actions_are_background_whatever_a_form_says(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    page: Any = manager_client.get(f"{service.path}/actions/add").page
    assert not [field for field in page.all("select") if str(field.get("name")).startswith("bearing-")]
    form = manager_client.form(f"{service.path}/actions/add", {**ACTION, "lines": [S1]})
    form.fields[f"bearing-{S1}"] = "supports"
    manager_client.send(form)
    with app.app_context():
        links = list(db.session.scalars(select(RecordLine).where(RecordLine.service_id == service.id)))
        assert [link.bearing for link in links] == ["background"]
        record: Any = db.session.scalar(select(Record).where(Record.service_id == service.id))
        assert record.happened_on is None
        assert record.state == "open"
    assert "Background" not in manager_client.get(f"{service.path}/lines/{S1}").text.split("Actions")[-1]


def test_page_shows_what_an_action_is_about(
    manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    reference = add(manager_client, service, "actions", lines=[S1], text="Chased the *supplier*.")
    page: Any = manager_client.get(f"{service.path}/actions/{reference}").page
    for words in ("1 December 2026", "High priority", manager.name, "S1", "Open"):
        assert words in page.text
    assert "<em>supplier</em>" in page.html
