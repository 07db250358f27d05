"""How often one address may ask for what opens without signing in, counted in the database over all servers.

Every page that opens for anyone is counted unless it stands among EXEMPT with its reason. Guessing passwords and codes
is slowed down much earlier, by what throttle.py counts; this keeps one visitor from keeping the site busy. Whoever has
asked too often costs one question to the database and no change of it.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, make_response, request
from flask_login import current_user
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from evidence.accounts import throttle
from evidence.accounts.models import RequestCount
from evidence.database import db, saving
from evidence.web import clock
from evidence.web.errors import error_page

STRETCH = timedelta(minutes=5)
KEPT = timedelta(hours=1)
# In one stretch: pages opened and forms sent. A large home behind one address signs in at the change of shifts.
MOST = {"GET": 600, "POST": 200}
EXEMPT = {
    "static": "files that are the same for everybody, without a question to the database",
    "bootstrap.static": "files that are the same for everybody, without a question to the database",
    "site.health": "monitors ask every few seconds; the one question it asks is what counting would cost",
}


def init_app(app: Flask) -> None:
    """Count requests before anything else is done with them, even before their form is checked."""
    app.config.setdefault("OPEN_REQUESTS", MOST)
    before = app.before_request_funcs.setdefault(None, [])
    # After the check for an encrypted connection, which costs nothing.
    before.insert(1, limit)


def is_counted(endpoint: str | None) -> bool:
    """Whether requests for an endpoint are counted when they come from somebody who has not signed in."""
    if endpoint is None or endpoint in EXEMPT:
        return False
    principals = getattr(current_app.view_functions[endpoint], "principals", None)
    return principals is None or not principals.roles


def limit() -> Any:
    """The page that says when to try again, once an address has asked too often; None to go on."""
    if not is_counted(request.endpoint) or current_user.is_authenticated:
        return None
    what, now = "POST" if request.method == "POST" else "GET", clock.now()
    try:
        is_one_too_many = not _count(what, now, current_app.config["OPEN_REQUESTS"][what])
    except OperationalError:  # a full disk, or a database that does not answer: the page itself will tell
        current_app.logger.warning("A request without signing in could not be counted.")
        return None
    return _too_many(_began(now) + STRETCH - now) if is_one_too_many else None


def _too_many(wait: timedelta) -> Any:
    seconds = max(1, int(wait.total_seconds()))
    answer = make_response(error_page(429, heading="Too many requests", text=throttle.wait_in_words(seconds)))
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _began(now: datetime) -> datetime:
    seconds = int(STRETCH.total_seconds())
    return now - timedelta(seconds=now.timestamp() % seconds)


def _count(what: str, now: datetime, most: int) -> bool:
    """Count one more request of this address, unless there were `most` already in this stretch: then False."""
    visitor, began_at = throttle.visitor_digest(), _began(now).replace(microsecond=0)
    known = select(RequestCount.number).where(
        RequestCount.address_digest == visitor, RequestCount.what == what, RequestCount.began_at == began_at
    )
    number = db.session.scalar(known)
    if number is not None and number >= most:
        return False
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(RequestCount).values(address_digest=visitor, what=what, began_at=began_at, number=1)
    with saving():
        db.session.execute(
            row.on_conflict_do_update(
                index_elements=["address_digest", "what", "began_at"], set_={"number": RequestCount.number + 1}
            )
        )
        if number is None:
            db.session.execute(delete(RequestCount).where(RequestCount.began_at < now - KEPT))
    return True
