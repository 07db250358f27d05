"""Every endpoint for every kind of person: answered as the table says, saving nothing on a GET, in few queries."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Blueprint, Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from evidence.accounts.access import EVERYONE, for_anyone, for_roles
from evidence.database import db, saving
from evidence.web.errors import error_page
from tests.clients import PageCheckingClient
from tests.integration.guards.endpoints import (
    ENDPOINTS,
    PRINCIPALS,
    SIGNED_OUT,
    WITHOUT_PRINCIPALS,
    World,
    expected,
    make_world,
)
from tests.statements import changes, count_queries

MOST_QUERIES = 12
REFUSED = {302, 403, 404}
# What somebody who may do it is answered when they send a form with nothing filled in.
DONE_OR_ASKED_AGAIN = {200, 204, 302, 303, 400, 409, 422}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site of the test's own, which it may change."""
    return make_app()


def differences(app: Flask) -> list[str]:
    """What the table and the site's endpoints do not have in common, and where they name different roles."""
    told = [f"{name} is not in the table" for name in app.view_functions.keys() - ENDPOINTS.keys()]
    told += [f"{name} is not on the site" for name in ENDPOINTS.keys() - app.view_functions.keys()]
    for name in app.view_functions.keys() & ENDPOINTS.keys() - WITHOUT_PRINCIPALS:
        found = getattr(app.view_functions[name], "principals", None)
        if found is None:
            told.append(f"{name} does not say who may open it")
        elif frozenset(found.roles) != (ENDPOINTS[name].roles or frozenset()):
            told.append(f"{name} opens to {[role.value for role in found.roles]}")
        elif not found.roles and not found.reason:
            told.append(f"{name} opens to anyone without a reason")
    return sorted(told)


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """The site's addresses that take a method, in a fixed order."""
    yield from sorted((rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())), key=str)


def token_for(browser: PageCheckingClient, principal: str) -> str:
    """The token that this browser's forms carry."""
    page = browser.get("/sign-in" if principal == SIGNED_OUT else "/me").page
    return next(field.get("value") for field in page.all("input") if field.get("name") == "csrf_token")


def test_table_holds_every_endpoint_with_its_roles(app: Flask):
    assert differences(app) == []


def test_endpoint_that_nobody_thought_of_is_told(app: Flask):
    known = differences(app)
    blueprint = Blueprint("new", __name__, url_prefix="/services/<service>/new")
    blueprint.add_url_rule("/open", "open", lambda service: "")
    blueprint.add_url_rule("/careless", "careless", for_anyone("")(lambda service: ""))
    app.register_blueprint(blueprint)
    told = ["new.careless is not in the table", "new.open is not in the table"]
    assert differences(app) == sorted([*known, *told])


def test_endpoint_that_opens_to_others_than_the_table_says_is_told(app: Flask):
    known = differences(app)
    app.view_functions["items.edit"] = for_roles(*EVERYONE)(lambda scope: "")
    app.view_functions["items.archive"] = lambda **values: ""
    app.view_functions["accounts.start"] = for_anyone("")(lambda **values: "")
    del app.view_functions["items.accept"]
    told = [
        "accounts.start opens to anyone without a reason",
        "items.accept is not on the site",
        "items.archive does not say who may open it",
        "items.edit opens to ['staff', 'viewer', 'manager', 'provider-lead']",
    ]
    assert differences(app) == sorted([*known, *told])


def wrong_pages(app: Flask, world: World, principal: str) -> list[str]:
    """Where a principal's GETs are not answered as the table says, save something, or ask too much."""
    told = []
    for rule in rules(app, "GET"):
        address, wanted = world.address(app, rule), expected(ENDPOINTS[rule.endpoint], principal)
        try:
            with count_queries() as statements:
                answer = world.browsers[principal].get(address)
        except AssertionError as page_problems:
            told.append(str(page_problems))
            continue
        if answer.status_code != wanted:
            told.append(f"GET {address} answers {answer.status_code}, not {wanted}")
        elif principal == SIGNED_OUT and ENDPOINTS[rule.endpoint].roles and not _asks_to_sign_in(answer):
            told.append(f"GET {address} leads to {answer.location}, not to signing in")
        told += [f"GET {address} saves: {statement}" for statement in changes(statements)]
        if len(statements) > MOST_QUERIES:
            told.append(f"GET {address} takes {len(statements)} queries")
    return told


def wrong_refusals(app: Flask, world: World, principal: str) -> list[str]:
    """Where a form that a principal may not send is not refused as the table says, or saves something."""
    told = []
    token = token_for(world.browsers[principal], principal)
    for rule in rules(app, "POST"):
        address, wanted = world.address(app, rule), expected(ENDPOINTS[rule.endpoint], principal)
        if wanted not in REFUSED or ENDPOINTS[rule.endpoint].roles is None:
            continue
        with count_queries() as statements:
            answer = world.browsers[principal].post(address, data={"csrf_token": token}, unchecked="its GET is checked")
        if answer.status_code != wanted:
            told.append(f"POST {address} answers {answer.status_code}, not {wanted}")
        told += [f"POST {address} saves: {statement}" for statement in changes(statements)]
    return told


def taken_without_token(app: Flask, world: World) -> list[str]:
    """The addresses that take a form which does not carry its token."""
    told = []
    for rule in rules(app, "POST"):
        with count_queries() as statements:
            answer = world.browsers["manager"].post(world.address(app, rule), unchecked="its GET is checked")
        if answer.status_code != 400 or changes(statements):
            told.append(str(rule))
    return told


def _asks_to_sign_in(answer: TestResponse) -> bool:
    return str(answer.location).startswith("/sign-in?next=")


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_pages_answer_as_the_table_says_and_save_nothing(app: Flask, principal: str):
    told = wrong_pages(app, make_world(app), principal)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_sending_to_what_is_not_theirs_is_refused_and_saves_nothing(app: Flask, principal: str):
    told = wrong_refusals(app, make_world(app), principal)
    assert not told, "\n".join(told)


def test_page_that_opens_to_strangers_saves_or_asks_too_much_is_told(app: Flask):
    world = make_world(app)

    def careless(**_values: str) -> tuple[str, int]:
        with saving():
            db.session.execute(text("UPDATE provider SET name = name"))
        for _question in range(MOST_QUERIES):
            db.session.execute(text("SELECT 1"))
        return error_page(200)

    app.view_functions["items.archive"] = careless
    app.view_functions["items.edit"] = lambda **_values: "<p>not a page"
    pages, refusals = wrong_pages(app, world, "other manager"), wrong_refusals(app, world, "other manager")
    address = f"{world.service.path}/evidence/{world.values['items']['ref']}"
    saves = "saves: UPDATE provider SET name = name"
    told = ["answers 200, not 404", saves]
    assert [problem for problem in pages if "/archive" in problem][:2] == [
        f"GET {address}/archive {what}" for what in told
    ]
    assert any(f"GET {address}/archive takes" in problem for problem in pages)
    assert any(f"GET {address}/edit (200) is not as pages must be" in problem for problem in pages)
    assert [problem for problem in refusals if "/archive" in problem] == [
        f"POST {address}/archive {what}" for what in told
    ]


def sent_by_those_who_may() -> list[tuple[str, str]]:
    """Endpoints with each principal who may open them, where opening is not for anyone."""
    return [
        (endpoint, principal)
        for endpoint, access in ENDPOINTS.items()
        for principal in PRINCIPALS
        if access.roles is not None and expected(access, principal) not in REFUSED
    ]


def test_sending_is_open_to_those_whom_the_table_names(app: Flask):
    world = make_world(app)
    by_endpoint = {rule.endpoint: rule for rule in rules(app, "POST")}
    tokens = {name: token_for(browser, name) for name, browser in world.browsers.items()}
    told = []
    for endpoint, principal in sent_by_those_who_may():
        if endpoint in by_endpoint:
            address = world.address(app, by_endpoint[endpoint])
            answer = world.browsers[principal].post(address, data={"csrf_token": tokens[principal]})
            if answer.status_code not in DONE_OR_ASKED_AGAIN:
                told.append(f"POST {address} answers {answer.status_code} to {principal}")
    assert told == []


def test_nothing_is_taken_without_the_token_of_a_form(app: Flask):
    assert taken_without_token(app, make_world(app)) == []


def test_form_that_is_taken_without_its_token_is_told(make_app: Callable[..., Flask]):
    app = make_app(WTF_CSRF_CHECK_DEFAULT=False)
    assert "/services/<service>/evidence/<ref>/archive" in taken_without_token(app, make_world(app))


def test_statements_that_save_are_told_from_those_that_ask():
    asking = ["SELECT updated_at FROM record", "SELECT id FROM audit_head FOR UPDATE", "WITH a AS (SELECT 1) SELECT 1"]
    saving = [
        "INSERT INTO job VALUES (1)",
        " update job SET x=1",
        "DELETE FROM job",
        "WITH a AS (DELETE FROM job) SELECT 1",
    ]
    assert changes([*asking, *saving]) == saving


def test_addresses_are_nouns_in_small_letters(app: Flask):
    """/services/<service>/evidence/<ref>/edit: words in small letters, with hyphens and no underlines."""
    odd = [str(rule) for rule in app.url_map.iter_rules() if re.search(r"[A-Z_]", re.sub(r"<[^>]*>", "", str(rule)))]
    assert odd == []
