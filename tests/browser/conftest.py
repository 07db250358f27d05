"""What browser tests are given: Chromium, and the real site started as people start it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium as finding
from tests.browser import running_site
from tests.browser.filled_site import FilledSite, filled
from tests.browser.running_site import RunningSite


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of a file's tests. It closes with them, for its event loop must not outlive them."""
    with finding.started() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """`python app.py` on an instance of its own, with nothing in it."""
    folder: Path = tmp_path_factory.mktemp("site")
    with running_site.running(folder) as site:
        yield site


@pytest.fixture(scope="module")
def filled_site(site: RunningSite) -> Iterator[FilledSite]:
    """The site with something of everything in it, and people of every role."""
    with filled(site) as filled_site:
        yield filled_site
