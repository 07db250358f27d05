"""Who needs a second step, for how long they may go on without, and what they can open after that."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from evidence.accounts import second_steps as rules
from evidence.accounts.models import Account
from evidence.accounts.words import Role
from evidence.database import db, saving
from evidence.settings import SettingWrong
from tests import factories
from tests.clients import PageCheckingClient
from tests.second_steps import give_password, set_up

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BANNER = "Set up a second step for signing in by"
STOPPED = "Set up a second step to go on."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The site with the settings that it has by itself."""
    return make_app(REQUIRE_SECOND_STEP=None)


@pytest.fixture
def at_once(make_app: Callable[..., Flask]) -> Flask:
    """The site with a second step that is needed from the first sign-in on."""
    return make_app(REQUIRE_SECOND_STEP=None, SECOND_STEP_GRACE_DAYS=0)


def browser_of(app: Flask, role: Role, name: str = "") -> PageCheckingClient:
    service = factories.make_service(app, factories.make_provider(app))
    return factories.sign_in(app, factories.make_person(app, service, role, name))


def test_managers_need_it_unless_the_settings_say_otherwise(app: Flask):
    assert (app.config["REQUIRE_SECOND_STEP"], app.config["SECOND_STEP_GRACE_DAYS"]) == ("managers", 7)


@pytest.mark.parametrize("client", ["manager_client", "lead_client"])
def test_manager_and_lead_are_asked_for_a_week_and_may_go_on(clock, request, service, client: str):
    browser = request.getfixturevalue(client)
    page = browser.get(f"{service.path}/details").page
    assert f"{BANNER} 30 November 2026, 09:00." in page.text
    assert BANNER not in browser.get("/me/second-step").page.text


@pytest.mark.parametrize("client", ["staff_client", "viewer_client"])
def test_staff_and_viewers_are_not_asked_and_may_set_one_up(clock, app: Flask, request, service, client: str):
    browser = request.getfixturevalue(client)
    assert BANNER not in browser.get(f"{service.path}/details").page.text
    set_up(browser)
    assert browser.get("/me").status_code == 200


def test_after_a_week_the_next_sign_in_leads_no_further_than_setting_up(clock, app: Flask, service, manager):
    factories.sign_in(app, manager)
    clock.shift(timedelta(days=7))
    browser = app.test_client()
    give_password(browser, manager)
    for path in ("/", f"{service.path}/", f"{service.path}/details", "/services/", "/me", f"{service.path}/evidence/"):
        assert browser.get(path).location == "/me/second-step", path
    assert STOPPED in browser.get("/me/second-step").page.text
    set_up(browser)
    assert browser.get(f"{service.path}/details").status_code == 200
    assert BANNER not in browser.get(f"{service.path}/details").page.text


def test_nobody_is_stopped_in_the_middle_of_their_work(clock, app: Flask, service, manager):
    factories.sign_in(app, manager)
    clock.shift(timedelta(days=6, hours=23, minutes=55))
    browser = factories.sign_in(app, manager)
    clock.shift(timedelta(minutes=10))
    assert browser.get(f"{service.path}/details").status_code == 200


def test_without_days_of_grace_it_is_needed_at_once(at_once: Flask):
    browser = browser_of(at_once, Role.MANAGER)
    assert browser.get("/services/").location == "/me/second-step"
    assert browser.get("/static/js/passkeys.js").status_code == 200
    set_up(browser)
    assert browser.get("/services/").status_code == 200


def test_forms_are_stopped_as_well_and_signing_out_is_not(at_once: Flask):
    browser = browser_of(at_once, Role.PROVIDER_LEAD)
    form = browser.form("/me/second-step", action="/sign-out")
    answer = browser.post("/provider/services/add", data=form.body())
    assert answer.location == "/me/second-step"
    assert browser.send(form).location == "/sign-in"


def test_everyone_means_everyone(make_app: Callable[..., Flask]):
    app = make_app(REQUIRE_SECOND_STEP="everyone", SECOND_STEP_GRACE_DAYS=0)
    for role in Role:
        assert browser_of(app, role).get("/services/").location == "/me/second-step"


def test_nobody_means_nobody_even_after_the_settings_have_changed(make_app, app: Flask, service, manager):
    factories.sign_in(app, manager)
    relaxed = make_app(REQUIRE_SECOND_STEP="nobody")
    browser = factories.sign_in(relaxed, manager)
    assert BANNER not in browser.get(f"{service.path}/details").page.text


def test_person_who_stops_managing_is_asked_no_more(clock, app: Flask, service, manager, lead_client):
    factories.sign_in(app, manager)
    factories.make_person(app, service, Role.MANAGER, "Another manager")
    lead_client.submit(f"{service.path}/people/{manager.id}", {"role": "viewer"})
    assert BANNER not in factories.sign_in(app, manager).get(f"{service.path}/details").page.text


def test_only_second_step_of_a_manager_is_not_removed(clock, app: Flask, manager, manager_client):
    set_up(manager_client)
    assert "Remove" not in manager_client.get("/me/authenticator").page.text
    form = manager_client.form("/me/authenticator", button="Set up the app anew")
    form.fields["setup"] = "disable"
    answer = manager_client.send(form)
    assert answer.page.problems_told == ["You need a second step. Add another one first, then you can remove this."]
    with app.app_context():
        assert rules.has_app(db.session.get_one(Account, manager.id))


def test_unknown_choice_at_setting_up_is_told(manager_client):
    form = manager_client.form("/me/authenticator", button="Start")
    form.fields["setup"] = "pigeon"
    assert manager_client.send(form).page.problems_told == ["Press one of the buttons below."]


def test_second_step_is_required_by_what_somebody_is_anywhere(app: Flask, service, neighbour_service, manager, staff):
    def is_required(person) -> bool:
        with app.app_context():
            return rules.is_required(db.session.get_one(Account, person.id))

    assert (is_required(manager), is_required(staff)) == (True, False)
    with app.app_context(), saving():
        factories.store.add_member(neighbour_service.scope, db.session.get_one(Account, staff.id), Role.MANAGER)
    assert is_required(staff)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("REQUIRE_SECOND_STEP", "some"), ("SECOND_STEP_GRACE_DAYS", "a week"), ("SECOND_STEP_GRACE_DAYS", "-1")],
)
def test_setting_that_means_nothing_stops_the_start(make_app: Callable[..., Flask], setting: str, value: str):
    with pytest.raises(SettingWrong, match=setting):
        make_app(**{setting: value})


@pytest.mark.parametrize("text", ["Managers", " everyone "])
def test_settings_are_read_as_people_write_them(make_app: Callable[..., Flask], text: str):
    assert make_app(REQUIRE_SECOND_STEP=text).config["REQUIRE_SECOND_STEP"] == text.strip().lower()
