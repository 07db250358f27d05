"""What is done to accounts is in the audit trail, without names or e-mails where they could not be erased."""

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts import audit_check
from evidence.accounts.audit_models import AuditEntry, ProviderAuditEntry
from evidence.database import db
from tests.factories import PASSWORD, MadePerson, MadeService

NEW = "four quiet garden gates"


def service_entries(app: Flask, service: MadeService) -> list[tuple[str, str, object]]:
    rows = select(AuditEntry).where(AuditEntry.service_id == service.id).order_by(AuditEntry.number)
    with app.app_context():
        return [(entry.action, entry.subject, entry.person_id) for entry in db.session.scalars(rows)]


def provider_entries(app: Flask) -> list[tuple[str, str, object]]:
    rows = select(ProviderAuditEntry).order_by(ProviderAuditEntry.recorded_at, ProviderAuditEntry.number)
    with app.app_context():
        return [(entry.action, entry.subject, entry.person_id) for entry in db.session.scalars(rows)]


@pytest.fixture
def busy_day(app: Flask, service, manager, manager_client, staff, lead, lead_client) -> MadePerson:
    """A day on which everything was done to one person that can be done."""
    people = f"{service.path}/people"
    manager_client.submit(f"{people}/{staff.id}", {"name": "Łukasz Zażółć", "role": "viewer"})
    shown = manager_client.submit(f"{people}/{staff.id}/link")
    path = shown.page.by_id["link"].text.removeprefix("http://localhost")
    theirs = app.test_client()
    theirs.submit(path, {"password": NEW, "password_again": NEW})
    theirs.submit("/me", {"present": NEW, "password": PASSWORD, "password_again": PASSWORD}, action="/me")
    theirs.submit("/me", action="/me/sign-out-everywhere")
    lead_client.submit(f"/provider/people/{staff.id}/lead", {"lead": "yes"})
    lead_client.submit(f"/provider/people/{staff.id}/lead", {"lead": "no"})
    manager_client.submit(f"{people}/{staff.id}/close")
    again = manager_client.form(f"{people}/invite?again={staff.id}", action=f"{people}/invite")
    manager_client.send(again)
    manager_client.submit(f"{service.path}/details/change", {"service_name": "Rose Lodge House"})
    return staff


def test_everything_is_in_the_trail(app, service, manager, lead, busy_day):
    of_service = [entry for entry in service_entries(app, service) if entry[2] == manager.id]
    person = f"person {busy_day.id}"
    assert [entry[:2] for entry in of_service] == [
        ("changed a person", person),
        ("made a link to set a password", person),
        ("ended a role", person),
        ("gave a role again", person),
        ("made a link to set a password", person),
        ("changed the service", service.reference),
    ]
    of_provider = [(action, who) for action, subject, who in provider_entries(app) if subject == person]
    assert of_provider == [
        ("set a password by link", busy_day.id),
        ("signed in", busy_day.id),
        ("changed their password", busy_day.id),
        ("signed in", busy_day.id),
        ("signed out everywhere", busy_day.id),
        ("made a provider lead", lead.id),
        ("ended being a provider lead", lead.id),
        ("closed an account", manager.id),
        ("opened an account again", manager.id),
    ]


def test_names_and_emails_stand_in_no_subject(app, service, manager, busy_day):
    subjects = {entry[1] for entry in [*service_entries(app, service), *provider_entries(app)]}
    for told in (busy_day.name, busy_day.email, manager.name, manager.email, "Łukasz", "Orchard"):
        assert not [subject for subject in subjects if told in subject]


def test_chains_are_whole_afterwards(app, busy_day):
    with app.app_context():
        assert audit_check.find_trouble() == []
