"""What scripts add to pages: the warning before a sign-in runs out, one sending per form, focus, copying, showing."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from app import create_app
from evidence.accounts.words import Role
from evidence.database import db
from tests import databases, factories
from tests.factories import PASSWORD, MadePerson, MadeService

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM_BUTTON = "Make the invitation"


@dataclass
class Site:
    """The running site, its service and its manager, and the clock that it goes by."""

    app: Flask
    address: str
    service: MadeService
    manager: MadePerson
    clock: time_machine.Traveller

    @property
    def invite_page(self) -> str:
        return f"{self.address}{self.service.path}/people/invite"


@pytest.fixture
def site(chromium: Browser, tmp_path: Path) -> Iterator[Site]:
    """The site in this process, so that its clock can be put forward together with the browser's."""
    url = f"sqlite:///{tmp_path / 'browser.sqlite3'}"
    databases.migrate(url)
    with time_machine.travel(NOW) as clock:
        app = create_app(
            {"TESTING": True, "SECRET_KEY": "tests", "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path / "instance")}
        )
        service = factories.make_service(app, factories.make_provider(app))
        manager = factories.make_person(app, service, Role.MANAGER)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Site(app, f"http://127.0.0.1:{server.port}", service, manager, clock)
        server.shutdown()
        thread.join(10)
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def tabs(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser in which the manager has signed in, going by a clock that tests put forward."""
    cookie = factories.sign_in(site.app, site.manager).get_cookie("evidence").value
    context = chromium.new_context(timezone_id="Europe/London")
    context.add_cookies([{"name": "evidence", "value": cookie, "url": site.address}])
    context.set_default_timeout(10_000)
    yield context
    context.close()


def open_tab(tabs: BrowserContext, address: str) -> Page:
    tab = tabs.new_page()
    tab.clock.install(time=NOW)
    tab.goto(address)
    return tab


def pass_time(tab: Page, site: Site, minutes: float) -> None:
    """Let time pass on the page, and on the server as well."""
    site.clock.shift(timedelta(minutes=minutes))
    tab.clock.fast_forward(int(minutes * 60_000))


def dialog_of(tab: Page):
    return tab.get_by_role("alertdialog")


def test_warning_comes_two_minutes_before_and_can_be_answered(site: Site, tabs: BrowserContext):
    tab = open_tab(tabs, f"{site.address}/services/")
    pass_time(tab, site, 12.9)
    expect(dialog_of(tab)).to_be_hidden()
    pass_time(tab, site, 0.2)
    expect(dialog_of(tab)).to_have_accessible_name("Are you still there?")
    expect(dialog_of(tab)).to_have_accessible_description(re.compile("you will be signed out at 09:1[45]"))
    expect(tab.get_by_role("button", name="Stay signed in")).to_be_focused()
    with tab.expect_response("**/stay") as stayed:
        tab.keyboard.press("Enter")
    assert stayed.value.status == 200
    expect(dialog_of(tab)).to_be_hidden()
    pass_time(tab, site, 12.5)
    expect(dialog_of(tab)).to_be_hidden()
    pass_time(tab, site, 0.6)
    expect(dialog_of(tab)).to_be_visible()
    with tab.expect_response("**/stay"):
        tab.keyboard.press("Escape")
    expect(dialog_of(tab)).to_be_hidden()


def test_typing_counts_as_being_there_at_most_once_a_minute(site: Site, tabs: BrowserContext):
    tab = open_tab(tabs, site.invite_page)
    asked = []
    tab.on("request", lambda request: asked.append(request.url) if request.url.endswith("/stay") else None)
    for number in range(10):
        tab.get_by_label("Name").type(str(number))
        with tab.expect_response("**/stay"):
            pass_time(tab, site, 2)
        expect(dialog_of(tab)).to_be_hidden()
    assert len(asked) == 10
    tab.get_by_label("Name").type("a")
    pass_time(tab, site, 0.2)
    tab.get_by_label("Name").type("b")
    pass_time(tab, site, 0.2)
    assert len(asked) == 10
    expect(tab.get_by_label("Name")).to_have_value("0123456789ab")


def test_words_outlast_the_sign_in(site: Site, tabs: BrowserContext):
    tab = open_tab(tabs, site.invite_page)
    tab.get_by_label("Name").fill("Siân Tŷ")
    tab.clock.run_for(1_000)
    pass_time(tab, site, 16)
    expect(dialog_of(tab)).to_have_accessible_name("You have been signed out")
    assert tab.url == site.invite_page
    tab.keyboard.press("Enter")
    expect(dialog_of(tab)).to_be_hidden()
    expect(tab.get_by_label("Name")).to_have_value("Siân Tŷ")
    tab.get_by_role("button", name=FORM_BUTTON).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(tab, site)
    expect(tab.get_by_label("Name")).to_have_value("Siân Tŷ")
    expect(tab.get_by_text("Nothing has been saved yet")).to_be_visible()


def sign_in(tab: Page, site: Site) -> None:
    tab.get_by_label("E-mail address").fill(site.manager.email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()


def test_page_without_words_leaves_the_screen_and_comes_back(site: Site, tabs: BrowserContext):
    tab = open_tab(tabs, f"{site.address}{site.service.path}/people/")
    pass_time(tab, site, 16)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(tab, site)
    expect(tab.get_by_role("heading", level=1)).to_have_text("People")


def test_end_of_the_day_is_told_and_can_not_be_put_off(site: Site, chromium: Browser):
    client = factories.sign_in(site.app, site.manager)
    site.clock.shift(timedelta(hours=11, minutes=50))
    with client.session_transaction() as cookie:
        cookie["seen_at"] = (NOW + timedelta(hours=11, minutes=49)).timestamp()
    context = chromium.new_context(timezone_id="Europe/London")
    context.add_cookies([{"name": "evidence", "value": client.get_cookie("evidence").value, "url": site.address}])
    tab = context.new_page()
    tab.clock.install(time=NOW + timedelta(hours=11, minutes=50))
    tab.goto(site.invite_page)
    tab.get_by_label("Name").fill("Siân")
    pass_time(tab, site, 7.5)
    expect(dialog_of(tab)).to_be_hidden()
    pass_time(tab, site, 1)
    expect(dialog_of(tab)).to_have_accessible_name("Soon you have to sign in again")
    expect(dialog_of(tab)).to_contain_text(re.compile("before (20:59|21:00)"))
    tab.keyboard.press("Enter")
    expect(dialog_of(tab)).to_be_hidden()
    pass_time(tab, site, 0.2)
    expect(dialog_of(tab)).to_be_hidden()
    pass_time(tab, site, 2)
    expect(dialog_of(tab)).to_have_accessible_name("You have been signed out")
    context.close()


def test_staying_in_one_tab_is_staying_in_all(site: Site, tabs: BrowserContext):
    first, second = open_tab(tabs, f"{site.address}/services/"), open_tab(tabs, f"{site.address}/me")
    pass_time(first, site, 13.5)  # in both tabs: a browser has one clock
    for tab in (first, second):
        expect(dialog_of(tab)).to_be_visible()
    with first.expect_response("**/stay"):
        first.get_by_role("button", name="Stay signed in").click()
    expect(dialog_of(first)).to_be_hidden()
    expect(dialog_of(second)).to_be_hidden()


def test_no_answer_is_told_and_can_be_tried_again(site: Site, tabs: BrowserContext):
    tab = open_tab(tabs, f"{site.address}/services/")
    tab.route("**/stay", lambda route: route.abort())
    pass_time(tab, site, 13.5)
    tab.get_by_role("button", name="Stay signed in").click()
    expect(dialog_of(tab)).to_contain_text("The tracker does not answer.")
    tab.unroute("**/stay")
    tab.get_by_role("button", name="Stay signed in").click()
    expect(dialog_of(tab)).to_be_hidden()


def test_button_sleeps_while_its_form_is_sent_and_wakes_when_people_come_back(site: Site, tabs: BrowserContext):
    tab = tabs.new_page()
    tab.goto(site.invite_page)
    sent: list[str] = []
    tabs.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    tab.get_by_label("Name").fill("Siân Tŷ")
    tab.get_by_label("E-mail address").fill("sian@example.org")
    tab.get_by_label("Care staff").check()
    button = tab.get_by_role("button", name=FORM_BUTTON)
    tab.locator("main form").evaluate("form => form.target = '_blank'")  # so that this page stays to be looked at
    with tabs.expect_page() as opened:
        button.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Link for Siân Tŷ")
    expect(button).to_be_disabled()
    button.click(force=True)
    button.evaluate("button => button.click()")
    assert sent == [site.invite_page]
    tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(button).to_be_enabled()


def test_errors_take_the_focus_and_lead_to_their_fields(site: Site, tabs: BrowserContext):
    tab = tabs.new_page()
    tab.goto(site.invite_page)
    tab.get_by_role("button", name=FORM_BUTTON).click()
    expect(tab.get_by_role("alert")).to_be_focused()
    tab.get_by_role("link", name="Enter the person’s e-mail address.").click()
    expect(tab.get_by_label("E-mail address")).to_be_focused()


def test_link_is_copied(site: Site, tabs: BrowserContext):
    tabs.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    tab = tabs.new_page()
    tab.goto(site.invite_page)
    tab.get_by_label("Name").fill("Siân Tŷ")
    tab.get_by_label("E-mail address").fill("sian@example.org")
    tab.get_by_label("Care staff").check()
    tab.get_by_role("button", name=FORM_BUTTON).click()
    tab.get_by_role("button", name="Copy the link").click()
    expect(tab.get_by_text("Copied. Paste it where you want to hand it over.")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()") == tab.get_by_label("The link").input_value()


def test_password_can_be_looked_at(site: Site, chromium: Browser):
    tab = chromium.new_page()
    tab.goto(f"{site.address}/sign-in")
    field = tab.get_by_label("Password", exact=True)
    field.fill("purple kettle drums")
    expect(field).to_have_attribute("type", "password")
    tab.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    tab.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")
    tab.close()


def test_scripts_run_without_a_complaint(site: Site, tabs: BrowserContext):
    tab = tabs.new_page()
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.on("pageerror", lambda error: told.append(str(error)))
    for path in ("/services/", "/me", f"{site.service.path}/people/", f"{site.service.path}/people/invite"):
        tab.goto(site.address + path)
    assert told == []
