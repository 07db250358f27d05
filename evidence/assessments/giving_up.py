"""Giving up a round: it stays readable, and nothing in it counts as a judgement any more."""

from evidence.accounts import audit
from evidence.accounts.scope import Scope
from evidence.assessments.models import Round
from evidence.assessments.store import person_of
from evidence.assessments.words import RoundState
from evidence.database import db
from evidence.web import clock


def give_up(scope: Scope, round_: Round, reason: str) -> None:
    """Give up a locked open round, with the reason that everybody will read."""
    round_.state = RoundState.ABANDONED.value
    round_.given_up_at, round_.given_up_by_id, round_.given_up_reason = clock.now(), person_of(scope), reason
    round_.version += 1
    db.session.flush()
    audit.record_change(scope, "gave up a self-assessment", round_.reference, {"word": reason})
