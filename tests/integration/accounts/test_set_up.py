"""The first visit: who may set the site up, what is asked, and that it happens once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts.models import Account, Membership, Provider, Service
from evidence.database import db
from evidence.database.scope_guard import system_scope
from tests import filled_forms
from tests.clients import PageCheckingClient

FIELDS = {
    "provider_name": "Orchard Care",
    "service_name": "Rose Lodge",
    "cqc_location_id": "1-1234567890",
    "registered_manager": "Ann Marsh",
    "service_types": ["residential", "home-care"],
    "name": "Ann Marsh",
    "email": "Ann@Example.org",
    "password": "purple kettle drums",
    "password_again": "purple kettle drums",
}
STRANGER = {"REMOTE_ADDR": "192.0.2.7"}
HTTPS = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
SITE = "https://tracker.example.org"


def count_accounts(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Account))


def code_of(app: Flask) -> str:
    return (Path(app.instance_path) / "set-up-code").read_text("ascii")


def send_from_afar(client: PageCheckingClient, code: str, base_url: str = SITE, headers=HTTPS):
    page = client.get("/set-up", base_url=base_url, headers=headers).page
    form = filled_forms.fill(page, filled_forms.choose(page), {**FIELDS, "code": code})
    return client.send(form, base_url=base_url, headers={**headers, "Referer": f"{base_url}/set-up"})


@pytest.mark.parametrize("path", ["/", "/sign-in"])
def test_first_visit_is_led_to_set_up(signed_out_client: PageCheckingClient, path: str):
    assert signed_out_client.get(path).location == "/set-up"


def test_set_up_makes_provider_service_and_first_manager(app: Flask, signed_out_client: PageCheckingClient):
    answer = signed_out_client.submit("/set-up", FIELDS)
    with app.app_context(), system_scope("looking in a test"):
        provider = db.session.scalars(select(Provider)).one()
        service = db.session.scalars(select(Service)).one()
        account = db.session.scalars(select(Account)).one()
        member = db.session.scalars(select(Membership)).one()
        assert (provider.name, service.name, service.cqc_location_id) == ("Orchard Care", "Rose Lodge", "1-1234567890")
        assert service.settings == {"residential", "community"}
        assert (account.name, account.email, account.is_lead) == ("Ann Marsh", "ann@example.org", True)
        assert account.password.startswith("$argon2id$")
        assert (member.service_id, member.account_id, member.role) == (service.id, account.id, "manager")
        assert answer.location == f"/services/{service.reference}/"
    page = signed_out_client.get(f"{answer.location}details").page
    assert "Care home without nursing, Home care agency" in page.text


def test_second_set_up_is_not_there(app: Flask, signed_out_client: PageCheckingClient):
    late = app.test_client().form("/set-up", {**FIELDS, "email": "late@example.org"})
    signed_out_client.submit("/set-up", FIELDS)
    for client in (signed_out_client, app.test_client()):
        assert client.get("/set-up").status_code == 404
    client = app.test_client()
    late.fields["csrf_token"] = client.form("/sign-in").fields["csrf_token"]
    assert client.send(late).status_code == 404
    assert count_accounts(app) == 1
    assert app.test_client().get("/").location == "/sign-in"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"provider_name": ""}, "Enter the name of the provider."),
        ({"name": ""}, "Enter your name."),
        ({"email": "ann"}, "Enter an e-mail address in the form name@example.org."),
        ({"cqc_location_id": "1-12"}, "The CQC location ID must look like 1-1234567890."),
        ({"service_types": []}, "Choose at least one kind of service."),
        ({"password_again": "something else here"}, "The two passwords must be the same. Enter them again."),
    ],
)
def test_what_is_missing_is_asked_for(app, signed_out_client, changes, problem):
    answer = signed_out_client.submit("/set-up", {**FIELDS, **changes})
    assert answer.status_code == 200
    assert answer.page.problems_told == [problem]
    assert answer.page.by_id["service_name"].get("value") == "Rose Lodge"
    assert "purple kettle drums" not in answer.page.html
    assert count_accounts(app) == 0


def test_problems_come_in_the_order_of_the_page(signed_out_client: PageCheckingClient):
    page = signed_out_client.submit("/set-up").page
    links = [link.get("href").removeprefix("#") for link in page.with_class("error-summary")[0].iter("a")]
    shown = [element.get("id") for element in page.all("input") if element.get("id") in links]
    assert len(links) == 9
    assert links == shown


def test_this_computer_is_not_asked_for_a_code(app: Flask, signed_out_client: PageCheckingClient):
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000"):
        assert "code" not in signed_out_client.get("/set-up", base_url=f"http://{host}").page.by_id
    assert not (Path(app.instance_path) / "set-up-code").exists()


def test_request_that_was_passed_on_is_asked_for_the_code(signed_out_client: PageCheckingClient):
    page = signed_out_client.get("/set-up", headers={"X-Forwarded-For": "192.0.2.7"}).page
    assert "code" in page.by_id


@pytest.mark.parametrize("host", ["tracker.example.org", "localhost.example.org", "192.0.2.1:8000", "[2001:db8::1]"])
def test_request_from_here_by_another_name_is_refused_over_plain_http(signed_out_client, host):
    answer = signed_out_client.get("/set-up", base_url=f"http://{host}")
    assert (answer.status_code, answer.page.heading) == (403, "This address is not safe to use")


def test_stranger_over_plain_http_is_refused(app: Flask):
    client = app.test_client()
    for path in ("/", "/set-up", "/sign-in"):
        answer = client.get(path, environ_base=STRANGER)
        assert (answer.status_code, answer.page.heading) == (403, "This address is not safe to use")
    assert not (Path(app.instance_path) / "set-up-code").exists()


def test_stranger_over_plain_http_is_refused_behind_a_proxy_too(make_app: Callable[..., Flask]):
    client = make_app(BEHIND_PROXY=True).test_client()
    headers = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "http"}
    assert client.get("/set-up", headers=headers).status_code == 403


def test_set_up_behind_a_proxy_needs_the_code_and_uses_it_up(make_app: Callable[..., Flask]):
    app = make_app(BEHIND_PROXY=True)
    client = app.test_client()
    client.get("/set-up", base_url=SITE, headers=HTTPS)
    code = code_of(app)
    assert (Path(app.instance_path) / "set-up-code").stat().st_mode & 0o777 == 0o600
    without = send_from_afar(client, "")
    assert without.page.problems_told == ["Enter the one-time code."]
    wrong = send_from_afar(client, "BBBB-BBBB-BBBB-BBBB")
    assert wrong.page.problems_told[0].startswith("This is not the code.")
    assert count_accounts(app) == 0
    assert send_from_afar(client, f" {code.lower().replace('-', ' ')} ").status_code == 302
    assert count_accounts(app) == 1
    assert not (Path(app.instance_path) / "set-up-code").exists()


def test_stranger_over_https_needs_the_code_without_a_proxy(app: Flask):
    client = app.test_client()
    page = client.get("/set-up", base_url=SITE, environ_base=STRANGER).page
    assert "code" in page.by_id


def test_guessing_the_code_is_slowed_down(make_app: Callable[..., Flask]):
    app = make_app(BEHIND_PROXY=True)
    client = app.test_client()
    for _ in range(3):
        send_from_afar(client, "wrong")
    told = send_from_afar(client, code_of(app)).page.problems_told
    assert told == ["Wait 5 seconds, then try again."]
    assert count_accounts(app) == 0


def test_two_processes_know_the_same_code(make_app: Callable[..., Flask]):
    one, other = make_app(BEHIND_PROXY=True), make_app(BEHIND_PROXY=True)
    one.test_client().get("/set-up", base_url=SITE, headers=HTTPS)
    assert send_from_afar(other.test_client(), code_of(one)).status_code == 302
