"""The real site with something of everything in it, and the browsers of its people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page

from app import create_app
from evidence.database import db
from tests import factories
from tests.browser.running_site import RunningSite
from tests.browser.windows import window
from tests.factories import MadePerson
from tests.integration.guards.endpoints import ENDPOINTS, SIGNED_OUT, World, expected, make_world

# What is opened but is no page.
NO_PAGES = frozenset(
    {
        "static",
        "bootstrap.static",
        "site.health",
        "records.file",
        "records.form_files",
        "packs.assessment_pdf",
        "packs.assessment_word",
        "packs.assessment_excel",
        "packs.action_plan_word",
        "packs.action_plan_excel",
        "packs.good_news_pdf",
        "packs.good_news_picture",
        "packs.inspection_pdf",
        "packs.action_plan_pdf",
        "packs.job_pdf",
        "duties.feed",
        "changes.csv",
    }
)


@dataclass(frozen=True, slots=True)
class FilledSite:
    """A running site, what is in it, and an application on the same database, which builds addresses."""

    address: str
    app: Flask
    world: World

    def person(self, principal: str) -> MadePerson:
        """One of the people, by what they are called in the table of endpoints."""
        return self.world.people[principal]

    def path(self, endpoint: str, **values: Any) -> str:
        """The path of a page of the service."""
        with self.app.test_request_context():
            return self.app.url_for(endpoint, service=self.world.service.reference, **values)

    def pages_of(self, principal: str) -> list[str]:
        """The path of every page that one of the people may open, each once."""
        paths = {
            self.world.address(self.app, rule)
            for rule in self.app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and rule.endpoint not in NO_PAGES
            and expected(ENDPOINTS[rule.endpoint], principal) == 200
        }
        return sorted(paths)

    @contextmanager
    def window_of(self, chromium: Browser, principal: str, **settings: Any) -> Iterator[Page]:
        """The browser window of one of the people, who has signed in."""
        with window(chromium, self.address, **settings) as page:
            if principal != SIGNED_OUT:
                client = factories.sign_in(self.app, self.person(principal))
                cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
                assert cookie is not None
                page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
            yield page


@contextmanager
def filled(site: RunningSite) -> Iterator[FilledSite]:
    """Put something of everything into a fresh running site, through its own stores."""
    app = create_app({"TESTING": True, "INSTANCE_PATH": str(site.instance)})
    try:
        yield FilledSite(site.address, app, make_world(app))
    finally:
        with app.app_context():
            db.engine.dispose()
