"""Answering whether anyone is at risk now: recorded, shown wherever harm is said, and asked before the sign-off."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.assessments.models import FrozenCopy, RiskAnswer
from evidence.assessments.report import build_report
from evidence.database import db
from evidence.web import clock
from kloe.judgement import Rating
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.assessments.filled import (
    NEXT,
    OVERVIEW,
    answers,
    judge_everything,
    line_of,
    reference_in,
    save,
    sign_off,
    start,
    value_of,
)
from tests.pages import text_of

ASKED = "Is anyone at risk now?"
DONE = "He is safe with his sister; safeguarding told at 10."
HARM = {"answer-S1.inadequate.2": "us"}


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round in which S1 says that harm happens."""
    path = start(manager_client, service)
    save(manager_client, path, "S1", HARM)
    return path


def answer(client: PageCheckingClient, path: str, at_risk: str, done: str = "", then: str = "") -> Any:
    return client.submit(f"{path}lines/S1/risk{then}", {"at_risk": at_risk, "done": done})


def notices(page: Any) -> list[str]:
    return [text_of(notice) for notice in page.with_class("risk")]


def stored(app: Flask, service: MadeService) -> list[tuple[bool, str, list[str]]]:
    with app.app_context():
        rows = select(RiskAnswer).where(RiskAnswer.service_id == service.id).order_by(RiskAnswer.answered_at)
        return [(row.is_at_risk, row.done, row.statement_keys) for row in db.session.scalars(rows)]


def test_question_leads_to_its_answer_which_leads_back(manager_client: PageCheckingClient, path: str):
    for page, back in ((f"{path}lines/S1", f"{path}lines/S1"), (f"{path}?harm=S1", path)):
        shown: Any = manager_client.get(page).page
        (link,) = [each for each in shown.all("a") if text_of(each) == "Answer yes or no about S1"]
        form = manager_client.form(link.get("href"), {"at_risk": "no", "done": page})
        assert manager_client.send(form).location == back
        save(manager_client, path, "S1", {"answer-S1.inadequate.2": "not-us"})
        save(manager_client, path, "S1", HARM)


def test_page_says_what_to_do_first_and_offers_the_action(manager_client: PageCheckingClient, path: str):
    page: Any = manager_client.get(f"{path}lines/S1/risk").page
    assert page.heading == ASKED
    for words in ("call 999", "on-call manager", "safeguarding team", line_of("S1").at(Rating.INADEQUATE)[1].text):
        assert words in page.text
    assert any(text_of(link).startswith("Add an action") for link in page.all("a"))


@pytest.mark.parametrize(
    ("at_risk", "done", "problem"),
    [
        ("", "", "Choose yes or no."),
        ("yes", " ", "Enter what you have done to make them safe, and who you have told."),
        ("no", "x" * 5_001, "What you write must be 5,000 characters or fewer. Shorten it by 1."),
    ],
)
def test_what_is_missing_is_asked_for(
    app: Flask,
    manager_client: PageCheckingClient,
    service: MadeService,
    path: str,
    at_risk: str,
    done: str,
    problem: str,
):
    fields = {"at_risk": at_risk, "done": done} if at_risk else {"done": done}
    told: Any = manager_client.submit(f"{path}lines/S1/risk", fields)
    assert told.page.problems_told == [problem]
    assert stored(app, service) == []


def test_yes_keeps_saying_what_to_do_and_offering_the_action(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    assert answer(manager_client, path, "yes", DONE).status_code == 302
    assert stored(app, service) == [(True, DONE, ["S1.inadequate.2"])]
    for page in (f"{path}lines/S1", path):
        shown: Any = manager_client.get(page).page
        (notice,) = notices(shown)
        assert notice.startswith(f"Someone is at risk now Yes, someone is at risk said {manager.name},")
        for words in (
            DONE,
            "call 999",
            "on-call manager",
            "safeguarding team",
            "Add an action",
            "Say what has changed",
        ):
            assert words in notice
    assert "Someone at risk" in manager_client.get(path).text


def test_yes_follows_to_the_page_the_person_was_on_their_way_to(manager_client: PageCheckingClient, path: str):
    location = answer(manager_client, path, "yes", DONE, "?then=S2").location
    assert location.endswith("/lines/S2?harm=S1")
    assert notices(manager_client.get(location).page)[0].startswith("Someone is at risk now")
    assert answer(manager_client, path, "no", "", "?then=S2").location.endswith("/lines/S2")


@pytest.mark.parametrize("then", ["https://example.org", "//example.org", "X9", "S1"])
def test_address_that_leads_elsewhere_leads_back_to_the_line(manager_client: PageCheckingClient, path: str, then: str):
    assert answer(manager_client, path, "no", "", f"?then={then}").location == f"{path}lines/S1"


def test_no_is_shown_calmly_and_can_be_answered_again(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    answer(manager_client, path, "yes", DONE)
    answer(manager_client, path, "no", "He has moved in with her.")
    (notice,) = notices(manager_client.get(f"{path}lines/S1").page)
    assert notice.startswith("You have said that nobody is at risk now No, nobody is at risk said")
    assert "He has moved in with her." in notice
    assert "999" not in notice
    assert notices(manager_client.get(path).page) == []
    before: Any = manager_client.get(f"{path}lines/S1/risk").page.with_class("risk-history")[0]
    assert [text_of(item).split(" said")[0] for item in before] == ["No, nobody is at risk", "Yes, someone is at risk"]
    assert [is_at_risk for is_at_risk, _, _ in stored(app, service)] == [True, False]


def test_same_answer_sent_twice_is_stored_once(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    form = manager_client.form(f"{path}lines/S1/risk", {"at_risk": "yes", "done": DONE})
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    assert len(stored(app, service)) == 1


def test_harm_said_afterwards_is_asked_about_again(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    answer(manager_client, path, "no")
    save(manager_client, path, "S1", {**HARM, "answer-S1.inadequate.1": "partly"})
    assert ASKED in notices(manager_client.get(f"{path}lines/S1").page)[0]
    answer(manager_client, path, "no")
    assert stored(app, service)[1][2] == ["S1.inadequate.1", "S1.inadequate.2"]
    assert ASKED not in manager_client.get(f"{path}lines/S1").text


def test_harm_taken_back_and_said_again_is_asked_about_again(manager_client: PageCheckingClient, path: str):
    answer(manager_client, path, "no")
    save(manager_client, path, "S1", {**HARM, "reason-S1.inadequate.2": "In May."})
    assert ASKED not in manager_client.get(f"{path}lines/S1").text
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "not-us"})
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "partly"})
    assert ASKED in notices(manager_client.get(f"{path}lines/S1").page)[0]


def test_answer_to_what_was_changed_meanwhile_is_not_saved_but_kept(
    app: Flask, manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService, path: str
):
    form = manager_client.form(f"{path}lines/S1/risk", {"at_risk": "no", "done": "I was there."})
    answer(lead_client, path, "yes", DONE)
    told: Any = manager_client.send(form)
    assert told.status_code == 409
    assert "Something has changed since you opened this page" in told.page.text
    assert DONE in told.page.text
    assert value_of(told.page, "done") == "I was there."
    assert [is_at_risk for is_at_risk, _, _ in stored(app, service)] == [True]
    form.fields["shown"] = value_of(told.page, "shown")
    assert manager_client.send(form).status_code == 302


def test_line_without_harm_asks_nothing_and_takes_no_answer(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    form = manager_client.form(f"{path}lines/S1/risk", {"at_risk": "no"})
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "not-us"})
    shown: Any = manager_client.get(f"{path}lines/S1/risk").page
    assert "there is nothing to answer here" in shown.text
    assert manager_client.send(form).status_code == 200
    assert stored(app, service) == []


def test_histories_tell_it_and_viewers_read_it(
    manager_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService, path: str
):
    told = "answered whether anyone is at risk now: “Yes. He is safe with his sister"
    answer(manager_client, path, "yes", DONE)
    assert told in text_of(manager_client.get(path).page.with_class("history")[-1])
    assert told in manager_client.get(f"{service.path}/lines/{FRAMEWORK}/S1").page.text
    read: Any = viewer_client.get(f"{path}lines/S1").page
    assert DONE in text_of(read.by_id["risk"])
    assert viewer_client.get(f"{path}lines/S1/risk").status_code == 403


def test_viewer_reads_that_nobody_has_answered(viewer_client: PageCheckingClient, path: str):
    assert "Nobody has answered this." in text_of(viewer_client.get(f"{path}lines/S1").page.by_id["risk"])


def test_sign_off_asks_for_the_answer_and_leads_to_it(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    judge_everything(app, manager, path, left=("S1",))
    save(manager_client, path, "S1", {**answers(line_of("S1")), **HARM, "judgement": "inadequate"})
    page: Any = manager_client.get(f"{path}sign-off").page
    assert "The round can be signed off once this is answered, yes or no" in page.text
    (link,) = [each for each in page.all("a") if text_of(each).startswith("Answer for S1")]
    assert "Answer for S1: is anyone at risk now?" in manager_client.get(path).text
    form = manager_client.form(link.get("href"), {"at_risk": "yes", "done": DONE})
    back = manager_client.send(form).location
    assert back == f"{path}sign-off"
    assert DONE in manager_client.get(back).text
    assert sign_off(manager_client, path).status_code == 302


def test_answers_are_in_the_report_and_frozen_with_the_round(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    judge_everything(app, manager, path, left=("S1",))
    save(manager_client, path, "S1", {**answers(line_of("S1")), **HARM, "judgement": "inadequate"})
    answer(manager_client, path, "yes", DONE)
    answer(manager_client, path, "no", "All safe.")
    seen = []
    for _ in range(2):
        with app.app_context():
            standing = build_report(manager.scope, reference_in(path), today=clock.today()).standing
        (line,) = standing.asked_about_risk
        seen.append(line.risk_answers)
        assert (standing.at_risk, standing.risk_unanswered) == ((), ())
        if not standing.facts.signed_off_at:
            sign_off(manager_client, path)
    assert seen[0] == seen[1]
    assert [(given.words, given.done, given.answered_by, given.statements) for given in seen[0]] == [
        ("No", "All safe.", manager.name, ("S1.inadequate.2",)),
        ("Yes", DONE, manager.name, ("S1.inadequate.2",)),
    ]
    with app.app_context():
        body = json.loads(db.session.scalars(select(FrozenCopy.body).where(FrozenCopy.service_id == service.id)).one())
    assert [given["done"] for given in body["lines"][0]["risk_answers"]] == ["All safe.", DONE]


@pytest.mark.parametrize("button", [NEXT, OVERVIEW])
def test_question_on_the_way_leads_on_to_where_the_person_was_going(
    manager_client: PageCheckingClient, path: str, button: str
):
    fields = {**HARM, "answer-S1.inadequate.1": "us"}
    location = save(manager_client, path, "S1", fields, button).location
    (link,) = [each for each in manager_client.get(location).page.all("a") if text_of(each).startswith("Answer yes")]
    form = manager_client.form(link.get("href"), {"at_risk": "no"})
    assert manager_client.send(form).location == location.split("?")[0]
