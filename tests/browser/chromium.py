"""Finding and starting the Chromium that browser tests run in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.needed import missing

NOT_FOUND = (
    "Browser tests need Chromium or Chrome. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_USUAL_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
# It talks to the site alone: nothing is fetched, reported or synchronised beside it.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str:
    """The path of a browser to use: what CHROMIUM names, or what is installed. Skips, or fails with CI set, without."""
    named = (os.environ.get("CHROMIUM"), *map(shutil.which, _NAMES))
    places = (place for place in _USUAL_PLACES if Path(place).is_file())
    return next(filter(None, (*named, *places)), None) or missing(NOT_FOUND)


@contextmanager
def started(path: str) -> Iterator[Browser]:
    """The browser at this path, running."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
