"""Taking a lost second step away: by whom, from whom, what is told, and the command for the last lead."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from evidence.accounts.audit_models import AuditEntry, ProviderAuditEntry
from evidence.accounts.models import Account, Passkey
from evidence.accounts.words import Role
from evidence.database import db, saving
from tests import factories
from tests.factories import MadePerson
from tests.second_steps import give_password, make_codes, set_up

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def worker(app: Flask, service, staff) -> MadePerson:
    """A care worker with an app, a passkey and recovery codes."""
    browser = factories.sign_in(app, staff)
    set_up(browser)
    make_codes(browser)
    with app.app_context(), saving():
        add_passkey(staff)
    return staff


def add_passkey(person: MadePerson) -> None:
    key = Passkey(
        account_id=person.id,
        name="Old phone",
        credential_id=b"credential of " + person.email.encode(),
        public_key=b"key",
        sign_count=0,
        transports=[],
        backup_state=False,
        device_type="single_device",
        usage="first",
        lastuse_datetime=NOW,
    )
    db.session.add(key)


def page_of(service: factories.MadeService, person: MadePerson) -> str:
    return f"{service.path}/people/{person.id}/second-step"


def test_manager_takes_it_away_and_the_person_signs_in_and_is_told(
    app: Flask, service, worker, manager, manager_client
):
    old = factories.sign_in(app, worker)
    assert "Set up" in manager_client.get(f"{service.path}/people/{worker.id}").page.text
    answer = manager_client.submit(page_of(service, worker), action=page_of(service, worker))
    assert answer.location == f"{service.path}/people/{worker.id}"
    assert old.get("/me").status_code == 302
    with app.app_context():
        account = db.session.get_one(Account, worker.id)
        assert (account.tf_totp_secret, account.mf_recovery_codes, account.webauthn) == (None, None, [])
        chain = select(AuditEntry).where(AuditEntry.service_id == service.id).order_by(AuditEntry.number.desc())
        entry = db.session.scalars(chain).first()
        assert (entry.action, entry.subject) == ("took away a second step", f"person {worker.id}")
        assert entry.person_id == manager.id
    browser = app.test_client()
    assert give_password(browser, worker).location == "/"
    told = f"{manager.name} took away your second step on"
    assert told in browser.get("/services/").page.text
    assert told not in factories.sign_in(app, worker).get("/services/").page.text


def test_manager_who_lost_it_must_set_up_a_new_one_at_once(make_app, app: Flask, service, lead_client):
    strict = make_app(REQUIRE_SECOND_STEP="managers", SECOND_STEP_GRACE_DAYS=7)
    person = factories.make_person(strict, service, Role.MANAGER, "Second manager")
    set_up(factories.sign_in(strict, person))
    lead = factories.sign_in(strict, factories.make_person(strict, service, Role.PROVIDER_LEAD))
    assert lead.submit(page_of(service, person), action=page_of(service, person)).status_code == 302
    browser = strict.test_client()
    give_password(browser, person)
    assert browser.get("/services/").location == "/me/second-step"


def test_doing_it_twice_is_told(service, worker, manager_client):
    form = manager_client.form(page_of(service, worker), action=page_of(service, worker))
    manager_client.send(form)
    manager_client.send(form)
    assert "has no second step" in manager_client.get(f"{service.path}/people/{worker.id}").page.text


def test_manager_takes_nothing_from_people_who_work_elsewhere_too(
    app: Flask, service, neighbour_service, worker, manager_client, lead_client
):
    with app.app_context(), saving():
        factories.store.add_member(neighbour_service.scope, db.session.get_one(Account, worker.id), Role.STAFF)
    form = manager_client.form(f"{service.path}/people/invite")
    assert manager_client.get(page_of(service, worker)).status_code == 403
    assert manager_client.post(page_of(service, worker), data=form.body()).status_code == 403
    assert "Take the second step away" not in manager_client.get(f"{service.path}/people/{worker.id}").page.text
    assert lead_client.submit(page_of(service, worker), action=page_of(service, worker)).status_code == 302


def test_manager_takes_nothing_from_leads_strangers_and_themselves(
    app: Flask, service, other_service, manager, manager_client, other_manager
):
    lead = factories.make_person(app, service, Role.PROVIDER_LEAD)
    with app.app_context(), saving():
        factories.store.add_member(service.scope, db.session.get_one(Account, lead.id), Role.MANAGER)
    assert manager_client.get(page_of(service, lead)).status_code == 403
    assert manager_client.get(page_of(service, other_manager)).status_code == 404
    assert manager_client.get(page_of(service, manager)).status_code == 403


def test_lead_takes_it_from_another_lead_and_never_from_themselves(app: Flask, service, lead, lead_client):
    other = factories.make_person(app, service, Role.PROVIDER_LEAD, "Other lead")
    set_up(factories.sign_in(app, other))
    path = f"/provider/people/{other.id}/second-step"
    assert "Take the second step away" in lead_client.get(f"/provider/people/{other.id}").page.text
    assert lead_client.submit(path, action=path).location == f"/provider/people/{other.id}"
    with app.app_context():
        actions = db.session.scalars(select(ProviderAuditEntry.action)).all()
    assert "took away a second step" in actions
    assert lead_client.get(f"/provider/people/{lead.id}/second-step").status_code == 403


def test_people_list_tells_who_has_none(service, worker, viewer, manager_client):
    rows = {
        " ".join("".join(row.itertext()).split())
        for row in manager_client.get(f"{service.path}/people/").page.all("tr")
    }
    assert [row.endswith("Not set up") for row in sorted(rows) if worker.name in row] == [False]
    assert [row.endswith("Not set up") for row in sorted(rows) if viewer.name in row] == [True]


def run(app: Flask, email: str):
    return app.test_cli_runner().invoke(args=["people", "reset-second-step", "--email", email])


def test_command_lets_the_last_lead_in_again(app: Flask, lead, lead_client):
    set_up(lead_client)
    done = run(app, f" {lead.email.upper()} ")
    assert done.exit_code == 0, done.output
    assert lead.name in done.output
    browser = app.test_client()
    with time_machine.travel(NOW):
        assert give_password(browser, lead).location == "/"
        assert "Whoever looks after the computer that the tracker runs on took away" in browser.get("/me").page.text
    with app.app_context():
        entry = db.session.scalars(
            select(ProviderAuditEntry).where(ProviderAuditEntry.action == "took away a second step by command")
        ).one()
        assert entry.person_id is None


def test_command_says_when_there_is_nothing_to_do_or_nobody(app: Flask, staff):
    assert "has no second step" in run(app, staff.email).output
    unknown = run(app, "nobody@example.org")
    assert (unknown.exit_code, "Nobody signs in" in unknown.output) == (1, True)
