"""The menu: what each role finds in it, which entry is the present one, and where it stands on a phone."""

from collections import Counter
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, g

from evidence.web.errors import error_page
from evidence.web.menu import BAR, ROW, SHEET, WIDE, Menu, MenuEntry, entries_of, search_address
from evidence.web.rooms import EVERY_DAY, GROUPS, JUDGING, SETTINGS, NavigationEntry, Room
from tests.clients import PageCheckingClient
from tests.factories import MadeService
from tests.pages import Page, text_of

ROLES = ("staff", "viewer", "manager", "provider-lead")


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site of the test's own, which it may change."""
    return make_app()


def entries(app: Flask, role: str, path: str = "/health") -> list[MenuEntry]:
    with app.test_request_context(path):
        return entries_of(Menu("Mary", "SV-1", "Rose Lodge", role))


@pytest.mark.parametrize("role", ROLES)
def test_menu_goes_group_by_group(app: Flask, role: str):
    groups = [entry.group for entry in entries(app, role)]
    assert groups == sorted(groups, key=GROUPS.index)


@pytest.mark.parametrize("role", ROLES)
def test_four_entries_of_every_day_stand_in_the_bar_of_a_phone(app: Flask, role: str):
    in_bar = [entry for entry in entries(app, role) if entry.place == BAR]
    assert len(in_bar) == 4
    assert {entry.group for entry in in_bar} == {EVERY_DAY}
    assert all(len(entry.short) < 12 for entry in in_bar)


def test_staff_read_plain_words(app: Flask):
    words = [entry.word for entry in entries(app, "staff")]
    assert words[:2] == ["Start", "What good looks like"]
    assert "Where we stand" not in words


def test_managers_find_judging_people_and_settings(app: Flask):
    found = {group: [entry.word for entry in entries(app, "manager") if entry.group == group] for group in GROUPS}
    assert "Where we stand" in found[EVERY_DAY]
    assert {"Self-assessment", "Packs"} <= set(found[JUDGING])
    assert {"People", "Service details"} <= set(found[SETTINGS])


def test_present_page_and_those_below_it_are_marked(manager_client: PageCheckingClient, service: MadeService):
    for path, word, said in (
        ("/evidence/", "Evidence", "page"),
        ("/evidence/add", "Evidence", "true"),
        ("/people/", "People", "page"),
        ("/people/invite", "People", "true"),
        ("/details", "Service details", "page"),
    ):
        page = manager_client.get(service.path + path).page
        nav = page.with_class("site-nav")[0]
        marked = [(text_of(link), link.get("aria-current")) for link in nav.iter("a") if link.get("aria-current")]
        assert marked == [(word, said)], path


def test_entries_stand_by_themselves_where_there_is_room_and_otherwise_in_the_sheet(
    manager_client: PageCheckingClient, service: MadeService
):
    page = manager_client.get(f"{service.path}/evidence/").page
    sheet = {link.get("href"): item.get("class") for item in inside(page, "nav-sheet") for link in item.iter("a")}
    for place, folded in ((BAR, None), (ROW, "from-row"), (WIDE, "from-wide")):
        links = [link.get("href") for item in page.with_class(f"nav-on-{place}") for link in item.iter("a")]
        assert links
        assert {sheet.get(link) for link in links} == {folded}
    assert sheet[f"{service.path}/people/"] == "from-none"


def inside(page: Page, name: str) -> list[Element]:
    """The list items in the first element with this class."""
    return list(page.with_class(name)[0].iter("li"))


def test_row_has_room_for_so_many_however_many_rooms_there_are(app: Flask):
    roles = frozenset({"manager"})
    more = [NavigationEntry(70 + at, f"Room {at}", "items.index", roles, group=EVERY_DAY) for at in range(9)]
    more += [NavigationEntry(70 + at, f"Check {at}", "items.index", roles, group=JUDGING) for at in range(9)]
    app.extensions["rooms"] = (*app.extensions["rooms"], Room(app.blueprints["items"], tuple(more)))
    places = Counter(entry.place for entry in entries(app, "manager"))
    assert (places[BAR], places[BAR] + places[ROW], places[WIDE]) == (4, 6, 3)
    assert places[SHEET] >= 14


@pytest.mark.parametrize("path", ["/me", "/services/", "/look", "/patterns", "/nowhere"])
def test_menu_stays_on_pages_that_belong_to_no_service(
    manager_client: PageCheckingClient, service: MadeService, path: str
):
    page = manager_client.get(path).page
    assert f"{service.path}/evidence/" in [link.get("href") for link in page.all("a")]


def test_signed_out_people_see_no_menu(app: Flask, service: MadeService):
    page = app.test_client().get("/sign-in").page
    assert page.with_class("site-nav") == []
    assert page.with_class("site-account") == []


def test_somebody_without_a_service_can_still_sign_out(app: Flask):
    with app.test_request_context("/services/"):
        g.menu = Menu("Mary Okonkwo")
        page = Page(error_page(500)[0], "/services/")
    assert page.with_class("site-nav") == []
    assert [text_of(mark) for mark in page.with_class("site-initials")] == ["MO"]
    assert [form.get("action") for form in page.all("form")] == ["/sign-out"]


def test_search_box_stands_where_a_room_searches(app: Flask):
    menu = Menu("Mary", "SV-1", "Rose Lodge", "manager")
    with app.test_request_context("/"):
        assert search_address(menu) == ("/services/SV-1/search" if "search.find" in app.view_functions else "")
        assert search_address(Menu("Mary")) == ""
        assert search_address(None) == ""
        app.view_functions.pop("search.find", None)
        assert search_address(menu) == ""


@pytest.mark.parametrize(
    ("endpoint", "is_covered"),
    [("accounts.people", True), ("accounts.person", True), ("accounts.me", False), ("items.index", False)],
)
def test_entry_among_several_of_a_room_covers_what_it_names(endpoint: str, is_covered: bool):
    entry = NavigationEntry(
        1, "People", "accounts.people", frozenset(), also=frozenset({"accounts.person"}), is_one_of_many=True
    )
    assert entry.covers(endpoint) is is_covered


def test_every_entry_names_a_group_and_a_page_that_is_there(app: Flask):
    rooms: tuple[Room, ...] = app.extensions["rooms"]
    found = [entry for room in rooms for entry in room.navigation]
    assert [entry.endpoint for entry in found if entry.endpoint not in app.view_functions] == []
    assert [entry.word for entry in found if entry.group not in GROUPS] == []
