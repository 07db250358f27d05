"""What provider leads look after: all services, all people, and who leads."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts import provider as provider_store
from evidence.accounts.models import Account, Service
from evidence.accounts.words import Role
from evidence.database import db
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson, MadeService

ELM = {
    "service_name": "Elm Court",
    "cqc_location_id": "1-555555555",
    "registered_manager": "None in post",
    "service_types": ["home-care", "supported-living"],
}
NEEDS_A_LEAD = ["The provider needs a lead who can sign in. Make somebody else a provider lead first."]


def count_services(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Service))


def account(app: Flask, person: MadePerson) -> Account:
    with app.app_context():
        return db.session.get_one(Account, person.id)


def test_all_services_are_shown_with_their_facts(
    service, neighbour_service, other_service, manager, staff, lead_client
):
    page = lead_client.get("/provider/").page
    assert page.heading == "Orchard Care"
    for words in ("Rose Lodge", "Elm House", "Care home without nursing", "2 people", "0 people"):
        assert words in page.text
    assert "Harbour" not in page.text


def test_added_service_is_ready_to_use(app, service, lead, lead_client):
    answer = lead_client.submit("/provider/services/add", ELM)
    page = lead_client.get(answer.location).page
    for words in ("Elm Court", "Home care agency, Supported living", "1-555555555", "None in post"):
        assert words in page.text
    reference = answer.location.split("/")[2]
    invited = lead_client.submit(
        f"/services/{reference}/people/invite", {"name": "Bo", "email": "bo@example.org", "role": "manager"}
    )
    assert invited.page.heading == "Link for Bo"
    with app.app_context():
        assert db.session.scalars(select(Service).where(Service.reference == reference)).one().settings == {"community"}


def test_adding_a_service_twice_makes_one(app, service, lead_client):
    form = lead_client.form("/provider/services/add", ELM)
    assert lead_client.send(form).location == lead_client.send(form).location
    assert count_services(app) == 2


def test_location_id_that_the_provider_has_already_is_refused(app, service, lead_client):
    lead_client.submit("/provider/services/add", ELM)
    answer = lead_client.submit("/provider/services/add", {**ELM, "service_name": "Again"})
    assert answer.page.problems_told == ["Elm Court has this CQC location ID already. Check the certificate."]
    assert count_services(app) == 2


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"service_name": ""}, "Enter the name of the service."),
        ({"cqc_location_id": ""}, "Enter the CQC location ID."),
        ({"cqc_location_id": "12345"}, "The CQC location ID must look like 1-1234567890."),
        ({"registered_manager": ""}, "Enter the registered manager’s name, or “None in post”."),
        ({"service_types": []}, "Choose at least one kind of service."),
    ],
)
def test_what_a_service_lacks_is_asked_for(app, service, lead_client, changes, problem):
    answer = lead_client.submit("/provider/services/add", {**ELM, **changes})
    assert answer.page.problems_told == [problem]
    assert count_services(app) == 1


def test_people_of_all_services_are_found_by_name_and_email(
    app, service, neighbour_service, neighbour_manager, lead_client
):
    factories.make_person(app, service, Role.STAFF, "Łukasz Zażółć")
    everybody = lead_client.get("/provider/people/").page.text
    assert "Manager or deputy at Elm House" in everybody
    assert "Care staff at Rose Lodge" in everybody
    for named, found in (("ukasz", True), ("Łuk", True), ("LUKAS", False), ("ELM", False), ("%", False), ("_", False)):
        assert ("Łukasz" in lead_client.get("/provider/people/", query_string={"named": named}).page.text) is found
    by_email = lead_client.get("/provider/people/", query_string={"named": neighbour_manager.email.upper()}).page
    assert neighbour_manager.name in by_email.text


def test_many_people_come_in_pages(app, service, lead_client, monkeypatch):
    monkeypatch.setattr(provider_store, "PEOPLE_A_PAGE", 2)
    for name in ("Ada", "Bea", "Cem"):
        factories.make_person(app, service, Role.STAFF, name)
    first = lead_client.get("/provider/people/").page
    assert "Next page" in first.text
    assert "Previous page" not in first.text
    assert "Cem" in lead_client.get("/provider/people/?page=2").page.text
    last = lead_client.get("/provider/people/?page=3").page
    assert "Next page" not in last.text
    assert "Previous page" in last.text
    for page in ("0", "-1", "x", "99999999999999999999"):
        assert lead_client.get(f"/provider/people/?page={page}").status_code == 200


def test_person_made_a_lead_leads_at_once_and_no_longer_when_it_ends(
    app, service, neighbour_service, manager, manager_client, lead_client
):
    assert manager_client.get(f"{neighbour_service.path}/details").status_code == 404
    page = f"/provider/people/{manager.id}"
    assert lead_client.submit(f"{page}/lead", {"lead": "yes"}).location == "/provider/"
    assert manager_client.get("/provider/").status_code == 200
    assert manager_client.get(f"{neighbour_service.path}/details").status_code == 200
    assert lead_client.submit(f"{page}/lead", {"lead": "no"}).location == "/provider/"
    assert manager_client.get("/provider/").status_code == 403
    assert manager_client.get(f"{neighbour_service.path}/details").status_code == 404
    assert manager_client.get(f"{service.path}/details").status_code == 200


def test_last_lead_stays(app, service, lead, lead_client):
    page = f"/provider/people/{lead.id}"
    assert lead_client.submit(f"{page}/lead", {"lead": "no"}).page.problems_told == NEEDS_A_LEAD
    assert lead_client.submit(f"{page}/close").page.problems_told == NEEDS_A_LEAD
    assert account(app, lead).is_lead


def test_lead_who_never_signed_in_does_not_count(app, provider, service, lead, lead_client):
    # The founder of the tests' provider leads it without a password.
    with app.app_context():
        waiting = db.session.get_one(Account, provider.person)
        assert (waiting.is_lead, waiting.password) == (True, None)
    assert lead_client.submit(f"/provider/people/{lead.id}/lead", {"lead": "no"}).page.problems_told == NEEDS_A_LEAD


def test_lead_without_another_role_is_shut_out_when_leading_ends(app, service, lead, lead_client):
    other = factories.make_person(app, service, Role.PROVIDER_LEAD, "Other lead")
    theirs = factories.sign_in(app, other)
    page = lead_client.get(f"/provider/people/{other.id}/lead").page
    assert "Without leading the provider the account is closed" in page.text
    lead_client.submit(f"/provider/people/{other.id}/lead", {"lead": "no"})
    assert theirs.get("/me").status_code == 302
    assert account(app, other).active is False
    assert lead_client.get(f"/provider/people/{other.id}/lead").status_code == 404


def test_closing_an_account_ends_every_role_at_once(app, service, neighbour_service, staff, staff_client, lead_client):
    fields = {"name": "x", "email": staff.email, "role": "viewer"}
    assert lead_client.submit(f"{neighbour_service.path}/people/invite", fields).status_code == 302
    page = lead_client.get(f"/provider/people/{staff.id}/close").page
    assert "Ends the role at Rose Lodge." in page.text
    assert "Ends the role at Elm House." in page.text
    assert lead_client.submit(f"/provider/people/{staff.id}/close").location == "/provider/people/"
    assert staff_client.get("/me").status_code == 302
    assert app.test_client().submit("/sign-in", {"email": staff.email, "password": PASSWORD}).status_code == 200
    assert staff.email not in lead_client.get("/provider/people/").page.text
    assert staff.email in lead_client.get("/provider/people/?closed=shown").page.text


def test_account_of_a_services_only_manager_is_not_closed_and_nothing_is_half_done(
    app, service, neighbour_service, manager, staff, lead_client: PageCheckingClient
):
    fields = {"name": "x", "email": manager.email, "role": "staff"}
    assert lead_client.submit(f"{neighbour_service.path}/people/invite", fields).status_code == 302
    answer = lead_client.submit(f"/provider/people/{manager.id}/close")
    assert answer.page.problems_told == [
        "Rose Lodge would be left without a manager. Make somebody else its manager first."
    ]
    assert account(app, manager).active
    roles = lead_client.get(f"/provider/people/{manager.id}").page.text
    assert "Manager or deputy at Rose Lodge" in roles
    assert "Care staff at Elm House" in roles


def test_people_of_another_provider_are_not_found(
    service, other_manager: MadePerson, other_service: MadeService, lead_client
):
    for end in ("", "/lead", "/close"):
        assert lead_client.get(f"/provider/people/{other_manager.id}{end}").status_code == 404
    token = lead_client.form("/me", action="/me").fields["csrf_token"]
    answer = lead_client.post(f"/provider/people/{other_manager.id}/lead", data={"csrf_token": token, "lead": "yes"})
    assert answer.status_code == 404
