"""What managers may not do: touch provider leads, give what is not theirs, or find a way into another service."""

import pytest
from flask import Flask

from evidence.accounts.models import Account
from evidence.accounts.words import Role
from evidence.database import db, saving
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService


@pytest.fixture
def lead_with_a_role(app: Flask, service: MadeService) -> MadePerson:
    """A provider lead who is also a manager of the service."""
    person = factories.make_person(app, service, Role.MANAGER, "Lead with a role")
    with app.app_context(), saving():
        db.session.get_one(Account, person.id).is_lead = True
    return person


@pytest.fixture
def shared(app: Flask, service: MadeService, neighbour_manager: MadePerson, manager_client) -> MadePerson:
    """A manager of Elm House who is care staff at Rose Lodge as well."""
    fields = {"name": "x", "email": neighbour_manager.email, "role": "staff"}
    assert manager_client.submit(f"{service.path}/people/invite", fields).status_code == 302
    return neighbour_manager


def send_anyway(client: PageCheckingClient, page: str, **fields: str) -> int:
    """The answer to a form that the page does not show, sent all the same."""
    token = client.form("/me", action="/me").fields["csrf_token"]
    return client.post(page, data={"csrf_token": token, **fields}).status_code


def test_manager_sees_a_lead_but_can_not_touch_them(app, service, manager, lead_with_a_role, manager_client):
    page = f"{service.path}/people/{lead_with_a_role.id}"
    shown = manager_client.get(page).page
    assert "Only a provider lead can change this" in shown.text
    assert [form.get("action") for form in shown.all("form")] == [f"{service.path}/search", "/sign-out"]
    assert manager_client.get(f"{page}/link").status_code == 403
    assert manager_client.get(f"{page}/close").status_code == 403
    assert send_anyway(manager_client, page, name="Mine", role="staff", version="1") == 403
    assert send_anyway(manager_client, f"{page}/link") == 403
    assert send_anyway(manager_client, f"{page}/close") == 403
    with app.app_context():
        account = db.session.get(Account, lead_with_a_role.id)
        assert (account.name, account.active, account.version) == ("Lead with a role", True, 1)


def test_lead_may_do_to_a_lead_what_a_manager_may_not(service, manager, lead_with_a_role, lead_client):
    page = f"{service.path}/people/{lead_with_a_role.id}"
    assert lead_client.submit(page, {"name": "Renamed", "role": "viewer"}).status_code == 302
    assert lead_client.submit(f"{page}/link").page.heading == "Link for Renamed"
    assert lead_client.submit(f"{page}/close").status_code == 302
    assert "Renamed" in lead_client.get("/provider/").page.text


def test_manager_can_not_invite_a_lead(service, lead, manager_client):
    answer = manager_client.submit(
        f"{service.path}/people/invite", {"name": "x", "email": lead.email, "role": "viewer"}
    )
    assert answer.page.problems_told == ["This person leads the provider and can open every service already."]


def test_manager_can_not_get_into_another_service_by_a_link(service, shared, manager_client):
    page = f"{service.path}/people/{shared.id}"
    shown = manager_client.get(page).page
    assert "only a provider lead can change the name" in shown.text
    assert "name" not in manager_client.form(page).fields
    assert manager_client.get(f"{page}/link").status_code == 403
    assert send_anyway(manager_client, f"{page}/link") == 403


def test_manager_can_not_rename_somebody_of_another_service_too(app, service, shared, manager_client):
    page = f"{service.path}/people/{shared.id}"
    form = manager_client.form(page, {"role": "viewer"})
    form.fields["name"] = "Renamed"
    assert manager_client.send(form).status_code == 302
    with app.app_context():
        assert db.session.get(Account, shared.id).name == shared.name
    assert "Viewer" in manager_client.get(page).page.text


def test_manager_of_both_services_may_make_the_link(app, service, neighbour_service, manager, shared, lead_client):
    fields = {"name": "x", "email": manager.email, "role": "manager"}
    assert lead_client.submit(f"{neighbour_service.path}/people/invite", fields).status_code == 302
    both = factories.sign_in(app, manager)
    assert both.submit(f"{service.path}/people/{shared.id}/link").page.heading == f"Link for {shared.name}"


def test_inviting_somebody_who_waits_elsewhere_shows_no_link(
    app, service, neighbour_service, manager_client, lead_client
):
    fields = {"name": "Siân Tŷ", "email": "sian@example.org", "role": "manager"}
    assert lead_client.submit(f"{neighbour_service.path}/people/invite", fields).status_code == 200
    answer = manager_client.submit(f"{service.path}/people/invite", {**fields, "role": "staff"})
    assert answer.status_code == 302
    assert "Ask a provider lead for a link" in manager_client.get(answer.location).page.text


def test_people_of_other_services_and_providers_are_not_found(
    service, neighbour_service, other_service, neighbour_manager, other_manager, manager_client
):
    for person in (neighbour_manager, other_manager):
        for end in ("", "/link", "/close"):
            assert manager_client.get(f"{service.path}/people/{person.id}{end}").status_code == 404
            assert send_anyway(manager_client, f"{service.path}/people/{person.id}{end}", name="x", role="staff") == 404
    for place in (neighbour_service, other_service):
        assert manager_client.get(f"{place.path}/people/").status_code == 404
        assert manager_client.get(f"{place.path}/people/{neighbour_manager.id}").status_code == 404


@pytest.mark.parametrize("client", ["staff_client", "viewer_client"])
@pytest.mark.parametrize("page", ["people/", "people/invite", "details/change"])
def test_staff_and_viewers_look_after_nobody(request, service, client, page):
    browser = request.getfixturevalue(client)
    assert browser.get(f"{service.path}/{page}").status_code == 403
    assert send_anyway(browser, f"{service.path}/{page}", name="x", email="x@example.org", role="manager") in (403, 405)


@pytest.mark.parametrize("client", ["staff_client", "viewer_client", "manager_client"])
@pytest.mark.parametrize("page", ["", "people/", "services/add"])
def test_only_leads_open_the_provider_s_pages(request, service, client, page):
    assert request.getfixturevalue(client).get(f"/provider/{page}").status_code == 403
