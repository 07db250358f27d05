"""The running demonstration, one person for each role in it, and their browsers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page

from app import create_app
from evidence.database import db
from evidence.demo import sign_ins
from evidence.demo.sign_ins import SignIn
from tests.browser.running_site import running
from tests.browser.windows import window

SIGNED_OUT = "signed out"


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Where the demonstration answers, an application that knows its addresses, and its people by role."""

    address: str
    app: Flask
    people: Mapping[str, SignIn]

    @property
    def principals(self) -> list[str]:
        """Everybody who may look at it, beginning with whoever has not signed in."""
        return [SIGNED_OUT, *self.people]

    @contextmanager
    def window_of(self, chromium: Browser, principal: str, **settings: Any) -> Iterator[Page]:
        """The browser window of one of the people, who has signed in on the page for it."""
        with window(chromium, self.address, **settings) as page:
            if principal != SIGNED_OUT:
                page.goto("/sign-in")
                page.get_by_label("E-mail address").fill(self.people[principal].email)
                page.get_by_label("Password", exact=True).fill(self.people[principal].password)
                page.get_by_role("button", name="Sign in", exact=True).click()
                page.wait_for_url(lambda address: not address.rstrip("/").endswith("/sign-in"))
            yield page


@contextmanager
def demonstration(folder: Path) -> Iterator[DemoSite]:
    """The demonstration, loaded into an empty folder and running."""
    with running(folder, "--demo") as site:
        app = create_app({"TESTING": True, "INSTANCE_PATH": str(site.instance)})
        people: dict[str, SignIn] = {}
        for person in sign_ins.read(site.instance):
            people.setdefault(person.role, person)
        try:
            yield DemoSite(site.address, app, people)
        finally:
            with app.app_context():
                db.engine.dispose()
