"""Signing in and out: the same answer for everything wrong, slowing down, locking, and where people land."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from evidence.accounts.models import Account, SignInAttempt
from evidence.accounts.security import WRONG
from evidence.database import db, saving
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LOCKED = "There were too many tries. Wait 15 minutes, then try again."
UNKNOWN = "nobody@example.org"


def try_to_sign_in(client: PageCheckingClient, email: str, password: str = "not the password", **rest) -> TestResponse:
    return client.submit("/sign-in", {"email": email, "password": password}, **rest)


def told(client: PageCheckingClient, email: str, password: str = "not the password") -> list[str]:
    return try_to_sign_in(client, email, password).page.problems_told


def count_attempts(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(SignInAttempt))


def test_manager_signs_in_and_lands_on_the_first_page(signed_out_client: PageCheckingClient, manager: MadePerson):
    answer = try_to_sign_in(signed_out_client, f" {manager.email.upper()} ", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert signed_out_client.get("/me").status_code == 200


def test_person_with_accents_in_their_password_signs_in(
    app: Flask, signed_out_client: PageCheckingClient, manager: MadePerson, manager_client: PageCheckingClient
):
    typed = "Zaz\u0307o\u0301\u0142c\u0301 ge\u0328s\u0301la\u0328"
    composed = "Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105"
    changed = manager_client.submit(
        "/me", {"present": PASSWORD, "password": composed, "password_again": composed}, action="/me"
    )
    assert changed.location == "/me"
    assert try_to_sign_in(signed_out_client, manager.email, typed).status_code == 302


@pytest.mark.parametrize("email", ["known", UNKNOWN])
def test_wrong_password_and_unknown_email_are_answered_alike(
    signed_out_client: PageCheckingClient, manager: MadePerson, email: str
):
    answer = try_to_sign_in(signed_out_client, manager.email if email == "known" else email)
    assert answer.status_code == 200
    assert answer.page.problems_told == [WRONG]


def test_closed_and_waiting_accounts_are_answered_alike(
    app: Flask, signed_out_client: PageCheckingClient, manager: MadePerson, staff: MadePerson
):
    with app.app_context(), saving():
        db.session.get_one(Account, manager.id).active = False
        db.session.get_one(Account, staff.id).password = None
    assert told(signed_out_client, manager.email, PASSWORD) == [WRONG]
    assert told(signed_out_client, staff.email, PASSWORD) == [WRONG]


def test_empty_fields_are_asked_for_and_cost_nothing(app: Flask, signed_out_client: PageCheckingClient, manager):
    answer = try_to_sign_in(signed_out_client, "", "")
    assert answer.page.problems_told == ["Enter your e-mail address.", "Enter your password."]
    assert count_attempts(app) == 0


@pytest.mark.parametrize("email", ["known", UNKNOWN])
def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(
    app: Flask, signed_out_client: PageCheckingClient, manager: MadePerson, email: str
):
    email = manager.email if email == "known" else email
    with time_machine.travel(NOW, tick=False) as clock:
        for wait in (0, 0, 0, 6, 16):
            clock.shift(wait)
            assert told(signed_out_client, email) == [WRONG]
        clock.shift(1)
        assert told(signed_out_client, email, PASSWORD) == [LOCKED]
        assert count_attempts(app) == 5
        clock.shift(timedelta(minutes=14, seconds=58))
        assert told(signed_out_client, email, PASSWORD) == ["Wait 1 second, then try again."]
        clock.shift(1)
        answer = try_to_sign_in(signed_out_client, email, PASSWORD)
        assert answer.status_code == (302 if email == manager.email else 200)


def test_third_and_fourth_wrong_try_cost_a_short_wait(signed_out_client: PageCheckingClient, manager: MadePerson):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(3):
            told(signed_out_client, manager.email)
        assert told(signed_out_client, manager.email, PASSWORD) == ["Wait 5 seconds, then try again."]
        clock.shift(5)
        assert told(signed_out_client, manager.email) == [WRONG]
        assert told(signed_out_client, manager.email, PASSWORD) == ["Wait 15 seconds, then try again."]


def test_lock_holds_in_another_process_of_the_site(make_app: Callable[..., Flask], app: Flask, manager: MadePerson):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            told(app.test_client(), manager.email)
            clock.shift(20)
        assert "too many tries" in told(make_app().test_client(), manager.email, PASSWORD)[0]


def test_writing_the_email_differently_does_not_get_round_the_lock(app: Flask, manager: MadePerson):
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            told(app.test_client(), f" {manager.email.title()}")
            clock.shift(20)
        assert "too many tries" in told(app.test_client(), manager.email, PASSWORD)[0]


def test_thirty_wrong_tries_lock_their_address_and_no_other(app: Flask, manager: MadePerson):
    here, elsewhere = {"REMOTE_ADDR": "127.0.0.8"}, {"REMOTE_ADDR": "127.0.0.9"}
    with time_machine.travel(NOW, tick=False):
        for number in range(30):
            client = app.test_client()
            assert try_to_sign_in(client, f"guess-{number}@example.org", environ_base=here).page.problems_told == [
                WRONG
            ]
        locked = try_to_sign_in(app.test_client(), manager.email, PASSWORD, environ_base=here)
        assert locked.page.problems_told == [LOCKED]
        assert try_to_sign_in(app.test_client(), manager.email, PASSWORD, environ_base=elsewhere).status_code == 302


def test_signing_in_forgets_earlier_failures(app: Flask, signed_out_client: PageCheckingClient, manager: MadePerson):
    told(signed_out_client, manager.email)
    told(signed_out_client, manager.email)
    try_to_sign_in(signed_out_client, manager.email, PASSWORD)
    assert count_attempts(app) == 0


def test_attempts_hold_neither_emails_nor_addresses_and_go_after_a_day(app: Flask, manager: MadePerson):
    with time_machine.travel(NOW, tick=False) as clock:
        told(app.test_client(), manager.email)
        with app.app_context():
            kept = db.session.scalars(select(SignInAttempt)).one()
            assert {len(kept.email_digest), len(kept.address_digest)} == {64}
            assert manager.email not in kept.email_digest
        clock.shift(timedelta(days=1, seconds=1))
        told(app.test_client(), UNKNOWN)
        assert count_attempts(app) == 1


@pytest.mark.parametrize("way_back", ["/me", "/services/?from=mail", "/services/SV-2B3C4/people/"])
def test_person_comes_back_to_the_page_they_asked_for(app: Flask, manager: MadePerson, way_back: str):
    client = app.test_client()
    asked = client.get(way_back)
    assert asked.location.startswith("/sign-in?next=")
    answer = client.send(client.form(asked.location, {"email": manager.email, "password": PASSWORD}, action="/sign-in"))
    assert answer.location == way_back


@pytest.mark.parametrize("way_back", ["//evil.example", "https://evil.example/", "/\\evil.example", "/sign-in"])
@pytest.mark.parametrize("where", ["address", "field"])
def test_nobody_is_led_to_another_site(app: Flask, manager: MadePerson, way_back: str, where: str):
    client = app.test_client()
    form = client.form("/sign-in", {"email": manager.email, "password": PASSWORD})
    if where == "field":
        form.fields["next"] = way_back
        answer = client.send(form)
    else:
        answer = client.post("/sign-in", data=form.body(), query_string={"next": way_back})
    assert answer.status_code == 302
    assert answer.location == "/"


def test_wrong_way_back_is_not_shown_in_the_form(signed_out_client: PageCheckingClient, manager: MadePerson):
    page = signed_out_client.get("/sign-in", query_string={"next": "https://evil.example/"}).page
    assert "evil" not in page.html


def test_way_back_survives_a_wrong_password(signed_out_client: PageCheckingClient, manager: MadePerson):
    wrong = signed_out_client.form("/sign-in?next=/me", {"email": manager.email, "password": "x"}, action="/sign-in")
    again = signed_out_client.send(wrong).page
    field = next(field for field in again.all("input") if field.get("name") == "next")
    assert field.get("value") == "/me"


def test_signed_in_person_who_opens_sign_in_is_led_on(manager_client: PageCheckingClient):
    assert manager_client.get("/sign-in").location == "/"
    assert manager_client.get("/sign-in?next=/me").location == "/me"
    assert manager_client.get("/sign-in?next=//evil.example").location == "/"


def test_old_sign_in_page_signs_in_whoever_uses_it(app: Flask, manager: MadePerson, staff: MadePerson):
    client = app.test_client()
    old_tab = client.form("/sign-in", {"email": staff.email, "password": PASSWORD})
    try_to_sign_in(client, manager.email, PASSWORD)
    with client.session_transaction() as cookie:
        old_tab.fields["csrf_token"] = client.form("/me", action="/sign-out").fields["csrf_token"]
        assert cookie["person"] == str(manager.id)
    assert client.send(old_tab).status_code == 302
    assert staff.email in client.get("/me").page.text


def test_signing_out_ends_the_sign_in_and_says_so(manager_client: PageCheckingClient):
    answer = manager_client.submit("/me", action="/sign-out")
    assert answer.location == "/sign-in"
    assert "You have signed out." in manager_client.get("/sign-in").page.text
    assert manager_client.get("/me").location == "/sign-in?next=/me"


def test_signing_out_by_a_link_does_nothing(manager_client: PageCheckingClient):
    assert manager_client.get("/sign-out").status_code == 405
    assert manager_client.get("/me").status_code == 200


def test_form_without_its_token_is_refused(signed_out_client: PageCheckingClient, manager: MadePerson):
    answer = signed_out_client.post("/sign-in", data={"email": manager.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert answer.page.heading == "This form has expired"
