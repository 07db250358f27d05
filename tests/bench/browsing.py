"""The browser of the bench: one connection that stays open, one person who has signed in, and a clock."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from flask import Flask

from tests import factories
from tests.bench.serving import ADDRESS
from tests.factories import MadePerson

LONGEST_ANSWER = 300.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the seconds from asking until the last byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


def cookie_of(app: Flask, person: MadePerson) -> str:
    """The cookie of a browser in which the person has signed in."""
    client = factories.sign_in(app, person)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


class Browser:
    """Asks the server at a port of this computer, and keeps the cookie it is given. Raises RuntimeError from 400 on."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection(ADDRESS, port, timeout=LONGEST_ANSWER)
        self._cookie = cookie

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self._connection.close()

    def ask(self, method: str, address: str, body: bytes = b"", media_type: str = "") -> Answer:
        """Send a request and read the whole answer."""
        headers = {"Cookie": self._cookie, **({"Content-Type": media_type} if media_type else {})}
        began = time.perf_counter()
        self._connection.request(method, address, body or None, headers)
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        if given := response.getheader("Set-Cookie"):
            self._cookie = given.split(";")[0]
        if response.status >= 400:
            raise RuntimeError(f"{method} {address} answers {response.status}")
        return Answer(response.status, dict(response.getheaders()), content, seconds)

    def get(self, address: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", address)
