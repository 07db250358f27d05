"""The people of a service: inviting, the link, setting a password by it, changing, leaving."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from evidence.accounts.models import Account, Invitation, Membership
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope
from tests import factories, filled_forms
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadeService

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEW_PASSWORD = "four quiet garden gates"
SIAN = {"name": "Siân Tŷ", "email": "Sian@Example.org", "role": "staff"}


def link_on(page) -> str:
    """The path of the link that a page shows."""
    return urlsplit(page.by_id["link"].text).path


def invite(client: PageCheckingClient, service: MadeService, **changes: str):
    return client.submit(f"{service.path}/people/invite", {**SIAN, **changes})


def set_password(client: PageCheckingClient, path: str, password: str = NEW_PASSWORD):
    return client.submit(path, {"password": password, "password_again": password})


def account_of(app: Flask, email: str = "sian@example.org") -> Account | None:
    with app.app_context():
        return db.session.scalar(select(Account).where(Account.email == email))


def count(app: Flask, table) -> int:
    with app.app_context(), system_scope("counting in a test"):
        return len(db.session.scalars(select(table)).all())


def test_list_shows_everybody_with_role_and_state(app, service, manager, staff, lead, manager_client):
    invite(manager_client, service)
    page = manager_client.get(f"{service.path}/people/").page
    for words in (manager.name, "(you)", staff.name, "Care staff", "Siân Tŷ", "Waiting for first sign-in", lead.name):
        assert words in page.text
    names = [row.find("th/a").text for row in page.all("tr") if row.find("th/a") is not None]
    assert names == sorted(names)


def test_people_of_another_service_are_not_in_the_list(service, neighbour_manager, manager_client):
    assert neighbour_manager.name not in manager_client.get(f"{service.path}/people/").page.text


def test_invited_person_sets_a_password_and_is_signed_in(app, service, manager_client, signed_out_client):
    shown = invite(manager_client, service)
    assert shown.page.heading == "Link for Siân Tŷ"
    assert "No e-mail is sent" in shown.page.text
    assert "this computer only" in shown.page.text
    path = link_on(shown.page)
    assert signed_out_client.get(path).page.heading == "Set your password"
    assert set_password(signed_out_client, path).location == "/"
    assert signed_out_client.get("/").location == f"{service.path}/"
    assert signed_out_client.get(f"{service.path}/details").status_code == 200
    page = manager_client.get(f"{service.path}/people/").page
    assert "Waiting for first sign-in" not in page.text
    again = app.test_client().submit("/sign-in", {"email": "sian@example.org", "password": NEW_PASSWORD})
    assert again.location == "/"


def test_link_is_shown_once_and_never_kept_in_full(app, service, manager_client):
    path = link_on(invite(manager_client, service).page)
    token = path.rsplit("/", 1)[1]
    account = account_of(app)
    for page in (f"{service.path}/people/", f"{service.path}/people/{account.id}", f"{service.path}/people/invite"):
        assert token not in manager_client.get(page).page.html
    with manager_client.session_transaction() as cookie:
        assert token not in str(dict(cookie))
    with app.app_context():
        kept = db.session.scalars(select(Invitation)).one()
        assert token not in kept.token_sha256


def test_link_on_a_public_address_does_not_say_that_it_opens_here_only(service, manager_client):
    site, path = "https://tracker.example.org", f"{service.path}/people/invite"
    manager_client.set_cookie("evidence", manager_client.get_cookie("evidence").value, domain="tracker.example.org")
    page = manager_client.get(path, base_url=site).page
    form = filled_forms.fill(page, filled_forms.choose(page), SIAN)
    shown = manager_client.send(form, base_url=site, headers={"Referer": site + path})
    assert shown.page.by_id["link"].text.startswith(f"{site}/invitation/")
    assert "this computer only" not in shown.page.text


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": " "}, "Enter the person’s name."),
        ({"name": "x" * 151}, "The name must be 150 characters or fewer. Shorten it by 1."),
        ({"email": ""}, "Enter the person’s e-mail address."),
        ({"email": "sian"}, "Enter an e-mail address in the form name@example.org."),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(app, service, manager_client, changes, problem):
    answer = invite(manager_client, service, **changes)
    assert answer.status_code == 200
    assert answer.page.problems_told == [problem]
    typed = {**SIAN, **changes}
    for name in ("name", "email"):
        assert answer.page.by_id[name].get("value") == typed[name].strip()
    assert account_of(app) is None


@pytest.mark.parametrize("role", ["", "provider-lead", "owner"])
def test_only_roles_of_a_service_can_be_given(app, service, manager_client, role):
    form = manager_client.form(f"{service.path}/people/invite", SIAN)
    form.fields["role"] = role
    assert manager_client.send(form).page.problems_told
    assert account_of(app) is None


def test_sending_an_invitation_twice_makes_one_person(app, service, manager_client):
    form = manager_client.form(f"{service.path}/people/invite", SIAN)
    assert manager_client.send(form).status_code == 200
    again = manager_client.send(form)
    assert again.location == f"{service.path}/people/{account_of(app).id}"
    assert count(app, Invitation) == 1
    assert "made already" in manager_client.get(again.location).page.text


def test_person_with_a_role_here_can_not_be_invited_again(service, staff, manager_client):
    answer = invite(manager_client, service, email=staff.email)
    assert answer.page.problems_told == ["This person has a role here already. Change it on their own page."]


def test_person_of_another_provider_can_not_be_invited(service, other_manager, manager_client):
    answer = invite(manager_client, service, email=other_manager.email)
    assert answer.page.problems_told == ["This e-mail address can’t be used here. Ask the person for another one."]
    assert "Harbour" not in answer.page.text


def test_person_of_another_service_keeps_password_and_name(app, service, neighbour_manager, manager_client):
    answer = invite(manager_client, service, email=neighbour_manager.email)
    assert answer.location == f"{service.path}/people/"
    assert "signs in with the password they have" in manager_client.get(answer.location).page.text
    theirs = factories.sign_in(app, neighbour_manager)
    page = theirs.get("/services/").page
    assert "Rose Lodge" in page.text
    assert "Elm House" in page.text
    assert count(app, Invitation) == 0


def test_used_link_is_over(app, service, manager_client, signed_out_client):
    path = link_on(invite(manager_client, service).page)
    set_password(signed_out_client, path)
    later = app.test_client().get(path)
    assert (later.status_code, later.page.heading) == (404, "This link no longer works")


@pytest.mark.parametrize("path", ["/invitation/x", "/invitation/" + "a" * 43])
def test_unknown_link_is_over(signed_out_client, provider, path):
    assert signed_out_client.get(path).page.heading == "This link no longer works"


def test_link_lasts_a_week(app, service, manager):
    with time_machine.travel(NOW, tick=False) as clock:
        shown = invite(factories.sign_in(app, manager), service)
        assert "until the end of 30 November 2026" in shown.page.text
        path = link_on(shown.page)
        clock.shift(timedelta(days=7, seconds=-1))
        assert app.test_client().get(path).status_code == 200
        clock.shift(1)
        assert app.test_client().get(path).status_code == 404


def test_weak_and_differing_passwords_are_refused_and_use_nothing_up(service, manager_client, signed_out_client):
    path = link_on(invite(manager_client, service).page)
    weak = set_password(signed_out_client, path, "short")
    assert weak.page.problems_told == ["The password must be at least 12 characters long."]
    differing = signed_out_client.submit(path, {"password": NEW_PASSWORD, "password_again": "other words here"})
    assert differing.page.problems_told == ["The two passwords must be the same. Enter them again."]
    assert NEW_PASSWORD not in differing.page.html
    assert set_password(signed_out_client, path).location == "/"


def test_manager_who_opens_the_link_does_not_use_it_up(service, manager, manager_client, signed_out_client):
    path = link_on(invite(manager_client, service).page)
    page = manager_client.get(path).page
    assert page.heading == "This link is for Siân Tŷ"
    assert manager_client.post(path, data={}).status_code == 400
    assert manager.name in manager_client.get("/me").page.text
    assert set_password(signed_out_client, path).location == "/"


def test_new_link_replaces_the_old_and_lets_a_locked_person_in(app, service, manager_client, signed_out_client):
    old = link_on(invite(manager_client, service).page)
    person = account_of(app)
    for _ in range(5):
        signed_out_client.submit("/sign-in", {"email": "sian@example.org", "password": "wrong"})
    shown = manager_client.submit(f"{service.path}/people/{person.id}/link")
    new = link_on(shown.page)
    assert app.test_client().get(old).status_code == 404
    assert set_password(app.test_client(), new).location == "/"
    assert app.test_client().submit("/sign-in", {"email": "sian@example.org", "password": NEW_PASSWORD}).location == "/"


def test_new_link_signs_out_who_was_signed_in_only_once_it_is_used(app, service, staff, staff_client, manager_client):
    path = link_on(manager_client.submit(f"{service.path}/people/{staff.id}/link").page)
    assert staff_client.get("/me").status_code == 200
    assert set_password(app.test_client(), path).location == "/"
    assert staff_client.get("/me").status_code == 302
    assert app.test_client().submit("/sign-in", {"email": staff.email, "password": PASSWORD}).status_code == 200


def test_making_a_link_twice_makes_one(app, service, staff, manager_client):
    form = manager_client.form(f"{service.path}/people/{staff.id}/link")
    path = link_on(manager_client.send(form).page)
    assert manager_client.send(form).location == f"{service.path}/people/{staff.id}"
    assert app.test_client().get(path).status_code == 200


def test_changed_name_and_role_hold_at_once(app, service, staff, staff_client, manager_client):
    assert staff_client.get(f"{service.path}/people/").status_code == 403
    page = f"{service.path}/people/{staff.id}"
    answer = manager_client.submit(page, {"name": "Łukasz Zażółć", "role": "manager"})
    assert answer.location == f"{service.path}/people/"
    shown = staff_client.get(f"{service.path}/people/").page
    assert "Łukasz Zażółć" in shown.text
    assert staff_client.get("/me").page.text.count("Manager or deputy at Rose Lodge") == 1


def test_leaver_is_shut_out_at_once_and_stays_in_the_past(app, service, staff, staff_client, manager_client):
    link = link_on(manager_client.submit(f"{service.path}/people/{staff.id}/link").page)
    answer = manager_client.submit(f"{service.path}/people/{staff.id}/close")
    assert answer.location == f"{service.path}/people/"
    assert staff_client.get("/me").status_code == 302
    assert app.test_client().submit("/sign-in", {"email": staff.email, "password": PASSWORD}).status_code == 200
    assert app.test_client().get(link).status_code == 404
    assert staff.name in manager_client.get(answer.location).page.with_class("notice")[0].text
    assert staff.name not in manager_client.get(f"{service.path}/people/").page.text
    assert staff.name in manager_client.get(f"{service.path}/people/?left=shown").page.text
    page = manager_client.get(f"{service.path}/people/{staff.id}").page
    assert "Left" in page.text
    assert manager_client.get(f"{service.path}/people/{staff.id}/close").status_code == 404
    assert manager_client.get(f"{service.path}/people/{staff.id}/link").status_code == 404


def test_leaver_with_another_service_keeps_that_one(app, service, neighbour_service, manager_client, neighbour_manager):
    invite(manager_client, service, email=neighbour_manager.email)
    theirs = factories.sign_in(app, neighbour_manager)
    assert theirs.get(f"{service.path}/details").status_code == 200
    manager_client.submit(f"{service.path}/people/{neighbour_manager.id}/close")
    assert theirs.get(f"{service.path}/details").status_code == 404
    assert theirs.get(f"{neighbour_service.path}/details").status_code == 200


def test_leaver_comes_back_with_a_new_password(app, service, staff, manager_client):
    manager_client.submit(f"{service.path}/people/{staff.id}/close")
    page = f"{service.path}/people/invite?again={staff.id}"
    form = manager_client.form(page, action=f"{service.path}/people/invite")
    assert (form.fields["name"], form.fields["email"], form.fields["role"]) == (staff.name, staff.email, "staff")
    shown = manager_client.send(form)
    assert app.test_client().submit("/sign-in", {"email": staff.email, "password": PASSWORD}).status_code == 200
    assert set_password(app.test_client(), link_on(shown.page)).location == "/"
    assert count(app, Membership) == 2


def test_last_manager_can_neither_leave_nor_become_staff(service, manager, manager_client):
    problem = ["The service needs a manager. Make somebody else a manager first."]
    page = f"{service.path}/people/{manager.id}"
    assert manager_client.submit(page, {"role": "staff"}).page.problems_told == problem
    assert manager_client.submit(f"{page}/close").page.problems_told == problem
    assert manager_client.get(f"{service.path}/people/").status_code == 200


def test_manager_may_leave_once_there_is_another(app, service, manager, manager_client):
    factories.make_person(app, service, Role.MANAGER, "Deputy")
    page = manager_client.get(f"{service.path}/people/{manager.id}/close").page
    assert page.heading == "End your own role"
    assert manager_client.submit(f"{service.path}/people/{manager.id}/close").location == "/"
    assert manager_client.get("/me").status_code == 302


def test_sending_an_ended_role_again_changes_nothing(app, service, staff, manager_client):
    form = manager_client.form(f"{service.path}/people/{staff.id}/close")
    assert manager_client.send(form).status_code == manager_client.send(form).status_code == 302
    with app.app_context():
        assert db.session.get(Account, staff.id).active is False


def test_person_who_has_left_can_not_be_changed(service, staff, manager_client):
    form = manager_client.form(f"{service.path}/people/{staff.id}", {"role": "manager"})
    manager_client.submit(f"{service.path}/people/{staff.id}/close")
    assert manager_client.send(form).status_code == 409


def test_stale_change_shows_both_versions_and_can_be_saved_all_the_same(app, service, staff, lead, manager_client):
    page = f"{service.path}/people/{staff.id}"
    first = manager_client.form(page, {"name": "Mine", "role": "viewer"})
    theirs = factories.sign_in(app, lead).submit(page, {"name": "Theirs", "role": "manager"})
    assert theirs.status_code == 302
    stale = manager_client.send(first)
    assert stale.status_code == 409
    for words in ("Mine", "Theirs", "Viewer", "Manager or deputy", "Nothing of yours has been saved yet"):
        assert words in stale.page.text
    with app.app_context():
        assert db.session.get(Account, staff.id).name == "Theirs"
    again = filled_forms.fill(stale.page, filled_forms.choose(stale.page, action=page), {})
    assert manager_client.send(again).location == f"{service.path}/people/"
    with app.app_context():
        assert db.session.get(Account, staff.id).name == "Mine"


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "9" * 30, "²"])
def test_version_that_is_no_number_is_stale(service, staff, manager_client, version):
    form = manager_client.form(f"{service.path}/people/{staff.id}", {"name": "Mine"})
    form.fields["version"] = version
    assert manager_client.send(form).status_code == 409
