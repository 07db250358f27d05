"""The overall rating: limiters on offer, a breach, and every reason of what it likely comes to."""

from typing import Any

import pytest
from flask import Flask

from evidence.accounts import audit
from evidence.accounts.models import Service
from evidence.assessments.report import build_report
from evidence.database import db, saving
from evidence.web import clock
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import (
    OVERVIEW,
    SAVE,
    checked,
    framework,
    judge_key_question,
    reference_in,
    rows_of,
    save,
    start,
    value_of,
)
from tests.pages import text_of

LIMITERS = ("no_registered_manager", "condition_not_met", "notifications_missed", "pir_late")
HINT = "The tracker has no registered manager for this service"


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def decide(client: PageCheckingClient, path: str, fields: dict[str, str], button: str = SAVE) -> Any:
    return client.submit(f"{path}overall", fields, button=button)


def judge_all(client: PageCheckingClient, path: str, **judgements: str) -> None:
    for key_question in framework().key_questions:
        judge_key_question(client, path, key_question.code, judgements.get(key_question.code, "good"))


def likely(client: PageCheckingClient, path: str) -> tuple[str, list[str]]:
    """The likely rating, and every reason as the page tells it."""
    page: Any = client.get(f"{path}overall").page
    rating = text_of(page.with_class("likely-rating")[0]).removesuffix(" likely, by the published principles")
    return rating, [text_of(item) for item in page.with_class("principles")[0]]


def test_nothing_is_said_while_key_questions_are_missing(manager_client: PageCheckingClient, path: str):
    judge_key_question(manager_client, path, "S")
    save(manager_client, path, "E3", {"judgement": "good", "reason": "Good meals."})
    page: Any = manager_client.get(f"{path}overall").page
    assert text_of(page.with_class("likely-rating")[0]) == "Nothing can be said yet."
    (left,) = page.with_class("still-to-judge")
    wanted = {found.code: len(framework().lines_of(found.code)) for found in framework().key_questions}
    assert [text_of(item) for item in left] == [
        f"Effective 1 of {wanted['E']} lines judged",
        f"Caring 0 of {wanted['C']} lines judged",
        f"Responsive 0 of {wanted['R']} lines judged",
        f"Well-led 0 of {wanted['W']} lines judged",
    ]
    assert [link.get("href") for link in left.iter("a")] == [f"{path}key-questions/{code}" for code in "ECRW"]
    assert "How sure we are" not in page.text


@pytest.mark.parametrize("judged", [{}, {"E": "requires-improvement"}, {"S": "inadequate", "E": "inadequate"}])
def test_no_page_shows_the_id_of_a_rule(manager_client: PageCheckingClient, path: str, judged: dict[str, str]):
    if judged:
        judge_all(manager_client, path, **judged)
    save(manager_client, path, "S1", {"answer-S1.good.1": "us", "judgement": "good", "reason": "Yes."})
    for page in ("", "overall", "sign-off", "lines/S1", "key-questions/S"):
        shown: Any = manager_client.get(path + page).page
        for rule in ("missing-key-question", "good-at-most-one-ri", "nothing-counts", "no-claim", "two-inadequate"):
            assert rule not in shown.html


def test_rating_is_shown_with_rule_words_and_how_sure(manager_client: PageCheckingClient, path: str):
    judge_all(manager_client, path, E="requires-improvement")
    rating, reasons = likely(manager_client, path)
    assert rating == "Good"
    (reason,) = reasons
    assert "normally good" in reason
    assert "confirmed: read on the regulator's own page or in the law" in reason
    assert "good-at-most-one-ri" not in reason
    overview: Any = manager_client.get(path).page
    assert "Likely overall rating Good" in overview.text


@pytest.mark.parametrize("name", LIMITERS)
def test_limiter_counts_once_it_is_confirmed_with_a_reason(manager_client: PageCheckingClient, path: str, name: str):
    judge_all(manager_client, path, E="requires-improvement")
    answer = decide(manager_client, path, {name: "yes"})
    assert answer.page.problems_told == ["Enter what happened and why you confirm it."]
    assert checked(answer.page, name) == ["yes"]
    assert decide(manager_client, path, {name: "yes", f"{name}_reason": "Since May."}).status_code == 302
    rating, reasons = likely(manager_client, path)
    assert rating == "Requires improvement"
    assert reasons[0].startswith("Well-led cannot be better than requires improvement because")
    decide(manager_client, path, {name: "no"})
    assert likely(manager_client, path)[0] == "Good"


def test_breach_caps_the_overall_rating(manager_client: PageCheckingClient, path: str):
    judge_all(manager_client, path)
    answer = decide(manager_client, path, {"breach": "yes"})
    assert answer.page.problems_told == ["Enter what happened and why you confirm it."]
    decide(manager_client, path, {"breach": "yes", "breach_reason": "Regulation 12, in June."}, OVERVIEW)
    rating, reasons = likely(manager_client, path)
    assert rating == "Requires improvement"
    assert "Without it, the rating would be good." in reasons[-1]


def test_nothing_is_chosen_beforehand(manager_client: PageCheckingClient, path: str):
    page: Any = manager_client.get(f"{path}overall").page
    assert [checked(page, name) for name in (*LIMITERS, "breach")] == [[]] * 5
    assert HINT not in page.text


@pytest.mark.parametrize("said", ["None in post", "none", "Vacant since May", "  NONE IN POST "])
def test_missing_manager_is_pointed_at_and_not_decided(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str, said: str
):
    with app.app_context(), saving():
        db.session.get_one(Service, service.id).registered_manager = said
        audit.record_change(service.scope, "changed the service", service.reference, {})
    page: Any = manager_client.get(f"{path}overall").page
    assert HINT in page.text
    assert checked(page, "no_registered_manager") == []


def test_words_without_yes_or_no_are_asked_about_and_kept(manager_client: PageCheckingClient, path: str):
    answer = decide(manager_client, path, {"pir_late_reason": "Two weeks."})
    assert answer.page.problems_told == ["Choose yes or no."]
    assert value_of(answer.page, "pir_late_reason") == "Two weeks."


def test_answer_that_is_not_offered_is_refused(manager_client: PageCheckingClient, path: str):
    form = manager_client.form(f"{path}overall", button=SAVE)
    form.fields["pir_late"] = "perhaps"
    answer: Any = manager_client.send(form)
    assert answer.page.problems_told == ["Choose yes or no."]


def test_stale_save_shows_both_versions(manager_client: PageCheckingClient, lead_client: PageCheckingClient, path: str):
    mine = {"pir_late": "yes", "pir_late_reason": "Two weeks."}
    form = manager_client.form(f"{path}overall", mine, button=SAVE)
    decide(lead_client, path, {"pir_late": "no", "breach": "yes", "breach_reason": "Regulation 12."})
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    rows = rows_of(answer.page, "What is stored now, beside what you typed")
    assert rows == [
        ["Was the provider information return late?", "No", "Yes Two weeks."],
    ]
    assert checked(answer.page, "breach") == ["yes"]
    assert value_of(answer.page, "breach_reason") == "Regulation 12."
    assert value_of(answer.page, "pir_late_reason") == "Two weeks."
    form.fields["version"] = value_of(answer.page, "version")
    assert manager_client.send(form).status_code == 302


def test_same_decisions_sent_twice_are_saved_once(manager_client: PageCheckingClient, path: str):
    form = manager_client.form(f"{path}overall", {"pir_late": "no"}, button=SAVE)
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    assert value_of(manager_client.get(f"{path}overall").page, "version") == "2"


def test_viewer_reads_what_was_decided(
    manager: MadePerson, manager_client: PageCheckingClient, viewer_client: PageCheckingClient, path: str
):
    decide(manager_client, path, {"pir_late": "yes", "pir_late_reason": "Two weeks."})
    page: Any = viewer_client.get(f"{path}overall").page
    assert f"Was the provider information return late? Yes: Two weeks. {manager.name}, " in page.text
    assert "Were notifications to CQC missed? Not answered" in page.text


def test_breach_is_denied_only_by_whoever_says_no(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    decide(manager_client, path, {"pir_late": "no"})
    assert checked(manager_client.get(f"{path}overall").page, "breach") == []
    assert breach(app, manager, path) == ("Not answered", "", "")
    decide(manager_client, path, {"breach": "no", "breach_reason": "We looked."})
    assert checked(manager_client.get(f"{path}overall").page, "breach") == ["no"]
    assert breach(app, manager, path) == ("No", "We looked.", manager.name)


def breach(app: Flask, person: MadePerson, path: str) -> tuple[str, str, str]:
    with app.app_context():
        said = build_report(person.scope, reference_in(path), today=clock.today()).standing.considered[-1]
    assert said.limiter is None
    return said.words, said.reason, said.decided_by
