"""Challenges: saying how one was dealt with, and taking that back."""

from evidence.accounts import audit
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.records import store
from evidence.records.models import Record, RecordLine
from evidence.records.words import Bearing
from evidence.web import clock
from evidence.web.errors import NotAllowed, NotFound


class ResolvedMeanwhile(Exception):
    """Somebody else has said how the challenge was dealt with, or took that back, since the form was opened."""


def find_challenge(scope: Scope, record: Record, framework_id: str, code: str) -> RecordLine:
    """The record's challenge to a line. Raises NotFound when it does not challenge that line."""
    for link in store.links_of(scope, [record.id])[record.id]:
        if (link.framework_id, link.code, link.bearing) == (framework_id, code, Bearing.CHALLENGES.value):
            return link
    raise NotFound


def resolve_challenge(scope: Scope, record: Record, link: RecordLine, resolution: str, *, seen: str) -> None:
    """Say how a challenge was dealt with: from now on it does not contest the line.

    seen: what was said when the form was opened, "" for nothing. Raises ResolvedMeanwhile when it is something else by
    now, except for the very words that are to be said.
    """
    _hold(scope, link)
    if link.resolution == resolution:
        return
    if link.resolution != seen:
        raise ResolvedMeanwhile
    link.resolved_at, link.resolved_by_id, link.resolution = clock.now(), scope.person, resolution
    _note(scope, record, link, "dealt with a challenge", resolution)


def reopen_challenge(scope: Scope, record: Record, link: RecordLine) -> None:
    """Take back that a challenge was dealt with: it contests the line again. Twice is like once."""
    _hold(scope, link)
    if link.resolved_at is not None:
        word = link.resolution
        link.resolved_at, link.resolved_by_id, link.resolution = None, None, ""
        _note(scope, record, link, "opened a challenge again", word)


def _hold(scope: Scope, link: RecordLine) -> None:
    if not scope.manages:
        raise NotAllowed
    db.session.refresh(link, with_for_update=True)


def _note(scope: Scope, record: Record, link: RecordLine, action: str, word: str) -> None:
    db.session.flush()
    details = {"line": f"{link.framework_id}/{link.code}", "word": word}
    audit.record_change(scope, f"{action} to {link.code}", record.reference, details)
