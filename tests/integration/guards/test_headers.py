"""Every security header, pinned: a change of one is a decision, made here as well."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from flask import Flask

from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, PASSWORD, MadePerson

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site of the test's own, which it may change."""
    return make_app()


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nowhere", "/health"])
def test_every_answer_carries_every_header(signed_out_client: PageCheckingClient, manager: MadePerson, path: str):
    answer = signed_out_client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" not in answer.headers
    assert "Server" not in answer.headers


def test_static_files_may_be_kept_and_nothing_else(signed_out_client: PageCheckingClient):
    for path in ("/static/css/tokens.css", "/bootstrap/static/css/bootstrap.min.css"):
        answer = signed_out_client.get(path)
        assert answer.status_code == 200
        assert "no-store" not in answer.headers["Cache-Control"]
        assert {**{n: answer.headers.get(n) for n in HEADERS}, "Cache-Control": ""} == {**HEADERS, "Cache-Control": ""}


def test_file_of_a_record_is_downloaded_under_its_name_and_never_shown(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager, files=[A_FILE])
    answer = factories.sign_in(app, manager).get(f"/files/{item.file_ids[0]}")
    assert answer.data == A_FILE[0]
    assert answer.headers["Content-Disposition"] == f"attachment; filename={A_FILE[1]}"
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_error_in_the_code_carries_every_header_and_tells_nothing(make_app: Callable[..., Flask]):
    app = make_app(PROPAGATE_EXCEPTIONS=False)
    app.view_functions["site.health"] = lambda: 1 / 0
    answer = app.test_client().get("/health")
    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "division" not in answer.text


def test_browsers_stay_with_https_once_they_have_used_it(make_app: Callable[..., Flask]):
    behind_proxy = make_app(BEHIND_PROXY=True).test_client()
    answer = behind_proxy.get("/sign-in", base_url="https://tracker.example/")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(("behind_proxy", "is_secure"), [(False, False), (True, True)])
def test_cookie_is_for_this_site_alone(make_app: Callable[..., Flask], behind_proxy: bool, is_secure: bool):
    app = make_app(BEHIND_PROXY=behind_proxy)
    person = factories.make_person(
        app, factories.make_service(app, factories.make_provider(app)), factories.Role.MANAGER
    )
    browser = app.test_client()
    address = "https://localhost/sign-in" if behind_proxy else "/sign-in"
    page = browser.get(address).page
    token = next(field.get("value") for field in page.all("input") if field.get("name") == "csrf_token")
    sent = {"csrf_token": token, "email": person.email, "password": PASSWORD}
    answer = browser.post(address, data=sent, headers={"Referer": "https://localhost/sign-in"})
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["evidence"]
    assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (is_secure, True, "Lax")
    assert not cookie["domain"]
    assert not cookie["expires"]
