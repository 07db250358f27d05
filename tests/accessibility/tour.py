"""A tour of all that one person can reach by links: from the first page on, a few pages of each endpoint."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Error, Page
from werkzeug.exceptions import HTTPException

from tests.browser.filled_site import NO_PAGES

# Opening it ends the sign-in.
LEAVES = "security.logout"
SAMPLES = "patterns.index"
_LINKS = "links => links.map(link => link.href)"


def endpoint_of(app: Flask, path: str) -> str | None:
    """The endpoint that answers a path; None for a path of no page."""
    try:
        endpoint, _values = app.url_map.bind("").match(path)
    except HTTPException:
        return None
    return None if endpoint in NO_PAGES or endpoint == LEAVES else endpoint


def pages_for(app: Flask, page: Page, first: Sequence[str], *, each: int) -> Iterator[tuple[str, str]]:
    """Open page after page in the window; while each stands open, give its path and its endpoint.

    first: the paths to begin with. each: at most so many pages of one endpoint.
    """
    waiting = deque(first)
    known = set(waiting)
    opened: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, urlsplit(path).path)
        if endpoint is None or opened[endpoint] >= each:
            continue
        reached = _open(page, path)
        # Who is led elsewhere looks at the page that they are led to.
        endpoint = endpoint_of(app, urlsplit(reached).path) if reached else None
        if not reached or endpoint is None or opened[endpoint] >= each or (reached != path and reached in known):
            continue
        opened[endpoint] += 1
        known.add(reached)
        # Found before the page is looked at, which may change it. Samples of links lead nowhere.
        links = page.locator("a[href]").evaluate_all(_LINKS) if endpoint != SAMPLES else []
        found = dict.fromkeys(_below(link) for link in links)
        yield reached, endpoint
        waiting.extend(link for link in found if link not in known)
        known.update(found)


def _open(page: Page, path: str) -> str:
    """The path that was reached in the end; "" for a file to download and for a page that is not this person's."""
    try:
        answer = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return ""
        raise
    return _below(page.url) if answer is not None and answer.status == 200 else ""


def _below(address: str) -> str:
    """An address without the computer it lies on, and without the place on its page."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
