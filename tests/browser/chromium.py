"""Finding and starting the Chromium that browser tests run in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

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


def find_chromium(playwright: Playwright) -> str | None:
    """The path of a browser to use, or None: what CHROMIUM names, what is installed, what Playwright has fetched."""
    if named := os.environ.get("CHROMIUM"):
        return named
    on_path = (found for name in _NAMES if (found := shutil.which(name)))
    places = (place for place in (*_USUAL_PLACES, playwright.chromium.executable_path) if Path(place).is_file())
    return next(on_path, None) or next(places, None)


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium, for as many tests as follow. Skips them, or fails with CI set, where there is none."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            missing(NOT_FOUND)
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
