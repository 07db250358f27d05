"""Saving a person's judgement of a key question, and what limits the overall rating: limiters and a breach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from evidence.accounts import audit
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.assessments.answers import subject
from evidence.assessments.content import LimiterDecision
from evidence.assessments.models import KeyQuestionJudgement, Round, RoundLimiter
from evidence.assessments.store import person_of
from evidence.database import db, new_id
from evidence.web import clock
from evidence.web.errors import StaleEdit
from kloe.judgement import Limiter, Rating


@dataclass(frozen=True, slots=True)
class KeyQuestionWords:
    """A person's judgement of a key question. rating: None for "not yet"."""

    rating: Rating | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person decided about the limiters and a breach.

    A limiter nobody has decided on is absent. has_breach: None while nobody has said yes or no.
    """

    limiters: Mapping[Limiter, LimiterDecision] = field(default_factory=lambda: MappingProxyType({}))
    has_breach: bool | None = None
    breach_reason: str = ""


def find_key_question(scope: Scope, round_: Round, code: str) -> KeyQuestionJudgement | None:
    """The stored judgement of a key question, or None. One query."""
    return db.session.scalar(
        select(KeyQuestionJudgement).where(
            KeyQuestionJudgement.service_id == scope.service_id,
            KeyQuestionJudgement.round_id == round_.id,
            KeyQuestionJudgement.key_question == code,
        )
    )


def save_key_question(scope: Scope, round_: Round, code: str, typed: KeyQuestionWords, *, version: int) -> bool:
    """Save the judgement of a key question of a locked open round. Returns whether that changed anything.

    Saving the same once more changes nothing. Raises StaleEdit when somebody else saved a different one meanwhile.
    """
    row = find_key_question(scope, round_, code)
    stored = _words(row)
    if stored == typed:
        return False
    if (row.version if row else 0) != version:
        raise StaleEdit(row.version if row else 0)
    if row is None:
        row = KeyQuestionJudgement(
            service_id=scope.service_id, id=new_id(), round_id=round_.id, key_question=code, version=0
        )
        db.session.add(row)
    row.version += 1
    row.rating, row.reason = typed.rating.value if typed.rating else None, typed.reason
    row.judged_at, row.judged_by_id = clock.now(), person_of(scope)
    db.session.flush()
    details = {"round": round_.reference, "key_question": code, "version": row.version}
    details |= {"before": _plain_words(stored), "after": _plain_words(typed)}
    audit.record_change(scope, "judged a key question of a self-assessment", subject(round_, code), details)
    return True


def limits_of(scope: Scope, round_: Round) -> Limits:
    """What was decided about the limiters and a breach. One query."""
    rows = (
        select(RoundLimiter, Account.name)
        .join(Account, Account.id == RoundLimiter.decided_by_id)
        .where(RoundLimiter.service_id == scope.service_id, RoundLimiter.round_id == round_.id)
    )
    decided = {
        limiter: LimiterDecision(limiter, row.is_confirmed, row.reason, who, row.decided_at)
        for row, who in db.session.execute(rows)
        if (limiter := Limiter(row.limiter))
    }
    return Limits(
        {limiter: decided[limiter] for limiter in Limiter if limiter in decided},
        round_.has_breach if round_.has_breach or round_.breach_decided_at else None,
        round_.breach_reason,
    )


def save_limits(scope: Scope, round_: Round, typed: Limits, *, version: int) -> bool:
    """Save what was decided about limiters and a breach in a locked open round. Returns whether anything changed.

    What it does not say stays as it is. Saving the same once more changes nothing. Raises StaleEdit when somebody
    else saved something different meanwhile.
    """
    stored = limits_of(scope, round_)
    wanted = laid_over(stored, typed)
    if wanted == stored:
        return False
    if round_.version != version:
        raise StaleEdit(round_.version)
    _save_limiters(scope, round_, stored, wanted)
    if (stored.has_breach, stored.breach_reason) != (wanted.has_breach, wanted.breach_reason):
        round_.has_breach, round_.breach_reason = bool(wanted.has_breach), wanted.breach_reason
        round_.breach_decided_at, round_.breach_decided_by_id = clock.now(), person_of(scope)
    round_.version += 1
    db.session.flush()
    details = {"round": round_.reference, "version": round_.version}
    details |= {"before": _plain_limits(stored), "after": _plain_limits(wanted)}
    audit.record_change(scope, "decided on limits of a self-assessment", subject(round_, "overall"), details)
    return True


def laid_over(stored: Limits, typed: Limits) -> Limits:
    """What is decided once `typed` is laid over what is stored."""
    breach = stored if typed.has_breach is None else typed
    return Limits({**stored.limiters, **typed.limiters}, breach.has_breach, breach.breach_reason)


def _save_limiters(scope: Scope, round_: Round, stored: Limits, wanted: Limits) -> None:
    rows = select(RoundLimiter).where(RoundLimiter.service_id == scope.service_id, RoundLimiter.round_id == round_.id)
    present = {row.limiter: row for row in db.session.scalars(rows)}
    for limiter, decision in wanted.limiters.items():
        if stored.limiters.get(limiter) == decision:
            continue
        row = present.get(limiter.value)
        if row is None:
            row = RoundLimiter(service_id=scope.service_id, id=new_id(), round_id=round_.id, limiter=limiter.value)
            db.session.add(row)
        row.is_confirmed, row.reason = decision.is_confirmed, decision.reason
        row.decided_at, row.decided_by_id = clock.now(), person_of(scope)


def _words(row: KeyQuestionJudgement | None) -> KeyQuestionWords:
    if row is None:
        return KeyQuestionWords()
    return KeyQuestionWords(Rating(row.rating) if row.rating else None, row.reason)


def _plain_words(words: KeyQuestionWords) -> dict[str, Any]:
    return {"rating": words.rating.value if words.rating else None, "reason": words.reason}


def _plain_limits(limits: Limits) -> dict[str, Any]:
    return {
        "limiters": {
            decision.limiter.value: {"confirmed": decision.is_confirmed, "reason": decision.reason}
            for decision in limits.limiters.values()
        },
        "breach": limits.has_breach,
        "breach_reason": limits.breach_reason,
    }
