"""Errors that cross the layers by name, and the pages people see for them.

The store raises; routes turn what a person can mend into a form error; everything else becomes one of the pages here.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, default_exceptions


class NotFound(Exception):
    """What was asked for does not exist, or is not this person's: the two are never told apart."""


class NotAllowed(Exception):
    """The person may see that it exists, but their role may not do this."""


class DuplicateTitle(Exception):
    """A value that must be unique is taken. `field`: the form field to put the message on."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class StaleEdit(Exception):
    """Somebody else saved a newer version in the meantime. `current`: the version number now stored."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The stored version is {current}.")
        self.current = current


class UnknownCode(Exception):
    """A line code, statement key or framework that does not exist. The message says which."""


class BadTransition(Exception):
    """A record or round can't go from the state it is in to the one asked for."""

    def __init__(self, current: str, wanted: str) -> None:
        super().__init__(f"It is {current} and can't become {wanted}.")
        self.current = current
        self.wanted = wanted


WORDS: dict[int, tuple[str, str]] = {
    400: (
        "We could not read that",
        "Something in the address or the form did not make sense to us. Go back and try again.",
    ),
    403: ("You can't do this", "Your role does not allow it. Ask your registered manager if you think it should."),
    404: (
        "Page not found",
        "Check the address, or start again from the first page. It may also be something that is not yours to see.",
    ),
    405: ("That can't be done here", "Go back to the page you came from and use its buttons."),
    409: (
        "This has changed meanwhile",
        "Somebody else changed it at the same time. Open it again to see what it says now.",
    ),
    413: (
        "That is too much at once",
        "A file may be up to 25 MB and everything you send at once up to 150 MB. "
        "Go back, your words are still in the form; then send fewer or smaller files.",
    ),
    429: ("Too many tries", "Wait a few minutes and try again."),
    500: (
        "Something went wrong",
        "It is our fault, not yours. Nothing was half saved. Go back and try again in a minute.",
    ),
    507: (
        "No room left",
        "The disk is full, so nothing was saved. Tell whoever looks after the computer, then try again.",
    ),
}


ICONS = {403: "lock", 404: "search", 409: "people", 413: "file", 429: "clock", 507: "archive"}


def error_page(code: int, *, heading: str | None = None, text: str | None = None) -> tuple[str, int]:
    """The page for one status code, with the menu where it is known.

    For errors of ours (500 and above) nothing on the page asks the database or who is signed in, so that the page
    can't fail in turn.
    """
    g.is_failsafe = code >= 500
    default_heading, default_text = WORDS.get(code, WORDS[500])
    page = render_template(
        "errors/error.html",
        icon_name=ICONS.get(code, "warning"),
        heading=heading or default_heading,
        text=text or default_text,
        back=came_from(),
    )
    return page, code


def came_from() -> str:
    """The address on this site that led here, to go back to; empty where there is none, or where it is this one."""
    before = urlsplit(request.referrer or "")
    is_other = request.method != "GET" or before.path != request.path
    if before.netloc != request.host or not is_other or not before.path.startswith("/"):
        return ""
    return f"/{before.path.lstrip('/')}" + (f"?{before.query}" if before.query else "")


def init_app(app: Flask) -> None:
    """Register a page for every error a person can meet."""

    def from_http(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        return error_page(code) if code in WORDS else error

    for code in default_exceptions:
        if code in WORDS and code != 500:
            app.register_error_handler(code, from_http)

    def fixed(code: int) -> Any:
        return lambda _error: error_page(code)

    app.register_error_handler(NotFound, fixed(404))
    app.register_error_handler(NotAllowed, fixed(403))
    app.register_error_handler(UnknownCode, fixed(404))
    app.register_error_handler(BadTransition, fixed(409))
    app.register_error_handler(500, fixed(500))
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(CSRFError, _expired_form)


def _database_trouble(error: OperationalError) -> tuple[str, int]:
    # SQLite says "database or disk is full", PostgreSQL "No space left on device": the one trouble people can mend.
    said = str(error.orig).casefold()
    if "disk is full" in said or "no space left" in said:
        current_app.logger.error("The disk is full.")
        return error_page(507)
    current_app.logger.error("The database answers with an error.", exc_info=error)
    return error_page(500)


def _expired_form(_error: CSRFError) -> tuple[str, int]:
    return error_page(
        400,
        heading="This form has expired",
        text="Nothing was saved. Go back, copy what you typed if you need it, open the page again and send it again.",
    )
