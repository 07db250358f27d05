"""Words that were sent after the sign-in had run out: kept, and handed back to the same person only."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from evidence.accounts.models import Account, KeptForm
from evidence.accounts.words import Role
from evidence.database import db
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson, MadeService

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = {"name": "Siân Tŷ", "email": "sian@example.org", "role": "staff"}
KEPT = "We kept what you typed"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(clock, app: Flask, manager: MadePerson) -> PageCheckingClient:
    return factories.sign_in(app, manager)


@pytest.fixture
def invite_page(service: MadeService) -> str:
    return f"{service.path}/people/invite"


def sign_in(browser: PageCheckingClient, person: MadePerson, page: str = "/sign-in"):
    return browser.submit(page, {"email": person.email, "password": PASSWORD}, action="/sign-in")


def kept_fields(app: Flask) -> list[list[list[str]]]:
    with app.app_context():
        return list(db.session.scalars(select(KeptForm.fields)))


def values(browser: PageCheckingClient, page: str) -> dict[str, str]:
    return browser.form(page).fields.to_dict()


def test_words_come_back_after_signing_in_and_are_saved_once(clock, app, browser, manager, invite_page):
    form = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    refused = browser.send(form)
    assert refused.location == f"/sign-in?next={invite_page}"
    with app.app_context():
        assert db.session.scalar(select(Account).where(Account.email == WORDS["email"])) is None
    signed_out = browser.get(refused.location).page
    assert KEPT in signed_out.text
    assert "Files have to be chosen again" in signed_out.text
    assert sign_in(browser, manager, refused.location).location == invite_page
    page = browser.get(invite_page).page
    assert "Nothing has been saved yet" in page.text
    assert page.all("body")[0].get("data-unsaved") is not None
    again = browser.form(invite_page)
    assert {name: again.fields[name] for name in WORDS} == WORDS
    assert again.fields["once"] == form.fields["once"]
    assert browser.send(again).page.heading == "Link for Siân Tŷ"
    assert kept_fields(app) == []
    assert values(browser, invite_page)["name"] == ""


def test_words_stay_kept_while_the_form_is_only_looked_at(clock, browser, manager, invite_page):
    form = browser.form(invite_page, WORDS)
    clock.shift(timedelta(hours=13))
    sign_in(browser, manager, browser.send(form).location)
    for _ in range(2):
        assert values(browser, invite_page)["email"] == WORDS["email"]


def test_somebody_else_at_the_same_computer_gets_none_of_it(clock, app, browser, service, invite_page):
    another = factories.make_person(app, service, Role.MANAGER, "Another manager")
    form = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    assert sign_in(browser, another, browser.send(form).location).location == invite_page
    assert values(browser, invite_page)["name"] == ""
    with browser.session_transaction() as cookie:
        assert "kept_forms" not in cookie


def test_form_left_open_by_one_person_can_not_be_sent_by_another(clock, app, browser, service, invite_page):
    another = factories.make_person(app, service, Role.MANAGER, "Another manager")
    left_open = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    sign_in(browser, another, browser.get("/me").location)
    assert browser.send(left_open).status_code == 400
    with app.app_context():
        assert db.session.scalar(select(Account).where(Account.email == WORDS["email"])) is None


def test_other_tab_can_still_be_sent_after_the_same_person_signed_in(clock, browser, manager, invite_page):
    other_tab = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    sign_in(browser, manager, browser.get("/me").location)
    assert browser.send(other_tab).page.heading == "Link for Siân Tŷ"


def test_other_tab_is_kept_too_when_the_first_has_met_the_limit(clock, browser, manager, service, invite_page):
    first = browser.form(f"{service.path}/details/change", {"service_name": "Rose Lodge House"})
    second = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    browser.send(first)
    assert browser.send(second).location == f"/sign-in?next={invite_page}"
    sign_in(browser, manager)
    assert values(browser, invite_page)["name"] == WORDS["name"]
    assert values(browser, f"{service.path}/details/change")["service_name"] == "Rose Lodge House"


def test_nothing_is_kept_for_somebody_who_signed_out(clock, app, browser, invite_page):
    form = browser.form(invite_page, WORDS)
    browser.submit("/me", action="/sign-out")
    assert browser.send(form).status_code == 400
    assert kept_fields(app) == []


def test_copied_cookie_keeps_nothing_after_signing_out(clock, app, browser, invite_page):
    form = browser.form(invite_page, WORDS)
    copy = app.test_client()
    copy.set_cookie("evidence", browser.get_cookie("evidence").value)
    browser.submit("/me", action="/sign-out")
    assert copy.send(form).location == "/sign-in"
    assert kept_fields(app) == []


def test_passwords_are_never_kept(clock, app, browser, manager):
    typed = {"present": PASSWORD, "password": "four quiet garden gates", "password_again": "four quiet garden gates"}
    form = browser.form("/me", typed, action="/me")
    clock.shift(timedelta(minutes=15))
    assert browser.send(form).location == "/sign-in?next=/me"
    assert kept_fields(app) == []


def test_kept_fields_hold_the_words_and_no_token(clock, app, browser, invite_page):
    form = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    browser.send(form)
    (fields,) = kept_fields(app)
    assert {name for name, _ in fields} == {"once", *WORDS}


def test_words_are_forgotten_after_a_day(clock, app, browser, manager, invite_page):
    form = browser.form(invite_page, WORDS)
    clock.shift(timedelta(minutes=15))
    answer = browser.send(form)
    clock.shift(timedelta(days=1, minutes=1))
    sign_in(browser, manager, answer.location)
    assert values(browser, invite_page)["name"] == ""
    form = browser.form(invite_page, {"name": "Later"})
    clock.shift(timedelta(minutes=15))
    browser.send(form)
    assert len(kept_fields(app)) == 1


def test_expired_button_leads_back_to_its_page_and_does_nothing(clock, app, browser, manager, staff, service):
    page = f"{service.path}/people/{staff.id}/close"
    form = browser.form(page)
    clock.shift(timedelta(minutes=15))
    answer = browser.send(form)
    assert answer.location == f"/sign-in?next={page}"
    assert "Nothing was saved." in browser.get(answer.location).page.text
    assert sign_in(browser, manager, answer.location).location == page
    assert browser.get(page).status_code == 200


def test_expired_sign_out_signs_out(clock, browser):
    form = browser.form("/me", action="/sign-out")
    clock.shift(timedelta(minutes=15))
    assert browser.send(form).location == "/sign-in"
