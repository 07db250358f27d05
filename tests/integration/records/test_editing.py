"""Changing a record: versions, saves that come too late, and saves that come twice."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts import people
from evidence.accounts.words import Role
from evidence.database import db, saving
from evidence.records.models import RecordVersion
from tests import factories, filled_forms
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.integration.records.filled import C1, FORMS, S1, S2, add


def version_count(app: Flask, service: MadeService) -> int:
    with app.app_context():
        rows = select(func.count()).select_from(RecordVersion).where(RecordVersion.service_id == service.id)
        return db.session.scalar(rows) or 0


@pytest.mark.parametrize("kind", list(FORMS))
def test_form_shows_what_is_stored_and_saving_it_unchanged_makes_no_version(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str
):
    reference = add(manager_client, service, kind, lines=[S1, C1])
    answer = manager_client.submit(f"{service.path}/{kind}/{reference}/edit")
    page: Any = manager_client.get(answer.location).page
    assert f"{reference} says this already." in page.text
    assert version_count(app, service) == 1


def test_versions_page_tells_what_each_version_changed_in_the_words_of_the_form(
    manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    reference = add(manager_client, service, "evidence", lines=[S1], **{f"shows-{S1}": "They feel safe."})
    path = f"{service.path}/evidence/{reference}"
    changed = {
        "source": "partners",
        "good_until": "2027-01-31",
        "is_confidential": True,
        "owner": "",
        "lines": [S1, S2],
        f"bearing-{S1}": "challenges",
    }
    manager_client.submit(f"{path}/edit", changed, {"files": [A_FILE]})
    page: Any = manager_client.get(f"{path}/versions").page
    first, second = ([cell.strip() for cell in filled_forms.text_of(table).split("  ")] for table in page.all("table"))
    said = " ".join(first)
    for words in (
        "Where does it come from?",
        "People and their families Partners and professionals",
        "31 January 2027",
        "Confidential no yes",
        f"Who looks after it? {manager.name} (nothing)",
        "S1: supports it. They feel safe.",
        "S1: challenges it. They feel safe.",
        "S2: supports it",
        "Files (nothing) falls.csv",
    ):
        assert words in said
    assert "Residents’ survey" not in said
    assert "Residents’ survey" in " ".join(second)
    assert manager.name in page.text


def test_versions_are_for_managers_alone(
    app: Flask,
    manager: MadePerson,
    viewer_client: PageCheckingClient,
    staff_client: PageCheckingClient,
    service: MadeService,
):
    reference = factories.make_item(app, manager).reference
    for client in (viewer_client, staff_client):
        assert client.get(f"{service.path}/evidence/{reference}/versions").status_code == 403


def test_save_that_comes_too_late_shows_both_versions_and_loses_nothing(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, lead: MadePerson, service: MadeService
):
    reference = add(manager_client, service, "stories", lines=[S1])
    path = f"{service.path}/stories/{reference}"
    mine = manager_client.form(
        f"{path}/edit", {"title": "Mine", "difference": "My words", "lines": [S2]}, {"files": [A_FILE]}
    )
    lead_client.submit(f"{path}/edit", {"title": "Theirs", "source": "staff"})
    answer: Any = manager_client.send(mine)
    assert answer.status_code == 409
    for words in (f"{lead.name} saved version 2", "Theirs", "Mine", "My words", "Staff and leaders", "falls.csv"):
        assert words in answer.page.text or words in answer.text
    assert "save it as version 3" in answer.page.text
    form = filled_forms.choose(answer.page)
    saved = manager_client.send(filled_forms.fill(answer.page, form, {"title": "Both"}))
    assert saved.status_code == 302
    page: Any = manager_client.get(path).page
    assert page.heading == "Both"
    assert "My words" in page.text
    assert "falls.csv" in page.text
    assert "S2" in page.text


def test_edit_sent_twice_is_saved_once_with_its_files(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    form = manager_client.form(f"{path}/edit", {"title": "Changed"}, {"files": [A_FILE]})
    answers = [manager_client.send(form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert version_count(app, service) == 2
    assert manager_client.get(path).text.count("falls.csv</a>") == 1


@pytest.mark.parametrize("version", ["", "0", "-1", "two", "²", "9" * 30])
def test_form_that_names_no_version_is_taken_as_too_late(
    manager_client: PageCheckingClient, service: MadeService, version: str
):
    reference = add(manager_client, service, "actions")
    changed = {"title": "Changed", "version": version}
    answer = manager_client.submit(f"{service.path}/actions/{reference}/edit", changed)
    assert answer.status_code == 409


def test_edit_form_keeps_files_that_arrived_while_it_is_mended(
    manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    asked_again: Any = manager_client.submit(f"{path}/edit", {"title": ""}, {"files": [A_FILE]})
    form = filled_forms.choose(asked_again.page)
    manager_client.send(filled_forms.fill(asked_again.page, form, {"title": "Mended"}))
    page: Any = manager_client.get(path).page
    assert page.heading == "Mended"
    assert "falls.csv" in page.text


def test_whoever_has_left_still_looks_after_the_record_until_somebody_is_chosen(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    leaver = factories.make_person(app, service, Role.MANAGER, "Lea Over")
    reference = add(manager_client, service, "evidence", owner=str(leaver.id))
    with app.app_context(), saving():
        people.close(manager.scope, leaver.id)
    path = f"{service.path}/evidence/{reference}"
    assert "Lea Over (has left)" in manager_client.get(f"{path}/edit").text
    manager_client.submit(f"{path}/edit", {"title": "Changed"})
    assert "Lea Over" in manager_client.get(path).text
    assert "Lea Over" not in manager_client.get(f"{service.path}/evidence/add").text


def test_clearing_all_ticks_takes_the_lines_off(manager_client: PageCheckingClient, service: MadeService):
    reference = add(manager_client, service, "evidence", lines=[S1, S2])
    path = f"{service.path}/evidence/{reference}"
    manager_client.submit(f"{path}/edit", {"lines": []})
    assert "No lines yet." in manager_client.get(path).text


def test_form_without_the_lines_leaves_them_as_they_are(manager_client: PageCheckingClient, service: MadeService):
    reference = add(manager_client, service, "evidence", lines=[S1])
    path = f"{service.path}/evidence/{reference}"
    form = manager_client.form(f"{path}/edit", {"title": "Changed"})
    for name in ("lines", "lines-shown"):
        form.fields.poplist(name)
    manager_client.send(form)
    page: Any = manager_client.get(path).page
    assert page.heading == "Changed"
    assert "S1" in page.text
