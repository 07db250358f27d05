"""Noting who opened what not everybody may see, or took a file out; telling it; and forgetting it in time.

Stores mark what is being opened; once the page is made and is no refusal, it is noted in a transaction of its own, so
reading goes on even when the disk is full. It is no part of the audit trail, which tells what was changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from evidence.accounts.models import Account
from evidence.accounts.opening_models import Opening
from evidence.accounts.scope import Scope
from evidence.database import db, new_id, saving
from evidence.database.scope_guard import system_scope
from evidence.jobs.store import Claimed
from evidence.jobs.worker import Progress
from evidence.web import clock

KIND = "forget-openings"
MOST_SHOWN = 100
PAGE_SIZE = 50
LONGEST_NAME = 200


class What(StrEnum):
    """What somebody did that is noted."""

    OPENED = "opened"
    FILE = "file"
    LIST = "list"
    PACK = "pack"


WHAT_WORDS: dict[What, str] = {
    What.OPENED: "opened it",
    What.FILE: "downloaded a file",
    What.LIST: "downloaded the list",
    What.PACK: "downloaded a pack",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One person who opened a record or took a file of it: how often, and when last. `name`: the file's."""

    who: str
    what: What
    name: str
    times: int
    last: datetime


def mark(scope: Scope, what: What, subject: str, name: str = "") -> None:
    """Say that the present request opens what `subject` names; it is noted if the answer shows it.

    subject: a record's reference, or a word for a list. name: a file's name. Does nothing outside requests.
    """
    if has_request_context() and request.method == "GET" and scope.person is not None:
        g.setdefault("openings", {})[subject, what, name] = scope


def init_app(app: Flask) -> None:
    """Note what was marked, once the answer is made."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    marked: dict[tuple[str, What, str], Scope] = g.pop("openings", {})
    if not marked or response.status_code not in (200, 206):
        return response
    now = clock.now()
    rows = [
        Opening(
            service_id=scope.service_id,
            id=new_id(),
            account_id=scope.person,
            at=now,
            subject=subject,
            what=what.value,
            name=name[:LONGEST_NAME],
        )
        for (subject, what, name), scope in marked.items()
    ]
    try:
        with saving():
            db.session.add_all(rows)
    except OperationalError:  # a full disk must not keep anybody from reading
        current_app.logger.error("It could not be noted who opened %s.", ", ".join(row[0] for row in marked))
    return response


def of_record(scope: Scope, reference: str) -> list[Seen]:
    """Who opened a record or took its files, the latest first; for managers and leads alone. One query."""
    if not scope.manages:
        return []
    last = func.max(Opening.at)
    rows = (
        select(Account.name, Opening.what, Opening.name, func.count().label("times"), last.label("last"))
        .join(Account, Account.id == Opening.account_id)
        .where(Opening.service_id == scope.service_id, Opening.subject == reference)
        .group_by(Account.id, Account.name, Opening.what, Opening.name)
        .order_by(last.desc(), Account.id)
        .limit(MOST_SHOWN)
    )
    return [Seen(who, What(what), name, times, last_at) for who, what, name, times, last_at in db.session.execute(rows)]


@dataclass(frozen=True, slots=True)
class OneOpening:
    """One time that somebody opened something. `subject`: a record's reference, or a word for a list."""

    at: datetime
    who: str
    what: What
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class OpeningsPage:
    """Some openings, newest first; `number` counts pages from 1."""

    rows: tuple[OneOpening, ...]
    number: int
    has_more: bool


def list_openings(scope: Scope, *, person: UUID | None = None, subject: str = "", page: int = 1) -> OpeningsPage:
    """A page of who opened what in the service, newest first; for managers and leads. One query."""
    rows = (
        select(Opening.at, Account.name.label("who"), Opening.what, Opening.subject, Opening.name)
        .join(Account, Account.id == Opening.account_id)
        .where(Opening.service_id == scope.service_id)
        .order_by(Opening.at.desc(), Opening.id.desc())
    )
    if person is not None:
        rows = rows.where(Opening.account_id == person)
    if subject:
        rows = rows.where(Opening.subject == subject)
    found = list(db.session.execute(rows.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)))
    shown = tuple(OneOpening(at, who, What(what), about, name) for at, who, what, about, name in found[:PAGE_SIZE])
    return OpeningsPage(shown, page, len(found) > PAGE_SIZE)


def forget_old(now: datetime) -> int:
    """Forget what was noted longer ago than the settings keep it. Returns how much that was."""
    before = now - timedelta(days=current_app.config["OPENINGS_KEPT_DAYS"])
    with system_scope("forgetting who opened what, in all services"), saving():
        gone = db.session.execute(delete(Opening).where(Opening.at < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def work(_claimed: Claimed, _progress: Progress) -> Mapping[str, Any]:
    """Forgetting what is old, as a job."""
    return {"forgotten": forget_old(clock.now())}
