"""Starting rounds, listing them, and who may open them."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.assessments import store
from evidence.assessments.models import Round
from evidence.database import db, saving
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import (
    framework,
    judge_key_question,
    own_forms,
    rounds_of,
    save,
    start,
)
from tests.pages import text_of

STANDING_SENTENCE = "A self-assessment, not CQC’s view, no prediction; CQC may ask to see it."


def stored_rounds(app: Flask, service: MadeService) -> list[tuple[str, str]]:
    with app.app_context():
        rows = select(Round.title, Round.state).where(Round.service_id == service.id).order_by(Round.started_at)
        return [tuple(row) for row in db.session.execute(rows)]


def headings(page: Any) -> list[str]:
    return [text_of(heading) for heading in page.all("h2")]


def test_round_is_started_and_leads_to_its_overview(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    path = start(manager_client, service, "Autumn 2026")
    page: Any = manager_client.get(path).page
    assert page.heading == "Autumn 2026"
    assert "KLOEs 2017" in page.text
    assert stored_rounds(app, service) == [("Autumn 2026", "open")]


def test_title_is_suggested_and_needed(manager_client: PageCheckingClient, service: MadeService):
    form = manager_client.form(f"{rounds_of(service)}start")
    assert form.fields["title"].startswith("Self-assessment, ")
    answer: Any = manager_client.submit(f"{rounds_of(service)}start", {"title": " "})
    assert answer.page.problems_told == ["Enter a title."]


def test_framework_that_is_not_offered_is_refused(app: Flask, manager_client: PageCheckingClient, service: MadeService):
    form = manager_client.form(f"{rounds_of(service)}start")
    form.fields["framework"] = "saf-2023"
    answer: Any = manager_client.send(form)
    assert answer.page.problems_told == ["Choose one of the frameworks on this page."]
    assert stored_rounds(app, service) == []


def test_sending_the_start_form_twice_makes_one_round(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    form = manager_client.form(f"{rounds_of(service)}start")
    assert manager_client.send(form).location == manager_client.send(form).location
    assert len(stored_rounds(app, service)) == 1


def test_second_start_leads_to_the_open_round(app: Flask, manager_client: PageCheckingClient, service: MadeService):
    path = start(manager_client, service)
    answer = manager_client.submit(f"{rounds_of(service)}start", {"title": "Another"})
    assert answer.location == path
    page: Any = manager_client.get(path).page
    assert "is open already" in page.text
    assert stored_rounds(app, service) == [("Autumn 2026", "open")]


def test_two_people_starting_at_once_get_one_round(app: Flask, manager: MadePerson, lead: MadePerson):
    started: list[str] = []
    ready = Barrier(2)

    def begin(person: MadePerson) -> None:
        with app.app_context():
            ready.wait()
            with saving():
                started.append(store.start_round(person.scope, framework(), "At once")[0])

    threads = [Thread(target=begin, args=(person,)) for person in (manager, lead)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(started) == 2
    assert len(set(started)) == 1


def test_list_shows_the_open_round_first_with_its_progress(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    factories.make_signed_off_round(app, manager, "Spring 2026")
    path = start(manager_client, service, "Autumn 2026")
    save(manager_client, path, "S1", {"judgement": "good", "reason": "Seen every week."})
    save(manager_client, path, "S4", {"judgement": "not-applicable", "reason": "We handle no medicines."})
    judge_key_question(manager_client, path, "C")
    page: Any = manager_client.get(rounds_of(service)).page
    assert headings(page) == ["Autumn 2026", "Spring 2026"]
    assert "2 of 24 lines judged, 1 of 5 key questions" in page.text
    assert "Signed off" in page.text
    assert "Start a round" not in page.text


def test_empty_list_says_what_to_do(manager_client: PageCheckingClient, service: MadeService):
    page: Any = manager_client.get(rounds_of(service)).page
    assert "Start a round" in page.text
    assert "No round yet." in page.text


def test_new_round_can_be_started_once_the_old_one_is_signed_off(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_signed_off_round(app, manager)
    start(manager_client, service)
    assert [state for _, state in stored_rounds(app, service)] == ["signed-off", "open"]


@pytest.mark.parametrize(
    "page", ["", "start", "{ref}/", "{ref}/lines/S1", "{ref}/key-questions/S", "{ref}/overall", "{ref}/sign-off"]
)
def test_every_page_says_that_it_is_a_self_assessment(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, page: str
):
    ref = factories.make_open_round(app, manager)
    shown: Any = manager_client.get(rounds_of(service) + page.format(ref=ref)).page
    assert STANDING_SENTENCE in shown.text


def test_viewer_reads_and_changes_nothing(
    app: Flask, manager: MadePerson, viewer_client: PageCheckingClient, service: MadeService
):
    ref = factories.make_open_round(app, manager)
    path = f"{rounds_of(service)}{ref}/"
    for page in ("", "lines/S1", "key-questions/S", "overall", "sign-off"):
        answer: Any = viewer_client.get(path + page)
        assert answer.status_code == 200
        assert not own_forms(answer.page)
    token = {"csrf_token": value_of_token(viewer_client, path)}
    for page in ("lines/S1", "key-questions/S", "overall", "sign-off"):
        assert viewer_client.post(path + page, data=token).status_code == 403
    assert viewer_client.get(f"{rounds_of(service)}start").status_code == 403


def value_of_token(client: PageCheckingClient, path: str) -> str:
    page: Any = client.get(path).page
    return next(field.get("value") for field in page.all("input") if field.get("name") == "csrf_token")


def test_staff_see_no_rounds(app: Flask, manager: MadePerson, staff_client: PageCheckingClient, service: MadeService):
    ref = factories.make_open_round(app, manager)
    for page in ("", f"{ref}/", f"{ref}/lines/S1", f"{ref}/overall"):
        assert staff_client.get(rounds_of(service) + page).status_code == 403


def test_rounds_of_another_service_are_not_found(
    app: Flask,
    manager: MadePerson,
    service: MadeService,
    neighbour_service: MadeService,
    neighbour_manager_client: PageCheckingClient,
):
    ref = factories.make_open_round(app, manager)
    for page in ("", "lines/S1", "key-questions/S", "overall", "sign-off"):
        for own in (service, neighbour_service):
            assert neighbour_manager_client.get(f"{rounds_of(own)}{ref}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["lines/X9", "lines/S1.good.1", "key-questions/X", "key-questions/S1"])
def test_line_or_key_question_that_does_not_exist_is_not_found(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, page: str
):
    ref = factories.make_open_round(app, manager)
    assert manager_client.get(f"{rounds_of(service)}{ref}/{page}").status_code == 404
