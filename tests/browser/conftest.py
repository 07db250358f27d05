"""What browser tests are given: Chromium, and the real site started as people start it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import find_chromium, started
from tests.browser.filled_site import FilledSite, filled
from tests.browser.running_site import RunningSite, running


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the browser is; without one, nothing is started for it."""
    return find_chromium()


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """The browser of a file's tests. It closes with them, for its event loop must not outlive them."""
    with started(chromium_path) as browser:
        yield browser


@pytest.fixture(scope="module")
def fresh_site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """`python app.py` on an instance of its own, with nothing in it."""
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def filled_site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FilledSite]:
    """The site with something of everything in it, and people of every role. Tests only add to it."""
    with running(tmp_path_factory.mktemp("site")) as site, filled(site) as filled_site:
        yield filled_site
