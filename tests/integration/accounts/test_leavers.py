"""Whoever leaves is shut out at their very next request, on every device, whichever way their role was ended."""

import pytest
from flask import Flask

from evidence.accounts.models import Account
from evidence.accounts.words import Role
from evidence.database import db, saving
from tests import factories
from tests.clients import PageCheckingClient
from tests.second_steps import give_password


@pytest.fixture
def browsers(app: Flask, staff) -> list[PageCheckingClient]:
    """Two devices on which the care worker is signed in and at work."""
    found = [factories.sign_in(app, staff) for _ in range(2)]
    assert {browser.get("/services/").status_code for browser in found} == {200}
    return found


def confirm(browser: PageCheckingClient, path: str) -> None:
    assert browser.submit(path, action=path).status_code == 302


def test_end_of_the_only_role_shuts_out_at_once(app: Flask, service, staff, browsers, manager_client):
    forms = [browser.form(f"{service.path}/evidence/add", {"title": "Last note"}) for browser in browsers]
    confirm(manager_client, f"{service.path}/people/{staff.id}/close")
    assert {browser.get(f"{service.path}/").location for browser in browsers[:1]} == {f"/sign-in?next={service.path}/"}
    assert browsers[1].send(forms[1]).location.startswith("/sign-in")
    assert give_password(app.test_client(), staff).page.problems_told
    assert "Last note" not in manager_client.get(f"{service.path}/evidence/").page.text


def test_closed_account_is_shut_out_at_once(staff, browsers, lead_client):
    confirm(lead_client, f"/provider/people/{staff.id}/close")
    assert {browser.get("/services/").status_code for browser in browsers} == {302}


def test_end_of_one_of_two_roles_shuts_out_of_that_service_at_once(
    app: Flask, service, neighbour_service, staff, browsers, manager_client
):
    with app.app_context(), saving():
        factories.store.add_member(neighbour_service.scope, db.session.get_one(Account, staff.id), Role.STAFF)
    confirm(manager_client, f"{service.path}/people/{staff.id}/close")
    assert {browser.get(f"{service.path}/").status_code for browser in browsers} == {404}
    assert {browser.get(f"{neighbour_service.path}/").status_code for browser in browsers} == {200}


def test_file_of_the_service_is_shut_at_once(app: Flask, service, manager, staff, browsers, manager_client):
    item = factories.make_item(app, staff, files=[factories.A_FILE])
    path = f"/files/{item.file_ids[0]}"
    assert browsers[0].get(path).status_code == 200
    confirm(manager_client, f"{service.path}/people/{staff.id}/close")
    assert browsers[0].get(path).status_code == 302


def test_end_of_leading_the_provider_shuts_out_at_once(app: Flask, service, lead, lead_client):
    other = factories.make_person(app, service, Role.PROVIDER_LEAD, "Other lead")
    browser = factories.sign_in(app, other)
    assert browser.get("/provider/").status_code == 200
    answer = lead_client.submit(f"/provider/people/{other.id}/lead", {"lead": "no"})
    assert answer.status_code == 302
    assert browser.get("/provider/").status_code == 302


def test_leaver_with_a_link_gets_nowhere(app: Flask, service, staff, manager_client):
    page = f"{service.path}/people/{staff.id}/link"
    shown = manager_client.submit(page, action=page)
    link = shown.text[shown.text.index("/invitation/") :].split('"')[0].split("<")[0].strip()
    confirm(manager_client, f"{service.path}/people/{staff.id}/close")
    assert app.test_client().get(link).status_code == 404


def test_lesser_role_counts_from_the_next_request(app: Flask, service, manager, lead_client):
    browser = factories.sign_in(app, manager)
    factories.make_person(app, service, Role.MANAGER, "Another manager")
    assert browser.get(f"{service.path}/people/").status_code == 200
    lead_client.submit(f"{service.path}/people/{manager.id}", {"role": "viewer"})
    assert browser.get(f"{service.path}/people/").status_code == 403
