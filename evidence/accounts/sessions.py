"""How long a sign-in lasts: 15 idle minutes and 12 hours in all, both kept by the server.

When it has run out, a form that is sent is kept for the person and handed back after the next sign-in. Scripts on the
page warn two minutes before; without scripts the words of a form are kept all the same.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_login import current_user
from flask_security.utils import logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from evidence.accounts import audit, kept_forms, throttle
from evidence.accounts.models import Account, SignIn
from evidence.database import db, saving
from evidence.web import clock

IDLE_LIMIT = timedelta(minutes=15)
ABSOLUTE_LIMIT = timedelta(hours=12)
WARN_BEFORE = timedelta(minutes=2)
_NEVER_CHECKED = ("static", "bootstrap.static", "site.health")


def ask_to_sign_in() -> Response:
    """Send a signed-out person to the sign-in page, and back afterwards."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back))


def begin(account: Account) -> None:
    """Start the clock of a new sign-in. Called for Flask-Security's `user_authenticated` signal."""
    now = clock.now()
    sign_in = SignIn(account_id=account.id, started_at=now)
    db.session.add(sign_in)
    db.session.flush()
    session["sign_in"] = str(sign_in.id)
    session["started_at"] = session["seen_at"] = now.timestamp()
    throttle.forget_failures(account.email)
    audit.record_provider_change(account.provider_id, account.id, "signed in", audit.person(account.id), {})


def end() -> None:
    """Mark the present sign-in as ended, so that a copy of its cookie opens nothing."""
    sign_in = _present()
    if sign_in and sign_in.ended_at is None:
        sign_in.ended_at = clock.now()
        db.session.flush()


def seconds_left(now: datetime) -> int:
    """How many seconds the present sign-in lasts without another request."""
    seen = session.get("seen_at", 0) + IDLE_LIMIT.total_seconds()
    started = session.get("started_at", 0) + ABSOLUTE_LIMIT.total_seconds()
    return int(min(seen, started) - now.timestamp())


def init_app(app: Flask) -> None:
    """Check the limits before every request."""
    app.before_request(_keep_limits)


def _present() -> SignIn | None:
    text = session.get("sign_in")
    if not text:
        return None
    return db.session.scalar(select(SignIn).where(SignIn.id == UUID(text), SignIn.account_id == current_user.id))


def _keep_limits() -> Any:
    if request.endpoint in _NEVER_CHECKED or request.endpoint is None or not current_user.is_authenticated:
        return None
    now = clock.now()
    sign_in = _present()
    if sign_in is not None and sign_in.ended_at is None and seconds_left(now) > 0:
        session["seen_at"] = now.timestamp()
        return None
    return _run_out(ended=sign_in is None or sign_in.ended_at is not None)


def _run_out(*, ended: bool) -> Response:
    account_id = current_user.id
    path = request.path
    kept = False
    if request.method == "POST" and not ended and request.endpoint != "security.logout":
        request.files  # noqa: B018  reading it receives the body before the write lock is taken
        with saving():
            kept = kept_forms.keep(account_id, path)
    kept_path = session.get("kept_form")
    logout_user()
    if kept_path:
        session["kept_form"] = kept_path
    if kept:
        flash(
            "You were signed out to keep people's information safe. We kept what you typed: sign in to go on.", "info"
        )
    elif not ended:
        flash("You were signed out to keep people's information safe. Sign in to go on.", "info")
    if request.method == "GET" and not ended:
        return ask_to_sign_in()
    return redirect(url_for("security.login", next=path if kept else None))


def limits_for_page() -> dict[str, int]:
    """The numbers the warning script needs, in seconds."""
    return {
        "left": seconds_left(clock.now()),
        "warn": int(WARN_BEFORE.total_seconds()),
        "idle": int(current_app.config.get("IDLE_SECONDS", IDLE_LIMIT.total_seconds())),
    }
