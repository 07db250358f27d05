"""How long a sign-in lasts, and that a cookie is worth nothing once it is over."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from evidence.accounts.models import SignIn
from evidence.database import db
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SIGNED_OUT = "You were signed out to keep people’s information safe."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(clock, app: Flask, manager: MadePerson) -> PageCheckingClient:
    return factories.sign_in(app, manager)


def copy_of(app: Flask, browser: PageCheckingClient) -> PageCheckingClient:
    """Another browser with the same cookie."""
    cookie = browser.get_cookie("evidence")
    copy = app.test_client()
    copy.set_cookie("evidence", cookie.value)
    return copy


def token_of(browser: PageCheckingClient) -> str:
    return browser.form("/me", action="/me").fields["csrf_token"]


def test_sign_in_lasts_a_quarter_of_an_hour_without_use(clock, browser: PageCheckingClient):
    clock.shift(timedelta(minutes=14, seconds=59))
    assert browser.get("/me").status_code == 200
    clock.shift(timedelta(minutes=14, seconds=59))
    assert browser.get("/me").status_code == 200
    clock.shift(timedelta(minutes=15))
    assert browser.get("/me").location == "/sign-in?next=/me"


def test_sign_in_lasts_twelve_hours_however_busy(clock, browser: PageCheckingClient):
    for _ in range(72):
        assert browser.get("/me").status_code == 200
        clock.shift(timedelta(minutes=10))
    assert browser.get("/me").location == "/sign-in?next=/me"


def test_loading_pictures_and_styles_is_no_use(clock, browser: PageCheckingClient):
    clock.shift(timedelta(minutes=10))
    browser.get("/static/js/site.js")
    browser.get("/health")
    clock.shift(timedelta(minutes=5))
    assert browser.get("/me").status_code == 302


def test_person_is_told_why_and_comes_back_to_the_page(clock, browser: PageCheckingClient, manager: MadePerson):
    clock.shift(timedelta(minutes=16))
    asked = browser.get("/services/?from=mail")
    assert SIGNED_OUT in browser.get(asked.location).page.text
    answer = browser.submit(asked.location, {"email": manager.email, "password": PASSWORD}, action="/sign-in")
    assert answer.location == "/services/?from=mail"


def test_page_tells_how_long_the_sign_in_lasts(clock, browser: PageCheckingClient):
    body = browser.get("/me").page.all("body")[0]
    assert [body.get(f"data-{name}") for name in ("left", "ends", "warn")] == ["900", "43200", "120"]
    clock.shift(timedelta(minutes=10))
    for _ in range(70):
        browser.get("/me")
        clock.shift(timedelta(minutes=10))
    body = browser.get("/me").page.all("body")[0]
    assert [body.get(f"data-{name}") for name in ("left", "ends")] == ["600", "600"]


def test_saying_that_one_is_there_keeps_the_sign_in(clock, browser: PageCheckingClient):
    token = token_of(browser)
    clock.shift(timedelta(minutes=14))
    assert browser.post("/stay").status_code == 400
    stayed = browser.post("/stay", headers={"X-CSRFToken": token})
    assert stayed.json == {"left": 900, "ends": 43200 - 14 * 60, "warn": 120}
    clock.shift(timedelta(minutes=14))
    assert browser.get("/me").status_code == 200


def test_saying_it_too_late_is_told_and_ends_nothing_yet(clock, browser: PageCheckingClient, manager: MadePerson):
    form = browser.form("/me", action="/me")
    clock.shift(timedelta(minutes=15))
    answer = browser.post("/stay", headers={"X-CSRFToken": form.fields["csrf_token"]})
    assert answer.status_code == 401
    with browser.session_transaction() as cookie:
        assert cookie["person"] == str(manager.id)


def test_copied_cookie_is_worthless_after_signing_out(clock, app: Flask, browser: PageCheckingClient):
    copy = copy_of(app, browser)
    assert copy.get("/me").status_code == 200
    copy = copy_of(app, browser)
    browser.submit("/me", action="/sign-out")
    assert copy.get("/me").status_code == 302
    assert copy.get("/services/").status_code == 302


def test_copied_cookie_is_worthless_once_the_limit_met_a_form(clock, app: Flask, browser: PageCheckingClient):
    form = browser.form("/me", action="/me")
    copy = copy_of(app, browser)
    clock.shift(timedelta(minutes=10))
    assert copy.get("/me").status_code == 200
    clock.shift(timedelta(minutes=5))
    browser.send(form)
    assert copy.get("/me").status_code == 302


def test_old_copy_of_a_cookie_does_not_outlast_the_idle_limit(clock, app: Flask, browser: PageCheckingClient):
    copy = copy_of(app, browser)
    clock.shift(timedelta(minutes=10))
    assert browser.get("/me").status_code == 200
    clock.shift(timedelta(minutes=6))
    assert copy.get("/me").status_code == 302


def test_changing_the_password_signs_out_other_browsers_and_not_this_one(
    clock, app: Flask, browser: PageCheckingClient, manager: MadePerson
):
    other = factories.sign_in(app, manager)
    copy = copy_of(app, browser)
    new = "four quiet garden gates"
    answer = browser.submit("/me", {"present": PASSWORD, "password": new, "password_again": new}, action="/me")
    assert answer.location == "/me"
    assert "signed out everywhere else" in browser.get("/me").page.text
    assert other.get("/me").status_code == copy.get("/me").status_code == 302
    assert app.test_client().submit("/sign-in", {"email": manager.email, "password": PASSWORD}).status_code == 200
    assert app.test_client().submit("/sign-in", {"email": manager.email, "password": new}).status_code in (200, 302)


def test_signing_in_begins_with_a_clean_cookie(app: Flask, manager: MadePerson):
    client = app.test_client()
    form = client.form("/sign-in", {"email": manager.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        cookie["service"] = "SV-2B3C4"
        cookie["kept_forms"] = ["/me"]
        cookie["left over"] = "by somebody else"
        before = dict(cookie)
    client.send(form)
    with client.session_transaction() as cookie:
        assert not {"service", "kept_forms", "left over", "csrf_token"} & set(cookie)
        assert "csrf_token" in before
    first = client.get_cookie("evidence").value
    client.submit("/me", action="/sign-out")
    client.submit("/sign-in", {"email": manager.email, "password": PASSWORD})
    assert client.get_cookie("evidence").value != first
    with app.app_context():
        assert len(set(db.session.scalars(select(SignIn.id)))) == 2


def test_cookie_is_kept_from_scripts_other_sites_and_plain_http(make_app: Callable[..., Flask]):
    plain, proxied = make_app(), make_app(BEHIND_PROXY=True)
    over_http = plain.test_client().get("/set-up").headers["Set-Cookie"]
    assert "HttpOnly" in over_http
    assert "SameSite=Lax" in over_http
    assert "Path=/" in over_http
    assert "Secure" not in over_http
    over_https = plain.test_client().get("/set-up", base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in over_https
    behind = proxied.test_client().get("/set-up", headers={"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
    assert "Secure" in behind


def test_expired_page_of_somebody_signed_out_elsewhere_says_so(clock, app: Flask, browser, manager: MadePerson):
    other = factories.sign_in(app, manager)
    other.submit("/me", action="/me/sign-out-everywhere")
    assert browser.get("/me").status_code == 302
    assert other.get("/sign-in").page.heading == "Sign in"
