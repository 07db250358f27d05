"""Second steps for tests: setting up an authenticator app through the pages, and the codes that it shows."""

import re
from dataclasses import dataclass

from passlib.totp import TOTP

from tests.clients import PageCheckingClient
from tests.factories import PASSWORD, MadePerson

SET_UP = "/me/authenticator"


@dataclass(frozen=True, slots=True)
class App:
    """An authenticator app on somebody's phone. `key`: what was scanned."""

    key: str

    def code(self, *, later: int = 0) -> str:
        """The code that it shows now, or so many seconds later."""
        app = TOTP(key=self.key)
        return str(app.generate(app.now() + later).token)


def start(browser: PageCheckingClient) -> tuple[App, str]:
    """Begin to set up an app: the app that has scanned the picture, and where its first code goes."""
    shown = browser.submit(SET_UP, button="Start").page
    key = re.sub(r"[\s-]", "", "".join(shown.all("code")[0].itertext()))
    action = next(form.get("action") for form in shown.all("form") if f"{SET_UP}/" in form.get("action", ""))
    return App(key), action


def token_of(browser: PageCheckingClient) -> str:
    """The token that the forms of this browser carry."""
    page = browser.get("/me/second-step").page
    return str(next(field.get("value") for field in page.all("input") if field.get("name") == "csrf_token"))


def set_up(browser: PageCheckingClient) -> App:
    """Set up an app for whoever is signed in."""
    app, action = start(browser)
    answer = browser.post(action, data={"csrf_token": token_of(browser), "code": app.code()})
    assert answer.status_code == 302, answer.page.problems_told
    return app


def make_codes(browser: PageCheckingClient) -> list[str]:
    """New recovery codes of whoever is signed in."""
    page = browser.submit("/me/recovery-codes", action="/me/recovery-codes").page
    return ["".join(code.itertext()) for code in page.all("code")]


def give_password(browser: PageCheckingClient, person: MadePerson, password: str = PASSWORD, at: str = "/sign-in"):
    """Send the sign-in page with a password."""
    return browser.submit(at, {"email": person.email, "password": password}, action="/sign-in")
