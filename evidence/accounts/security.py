"""Flask-Security as this site uses it: own pages, generic answers, failures counted in the database."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated
from flask_security.forms import LoginForm
from wtforms import EmailField, PasswordField

from evidence.accounts import sessions, throttle
from evidence.accounts.access import Principals
from evidence.accounts.models import Account, RoleName
from evidence.database import db
from evidence.web import clock
from evidence.web.saving import saves

WRONG = "The e-mail address or the password is not right. Check both and try again."
PASSWORD_LENGTH = 12


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign-in by e-mail and password, slowed down and locked by what the database has counted."""

    remember = None
    email = EmailField("E-mail address", render_kw={"autocomplete": "username"})
    password = PasswordField("Password", render_kw={"autocomplete": "current-password"})

    def validate(self, **kwargs: Any) -> bool:
        """Whether the person may sign in. One and the same answer for an unknown e-mail and a wrong password."""
        now = clock.now()
        email = (self.email.data or "").strip()
        self.email.data = email
        self.next.data = self.next.data or ""
        self.email.errors, self.password.errors = [], []
        if not email or not self.password.data:
            _say(self.email if not email else self.password, "Enter your e-mail address and your password.")
            return False
        if wait := throttle.wait_for(email, now):
            _say(self.password, throttle.wait_in_words(wait))
            return False
        if super().validate(**kwargs):
            return True
        throttle.count_failure(email, now)
        self.email.errors, self.password.errors = [], []
        _say(self.password, WRONG)
        return False


def _say(field: Any, message: str) -> None:
    field.errors = [message]


def settings(app: Flask) -> dict[str, Any]:
    """The Flask-Security settings of the site."""
    quick: dict[str, Any] = {"argon2__rounds": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": quick if app.testing else {},
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_LENGTH,
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
        "SECURITY_FRESHNESS": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
    }


def init_app(app: Flask) -> None:
    """Attach Flask-Security, start and end sign-ins by its signals, and let its views write in one transaction."""
    app.config.from_mapping(settings(app))
    app.config.setdefault("SECURITY_PASSWORD_SALT", str(app.secret_key))
    datastore = SQLAlchemyUserDatastore(db, Account, RoleName)
    security = Security(app, datastore, login_form=SignInForm)
    security.unauthn_handler(lambda *_args, **_kwargs: sessions.ask_to_sign_in())
    user_authenticated.connect(_begin, app, weak=False)
    login, logout = app.view_functions["security.login"], app.view_functions["security.logout"]
    app.view_functions["security.login"] = saves(login)
    app.view_functions["security.logout"] = saves(_sign_out(logout))
    app.view_functions["security.login"].principals = Principals((), "this is where people sign in")  # type: ignore[attr-defined]
    app.view_functions["security.logout"].principals = Principals((), "signing out twice does no harm")  # type: ignore[attr-defined]


def fresh_uniquifier() -> str:
    """A new value for an account's `fs_uniquifier`; changing it signs the person out everywhere."""
    return secrets.token_hex(32)


def _begin(_app: Flask, user: Account, **_rest: Any) -> None:
    sessions.begin(user)


def _sign_out(logout: Any) -> Any:
    def view(*args: Any, **kwargs: Any) -> Any:
        if current_user.is_authenticated:
            sessions.end()
        return logout(*args, **kwargs)

    return view
