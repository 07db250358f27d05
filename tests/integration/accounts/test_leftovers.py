"""Nothing of Flask-Security can be reached that is not meant: no page, no way in, no cookie of its own."""

import pytest
from flask import Flask
from flask_security import current_user

from evidence.accounts.models import Account
from evidence.database import db
from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson

FOR_ANYONE = {
    "security.login",
    "security.logout",
    "security.mf_recovery",
    "security.tf_select",
    "security.two_factor_rescue",
    "security.two_factor_token_validation",
    "security.wan_signin",
    "security.wan_signin_response",
}
FOR_PEOPLE = {
    "security.mf_recovery_codes",
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.verify",
    "security.wan_delete",
    "security.wan_register",
    "security.wan_register_response",
}


def test_only_signing_in_and_the_second_step_are_left_and_all_say_who_may(app: Flask):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    assert endpoints == FOR_ANYONE | FOR_PEOPLE
    for endpoint in endpoints:
        principals = app.view_functions[endpoint].principals
        assert bool(principals.roles) is (endpoint in FOR_PEOPLE)
        assert bool(principals.reason) is (endpoint in FOR_ANYONE)


@pytest.mark.parametrize(
    "path",
    [
        "/verify",
        "/login",
        "/logout",
        "/register",
        "/reset",
        "/change",
        "/confirm",
        "/us-signin",
        "/tf-setup",
        "/wan-register",
        "/mf-recovery",
    ],
)
def test_its_usual_addresses_are_not_there(manager_client: PageCheckingClient, path: str):
    assert manager_client.get(path).status_code == 404


def test_its_commands_are_not_there(app: Flask):
    assert not {"users", "roles", "fsusers", "fsroles"} & set(app.cli.commands)


def test_pages_come_however_they_are_asked_for(signed_out_client: PageCheckingClient, manager: MadePerson):
    answer = signed_out_client.get("/sign-in", headers={"Accept": "application/json"})
    assert answer.mimetype == "text/html"
    assert answer.page.heading == "Sign in"


def test_token_in_place_of_a_cookie_opens_nothing(app: Flask, manager: MadePerson):
    with app.test_request_context():
        token = db.session.get_one(Account, manager.id).get_auth_token()
    for given in ({"headers": {"Authentication-Token": token}}, {"query_string": {"auth_token": token}}):
        assert app.test_client().get("/me", **given).status_code == 302
    with app.test_request_context("/me", headers={"Authentication-Token": token}):
        assert not current_user.is_authenticated


def test_nobody_is_remembered_longer_than_the_browser_is_open(signed_out_client, manager: MadePerson):
    form = signed_out_client.form("/sign-in", {"email": manager.email, "password": PASSWORD})
    form.fields["remember"] = "y"
    answer = signed_out_client.send(form)
    assert answer.status_code == 302
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["evidence"]
    assert "Expires" not in cookies[0]
    assert "Max-Age" not in cookies[0]
