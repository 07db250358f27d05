"""Choosing the framework that a service is held against: those we ship, and the provider's own."""

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Service
from evidence.database import db
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadeService
from tests.integration.accounts.own_framework import OWN, bring_in, text_of_version
from tests.pages import text_of


def in_use(app: Flask, service: MadeService) -> str:
    with app.app_context():
        return db.session.get_one(Service, service.id).framework_id


def choices(client: PageCheckingClient, path: str) -> list[str]:
    page = client.get(path).page
    return [field.get("value") for field in page.all("input") if field.get("name") == "framework"]


def choose(client: PageCheckingClient, service: MadeService, framework_id: str):
    return client.submit(f"{service.path}/details/framework", {"framework": framework_id})


@pytest.fixture
def imported(app, service, tmp_path):
    assert bring_in(app, tmp_path, text_of_version()).exit_code == 0


def test_imported_framework_can_be_chosen_and_is_what_the_pages_show(app, service, manager_client, imported):
    answer = choose(manager_client, service, OWN)
    assert answer.location == f"{service.path}/details"
    page = manager_client.get(answer.location).page
    assert "The service is now held against Orchard standards." in page.text
    assert "Your provider brought in this framework." in page.text
    assert in_use(app, service) == OWN
    listed = [text_of(link) for link in manager_client.get(f"{service.path}/lines/").page.all("a")]
    assert "D1 Mornings" in listed
    for path in ("/", "/evidence/", "/stories/", "/actions/", "/assessments/"):
        assert manager_client.get(service.path + path).status_code == 200


def test_evidence_and_rounds_go_to_the_lines_of_the_framework_in_use(app, service, manager_client, imported):
    choose(manager_client, service, OWN)
    fields = {
        "title": "Cocoa list",
        "happened_on": "2026-03-02",
        "source": "people",
        "item_kind": "survey",
        "lines": [f"{OWN}/D2"],
    }
    added = manager_client.submit(f"{service.path}/evidence/add", fields)
    assert added.status_code == 302, text_of(added.page.with_class("error-summary")[0])
    assert "D2" in manager_client.get(added.location).page.text
    assert "Cocoa list" in manager_client.get(f"{service.path}/lines/{OWN}/D2").page.text
    started = manager_client.submit(f"{service.path}/assessments/start", {"title": "Standards"})
    page = manager_client.get(f"{started.location}lines/D1").page
    said = {"answer-D1.good.1": "us", "answer-D1.good.2": "us", "answer-D1.inadequate.1": "us"}
    assert "Only for a place where people live, such as a care home." in text_of(page.by_id["D1.good.2"])
    saved = manager_client.submit(f"{started.location}lines/D1", {**said, "judgement": "inadequate"}, button="Save")
    assert saved.status_code == 302
    page = manager_client.get(f"{started.location}lines/D1").page
    assert [link.get("href") for link in page.all("a") if text_of(link) == "D1.inadequate.1"] == ["#D1.inadequate.1"]


def test_what_was_linked_before_stays_and_the_choice_can_be_taken_back(app, service, manager, manager_client, imported):
    record = factories.make_item(app, manager)
    choose(manager_client, service, OWN)
    assert "S1" in manager_client.get(f"{service.path}/evidence/{record.reference}").page.text
    assert choose(manager_client, service, FRAMEWORK).status_code == 302
    assert in_use(app, service) == FRAMEWORK
    assert record.title in manager_client.get(f"{service.path}/lines/{FRAMEWORK}/S1").page.text


def test_all_services_of_the_provider_can_choose_it_and_no_other_provider_can(
    app, service, neighbour_service, other_service, neighbour_manager_client, other_manager_client, imported
):
    paths = ("details/framework", "assessments/start")
    for path in paths:
        assert choices(neighbour_manager_client, f"{neighbour_service.path}/{path}")[-1] == OWN
        assert choices(other_manager_client, f"{other_service.path}/{path}")[-1] != OWN
    form = other_manager_client.form(f"{other_service.path}/details/framework")
    form.fields["framework"] = OWN
    answer = other_manager_client.send(form)
    assert "Choose one of the frameworks on this page." in answer.page.text
    assert in_use(app, other_service) == FRAMEWORK


def test_choice_is_in_the_audit_trail_and_the_same_choice_is_none(app, service, manager_client, imported):
    choose(manager_client, service, FRAMEWORK)
    choose(manager_client, service, OWN)
    with app.app_context():
        rows = select(AuditEntry).where(
            AuditEntry.service_id == service.id, AuditEntry.action == "chose the framework in use"
        )
        assert [row.subject for row in db.session.scalars(rows)] == [service.reference]


def test_choice_made_from_an_old_page_shows_what_is_in_use_now(app, service, lead_client, manager_client, imported):
    form = manager_client.form(f"{service.path}/details/framework")
    choose(lead_client, service, OWN)
    answer = manager_client.send(form)
    assert answer.status_code == 409
    assert "The service is now held against Orchard standards." in answer.page.text
    assert in_use(app, service) == OWN
    again = manager_client.submit(f"{service.path}/details/framework", {"framework": FRAMEWORK})
    assert again.status_code == 302
    assert in_use(app, service) == FRAMEWORK


def test_only_managers_are_led_to_the_choice(service, viewer_client, manager_client):
    path = f"{service.path}/details/framework"
    for client, found in ((manager_client, True), (viewer_client, False)):
        links = [link.get("href") for link in client.get(f"{service.path}/details").page.all("a")]
        assert (path in links) is found
    assert viewer_client.get(path).status_code == 403
