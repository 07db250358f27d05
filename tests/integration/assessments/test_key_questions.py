"""Judging a key question: the profile of its lines, the headlines, and a reason always."""

from typing import Any

import pytest

from kloe.judgement import Rating
from tests.clients import PageCheckingClient
from tests.factories import MadeService
from tests.integration.assessments.filled import (
    OVERVIEW,
    SAVE,
    checked,
    framework,
    judge_key_question,
    rows_of,
    save,
    start,
    value_of,
)
from tests.pages import text_of


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def submit(client: PageCheckingClient, path: str, fields: dict[str, str], button: str = SAVE) -> Any:
    return client.submit(f"{path}key-questions/S", fields, button=button)


def test_page_shows_the_profile_and_adds_nothing_up(manager_client: PageCheckingClient, path: str):
    for code, rating in (("S1", "good"), ("S2", "good"), ("S3", "inadequate")):
        save(manager_client, path, code, {"judgement": rating, "reason": f"Because of {code}."})
    page: Any = manager_client.get(f"{path}key-questions/S").page
    profile = [text_of(item) for item in page.with_class("profile")[0]]
    assert profile == ["Good 2 lines", "Inadequate 1 line", "Not judged yet 3 lines"]
    assert "Because of S3." in page.text
    assert "nothing is added up here" in page.text
    assert checked(page, "judgement") == [""]


def test_page_shows_the_four_headlines(manager_client: PageCheckingClient, path: str):
    page: Any = manager_client.get(f"{path}key-questions/S").page
    for rating in Rating:
        headline = framework().key_question("S").headline(rating)
        assert headline is not None
        assert headline.text in page.text


@pytest.mark.parametrize("rating", list(Rating))
def test_every_judgement_needs_a_reason(manager_client: PageCheckingClient, path: str, rating: Rating):
    answer = submit(manager_client, path, {"judgement": rating.value})
    assert answer.page.problems_told == [f"Enter why you judge it {rating.words}."]
    assert checked(answer.page, "judgement") == [rating.value]


def test_judgement_is_saved_with_its_reason_and_shown(manager_client: PageCheckingClient, path: str):
    assert submit(manager_client, path, {"judgement": "good", "reason": "Five of six."}, OVERVIEW).location == path
    page: Any = manager_client.get(f"{path}key-questions/S").page
    assert checked(page, "judgement") == ["good"]
    assert value_of(page, "reason") == "Five of six."
    assert "Judged by Manager of Rose Lodge" in page.text


def test_words_without_a_judgement_are_kept(manager_client: PageCheckingClient, path: str):
    assert submit(manager_client, path, {"reason": "Still thinking."}).status_code == 302
    page: Any = manager_client.get(f"{path}key-questions/S").page
    assert value_of(page, "reason") == "Still thinking."
    assert "Key questions judged 0 of 5" in manager_client.get(path).page.text


def test_judgement_that_is_not_offered_is_refused(manager_client: PageCheckingClient, path: str):
    form = manager_client.form(f"{path}key-questions/S", {"reason": "Mine."}, button=SAVE)
    form.fields["judgement"] = "splendid"
    answer: Any = manager_client.send(form)
    assert answer.page.problems_told == ["Choose one of the four ratings, or “Not judged yet”."]
    assert value_of(answer.page, "reason") == "Mine."


def test_stale_judgement_shows_both(manager_client: PageCheckingClient, lead_client: PageCheckingClient, path: str):
    mine = {"judgement": "good", "reason": "Mine."}
    form = manager_client.form(f"{path}key-questions/S", mine, button=SAVE)
    judge_key_question(lead_client, path, "S", "inadequate")
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert rows_of(answer.page, "What is stored now, beside what you typed") == [
        ["Judgement", "Inadequate", "Good"],
        ["Why", "Most of what we saw on S points there.", "Mine."],
    ]
    assert "Provider-lead of Rose Lodge saved it" in answer.page.text
    form.fields["version"] = value_of(answer.page, "version")
    assert manager_client.send(form).status_code == 302
    assert checked(manager_client.get(f"{path}key-questions/S").page, "judgement") == ["good"]


def test_same_judgement_sent_twice_is_saved_once(manager_client: PageCheckingClient, path: str):
    form = manager_client.form(f"{path}key-questions/S", {"judgement": "good", "reason": "Mine."}, button=SAVE)
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    assert value_of(manager_client.get(f"{path}key-questions/S").page, "version") == "1"
