"""Adding a passkey and signing in with it, in a browser with a made-up fingerprint reader."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from evidence.accounts.audit_models import ProviderAuditEntry
from evidence.accounts.models import Passkey, SignIn
from evidence.accounts.words import Role
from evidence.database import db
from tests import databases, factories
from tests.browser.windows import window
from tests.factories import PASSWORD, MadePerson, MadeService

NAME = "Office computer"


@dataclass
class Site:
    """The running site, which asks managers for a second step at once. `port`: where it answers."""

    app: Flask
    port: int
    service: MadeService
    manager: MadePerson

    @property
    def address(self) -> str:
        """Passkeys belong to a name, so it is not called by its number."""
        return f"http://localhost:{self.port}"


@pytest.fixture
def site(chromium: Browser, tmp_path: Path) -> Iterator[Site]:
    url = f"sqlite:///{tmp_path / 'browser.sqlite3'}"
    databases.migrate(url)
    place = {"DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path / "instance")}
    app = create_app({"TESTING": True, "SECRET_KEY": "tests", "SECOND_STEP_GRACE_DAYS": 0, **place})
    service = factories.make_service(app, factories.make_provider(app))
    manager = factories.make_person(app, service, Role.MANAGER)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, server.port, service, manager)
    server.shutdown()
    thread.join(10)
    server.server_close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    with window(chromium, site.address) as page:
        yield page


class Reader:
    """A fingerprint reader that the browser takes for real. transport: "internal", or "usb" for one beside it."""

    def __init__(self, page: Page, transport: str = "internal") -> None:
        self._browser: Any = page.context.new_cdp_session(page)
        self._browser.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self._browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = {"authenticatorId": added["authenticatorId"]}

    def know_the_finger(self, knows: bool) -> None:
        """Whether the finger on it is its owner's."""
        self._browser.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": knows})

    def passkeys(self) -> list[dict[str, Any]]:
        """The passkeys that it holds."""
        found: list[dict[str, Any]] = self._browser.send("WebAuthn.getCredentials", self._id)["credentials"]
        return found


def give_password(page: Page, person: MadePerson) -> None:
    page.goto("/sign-in?next=/services/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def add_passkey(page: Page, name: str = NAME) -> None:
    page.goto("/me/second-step")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name for the passkey").fill(name)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(f"The passkey “{name}” is added.")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/me/second-step")
    page.get_by_role("button", name="Sign out").first.click()
    expect(page).to_have_url(re.compile("/sign-in$"))


def actions(site: Site) -> list[str]:
    with site.app.app_context():
        return list(db.session.scalars(select(ProviderAuditEntry.action).order_by(ProviderAuditEntry.number)))


def test_manager_adds_a_passkey_and_signs_in_with_it_alone(site: Site, page: Page):
    reader = Reader(page)
    give_password(page, site.manager)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second step")
    add_passkey(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert len(reader.passkeys()) == 1
    page.get_by_role("button", name="Make recovery codes").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    sign_out(page)
    page.goto("/sign-in?next=/services/")
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site.address}/services/")
    with site.app.app_context():
        newest = db.session.scalars(select(SignIn).order_by(SignIn.started_at.desc())).first()
        assert newest is not None
        assert (newest.second_step, newest.device.startswith("Chrom")) == ("passkey", True)
    assert "added a passkey" in actions(site)


def test_passkey_is_the_second_step_after_the_password(site: Site, page: Page):
    Reader(page)
    give_password(page, site.manager)
    add_passkey(page)
    sign_out(page)
    give_password(page, site.manager)
    expect(page.get_by_role("heading", level=1)).to_have_text("Use your passkey")
    page.goto("/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    give_password(page, site.manager)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site.address}/services/")


def test_finger_of_somebody_else_signs_nobody_in(site: Site, page: Page):
    reader = Reader(page)
    give_password(page, site.manager)
    add_passkey(page)
    sign_out(page)
    reader.know_the_finger(False)
    page.goto("/sign-in/passkey?next=/services/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    reader.know_the_finger(True)
    page.get_by_role("button", name="Use the passkey").click()
    expect(page).to_have_url(f"{site.address}/services/")


def test_passkey_of_another_person_is_no_second_step(site: Site, page: Page):
    """Both passkeys lie in the same reader; only the one of whoever gave the password may count."""
    Reader(page)
    other = factories.make_person(site.app, site.service, Role.MANAGER, "Another manager")
    for person in (site.manager, other):
        give_password(page, person)
        add_passkey(page)
        sign_out(page)
    with site.app.app_context():
        keys = {key.account_id: key.credential_id for key in db.session.scalars(select(Passkey))}
    give_password(page, site.manager)
    page.route("**/static/js/passkeys.js*", lambda route: route.fulfill(body=WITHOUT_ASKING))
    with page.expect_navigation():
        page.get_by_role("button", name="Use a passkey").click()
    answer = page.evaluate(ANSWER_OF, list(keys[other.id]))
    page.evaluate(
        "said => { const form = document.querySelector('[data-passkey]'); "
        "form.elements.namedItem('credential').value = said; form.submit(); }",
        answer,
    )
    expect(page.get_by_text("The passkey did not work.")).to_be_visible()
    page.goto("/me")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_passkey_is_removed_once_there_is_another(site: Site, page: Page):
    reader = Reader(page)
    give_password(page, site.manager)
    add_passkey(page)
    page.goto("/me/second-step")
    page.get_by_role("button", name=f"Remove {NAME}").click()
    expect(page.get_by_text("The passkey was not removed")).to_be_visible()
    second = Reader(page, "usb")
    assert second.passkeys() == []
    add_passkey(page, "My phone")
    page.goto("/me/second-step")
    page.get_by_role("button", name=f"Remove {NAME}").click()
    expect(page.get_by_text(f"The passkey “{NAME}” is removed.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("My phone"))).to_be_visible()
    assert actions(site)[-1] == "removed a passkey"
    assert reader.passkeys()


def test_name_that_is_taken_is_told(site: Site, page: Page):
    Reader(page)
    give_password(page, site.manager)
    add_passkey(page)
    page.goto("/me/passkeys")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".error-summary")).to_contain_text("Enter a name by which you will know the passkey.")
    page.get_by_label("Name for the passkey").fill(NAME)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator(".error-summary")).to_contain_text(f"You have a passkey called “{NAME}” already.")


def test_address_without_a_name_says_where_passkeys_work(chromium: Browser, site: Site):
    address = f"http://127.0.0.1:{site.port}"
    with window(chromium, address) as page:
        give_password(page, site.manager)
        expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)
        expect(page.get_by_role("link", name=f"http://localhost:{site.port}/")).to_be_visible()


WITHOUT_ASKING = "// nothing"
ANSWER_OF = """async id => {
  const form = document.querySelector('[data-passkey]');
  const asked = JSON.parse(form.dataset.options);
  const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), one => one.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const key = await navigator.credentials.get({ publicKey: {
    ...asked, challenge: bytes(asked.challenge), allowCredentials: [{ type: 'public-key', id: new Uint8Array(id) }],
  } });
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: {
    clientDataJSON: text(key.response.clientDataJSON), authenticatorData: text(key.response.authenticatorData),
    signature: text(key.response.signature), userHandle: text(key.response.userHandle),
  } });
}"""
