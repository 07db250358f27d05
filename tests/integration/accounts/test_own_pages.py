"""Choosing a service, a service's details, and one's own account."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from evidence.accounts.models import Account
from evidence.accounts.words import Role
from evidence.database import db, saving
from tests import factories, filled_forms
from tests.factories import PASSWORD

NEW = "four quiet garden gates"


def link_addresses(page) -> list[str]:
    return [link.get("href") for link in page.all("a")]


def test_chooser_shows_own_services_with_kind_and_role(app, service, neighbour_service, other_service, manager_client):
    page = manager_client.get("/services/").page
    assert f"{service.path}/" in link_addresses(page)
    assert "Care home without nursing" in page.text
    assert "You are manager or deputy here." in page.text
    assert "Elm House" not in page.text
    assert "/provider/" not in link_addresses(page)


def test_chooser_shows_a_lead_every_service_and_the_way_to_all(service, neighbour_service, other_service, lead_client):
    page = lead_client.get("/services/").page
    assert {f"{service.path}/", f"{neighbour_service.path}/", "/provider/"} <= set(link_addresses(page))
    assert "Harbour" not in page.text


def test_chooser_knows_the_service_in_use_and_the_first_page_leads_to_it(service, neighbour_service, lead_client):
    assert lead_client.get("/").location == f"{neighbour_service.path}/"
    lead_client.get(f"{service.path}/details")
    assert lead_client.get("/services/").page.text.count("In use now.") == 1
    assert lead_client.get("/").location == f"{service.path}/"


def test_person_without_any_role_is_told_what_to_do(app: Flask, service, staff, staff_client, lead_client):
    with app.app_context(), saving():
        db.session.get_one(Account, staff.id).is_lead = True
    lead_client.submit(f"{service.path}/people/{staff.id}/close")
    with app.app_context(), saving():
        db.session.get_one(Account, staff.id).is_lead = False
    assert staff_client.get("/").location == "/services/"
    assert "You have no role in any service" in staff_client.get("/services/").page.text
    assert "No role at the moment" in staff_client.get("/me").page.text


@pytest.mark.parametrize("client", ["staff_client", "viewer_client"])
def test_details_are_for_everybody_of_the_service_and_changed_by_few(request, service, client):
    page = request.getfixturevalue(client).get(f"{service.path}/details").page
    assert "Ann Marsh" in page.text
    assert f"{service.path}/details/change" not in link_addresses(page)


def test_changed_details_hold(service, manager_client):
    form = manager_client.form(f"{service.path}/details/change")
    assert form.fields["service_name"] == "Rose Lodge"
    assert form.fields.getlist("service_types") == ["residential"]
    changes = {"service_name": "Rose Lodge House", "service_types": ["residential-nursing", "home-care"]}
    assert manager_client.submit(f"{service.path}/details/change", changes).location == f"{service.path}/details"
    page = manager_client.get(f"{service.path}/details").page
    assert "Care home with nursing, Home care agency" in page.text
    assert page.title == "Service details – Rose Lodge House"


def test_stale_details_show_both_versions_and_can_be_saved_all_the_same(service, manager_client, lead_client):
    path = f"{service.path}/details/change"
    mine = manager_client.form(path, {"registered_manager": "Mine", "service_types": ["home-care"]})
    assert lead_client.submit(path, {"registered_manager": "Theirs"}).status_code == 302
    stale = manager_client.send(mine)
    assert stale.status_code == 409
    for words in ("Mine", "Theirs", "Care home without nursing", "Home care agency"):
        assert words in stale.page.text
    assert "Theirs" in manager_client.get(f"{service.path}/details").page.text
    again = filled_forms.fill(stale.page, filled_forms.choose(stale.page, action=path), {})
    assert manager_client.send(again).status_code == 302
    page = manager_client.get(f"{service.path}/details").page
    assert "Mine" in page.text
    assert "Home care agency" in page.text


def test_location_id_of_another_service_of_the_provider_is_refused(service, neighbour_service, lead_client):
    taken = lead_client.form(f"{neighbour_service.path}/details/change").fields["cqc_location_id"]
    answer = lead_client.submit(f"{service.path}/details/change", {"cqc_location_id": taken})
    assert answer.page.problems_told == ["Elm House has this CQC location ID already. Check the certificate."]


def test_own_account_shows_name_email_and_roles(service, staff, staff_client):
    page = staff_client.get("/me").page
    for words in (staff.name, staff.email, "Care staff at Rose Lodge"):
        assert words in page.text


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"present": "wrong"}, "This is not your present password. Enter it again."),
        ({"present": ""}, "Enter your present password."),
        ({"password": "short", "password_again": "short"}, "The password must be at least 12 characters long."),
        ({"password_again": "other words here"}, "The two passwords must be the same. Enter them again."),
    ],
)
def test_password_is_not_changed_when_something_is_wrong(app, staff, staff_client, typed, problem):
    fields = {"present": PASSWORD, "password": NEW, "password_again": NEW, **typed}
    answer = staff_client.submit("/me", fields, action="/me")
    assert answer.page.problems_told == [problem]
    assert app.test_client().submit("/sign-in", {"email": staff.email, "password": PASSWORD}).location == "/"


def test_guessing_the_present_password_is_slowed_down_and_leaves_signing_in_alone(app, staff, staff_client):
    fields = {"present": "wrong", "password": NEW, "password_again": NEW}
    for _ in range(3):
        staff_client.submit("/me", fields, action="/me")
    answer = staff_client.submit("/me", {**fields, "present": PASSWORD}, action="/me")
    assert answer.page.problems_told == ["Wait 5 seconds, then try again."]
    assert app.test_client().submit("/sign-in", {"email": staff.email, "password": PASSWORD}).location == "/"


def test_own_sign_ins_are_listed_with_their_end(app: Flask, staff, manager):
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        factories.sign_in(app, staff)
        factories.sign_in(app, manager)
        clock.shift(timedelta(hours=13))
        factories.sign_in(app, staff).submit("/me", action="/sign-out")
        clock.shift(timedelta(minutes=1))
        factories.sign_in(app, staff)
        browser = factories.sign_in(app, staff)
        page = browser.get("/me").page
    rows = [" ".join(" ".join(row.itertext()).split()) for row in page.all("tr")][1:]
    unknown = "A device we don’t know"
    assert sorted(row for row in rows if not row.startswith("Signed in")) == [
        f"23 November 2026, 09:00 {unknown} Ended by itself",
        f"23 November 2026, 22:00 {unknown} 23 November 2026, 22:00",
        f"{unknown} (this one) {_now('22:01')}",
        f"{unknown} {_now('22:01')}",
    ]


def _now(time: str) -> str:
    """What the list says beside a sign-in of this time that was used last at the same time."""
    moment = f"23 November 2026, {time}"
    return f"{moment}, with password {moment} Sign out A device we don’t know, signed in {moment}"


@pytest.fixture
def three(app: Flask, staff) -> list:
    return [factories.sign_in(app, staff) for _ in range(3)]


def test_one_sign_in_is_ended_and_no_other(three):
    first, second, third = three
    form = first.get("/me").page.all("form")
    ends = [each.get("action") for each in form if (each.get("action") or "").endswith("/end")]
    assert len(ends) == 3
    mine = first.get("/me").page.with_class("muted")[0]
    assert mine.text == "(this one)"
    # The newest stands first: this browser signed in before both others.
    answer = first.submit("/me", action=ends[0])
    assert answer.location == "/me"
    assert "Signed out:" in first.get("/me").page.text
    assert [browser.get("/services/").status_code for browser in (first, second, third)] == [200, 200, 302]


def test_ending_the_sign_in_in_use_signs_out(three):
    ends = [form.get("action") for form in three[0].get("/me").page.all("form")]
    answer = three[0].submit("/me", action=[each for each in ends if each and each.endswith("/end")][-1])
    assert answer.location == "/sign-in"
    assert [browser.get("/services/").status_code for browser in three] == [302, 200, 200]


def test_all_other_sign_ins_are_ended_at_once(three, manager_client):
    answer = three[1].submit("/me", action="/me/sign-out-elsewhere")
    assert answer.location == "/me"
    assert [browser.get("/services/").status_code for browser in three] == [302, 200, 302]
    assert manager_client.get("/me").status_code == 200


def test_sign_in_of_somebody_else_is_not_ended(app: Flask, three, manager_client):
    form = manager_client.form("/me", action="/me/sign-out-elsewhere")
    ends = next(each.get("action") for each in three[0].get("/me").page.all("form") if "/end" in each.get("action"))
    assert manager_client.post(ends, data=form.body()).status_code == 404
    assert {browser.get("/me").status_code for browser in three} == {200}


def test_device_and_last_use_are_shown_in_words(app: Flask, staff):
    said = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        here, there = factories.sign_in(app, staff), app.test_client()
        form = there.form("/sign-in", {"email": staff.email, "password": PASSWORD})
        there.send(form, headers={"User-Agent": said})
        clock.shift(timedelta(minutes=4))
        there.get("/services/")
        assert (
            "Edge on Windows 23 November 2026, 09:00, with password 23 November 2026, 09:00"
            in here.get("/me").page.text
        )
        clock.shift(timedelta(minutes=4))
        there.get("/services/")
        assert (
            "Edge on Windows 23 November 2026, 09:00, with password 23 November 2026, 09:08"
            in here.get("/me").page.text
        )


def test_signing_out_everywhere_ends_every_browser_of_this_person_only(app, staff, staff_client, manager_client):
    others = [factories.sign_in(app, staff) for _ in range(2)]
    answer = staff_client.submit("/me", action="/me/sign-out-everywhere")
    assert answer.location == "/sign-in"
    assert "You have signed out everywhere." in staff_client.get("/sign-in").page.text
    assert {browser.get("/me").status_code for browser in (staff_client, *others)} == {302}
    assert manager_client.get("/me").status_code == 200


def test_role_in_a_service_is_what_counts_there(app, service, neighbour_service, manager, lead_client):
    fields = {"name": "x", "email": manager.email, "role": "viewer"}
    lead_client.submit(f"{neighbour_service.path}/people/invite", fields)
    both = factories.sign_in(app, manager)
    assert both.get(f"{service.path}/people/").status_code == 200
    assert both.get(f"{neighbour_service.path}/people/").status_code == 403
    assert manager.scope.role is Role.MANAGER
