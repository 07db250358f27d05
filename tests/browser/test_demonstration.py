"""A sample of the demonstration's pages, with a year of records on them. `python -m tests.accessibility` opens all."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.accessibility import tour
from tests.accessibility.demo_site import SIGNED_OUT, DemoSite, demonstration
from tests.browser.fitness import problems_of, too_wide

# Lists, lines and what is handed over: where much stands on one page.
SAMPLE = frozenset({"readiness.index", "lines.index", "lines.view", "items.index", "actions.index", "packs.assessment"})
NARROW = 320


@pytest.fixture(scope="module")
def demo(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    with demonstration(tmp_path_factory.mktemp("demonstration")) as site:
        yield site


def test_pages_full_of_records_are_fit_for_everybody(chromium: Browser, demo: DemoSite):
    told, seen = [], set()
    with demo.window_of(chromium, "viewer") as page:
        for path, endpoint in tour.pages_for(demo.app, page, ["/"], each=1):
            if endpoint in SAMPLE:
                seen.add(endpoint)
                told += [f"{path} {problem}" for problem in [*problems_of(page), *too_wide(page, NARROW)]]
            if seen == SAMPLE:
                break
    assert told == []
    assert seen == SAMPLE


def test_everybody_of_the_demonstration_is_walked_as(demo: DemoSite):
    assert set(demo.principals) == {SIGNED_OUT, "staff", "viewer", "manager", "provider-lead"}
    assert tour.endpoint_of(demo.app, "/health") is None
    assert tour.endpoint_of(demo.app, "/no/such/page") is None
    assert tour.endpoint_of(demo.app, "/me") == "accounts.me"
