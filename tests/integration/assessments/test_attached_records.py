"""Records that answers rest on: which are offered, attaching and detaching them."""

from typing import Any

import pytest
from flask import Flask

from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import checked, save, start
from tests.pages import text_of

TICKS = "records-S1.good.1"


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def offered(page: Any) -> list[str | None]:
    return [control.get("value") for control in page.all("input") if control.get("name") == TICKS]


def test_records_of_the_line_can_be_attached_and_taken_off(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    item = factories.make_item(app, manager, lines=["S1"])
    story = factories.make_story(app, manager, lines=["S1"])
    factories.make_item(app, manager, "Of another line", lines=["C1"])
    page: Any = manager_client.get(f"{path}lines/S1").page
    assert set(offered(page)) == {item.reference, story.reference}
    save(manager_client, path, "S1", {"answer-S1.good.1": "us", TICKS: [item.reference, story.reference]})
    page = manager_client.get(f"{path}lines/S1").page
    assert set(checked(page, TICKS)) == {item.reference, story.reference}
    assert checked(page, "records-S1.good.2") == []
    save(manager_client, path, "S1", {TICKS: [story.reference]})
    assert checked(manager_client.get(f"{path}lines/S1").page, TICKS) == [story.reference]


def test_line_without_records_says_so(manager_client: PageCheckingClient, path: str):
    page: Any = manager_client.get(f"{path}lines/S1").page
    assert "No records are linked to S1 yet." in page.text
    assert not page.with_class("answer-records")


def test_record_without_an_answer_is_asked_about(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    item = factories.make_item(app, manager, lines=["S1"])
    answer = save(manager_client, path, "S1", {TICKS: [item.reference]})
    assert answer.page.problems_told == ["Choose an answer to S1.good.1, or clear what you wrote and ticked beside it."]
    assert checked(answer.page, TICKS) == [item.reference]


def test_record_of_another_line_is_refused(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    item = factories.make_item(app, manager, lines=["C1"])
    factories.make_item(app, manager, lines=["S1"])
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "us"}, button="Save")
    form.fields.add(TICKS, item.reference)
    answer: Any = manager_client.send(form)
    assert answer.page.problems_told == [
        f"There is no record {item.reference} on this line. "
        "Check the reference at S1.good.1, or link the record to the line first."
    ]


def test_attached_record_stays_on_offer_when_it_has_left_the_line(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    item = factories.make_item(app, manager, lines=["S1"])
    save(manager_client, path, "S1", {"answer-S1.good.1": "us", TICKS: [item.reference]})
    manager_client.submit(f"{service.path}/evidence/{item.reference}/archive", {})
    page: Any = manager_client.get(f"{path}lines/S1").page
    assert checked(page, TICKS) == [item.reference]
    assert "No longer on this line" in page.text
    assert save(manager_client, path, "S1", {"answer-S1.good.2": "us"}).status_code == 302


def test_older_records_are_attached_by_their_reference(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    made = [factories.make_item(app, manager, f"Number {number}", lines=["S1"]).reference for number in range(32)]
    page: Any = manager_client.get(f"{path}lines/S1").page
    assert len(offered(page)) == 30
    older = [reference for reference in made if reference not in offered(page)]
    assert len(older) == 2
    typed = f" {older[0].lower().replace('-', ' ')}, {older[1]}"
    save(manager_client, path, "S1", {"answer-S1.good.1": "us", "more-S1.good.1": typed})
    page = manager_client.get(f"{path}lines/S1").page
    assert set(checked(page, TICKS)) == set(older)
    assert len(offered(page)) == 32


def test_reference_that_does_not_exist_is_told_and_kept(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    for number in range(31):
        factories.make_item(app, manager, f"Number {number}", lines=["S1"])
    answer = save(manager_client, path, "S1", {"answer-S1.good.1": "us", "more-S1.good.1": "that survey"})
    assert answer.page.problems_told == [
        "There is no record that on this line. Check the reference at S1.good.1, or link the record to the line first."
    ]
    field = next(each for each in answer.page.all("input") if each.get("name") == "more-S1.good.1")
    assert field.get("value") == "that survey"


def test_confidential_record_is_marked_for_managers_and_hidden_from_viewers(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    path: str,
):
    secret = factories.make_item(app, manager, "A worried nurse", lines=["S1"], is_confidential=True)
    plain = factories.make_item(app, manager, "Survey", lines=["S1"], source="staff")
    save(manager_client, path, "S1", {"answer-S1.good.1": "us", TICKS: [secret.reference, plain.reference]})
    page: Any = manager_client.get(f"{path}lines/S1").page
    marked = [text_of(label) for label in page.all("label") if "Confidential" in text_of(label)]
    assert marked
    assert all("A worried nurse" in words for words in marked)
    for end in ("lines/S1", "", "key-questions/S", "overall", "sign-off"):
        shown: Any = viewer_client.get(path + end).page
        assert secret.reference not in shown.html
        assert "A worried nurse" not in shown.html
    assert "Survey" in viewer_client.get(f"{path}lines/S1").text
