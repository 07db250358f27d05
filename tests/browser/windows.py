"""A browser window as a person has it, that tells of everything a page does wrong behind their back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
# Busy computers take their time; a page that is wrong is told soon enough.
LONGEST_WAIT = 40_000


@contextmanager
def window(chromium: Browser, address: str, **settings: Any) -> Iterator[Page]:
    """A fresh browser window whose addresses begin at `address`; nothing is remembered from any other.

    settings: those of Playwright's `new_context`. What a page logs as an error (a script that fails, a resource that
    the content security policy blocks) and every request to another address fail the test at the end.
    """
    expect.set_options(timeout=LONGEST_WAIT)
    settings = {"viewport": DESK, "locale": "en-GB", "timezone_id": "Europe/London", **settings}
    context = chromium.new_context(base_url=address, **settings)
    context.set_default_timeout(LONGEST_WAIT)
    told = watch(context, address)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not told, "\n".join(told)


def watch(context: BrowserContext, address: str) -> list[str]:
    """What the pages of a window do wrong, noted as it happens."""
    told: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            told.append(f"{message.page.url if message.page else 'A page'} logged: {message.text}")

    def note_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            told.append(f"{request.url} was asked for")

    context.on("console", note_message)
    context.on("weberror", lambda error: told.append(f"{error.page.url if error.page else 'A page'}: {error.error}"))
    context.on("request", note_request)
    return told
