"""Saying that harm happens here: the page asks whether anyone is at risk, offers an action, and never blocks."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kloe.judgement import Rating
from tests.clients import PageCheckingClient
from tests.factories import MadeService
from tests.integration.assessments.filled import NEXT, OVERVIEW, line_of, rows_of, save, start
from tests.pages import text_of

ASKED = "Is anyone at risk now?"


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


@pytest.mark.parametrize("value", ["us", "partly"])
@pytest.mark.parametrize("button", ["Save", NEXT, OVERVIEW])
def test_page_after_saving_asks_whatever_button_was_pressed(
    manager_client: PageCheckingClient, path: str, value: str, button: str
):
    answer = save(manager_client, path, "S1", {"answer-S1.inadequate.2": value}, button)
    page: Any = manager_client.get(answer.location).page
    assert ASKED in page.text
    assert "call 999" in page.text
    assert "safeguarding team" in page.text
    assert line_of("S1").at(Rating.INADEQUATE)[1].text in page.text


@pytest.mark.parametrize(
    ("key", "value"),
    [("S1.inadequate.2", "not-us"), ("S1.requires-improvement.2", "us"), ("S1.good.2", "not-us")],
)
def test_nothing_is_asked_about_other_answers(manager_client: PageCheckingClient, path: str, key: str, value: str):
    answer = save(manager_client, path, "S1", {f"answer-{key}": value})
    assert ASKED not in manager_client.get(answer.location).text


def test_action_is_offered_in_one_step(manager_client: PageCheckingClient, service: MadeService, path: str):
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "us"})
    page: Any = manager_client.get(f"{path}lines/S1").page
    link = next(each for each in page.all("a") if text_of(each).startswith("Add an action"))
    address = urlsplit(link.get("href"))
    assert address.path == f"{service.path}/actions/add"
    asked = parse_qs(address.query)
    assert asked["line"] == ["asc-2017-11/S1"]
    assert line_of("S1").at(Rating.INADEQUATE)[1].text in asked["issue"][0]
    form = manager_client.form(link.get("href"), action=address.path)
    assert line_of("S1").at(Rating.INADEQUATE)[1].text in form.fields["issue"]
    assert form.fields.getlist("lines") == ["asc-2017-11/S1"]


def test_what_was_said_before_does_not_follow_to_the_next_line(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "us"})
    answer = save(manager_client, path, "S1", {"answer-S1.good.1": "us"}, NEXT)
    assert answer.location.endswith("/lines/S2")
    assert ASKED not in manager_client.get(answer.location).text
    assert ASKED in manager_client.get(f"{path}lines/S1").text


def test_overview_marks_the_line(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "partly"})
    first, second = rows_of(manager_client.get(path).page, "The lines of Safe")[:2]
    assert "Harm reported" in first[0]
    assert "Harm reported" not in second[0]


def test_line_can_be_judged_all_the_same(manager_client: PageCheckingClient, path: str):
    fields = {"answer-S1.inadequate.2": "us", "judgement": "good", "reason": "It was one day in May, and it is mended."}
    assert save(manager_client, path, "S1", fields).status_code == 302
    assert rows_of(manager_client.get(path).page, "The lines of Safe")[0][1] == "Good"


@pytest.mark.parametrize("code", ["S3", "X9", ""])
def test_address_that_asks_about_a_line_without_harm_asks_nothing(
    manager_client: PageCheckingClient, path: str, code: str
):
    for end in ("", "lines/S2"):
        assert ASKED not in manager_client.get(f"{path}{end}?harm={code}").text


def test_next_line_asks_about_both_when_harm_is_said_there_too(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S2", {"answer-S2.inadequate.1": "us"})
    answer = save(manager_client, path, "S1", {"answer-S1.inadequate.2": "us"}, NEXT)
    page: Any = manager_client.get(answer.location).page
    asked = [text_of(heading) for heading in page.all("h2") if text_of(heading) == ASKED]
    assert len(asked) == 2
