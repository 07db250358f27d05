"""Whether anyone is at risk now: what was answered where a line says that harm happens, and answering it.

An answer is never changed. A later one takes its place, and all of them stay to be read, with what else is stored
about the line.
"""

from dataclasses import dataclass

from evidence.accounts import audit
from evidence.accounts.scope import Scope
from evidence.assessments.answers import subject
from evidence.assessments.content import LineStanding
from evidence.assessments.models import RiskAnswer, Round
from evidence.assessments.store import person_of
from evidence.database import db, new_id
from evidence.web import clock


@dataclass(frozen=True, slots=True)
class RiskWords:
    """What a person says: whether anyone is at risk now, and what has been done or how they know."""

    is_at_risk: bool
    done: str


class SaysOtherwise(Exception):
    """Something else is said now than when the question was read: about harm, or in answer to it."""


def shown_in(standing: LineStanding) -> str:
    """What a page about a line shows, in a word: it changes with the statements of harm and with every answer."""
    return " ".join([str(len(standing.risk_answers)), *(statement.key for statement in standing.harm)])


def answer_risk(scope: Scope, round_: Round, standing: LineStanding, typed: RiskWords, *, shown: str) -> bool:
    """Save an answer about a line of a locked open round. Returns whether it says anything new.

    standing: the line as it is now; somebody has saved it. shown: what the page showed from which it was answered, as
    `shown_in` gives it.
    Saying the same once more changes nothing. Raises SaysOtherwise when something else is said there by now.
    """
    newest = standing.risk
    is_same = newest is not None and (newest.is_at_risk, newest.done) == (typed.is_at_risk, typed.done)
    if is_same and not standing.harm_unanswered:
        return False
    if shown != shown_in(standing):
        raise SaysOtherwise
    keys = [statement.key for statement in standing.harm]
    answer = RiskAnswer(service_id=scope.service_id, id=new_id(), round_id=round_.id, code=standing.code)
    answer.is_at_risk, answer.done, answer.statement_keys = typed.is_at_risk, typed.done, keys
    answer.answered_at, answer.answered_by_id = clock.now(), person_of(scope)
    db.session.add(answer)
    db.session.flush()
    said = "Yes" if typed.is_at_risk else "No"
    details = {
        "round": round_.reference,
        "line": f"{round_.framework_id}/{standing.code}",
        "statements": keys,
        "at_risk": typed.is_at_risk,
        "done": typed.done,
        "word": f"{said}. {typed.done}" if typed.done else said,
    }
    audit.record_change(scope, "answered whether anyone is at risk now", subject(round_, standing.code), details)
    return True
