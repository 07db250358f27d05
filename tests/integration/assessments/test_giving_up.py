"""Giving up a round: why is asked, everything stays readable, nothing in it counts, and it can't be changed."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts.audit_models import AuditEntry, AuditPayload
from evidence.assessments.models import Round
from evidence.assessments.report import build_report
from evidence.database import db
from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import (
    answers,
    give_up,
    judge_everything,
    line_of,
    own_forms,
    reference_in,
    rounds_of,
    save,
    sign_off,
    start,
)
from tests.pages import text_of

REASON = "Against the wrong framework."


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round, with S1 judged."""
    path = start(manager_client, service)
    save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"})
    return path


def links(page: Any) -> dict[str, str]:
    return {text_of(link): link.get("href") for link in page.all("a")}


def test_overview_leads_to_it_and_the_page_says_what_is_kept(manager_client: PageCheckingClient, path: str):
    address = links(manager_client.get(path).page)["Give up this round"]
    page: Any = manager_client.get(address).page
    assert page.heading == "Give up this round"
    assert "stays readable, with 1 line and 0 key questions judged" in page.text
    assert "Nothing in it counts as a judgement any more" in page.text


def test_reason_is_needed_and_kept(app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str):
    answer = give_up(manager_client, path, " ")
    assert answer.page.problems_told == ["Enter why you give this round up."]
    answer = give_up(manager_client, path, "x" * 5_001)
    assert answer.page.problems_told == ["The reason must be 5,000 characters or fewer. Shorten it by 1."]
    with app.app_context():
        assert db.session.scalars(select(Round.state).where(Round.service_id == service.id)).all() == ["open"]


def test_it_is_audited_with_its_reason(app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str):
    assert give_up(manager_client, path, REASON).status_code == 302
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.service_id == service.id).order_by(AuditEntry.number.desc()).limit(1)
        ).one()
        payload = db.session.get_one(AuditPayload, (service.id, entry.id))
        assert (entry.action, entry.subject) == ("gave up a self-assessment", reference_in(path))
        assert payload.details == {"word": REASON}


def test_everything_can_be_read_with_the_reason_and_nothing_can_be_changed(
    manager: MadePerson, manager_client: PageCheckingClient, viewer_client: PageCheckingClient, path: str
):
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "us"}, button="Save")
    give_up(manager_client, path, REASON)
    for client in (manager_client, viewer_client):
        for page in ("", "lines/S1", "key-questions/S", "overall"):
            shown: Any = client.get(path + page).page
            assert f"{manager.name} gave it up on" in shown.text
            assert REASON in shown.text
            assert "nothing in it counts as a judgement" in shown.text
            assert own_forms(shown) == []
    assert "This is us" in viewer_client.get(f"{path}lines/S1").text
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert "Nothing of what you sent was saved" in answer.page.text


@pytest.mark.parametrize("page", ["give-up", "sign-off", "lines/S1/risk"])
def test_pages_that_would_change_it_say_why_they_cannot(manager_client: PageCheckingClient, path: str, page: str):
    give_up(manager_client, path)
    answer: Any = manager_client.get(path + page)
    assert answer.status_code == 409
    assert answer.page.heading == "This round can no longer be changed"
    assert "gave it up on" in answer.page.text


def test_it_is_listed_as_given_up_and_starting_anew_is_one_tap_away(
    manager_client: PageCheckingClient, service: MadeService, path: str
):
    answer = give_up(manager_client, path)
    page: Any = manager_client.get(answer.location).page
    assert links(page)["Start another round"] == f"{rounds_of(service)}start"
    assert "Likely overall rating" not in page.text
    listed: Any = manager_client.get(rounds_of(service)).page
    assert "Given up" in text_of(listed.with_class("round-card")[0])
    assert start(manager_client, service, "Once more") != path


def test_signed_off_round_cannot_be_given_up(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = f"{rounds_of(service)}{factories.make_signed_off_round(app, manager)}/"
    assert "Give up this round" not in manager_client.get(path).text
    answer: Any = manager_client.get(f"{path}give-up")
    assert answer.status_code == 409
    assert "so it can’t be given up either" in answer.page.text


def test_form_sent_after_the_sign_off_changes_nothing(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    reference = factories.make_open_round(app, manager)
    path = f"{rounds_of(service)}{reference}/"
    form = manager_client.form(f"{path}give-up", {"reason": REASON})
    judge_everything(app, manager, path)
    sign_off(manager_client, path)
    assert manager_client.send(form).status_code == 409
    with app.app_context():
        assert db.session.scalars(select(Round.state).where(Round.service_id == service.id)).all() == ["signed-off"]


def test_viewer_may_not_give_it_up(viewer_client: PageCheckingClient, path: str):
    assert "Give up this round" not in viewer_client.get(path).text
    assert viewer_client.get(f"{path}give-up").status_code == 403


def test_report_says_that_it_was_given_up(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    give_up(manager_client, path, REASON)
    with app.app_context():
        facts = build_report(manager.scope, reference_in(path), today=clock.today()).standing.facts
    assert facts.is_given_up
    assert (facts.given_up_by, facts.given_up_reason) == (manager.name, REASON)
    assert facts.given_up_at is not None
