"""Two people on the same line: nobody's words are lost, both versions are shown, sending twice changes nothing."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts.audit_models import AuditEntry
from evidence.assessments import store
from evidence.assessments.answers import LineWords, save_line
from evidence.assessments.content import Answered
from evidence.assessments.models import LineJudgement
from evidence.database import db, saving
from evidence.web.errors import StaleEdit
from kloe.judgement import Answer
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson, MadeService
from tests.integration.assessments.filled import (
    SAVE,
    answers,
    checked,
    line_of,
    reference_in,
    rows_of,
    save,
    start,
    value_of,
)

STALE = "What is stored now, beside what you typed"


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def version_of(app: Flask, service: MadeService, code: str) -> int | None:
    with app.app_context():
        rows = select(LineJudgement.version).where(LineJudgement.service_id == service.id, LineJudgement.code == code)
        return db.session.scalar(rows)


def count_entries(app: Flask, service: MadeService) -> int:
    with app.app_context():
        rows = select(func.count()).select_from(AuditEntry).where(AuditEntry.service_id == service.id)
        return db.session.scalar(rows) or 0


def test_sending_the_same_twice_changes_nothing(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "us"}, button=SAVE)
    assert manager_client.send(form).status_code == 302
    entries = count_entries(app, service)
    assert manager_client.send(form).status_code == 302
    assert version_of(app, service, "S1") == 1
    assert count_entries(app, service) == entries


def test_saving_an_untouched_page_saves_nothing(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    assert save(manager_client, path, "S1", {}).status_code == 302
    assert version_of(app, service, "S1") is None


def test_stale_save_shows_both_versions_and_saves_neither_part(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, path: str
):
    mine = {"answer-S1.good.1": "us", "answer-S1.good.3": "us", "judgement": "good", "reason": "I think so."}
    form = manager_client.form(f"{path}lines/S1", mine, button=SAVE)
    theirs = {"answer-S1.good.1": "partly", "reason-S1.good.1": "Nights.", "answer-S1.good.2": "not-us"}
    save(lead_client, path, "S1", theirs)
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert "Provider-lead of Rose Lodge saved it" in answer.page.text
    assert rows_of(answer.page, STALE) == [
        [
            "S1.good.1 People are kept safe from abuse consistently, whichever staff are on duty.",
            "Partly: Nights.",
            "This is us",
        ],
        ["S1.good.3 Every member of staff can describe the signs of abuse.", "(not answered)", "This is us"],
        ["Your judgement", "Not judged yet", "Good: I think so."],
    ]
    stored: Any = manager_client.get(f"{path}lines/S1").page
    assert checked(stored, "answer-S1.good.1") == ["partly"]
    assert checked(stored, "answer-S1.good.3") == []


def test_stale_page_keeps_what_was_typed_beside_what_only_the_other_said(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, path: str
):
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "us"}, button=SAVE)
    save(lead_client, path, "S1", {"answer-S1.good.2": "not-us"})
    page: Any = manager_client.send(form).page
    assert checked(page, "answer-S1.good.1") == ["us"]
    assert checked(page, "answer-S1.good.2") == ["not-us"]


def test_saving_the_page_with_both_versions_lets_the_typed_one_win(
    app: Flask, manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService, path: str
):
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "us"}, button=SAVE)
    save(lead_client, path, "S1", {"answer-S1.good.1": "partly", "answer-S1.good.2": "not-us"})
    assert manager_client.send(form).status_code == 409
    form.fields["version"] = "1"
    assert manager_client.send(form).status_code == 302
    page: Any = manager_client.get(f"{path}lines/S1").page
    assert checked(page, "answer-S1.good.1") == ["us"]
    assert checked(page, "answer-S1.good.2") == ["not-us"]
    assert version_of(app, service, "S1") == 2


def test_two_people_who_say_the_same_do_not_collide(
    app: Flask, manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService, path: str
):
    same = {**answers(line_of("S1")), "judgement": "good"}
    form = manager_client.form(f"{path}lines/S1", same, button=SAVE)
    save(lead_client, path, "S1", same)
    assert manager_client.send(form).status_code == 302
    assert version_of(app, service, "S1") == 1


@pytest.mark.parametrize("version", ["", "0", "-1", "seven", "²", "99999999999999999999"])
def test_version_that_makes_no_sense_is_stale_once_something_is_stored(
    manager_client: PageCheckingClient, path: str, version: str
):
    save(manager_client, path, "S1", {"answer-S1.good.1": "us"})
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "partly"}, button=SAVE)
    form.fields["version"] = version
    assert manager_client.send(form).status_code == 409


def test_two_lines_of_one_round_do_not_collide(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, path: str
):
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.1": "us"}, button=SAVE)
    save(lead_client, path, "S2", {"answer-S2.good.1": "us"})
    assert manager_client.send(form).status_code == 302


def test_words_survive_a_sign_in_that_runs_out(manager: MadePerson, manager_client: PageCheckingClient, path: str):
    address = f"{path}lines/S1"
    form = manager_client.form(address, {"answer-S1.good.1": "partly", "reason-S1.good.1": "Nights."}, button=SAVE)
    with manager_client.session_transaction() as cookie:
        cookie["seen_at"] = 0
    asked = manager_client.send(form).location
    assert "/sign-in" in asked
    manager_client.submit(asked, {"email": manager.email, "password": PASSWORD}, action="/sign-in")
    page: Any = manager_client.get(address).page
    assert "We kept what you typed" in page.text
    assert checked(page, "answer-S1.good.1") == ["partly"]
    assert value_of(page, "reason-S1.good.1") == "Nights."
    assert save(manager_client, path, "S1", {}).status_code == 302
    assert checked(manager_client.get(address).page, "answer-S1.good.1") == ["partly"]


def test_of_two_people_saving_at_the_same_moment_one_is_told(
    app: Flask, manager: MadePerson, lead: MadePerson, path: str
):
    ready, told = Barrier(2), []

    def save_at_once(person: MadePerson, value: Answer) -> None:
        with app.app_context():
            ready.wait()
            try:
                with saving():
                    round_ = store.lock_open_round(person.scope, reference_in(path)).row
                    words = LineWords({"S1.good.1": Answered(value)})
                    save_line(person.scope, round_, line_of("S1"), words, version=0, records={})
                told.append("saved")
            except StaleEdit:
                told.append("stale")

    threads = [Thread(target=save_at_once, args=args) for args in ((manager, Answer.US), (lead, Answer.PARTLY))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["saved", "stale"]
