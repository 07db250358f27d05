"""Everything that opens without signing in is limited: each endpoint by name, by address, over all processes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts import open_limits
from evidence.accounts.access import for_anyone
from evidence.accounts.models import RequestCount
from evidence.database import db
from tests import factories
from tests.integration.guards.endpoints import make_world
from tests.integration.guards.test_endpoints import rules
from tests.statements import count_queries

NOW = datetime(2026, 11, 23, 9, 2, tzinfo=UTC)
FEW = {"GET": 3, "POST": 2}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The site with limits that are met at once."""
    return make_app(OPEN_REQUESTS=FEW)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def open_endpoints(app: Flask) -> set[str]:
    """The endpoints that say that they open for anyone, and those that say nothing."""
    found = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    return {name for name, view in found.items() if not getattr(getattr(view, "principals", None), "roles", ())}


def asked(app: Flask, address: str, method: str, times: int, visitor: str) -> list[int]:
    """What is answered when one visitor asks so many times."""
    browser = app.test_client()
    origin = {"REMOTE_ADDR": visitor}
    asking = [browser.open(address, method=method, environ_base=origin, unchecked="counted") for _ in range(times)]
    return [answer.status_code for answer in asking]


def test_every_page_that_opens_for_anyone_is_limited_or_exempt_with_a_reason(app: Flask):
    world, unlimited, tried = make_world(app), set(), set()
    for method, most in FEW.items():
        for number, rule in enumerate(rules(app, method)):
            if rule.endpoint in open_endpoints(app):
                tried.add(rule.endpoint)
                visitor = f"127.0.{len(method)}.{number + 1}"
                statuses = asked(app, world.address(app, rule), method, most + 1, visitor)
                assert 429 not in statuses[:most], f"{rule} answers {statuses}"
                if statuses[most] != 429:
                    unlimited.add(rule.endpoint)
    assert tried == open_endpoints(app)
    assert unlimited == set(open_limits.EXEMPT)
    assert all(open_limits.EXEMPT.values())


def test_page_that_opens_for_anyone_from_now_on_is_limited_by_itself(app: Flask):
    app.add_url_rule("/new", "new", for_anyone("a reason")(lambda: ("", 204)))
    app.add_url_rule("/careless", "careless", lambda: ("", 204))
    assert asked(app, "/new", "GET", 4, "127.0.0.2") == [204, 204, 204, 429]
    assert asked(app, "/careless", "GET", 4, "127.0.0.3") == [204, 204, 204, 429]


def test_answer_says_when_to_try_again(app: Flask, signed_out_client):
    for _ in range(3):
        assert signed_out_client.get("/sign-in").status_code != 429
    answer = signed_out_client.get("/sign-in")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "180")
    assert answer.page.heading == "Too many requests"
    assert "Wait 3 minutes, then try again." in answer.page.text


def test_next_stretch_begins_at_nothing(app: Flask, clock):
    assert asked(app, "/sign-in", "GET", 4, "127.0.0.2")[3] == 429
    clock.shift(timedelta(minutes=2, seconds=59))
    assert asked(app, "/sign-in", "GET", 1, "127.0.0.2") == [429]
    clock.shift(1)
    assert asked(app, "/sign-in", "GET", 1, "127.0.0.2") != [429]


def test_count_holds_over_processes_and_pages_and_for_one_address_only(make_app, app: Flask):
    other = make_app(OPEN_REQUESTS=FEW)
    assert 429 not in asked(app, "/sign-in", "GET", 2, "127.0.0.2")
    assert asked(other, "/", "GET", 2, "127.0.0.2")[1] == 429
    assert 429 not in asked(other, "/", "GET", 1, "127.0.0.3")


def test_one_network_of_ipv6_is_one_visitor(make_app: Callable[..., Flask]):
    app = make_app(OPEN_REQUESTS=FEW, BEHIND_PROXY=True)
    browser = app.test_client()

    def ask(address: str) -> int:
        told = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
        return browser.get("/sign-in", headers=told, unchecked="counted").status_code

    assert 429 not in [ask(f"2001:db8:1:2::{number}") for number in range(3)]
    assert ask("2001:db8:1:2:ffff::9") == 429
    assert ask("2001:db8:1:3::1") != 429


@pytest.mark.parametrize(("behind_proxy", "last"), [(True, 302), (False, 429)])
def test_forwarded_address_counts_only_behind_a_proxy(make_app, behind_proxy: bool, last: int):
    app = make_app(OPEN_REQUESTS=FEW, BEHIND_PROXY=behind_proxy)
    browser = app.test_client()
    told = [{"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "https"} for number in range(4)]
    answers = [browser.get("/", headers=each, unchecked="counted").status_code for each in told]
    assert answers[-1] == last


def test_people_who_have_signed_in_are_not_counted(app: Flask, manager, manager_client):
    assert {manager_client.get("/").status_code for _ in range(8)} == {302}
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RequestCount)) == 0


def test_who_asks_too_often_costs_one_question_and_no_change(app: Flask):
    asked(app, "/sign-in", "GET", 3, "127.0.0.2")
    with count_queries() as statements:
        assert asked(app, "/sign-in", "GET", 1, "127.0.0.2") == [429]
    assert [statement.split()[0] for statement in statements] == ["SELECT"]


def test_forms_are_counted_even_without_their_token(app: Flask, manager):
    assert asked(app, "/sign-in", "POST", 3, "127.0.0.2") == [400, 400, 429]


def test_counts_hold_no_address_and_go_after_an_hour(app: Flask, clock):
    asked(app, "/sign-in", "GET", 2, "127.0.0.2")
    with app.app_context():
        kept = db.session.scalars(select(RequestCount)).one()
        assert (kept.number, len(kept.address_digest)) == (2, 64)
        assert "127.0.0.2" not in kept.address_digest
    clock.shift(timedelta(hours=1, minutes=5))
    asked(app, "/sign-in", "GET", 1, "127.0.0.3")
    with app.app_context():
        assert db.session.scalars(select(RequestCount)).one().number == 1


def test_limits_leave_room_for_a_home_at_the_change_of_shifts(make_app: Callable[..., Flask]):
    app = make_app()
    assert app.config["OPEN_REQUESTS"] == {"GET": 600, "POST": 200}
    service = factories.make_service(app, factories.make_provider(app))
    factories.make_person(app, service, factories.Role.STAFF)
    assert 429 not in asked(app, "/sign-in", "GET", 100, "127.0.0.2")
