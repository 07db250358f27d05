"""Signing in with an authenticator app or a recovery code, and setting them up."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from evidence.accounts.audit_models import ProviderAuditEntry
from evidence.accounts.models import Account, SignIn
from evidence.accounts.second_step_forms import WRONG_CODE, WRONG_RECOVERY_CODE
from evidence.database import db
from tests import factories, second_steps
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson
from tests.second_steps import give_password, make_codes, set_up, start, token_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LOCKED = "There were too many tries. Wait 15 minutes, then try again."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def phone(clock, manager_client: PageCheckingClient) -> Iterator[second_steps.App]:
    app = set_up(manager_client)
    clock.shift(60)
    return app


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(ProviderAuditEntry.action).order_by(ProviderAuditEntry.number)))


def account_of(app: Flask, person: MadePerson) -> Account:
    with app.app_context():
        return db.session.get_one(Account, person.id)


def enter_code(browser: PageCheckingClient, code: str):
    return browser.submit("/sign-in/code", {"code": code}, action="/sign-in/code")


def test_person_sets_up_an_app_and_is_led_to_recovery_codes(clock, app: Flask, manager, manager_client):
    phone, action = start(manager_client)
    answer = manager_client.post(action, data={"csrf_token": token_of(manager_client), "code": phone.code()})
    assert answer.location == "/me/recovery-codes"
    assert "Your authenticator app is set up" in manager_client.get("/me/recovery-codes").page.text
    assert actions(app)[-1] == "set up an authenticator app"
    kept = account_of(app, manager)
    assert phone.key not in kept.tf_totp_secret
    assert kept.tf_primary_method == "authenticator"


def test_picture_and_text_hold_the_key_and_nothing_of_it_runs_inline(clock, manager_client: PageCheckingClient):
    page = manager_client.submit(second_steps.SET_UP, button="Start").page
    picture = page.with_class("qr-code")[0]
    assert picture.get("src").startswith("data:image/svg+xml;base64,")
    assert picture.get("alt")
    assert page.with_class("key-text")


def test_wrong_first_code_shows_the_same_key_again(clock, app: Flask, manager, manager_client: PageCheckingClient):
    phone, action = start(manager_client)
    token = token_of(manager_client)
    page = manager_client.post(action, data={"csrf_token": token, "code": "000000"}).page
    assert page.problems_told == [WRONG_CODE]
    assert phone.key in page.text.replace("-", "")
    empty = manager_client.post(action, data={"csrf_token": token, "code": " "}).page
    assert empty.problems_told == ["Enter the code that your authenticator app shows."]
    assert account_of(app, manager).tf_primary_method is None
    assert manager_client.post(action, data={"csrf_token": token, "code": phone.code()}).status_code == 302


def test_setting_up_must_be_done_within_half_an_hour(clock, manager_client: PageCheckingClient):
    phone, action = start(manager_client)
    for _ in range(4):
        clock.shift(timedelta(minutes=8))
        token = token_of(manager_client)
    answer = manager_client.post(action, data={"csrf_token": token, "code": phone.code()})
    assert answer.location == "/me/authenticator"


def test_password_alone_signs_nobody_in_who_has_a_second_step(app: Flask, phone, manager, signed_out_client):
    answer = give_password(signed_out_client, manager)
    assert answer.location == "/sign-in/code"
    assert signed_out_client.get("/me").location == "/sign-in?next=/me"
    page = enter_code(signed_out_client, phone.code())
    assert page.location == "/"
    assert signed_out_client.get("/me").status_code == 200
    with app.app_context():
        newest = db.session.scalars(select(SignIn).order_by(SignIn.started_at.desc())).first()
        assert newest.second_step == "app"


def test_code_typed_with_a_space_counts(phone, manager, signed_out_client):
    give_password(signed_out_client, manager)
    code = phone.code()
    assert enter_code(signed_out_client, f" {code[:3]} {code[3:]} ").status_code == 302


def test_code_works_once(app: Flask, phone, manager: MadePerson):
    first, second = app.test_client(), app.test_client()
    code = phone.code()
    for browser in (first, second):
        give_password(browser, manager)
    assert enter_code(first, code).status_code == 302
    assert enter_code(second, code).page.problems_told == [WRONG_CODE]


@pytest.mark.parametrize(("seconds", "is_right"), [(-90, False), (-30, True), (30, True), (90, False)])
def test_clock_of_the_phone_may_be_half_a_minute_off(phone, manager, signed_out_client, seconds: int, is_right: bool):
    give_password(signed_out_client, manager)
    answer = enter_code(signed_out_client, phone.code(later=seconds))
    assert (answer.status_code == 302) is is_right


def test_wrong_codes_lock_like_wrong_passwords(app: Flask, clock, phone, manager: MadePerson, signed_out_client):
    give_password(signed_out_client, manager)
    for wait in (0, 0, 0, 6, 16):
        clock.shift(wait)
        assert enter_code(signed_out_client, "000000").page.problems_told == [WRONG_CODE]
    clock.shift(1)
    assert enter_code(signed_out_client, phone.code()).page.problems_told == [LOCKED]
    assert give_password(app.test_client(), manager).page.problems_told == [LOCKED]


def test_wrong_passwords_and_wrong_codes_are_counted_together(clock, app: Flask, phone, manager: MadePerson):
    browser = app.test_client()
    give_password(browser, manager)
    for _ in range(3):
        give_password(app.test_client(), manager, "not the password")
    assert enter_code(browser, phone.code()).page.problems_told == ["Wait 5 seconds, then try again."]


def test_right_password_does_not_forget_wrong_codes(clock, app: Flask, phone, manager: MadePerson):
    for _ in range(3):
        browser = app.test_client()
        give_password(browser, manager)
        enter_code(browser, "000000")
    assert give_password(app.test_client(), manager).page.problems_told == ["Wait 5 seconds, then try again."]


def test_password_is_worth_nothing_without_the_code_after_ten_minutes(clock, phone, manager, signed_out_client):
    give_password(signed_out_client, manager, at="/sign-in?next=/me")
    form = signed_out_client.form("/sign-in/code?next=/me", {"code": phone.code()}, action="/sign-in/code")
    clock.shift(timedelta(minutes=10))
    answer = signed_out_client.send(form)
    assert answer.location == "/sign-in?next=/me"
    assert "That took too long" in signed_out_client.get(answer.location).page.text


def test_pages_of_the_second_step_lead_to_signing_in_without_a_password(app: Flask, manager, signed_out_client):
    for path in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/second-step", "/sign-in/lost-phone"):
        assert signed_out_client.get(path).location == "/sign-in"


def test_second_step_is_over_when_the_account_is_closed_meanwhile(app: Flask, phone, manager, lead_client):
    browser = app.test_client()
    give_password(browser, manager)
    form = browser.form("/sign-in/code", {"code": phone.code()}, action="/sign-in/code")
    factories.make_person(app, made_service(app, manager), factories.Role.MANAGER, "Another manager")
    answer = lead_client.submit(f"/provider/people/{manager.id}/close", action=f"/provider/people/{manager.id}/close")
    assert answer.status_code == 302
    assert browser.send(form).location == "/sign-in"
    assert browser.get("/me").status_code == 302


def made_service(app: Flask, person: MadePerson) -> factories.MadeService:
    with app.app_context():
        service = db.session.get_one(factories.Service, person.scope.service_id)
        return factories.MadeService(service.id, service.reference, service.name, service.provider_id, person.scope)


def test_person_comes_back_to_the_page_they_asked_for(phone, manager, signed_out_client):
    asked = signed_out_client.get("/services/?from=mail")
    give_password(signed_out_client, manager, at=asked.location)
    code_page = "/sign-in/code?next=/services/?from%3Dmail"
    answer = signed_out_client.submit(code_page, {"code": phone.code()}, action="/sign-in/code")
    assert answer.location == "/services/?from=mail"


@pytest.mark.parametrize("elsewhere", ["//example.org/", "https://example.org/", "/\\example.org"])
def test_nobody_is_led_to_another_site(phone, manager, signed_out_client, elsewhere: str):
    give_password(signed_out_client, manager)
    token = signed_out_client.form("/sign-in/code", action="/sign-in/code").fields["csrf_token"]
    sent = {"csrf_token": token, "code": phone.code(), "next": elsewhere}
    assert signed_out_client.post("/sign-in/code", data=sent).location == "/"


def test_kept_words_come_back_after_password_and_code(clock, phone, app: Flask, service, manager, manager_client):
    add = f"{service.path}/evidence/add"
    form = manager_client.form(add, {"title": "Falls audit"})
    clock.shift(timedelta(minutes=16))
    asked = manager_client.send(form)
    assert asked.location == f"/sign-in?next={add}"
    owed = give_password(manager_client, manager, at=asked.location)
    assert owed.location == f"/sign-in/code?next={add}"
    back = manager_client.submit(owed.location, {"code": phone.code()}, action="/sign-in/code")
    assert back.location == add
    assert manager_client.form(add).fields["title"] == "Falls audit"


def test_limits_of_a_sign_in_hold_after_the_second_step(clock, phone, manager, signed_out_client):
    give_password(signed_out_client, manager)
    enter_code(signed_out_client, phone.code())
    clock.shift(timedelta(minutes=14, seconds=59))
    assert signed_out_client.get("/me").status_code == 200
    clock.shift(timedelta(minutes=15))
    assert signed_out_client.get("/me").status_code == 302


def test_recovery_codes_are_shown_once_and_kept_unreadably(app: Flask, phone, manager, manager_client):
    codes = make_codes(manager_client)
    assert len(set(codes)) == 10
    shown_again = manager_client.get("/me/recovery-codes?show_codes=yes").page.text
    kept = " ".join(account_of(app, manager).mf_recovery_codes)
    assert not [code for code in codes if code in shown_again or code.replace("-", "") in kept]
    assert "You have 10 codes left" in shown_again
    assert actions(app)[-1] == "made new recovery codes"


def test_recovery_code_signs_in_once_and_is_counted(app: Flask, phone, manager, manager_client):
    codes = make_codes(manager_client)
    browser = app.test_client()
    give_password(browser, manager)
    answer = browser.submit("/sign-in/recovery-code", {"code": codes[3].upper()}, action="/sign-in/recovery-code")
    assert answer.location == "/me/second-step"
    page = browser.get(answer.location).page
    assert "You have 9 recovery codes left" in page.text
    assert "used a recovery code" in actions(app)
    again = app.test_client()
    give_password(again, manager)
    refused = again.submit("/sign-in/recovery-code", {"code": codes[3]}, action="/sign-in/recovery-code")
    assert refused.page.problems_told == [WRONG_RECOVERY_CODE]


def test_recovery_codes_of_somebody_else_are_worth_nothing(app: Flask, phone, manager, manager_client, lead_client):
    set_up(lead_client)
    others = make_codes(lead_client)
    make_codes(manager_client)
    browser = app.test_client()
    give_password(browser, manager)
    answer = browser.submit("/sign-in/recovery-code", {"code": others[0]}, action="/sign-in/recovery-code")
    assert answer.page.problems_told == [WRONG_RECOVERY_CODE]


def test_new_recovery_codes_take_the_place_of_the_old_ones(app: Flask, phone, manager, manager_client):
    old, new = make_codes(manager_client), make_codes(manager_client)
    browser = app.test_client()
    give_password(browser, manager)
    page = "/sign-in/recovery-code"
    assert browser.submit(page, {"code": old[0]}, action=page).page.problems_told == [WRONG_RECOVERY_CODE]
    assert browser.submit(page, {"code": new[0]}, action=page).status_code == 302


def test_wrong_recovery_codes_lock_too(clock, app: Flask, phone, manager, manager_client):
    codes = make_codes(manager_client)
    browser = app.test_client()
    give_password(browser, manager)
    page = "/sign-in/recovery-code"
    assert browser.submit(page, {"code": " "}, action=page).page.problems_told == ["Enter one of your recovery codes."]
    for wait in (0, 0, 0, 6, 16):
        clock.shift(wait)
        assert browser.submit(page, {"code": "1a2b-3c4d-5e6f"}, action=page).page.problems_told == [WRONG_RECOVERY_CODE]
    assert browser.submit(page, {"code": codes[0]}, action=page).page.problems_told == [LOCKED]


def test_recovery_codes_are_for_people_with_a_second_step(manager_client):
    assert manager_client.get("/me/recovery-codes").location == "/me/second-step"


def test_app_is_removed_with_its_recovery_codes(app: Flask, phone, manager, manager_client):
    make_codes(manager_client)
    answer = manager_client.submit("/me/authenticator", button="Remove the authenticator app")
    assert answer.location == "/me/second-step"
    kept = account_of(app, manager)
    assert (kept.tf_totp_secret, kept.mf_recovery_codes) == (None, None)
    assert actions(app)[-1] == "removed the authenticator app"
    assert give_password(app.test_client(), manager).location == "/"


def test_new_phone_takes_the_place_of_the_old_one(clock, app: Flask, phone, manager, manager_client):
    page = manager_client.submit("/me/authenticator", button="Set up the app anew").page
    new = second_steps.App("".join(page.with_class("key-text")[0].itertext()).replace("-", ""))
    action = next(form.get("action") for form in page.all("form") if "/me/authenticator/" in form.get("action", ""))
    sent = {"csrf_token": token_of(manager_client), "code": new.code()}
    assert manager_client.post(action, data=sent).status_code == 302
    clock.shift(60)
    browser = app.test_client()
    give_password(browser, manager)
    assert enter_code(browser, phone.code()).page.problems_told == [WRONG_CODE]
    assert enter_code(browser, new.code()).status_code == 302


def test_changing_the_second_step_asks_for_the_password_after_ten_minutes(clock, manager, manager_client):
    clock.shift(timedelta(minutes=11))
    asked = manager_client.get("/me/authenticator")
    assert asked.location == "/me/password-again?next=/me/authenticator"
    wrong = manager_client.submit(asked.location, {"password": "wrong"}, action="/me/password-again")
    assert wrong.page.problems_told == ["This is not your password. Enter it again."]
    right = manager_client.submit(asked.location, {"password": PASSWORD}, action="/me/password-again")
    assert right.location == "/me/authenticator"
    assert manager_client.get("/me/authenticator").status_code == 200


@pytest.mark.parametrize("path", ["/me/passkeys", "/me/recovery-codes"])
def test_passkeys_and_recovery_codes_ask_for_it_as_well(clock, phone, manager_client, path: str):
    clock.shift(timedelta(minutes=11))
    assert manager_client.get(path).location == f"/me/password-again?next={path}"


def test_guessing_the_password_there_is_slowed_down(clock, manager_client):
    page = "/me/password-again"
    for _ in range(3):
        manager_client.submit(page, {"password": "wrong"}, action=page)
    answer = manager_client.submit(page, {"password": PASSWORD}, action=page)
    assert answer.page.problems_told == ["Wait 5 seconds, then try again."]


def test_changing_the_password_keeps_the_second_step(clock, app: Flask, phone, manager, manager_client):
    new = "four quiet garden gates"
    sent = {"present": PASSWORD, "password": new, "password_again": new}
    assert manager_client.submit("/me", sent, action="/me").location == "/me"
    assert give_password(app.test_client(), manager, new).location == "/sign-in/code"


def test_link_to_a_new_password_does_not_get_round_the_second_step(app: Flask, phone, manager, lead_client, service):
    link_page = f"{service.path}/people/{manager.id}/link"
    shown = lead_client.submit(link_page, action=link_page).page
    path = re.search(r"/invitation/[\w-]+", shown.html)[0]
    browser = app.test_client()
    new = "four quiet garden gates"
    answer = browser.submit(path, {"password": new, "password_again": new}, action=path)
    assert answer.location == "/sign-in/code"
    assert browser.get("/me").status_code == 302
    assert enter_code(browser, phone.code()).status_code == 302
    assert browser.get("/me").status_code == 200


def test_key_that_cannot_be_read_lets_nobody_in_and_is_logged(make_app, caplog, app: Flask, phone, manager):
    other = make_app(SECRET_KEY="another secret").test_client()
    give_password(other, manager)
    assert enter_code(other, phone.code()).page.problems_told == [WRONG_CODE]
    assert "was SECRET_KEY changed" in caplog.text
