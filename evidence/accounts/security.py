"""Flask-Security as this site uses it: own pages, generic answers, failures counted in the database."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, flash, redirect, request, url_for
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated
from flask_security.forms import LoginForm
from wtforms import EmailField, PasswordField
from wtforms.fields import Field

from evidence.accounts import passwords, sessions, store, throttle
from evidence.accounts.access import Principals
from evidence.accounts.emails import bare_email
from evidence.accounts.models import Account, RoleName
from evidence.accounts.ways_back import own_path
from evidence.database import db
from evidence.web import clock
from evidence.web.saving import saves

WRONG = "The e-mail address or the password is not right. Check both and try again."


class SignInForm(LoginForm):
    """Sign-in by e-mail and password, slowed down and locked by what the database has counted."""

    remember = None
    email = EmailField("E-mail address", render_kw={"autocomplete": "username"})
    password = PasswordField("Password", render_kw={"autocomplete": "current-password"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = own_path(self.next.data)

    def validate_next(self, field: Field) -> None:
        """Let every sign-in through: a way back that leads off this site has been dropped already."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the person may sign in. One and the same answer for an unknown e-mail and a wrong password."""
        now = clock.now()
        self.email.data = email = bare_email(self.email.data)
        self.email.errors, self.password.errors = [], []
        if not email:
            self.email.errors = ["Enter your e-mail address."]
        if not self.password.data:
            self.password.errors = ["Enter your password."]
        if self.email.errors or self.password.errors:
            return False
        if wait := throttle.wait_for(email, now):
            self.password.errors = [throttle.wait_in_words(wait)]
            return False
        if super().validate(**kwargs):
            return True
        throttle.count_failure(email, now)
        self.email.errors, self.password.errors = [], [WRONG]
        return False


def settings(app: Flask) -> dict[str, Any]:
    """The Flask-Security settings of the site."""
    quick: dict[str, Any] = {"argon2__rounds": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": quick if app.testing else {},
        "SECURITY_PASSWORD_LENGTH_MIN": passwords.SHORTEST,
        "SECURITY_PASSWORD_NORMALIZE_FORM": passwords.UNICODE_FORM,
        # SignInForm gives one answer for an unknown e-mail and a wrong password; theirs would hide how long to wait.
        "SECURITY_RETURN_GENERIC_RESPONSES": False,
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_REDIRECT_BEHAVIOR": None,
        # Less than nothing: there is no page that asks for the password again, so none of theirs either.
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "WTF_CSRF_TIME_LIMIT": None,
    }


def init_app(app: Flask) -> None:
    """Attach Flask-Security, start and end sign-ins by its signals, and let its views write in one transaction."""
    app.config.from_mapping(settings(app))
    app.config.setdefault("SECURITY_PASSWORD_SALT", str(app.secret_key))
    datastore = SQLAlchemyUserDatastore(db, Account, RoleName)
    security = Security(app, datastore, login_form=SignInForm)
    security.unauthn_handler(lambda *_args, **_kwargs: sessions.ask_to_sign_in())
    # People sign in by cookie alone, and what they get is a page.
    security.want_json(lambda _request: False)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_authenticated.connect(_begin, app, weak=False)
    _use_own(app, "security.login", _sign_in(app.view_functions["security.login"]), "this is where people sign in")
    _use_own(app, "security.logout", _sign_out, "signing out twice does no harm")


def _use_own(app: Flask, endpoint: str, view: Callable[..., Any], reason: str) -> None:
    own = saves(view)
    own.principals = Principals((), reason)  # type: ignore[attr-defined]
    app.view_functions[endpoint] = own


def _begin(_app: Flask, user: Account, **_rest: Any) -> None:
    sessions.begin(user)


def _sign_in(login: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(login)
    def view() -> Any:
        if request.method == "GET" and not store.is_set_up():
            return redirect(url_for("accounts.set_up"))
        if request.method == "POST" and current_user.is_authenticated:
            # An old tab's sign-in page, used while somebody is signed in: whoever it is, it is their turn now.
            sessions.end()
        answer = login()
        return redirect(_way_back()) if current_user.is_authenticated else answer

    return view


def _way_back() -> str:
    wanted = request.form.get("next") if request.method == "POST" else request.args.get("next")
    return own_path(wanted) or url_for("accounts.start")


def _sign_out() -> Any:
    sessions.end()
    flash("You have signed out.", "success")
    return redirect(url_for("security.login"))
