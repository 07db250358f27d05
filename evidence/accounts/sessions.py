"""How long a sign-in lasts: 15 idle minutes and 12 hours in all, both kept by the server.

When it has run out, a form that is sent is kept for the person and handed back after the next sign-in. Scripts on the
page warn two minutes before; without scripts the words of a form are kept all the same.

What the session cookie holds beside Flask-Login's own: `person` (the account), `sign_in` (its row), `started_at` and
`seen_at` (seconds), `ran_out` once a limit has passed, `kept_forms` (addresses whose words are kept), `service`.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user
from flask_security.utils import logout_user
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from evidence.accounts import audit, devices, kept_forms, second_steps, throttle
from evidence.accounts.models import Account, SignIn
from evidence.accounts.sign_ins import ABSOLUTE_LIMIT
from evidence.database import db, saving
from evidence.web import clock
from evidence.web.formatters import date_time

IDLE_LIMIT = timedelta(minutes=15)
WARN_BEFORE = timedelta(minutes=2)
# A sign-in's last use is noted no more often than this: the list of sign-ins needs no more.
SEEN_EVERY = timedelta(minutes=5)
# Loading these is no sign that the person is there.
_NEVER_CHECKED = ("static", "bootstrap.static", "site.health")
_OF_THIS_SIGN_IN = ("_user_id", "_fresh", "_id", "fs_cc", "fs_paa")
_OF_THE_SAME_PERSON = ("csrf_token", "kept_forms", "service")
_RAN_OUT = "You were signed out to keep people’s information safe."


class CookieByHttps(SecureCookieSessionInterface):
    """The session cookie, marked Secure whenever it is given over https, whatever the settings say."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether browsers may send the cookie over https only."""
        return request.is_secure or super().get_cookie_secure(app)


def ask_to_sign_in() -> Response:
    """Send a signed-out person to the sign-in page, and back afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back))


def begin(account: Account) -> None:
    """Start the clock of a new sign-in. Called for Flask-Security's `user_authenticated` signal.

    Nothing of what the browser held before is carried over. The same person coming back after a limit keeps the token
    of forms still open in other tabs; for anybody else those forms are worthless. `g.second_step` says how they proved
    themselves beside the password, if they did.
    """
    now, step = clock.now(), g.pop("second_step", None)
    second_steps.note_sign_in(account, now)
    device = devices.device_in_words(request.user_agent.string)
    sign_in = SignIn(account_id=account.id, started_at=now, seen_at=now, device=device, second_step=step)
    db.session.add(sign_in)
    db.session.flush()
    carried = _OF_THIS_SIGN_IN + (_OF_THE_SAME_PERSON if session.get("person") == str(account.id) else ())
    held = {name: session[name] for name in carried if name in session}
    session.clear()
    session.update(held)
    g.pop("csrf_token", None)
    session["person"] = str(account.id)
    session["sign_in"] = str(sign_in.id)
    session["started_at"] = session["seen_at"] = now.timestamp()
    throttle.forget_failures(account.email)
    said = {"with": second_steps.STEP_WORDS.get(step, second_steps.PASSWORD_ALONE), "device": device}
    audit.record_provider_change(account.provider_id, account.id, "signed in", audit.person(account.id), said)
    _tell_of_reset(account)


def end() -> None:
    """Sign the present person out: a copy of the cookie opens nothing from now on, and the browser forgets all."""
    if current_user.is_authenticated:
        _mark_ended()
        logout_user()
    session.clear()
    g.pop("csrf_token", None)


def present_id() -> UUID | None:
    """The id of the sign-in in use, or None."""
    try:
        return UUID(session.get("sign_in", ""))
    except ValueError:
        return None


def present_step() -> str | None:
    """How the present person proved themselves beside the password when they signed in, or None. One query."""
    present = _present()
    return present.second_step if present else None


def stops_here() -> bool:
    """Whether the present sign-in leads no further than setting up a second step. One query."""
    present = _present()
    return present is not None and second_steps.must_set_up(current_user, present.started_at)


def seconds_left(now: datetime) -> int:
    """How many seconds the present sign-in lasts without another request."""
    idle = session.get("seen_at", 0) + IDLE_LIMIT.total_seconds() - now.timestamp()
    return int(min(idle, _seconds_in_all(now)))


def limits_for_page() -> dict[str, int]:
    """What the warning script needs, in seconds: left now, left in all, and how long before the end to warn."""
    now = clock.now()
    return {
        "left": seconds_left(now),
        "ends": int(_seconds_in_all(now)),
        "warn": int(WARN_BEFORE.total_seconds()),
    }


def init_app(app: Flask) -> None:
    """Check the limits before every request."""
    app.session_interface = CookieByHttps()
    app.before_request(_keep_limits)


def _seconds_in_all(now: datetime) -> float:
    return float(session.get("started_at", 0) + ABSOLUTE_LIMIT.total_seconds() - now.timestamp())


def _present() -> SignIn | None:
    return db.session.scalar(
        select(SignIn).where(SignIn.id == present_id(), SignIn.account_id == current_user.id, SignIn.ended_at.is_(None))
    )


def _mark_ended() -> None:
    if sign_in := _present():
        sign_in.ended_at = clock.now()
        db.session.flush()


def _keep_limits() -> Any:
    if request.endpoint in _NEVER_CHECKED or request.endpoint is None:
        return None
    if not current_user.is_authenticated:
        # Another tab has met the limit before; the words of this one are worth as much.
        return _keep_words() if session.get("ran_out") and _is_form_of_a_person() else None
    now, present = clock.now(), _present()
    has_ended = present is None
    if present is not None and seconds_left(now) > 0:
        session["seen_at"] = now.timestamp()
        stops_here = second_steps.must_set_up(current_user, present.started_at)
        _note_seen(present, now)
        if stops_here and request.endpoint not in second_steps.SET_UP_PAGES:
            return redirect(url_for("accounts.second_step"))
        return None
    if request.endpoint == "accounts.stay":
        return {"left": 0}, 401
    return _was_ended() if has_ended else _run_out()


def _note_seen(present: SignIn, now: datetime) -> None:
    if present.seen_at is not None and now - present.seen_at < SEEN_EVERY:
        return
    used = update(SignIn).where(SignIn.id == present.id).values(seen_at=now)
    try:
        with saving():
            db.session.execute(used)
    except OperationalError:  # a full disk must not keep anybody from reading
        current_app.logger.warning("The last use of a sign-in could not be noted.")


def _tell_of_reset(account: Account) -> None:
    if account.second_step_reset_at is None:
        return
    when = date_time(account.second_step_reset_at)
    flash(
        f"{account.second_step_reset_by} took away your second step on {when}. If you did not ask for that, change "
        "your password now and tell your manager.",
        "warning",
    )
    account.second_step_reset_at = account.second_step_reset_by = None
    db.session.flush()


def _was_ended() -> Response:
    logout_user()
    session.clear()
    flash("You have been signed out. Sign in to go on.", "info")
    return ask_to_sign_in()


def _run_out() -> Response:
    if _is_form_of_a_person():
        return _keep_words()
    _forget_sign_in()
    flash(f"{_RAN_OUT} Sign in to go on.", "info")
    return ask_to_sign_in()


def _keep_words() -> Response:
    request.files  # noqa: B018  reading it receives the body before the write lock is taken
    with saving():
        kept = kept_forms.keep(UUID(session["person"]), request.path)
        if current_user.is_authenticated:
            _mark_ended()
    _forget_sign_in()
    if kept:
        flash(f"{_RAN_OUT} We kept what you typed: sign in to go on. Files have to be chosen again.", "info")
    else:
        flash(f"{_RAN_OUT} Nothing was saved. Sign in to go on.", "info")
    methods = request.url_rule.methods if request.url_rule else None
    return redirect(url_for("security.login", next=request.path if "GET" in (methods or ()) else None))


def _forget_sign_in() -> None:
    """Sign out, but remember whose sign-in it was, so that the same person can take up where they left off."""
    held = {name: session[name] for name in ("person", *_OF_THE_SAME_PERSON) if name in session}
    if current_user.is_authenticated:
        logout_user()
    flashes = session.get("_flashes", [])
    session.clear()
    session.update(held, ran_out=True)
    if flashes:
        session["_flashes"] = flashes


def _is_form_of_a_person() -> bool:
    """Whether the request sends a form of a page that only signed-in people see."""
    if request.method != "POST" or request.endpoint == "accounts.stay":
        return False
    principals = getattr(current_app.view_functions[str(request.endpoint)], "principals", None)
    return bool(principals and principals.roles)
