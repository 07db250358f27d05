"""Flask-Security as this site uses it: own pages, generic answers, failures counted in the database."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, flash, redirect, request, session, url_for
from flask_login import current_user
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated
from flask_security.forms import LoginForm
from wtforms import EmailField, PasswordField
from wtforms.fields import Field

from evidence.accounts import (
    open_limits,
    openings,
    passwords,
    second_step_checks,
    second_step_forms,
    second_step_views,
    sessions,
    store,
    throttle,
)
from evidence.accounts.access import Principals
from evidence.accounts.emails import bare_email
from evidence.accounts.models import Account, Passkey, RoleName
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
        "WTF_CSRF_TIME_LIMIT": None,
        **_second_step_settings(str(app.secret_key)),
        **_passkey_settings(),
        **_password_again_settings(),
    }


def _second_step_settings(secret_key: str) -> dict[str, Any]:
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "evidence.accounts.second_step_checks.PasskeyStep",
        },
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        # Seconds to either side: the clock of a phone may be a little off.
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_SETUP_WITHIN": second_step_views.SET_UP_WITHIN,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_ERROR_VIEW": "security.login",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "accounts.second_step",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/me/authenticator",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "accounts/app_set_up.html",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/app_code.html",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/second-step",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/lost-phone",
        "SECURITY_TOTP_SECRETS": second_step_checks.app_key_secrets(secret_key),
        "SECURITY_TOTP_ISSUER": "Evidence tracker",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": second_step_checks.RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/me/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/recovery_codes.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/recovery_code.html",
    }


def _passkey_settings() -> dict[str, Any]:
    return {
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Evidence tracker",
        "SECURITY_WAN_ALLOW_AS_FIRST_FACTOR": True,
        "SECURITY_WAN_ALLOW_AS_MULTI_FACTOR": True,
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_ALLOW_AS_VERIFY": None,
        "SECURITY_WAN_NAME_ALLOWED_CHARS": None,
        "SECURITY_WAN_NAME_MAX_LENGTH": second_step_forms.LONGEST_NAME,
        "SECURITY_WAN_REGISTER_WITHIN": timedelta(minutes=5),
        "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
        "SECURITY_WAN_REGISTER_URL": "/me/passkeys",
        "SECURITY_WAN_REGISTER_TEMPLATE": "accounts/passkey_add.html",
        "SECURITY_WAN_POST_REGISTER_VIEW": "accounts.second_step",
        "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "accounts/passkey_sign_in.html",
        "SECURITY_WAN_DELETE_URL": "/me/passkeys/remove",
        "SECURITY_MSG_WEBAUTHN_NAME_INUSE": (
            "You have a passkey called “%(name)s” already. Enter another name.",
            "error",
        ),
        "SECURITY_MSG_WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (
            "The name must be made of letters, numbers and the usual signs.",
            "error",
        ),
    }


def _password_again_settings() -> dict[str, Any]:
    return {
        # Whoever finds a computer unlocked must not be able to change how its owner signs in.
        "SECURITY_FRESHNESS": timedelta(minutes=10),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "SECURITY_VERIFY_URL": "/me/password-again",
        "SECURITY_VERIFY_TEMPLATE": "accounts/password_again.html",
        "SECURITY_POST_VERIFY_VIEW": "accounts.second_step",
        "SECURITY_DATETIME_FACTORY": clock.now,
    }


def init_app(app: Flask) -> None:
    """Attach Flask-Security, start and end sign-ins by its signals, and let its views write in one transaction."""
    app.config.from_mapping(settings(app))
    app.config.setdefault("SECURITY_PASSWORD_SALT", str(app.secret_key))
    datastore = SQLAlchemyUserDatastore(db, Account, RoleName, Passkey)
    security = Security(app, datastore, **_own_classes())
    security.unauthn_handler(lambda *_args, **_kwargs: sessions.ask_to_sign_in())
    # People sign in by cookie alone, and what they get is a page.
    security.want_json(lambda _request: False)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_authenticated.connect(_begin, app, weak=False)
    security.tf_setup_context_processor(second_step_views.words_of_app)
    security.tf_token_validation_context_processor(second_step_views.words_of_pending)
    security.mf_recovery_context_processor(second_step_views.words_of_pending)
    security.wan_signin_context_processor(second_step_views.words_of_pending)
    _use_own(app, "security.login", _sign_in(app.view_functions["security.login"]), "this is where people sign in")
    _use_own(app, "security.logout", _sign_out, "signing out twice does no harm")
    second_step_views.open_pages(app)
    open_limits.init_app(app)
    openings.init_app(app)


def _own_classes() -> dict[str, Any]:
    """The forms and rules that take the place of Flask-Security's own."""
    return {
        "login_form": SignInForm,
        "verify_form": second_step_forms.PresentPasswordForm,
        "two_factor_setup_form": second_step_forms.AppSetUpForm,
        "two_factor_rescue_form": second_step_forms.LostPhoneForm,
        "two_factor_verify_code_form": second_step_forms.AppCodeForm,
        "mf_recovery_form": second_step_forms.RecoveryCodeForm,
        "wan_register_form": second_step_forms.PasskeyNameForm,
        "wan_delete_form": second_step_forms.PasskeyRemoveForm,
        "wan_signin_response_form": second_step_forms.PasskeyAnswerForm,
        "totp_cls": second_step_checks.AppCodes,
        "mf_recovery_codes_util_cls": second_step_checks.RecoveryCodes,
        "webauthn_util_cls": second_step_checks.PasskeyRules,
    }


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
        if current_user.is_authenticated:
            return redirect(second_step_views.way_back())
        return second_step_views.owe_second_step() if "tf_user_id" in session else answer

    return view


def _sign_out() -> Any:
    sessions.end()
    flash("You have signed out.", "success")
    return redirect(url_for("security.login"))
