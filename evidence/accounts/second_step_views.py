"""Flask-Security's pages of the second step as this site opens them.

Each of its views stays as it is; around it stand who may open it, one transaction, and where people go afterwards.
Between password and second step nobody is signed in: the session only remembers who has given the password, and for
how long that is worth something.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_security import tf_disabled, tf_profile_changed, wan_deleted, wan_registered
from flask_security.proxies import _security
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import check_and_get_token_status, login_user
from werkzeug.wrappers import Response

from evidence.accounts import audit, second_steps
from evidence.accounts.access import EVERYONE, Principals, signed_in
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.accounts.second_step_forms import WRONG_CODE, AppCodeForm
from evidence.accounts.second_steps import Step
from evidence.accounts.ways_back import own_path
from evidence.database import db
from evidence.web import clock
from evidence.web.formatters import plural
from evidence.web.saving import saves

# How long the password is worth something without the second step.
STEP_WITHIN = timedelta(minutes=10)
SET_UP_WITHIN = timedelta(minutes=30)
GAVE_PASSWORD_AT = "gave_password_at"

View = Callable[..., Any]

_WITH_THE_PASSWORD = "whoever has just given a right password shows here that it is really them"
_WITH_A_PASSKEY = "people sign in here with a passkey, by itself or after the password"


def open_pages(app: Flask) -> None:
    """Put what this site needs around the pages of the second step, and note in the audit trail what they change."""
    views = app.view_functions
    for endpoint, step in (
        ("two_factor_token_validation", Step.APP),
        ("mf_recovery", Step.RECOVERY_CODE),
        ("wan_signin", Step.PASSKEY),
        ("wan_signin_response", Step.PASSKEY),
    ):
        _for_anyone(app, endpoint, _proving(views[f"security.{endpoint}"], step))
    for endpoint in ("tf_select", "two_factor_rescue"):
        _for_anyone(app, endpoint, lead_to_step)
    for endpoint, view in (
        ("verify", views["security.verify"]),
        ("two_factor_setup", views["security.two_factor_setup"]),
        ("two_factor_setup_validate", _trying_new_app(views["security.two_factor_setup_validate"])),
        ("mf_recovery_codes", _for_second_steps(views["security.mf_recovery_codes"])),
        ("wan_register", views["security.wan_register"]),
        ("wan_register_response", _adding_passkey(views["security.wan_register_response"])),
        ("wan_delete", _removing_passkey(views["security.wan_delete"])),
    ):
        _for_person(app, endpoint, view)
    _watch_changes(app)


def sign_in_or_ask(account: Account, first: str) -> Response | None:
    """Sign in somebody who has proved themselves once, or lead them to their second step when they have one.

    first: how they did it, as Flask-Security names it ("password"). Gives the answer that leads on to the second step,
    None when they are signed in.
    """
    if _security.two_factor_plugins.tf_enter(account, False, first, next_loc=None) is not None:
        return owe_second_step()
    login_user(account, authn_via=[first])
    return None


def owe_second_step() -> Response:
    """Note when the password was given, and lead on to the second step."""
    session[GAVE_PASSWORD_AT] = clock.now().timestamp()
    # Every way that somebody has is open to them: they change between them on the pages themselves.
    session.pop("tf_select", None)
    session["tf_state"] = "ready"
    return lead_to_step()


def way_back() -> str:
    """The page that somebody wanted before they were asked to sign in, or the first page."""
    return _next() or url_for("accounts.start")


def pending() -> Account | None:
    """Whoever has given their password just now and owes the second step, or None."""
    identity = session.get("tf_user_id")
    if not identity or session.get("tf_state") != "ready":
        return None
    since = clock.now().timestamp() - session.get(GAVE_PASSWORD_AT, 0)
    account: Any = _security.datastore.find_user(fs_uniquifier=identity)
    return account if account and account.active and since < STEP_WITHIN.total_seconds() else None


def lead_to_step() -> Response:
    """Lead whoever has given their password to the first of their second steps, anybody else to signing in."""
    if current_user.is_authenticated:
        return redirect(way_back())
    account = pending()
    if account is None:
        return _begin_again()
    page = "two_factor_token_validation" if second_steps.has_app(account) else "wan_signin"
    return redirect(url_for(f"security.{page}", next=_next() or None))


def words_of_pending() -> dict[str, Any]:
    """What the pages between password and second step need: which ways their visitor has, and where they go after."""
    account = pending()
    ways = {
        "app": bool(account and second_steps.has_app(account)),
        "passkey": bool(account and account.webauthn),
        "recovery_code": bool(account and account.mf_recovery_codes),
    }
    return {"ways": ways, "is_second": account is not None, "next": _next()}


def words_of_app() -> dict[str, Any]:
    """Whether the person has an app, and may do without it."""
    has_app, only = second_steps.has_app(current_user), second_steps.is_only_one(current_user, app=True)
    return {"has_app": has_app, "may_remove": has_app and not (only and second_steps.is_required(current_user))}


def _next() -> str:
    return own_path(request.form.get("next") if request.method == "POST" else request.args.get("next"))


def _begin_again() -> Response:
    late = "tf_user_id" in session
    tf_clean_session()  # type: ignore[no-untyped-call]
    session.pop(GAVE_PASSWORD_AT, None)
    flash("That took too long. Sign in again." if late else "Enter your e-mail address and password first.", "info")
    return redirect(url_for("security.login", next=_next() or None))


def _proving(view: View, step: Step) -> View:
    """A page on which somebody proves who they are."""
    alone = step is Step.PASSKEY

    @wraps(view)
    def own(**values: Any) -> Any:
        if current_user.is_authenticated:
            return redirect(way_back())
        account = pending()
        if account is None and (not alone or "tf_user_id" in session):
            return _begin_again()
        g.second_step = step
        answer = view(**values)
        if not current_user.is_authenticated:
            if request.endpoint == "security.wan_signin_response":
                flash("The passkey did not work. Try again, or sign in another way.", "warning")
                return redirect(url_for("security.wan_signin", next=_next() or None))
            return answer
        if step is Step.RECOVERY_CODE:
            left = plural(len(current_user.mf_recovery_codes or []), "recovery code")
            flash(f"You have {left} left. Have you lost your phone? Change your second step now.", "warning")
            return redirect(url_for("accounts.second_step"))
        return redirect(way_back())

    return own


def _trying_new_app(view: View) -> View:
    """The first code of a new app. After a wrong one the same key is shown again: the app knows it already."""

    @wraps(view)
    def own(token: str) -> Any:
        view(token=token)
        if g.get("second_step_changed"):
            return _once_added()
        expired, invalid, state = check_and_get_token_status(token, "tf_setup", SET_UP_WITHIN)
        if expired or invalid:
            flash("That took too long. Start again.", "info")
            return redirect(url_for("security.two_factor_setup"))
        form = AppCodeForm()
        form.code.errors = [WRONG_CODE] if form.code.data else ["Enter the code that your authenticator app shows."]
        shown = _security.totp_factory.fetch_setup_values(state["totp_secret"], current_user)
        return render_template(
            "accounts/app_set_up.html",
            two_factor_verify_code_form=form,
            chosen_method="authenticator",
            authr_qrcode=shown["image"],
            authr_key=shown["key"],
            state_token=token,
        )

    return own


def _for_second_steps(view: View) -> View:
    """Recovery codes are for people who have a second step."""

    @wraps(view)
    def own(**values: Any) -> Any:
        if not second_steps.has_one(current_user):
            flash("Set up a second step first. Then you can make recovery codes for it.", "info")
            return redirect(url_for("accounts.second_step"))
        return view(**values)

    return own


def _adding_passkey(view: View) -> View:
    """The answer of a new passkey."""

    @wraps(view)
    def own(**values: Any) -> Any:
        answer = view(**values)
        if g.get("second_step_changed"):
            return _once_added()
        flash("The passkey could not be added. Try again, or use another device for it.", "warning")
        return answer

    return own


def _removing_passkey(view: View) -> View:
    """Removing a passkey. Flask-Security tells of it before it is gone, and leads on whether it is or not."""

    @wraps(view)
    def own(**values: Any) -> Any:
        if request.method == "GET":
            return redirect(url_for("accounts.second_step"))
        answer = view(**values)
        if answer.location.startswith(url_for("security.verify")):
            return answer
        if g.get("second_step_changed"):
            account = db.session.get_one(Account, current_user.id)
            db.session.flush()
            db.session.expire(account, ["webauthn"])
            second_steps.note_change(account, clock.now())
        else:
            flash("The passkey was not removed: you need a second step, and have no other.", "warning")
        return redirect(url_for("accounts.second_step"))

    return own


def _once_added() -> Response:
    """Where people go once they have a second step: to their recovery codes, unless they have some."""
    has_codes = bool(current_user.mf_recovery_codes)
    return redirect(url_for("accounts.second_step" if has_codes else "security.mf_recovery_codes"))


def _for_anyone(app: Flask, endpoint: str, view: View) -> None:
    own: Any = saves(view)
    own.principals = Principals((), _WITH_A_PASSKEY if endpoint.startswith("wan_") else _WITH_THE_PASSWORD)
    app.view_functions[f"security.{endpoint}"] = own


def _for_person(app: Flask, endpoint: str, view: View) -> None:
    saving = saves(view)

    def own(_scope: Scope, **values: Any) -> Any:
        return saving(**values)

    app.view_functions[f"security.{endpoint}"] = signed_in(*EVERYONE)(own)


def _watch_changes(app: Flask) -> None:
    def note(user: Any, action: str, said: str, **details: Any) -> None:
        account = db.session.get_one(Account, user.id)
        db.session.flush()
        second_steps.note_change(account, clock.now())
        audit.record_provider_change(account.provider_id, account.id, action, audit.person(account.id), details)
        g.second_step_changed = True
        flash(said, "success")

    def app_set_up(_app: Flask, user: Any, **_rest: Any) -> None:
        note(user, "set up an authenticator app", "Your authenticator app is set up. You need it when you sign in.")

    def app_removed(_app: Flask, user: Any, **_rest: Any) -> None:
        note(user, "removed the authenticator app", "The authenticator app is no longer your second step.")

    def passkey_added(_app: Flask, user: Any, name: str, **_rest: Any) -> None:
        note(user, "added a passkey", f"The passkey “{name}” is added. You can sign in with it.", name=name)

    def passkey_removed(_app: Flask, user: Any, name: str, **_rest: Any) -> None:
        note(user, "removed a passkey", f"The passkey “{name}” is removed.", name=name)

    tf_profile_changed.connect(app_set_up, app, weak=False)
    tf_disabled.connect(app_removed, app, weak=False)
    wan_registered.connect(passkey_added, app, weak=False)
    wan_deleted.connect(passkey_removed, app, weak=False)
