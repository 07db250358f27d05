"""Pages about errors: kind, with the menu where it is known, a way back, and nothing that could fail in turn."""

from collections.abc import Callable

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from evidence.accounts import places
from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope
from evidence.web.errors import WORDS, BadTransition
from tests.clients import PageCheckingClient
from tests.factories import MadeService
from tests.pages import Page
from tests.statements import count_queries

CODES = (400, 403, 404, 405, 409, 413, 429, 500, 507)


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site of the test's own, which it may change."""
    return make_app()


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The site with a page of a service that answers with whatever error its address names."""

    @app.route("/services/<service>/fails/<int:code>", methods=["GET", "POST"])
    @for_roles(*EVERYONE)
    def fails(scope: Scope, code: int) -> str:
        if code == 409:
            raise BadTransition("open", "gone")
        if code == 507:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        abort(code)

    return app


def menu_links(page: Page) -> list[str | None]:
    return [link.get("href") for nav in page.with_class("site-nav") for link in nav.iter("a")]


def buttons(page: Page) -> dict[str, str | None]:
    return {(link.text or "").strip(): link.get("href") for link in page.with_class("btn") if link.tag == "a"}


@pytest.mark.parametrize("code", CODES)
def test_menu_stays_whatever_went_wrong(
    failing: Flask, staff_client: PageCheckingClient, service: MadeService, code: int
):
    answer = staff_client.get(f"{service.path}/fails/{code}")
    assert answer.status_code == code
    assert answer.page.heading == WORDS[code][0]
    assert f"{service.path}/" in menu_links(answer.page)
    assert buttons(answer.page)["Go to the first page"] == "/"


def test_menu_stays_where_the_role_does_not_allow_a_page(staff_client: PageCheckingClient, service: MadeService):
    answer = staff_client.get(f"{service.path}/people/")
    assert answer.status_code == 403
    assert f"{service.path}/" in menu_links(answer.page)


def test_page_about_another_service_shows_the_own_menu_alone(
    staff_client: PageCheckingClient, service: MadeService, neighbour_service: MadeService
):
    answer = staff_client.get(f"{neighbour_service.path}/evidence/")
    assert answer.status_code == 404
    assert neighbour_service.name not in answer.text
    assert f"{service.path}/" in menu_links(answer.page)


@pytest.mark.parametrize("code", [500, 507])
def test_page_about_a_fault_of_ours_asks_the_database_nothing(
    failing: Flask, staff_client: PageCheckingClient, service: MadeService, code: int
):
    with count_queries() as fine:
        staff_client.get(f"{service.path}/fails/404")
    with count_queries() as fault:
        staff_client.get(f"{service.path}/fails/{code}")
    assert len(fault) <= len(fine)


def test_page_without_a_menu_when_nothing_is_known(
    staff_client: PageCheckingClient, service: MadeService, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server closed the connection"))

    monkeypatch.setattr(places, "find_place", fail)
    answer = staff_client.get(f"{service.path}/evidence/")
    assert answer.status_code == 500
    assert menu_links(answer.page) == []
    assert buttons(answer.page) == {"Go to the first page": "/"}


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost{}/evidence/add", "{}/evidence/add"),
        ("http://localhost{}/evidence/?state=open", "{}/evidence/?state=open"),
        ("https://elsewhere.example{}/evidence/", None),
        ("http://localhost{}/fails/404", None),
        ("http://localhost//elsewhere.example/", "/elsewhere.example/"),
        ("not an address", None),
        ("", None),
    ],
)
def test_way_back_leads_to_where_the_person_came_from(
    failing: Flask, staff_client: PageCheckingClient, service: MadeService, referrer: str, back: str | None
):
    headers = {"Referer": referrer.format(service.path)}
    page = staff_client.get(f"{service.path}/fails/404", headers=headers).page
    assert buttons(page).get("Go back") == (back.format(service.path) if back else None)
