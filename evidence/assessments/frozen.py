"""The frozen copy of a signed-off round: what it holds, writing it, and reading it back.

It is canonical JSON with its SHA-256: the framework with every statement's key and text, answers, reasons, judgements,
limiters and the overall rating with its reasons, what carried each judgement, and the records by reference, version and
file hashes. Records are named, their text and files are not copied: what is erased later is erased here too.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from evidence.accounts.audit import canonical
from evidence.accounts.scope import Scope
from evidence.assessments.content import (
    Answered,
    KeyQuestionStanding,
    LimiterDecision,
    LineStanding,
    RiskAnswer,
    RoundFacts,
    RoundStanding,
)
from evidence.assessments.line_records import LineRecord, ReportRecord, still_visible
from evidence.assessments.plain_values import from_plain, to_plain
from evidence.assessments.store import FoundRound
from evidence.web.formatters import day_of
from kloe.framework import Framework
from kloe.judgement import Judgement, Rating, Reason
from kloe.support import State, Support

FORMAT = 4
_NOT_YOURS = Reason("not-yours", "What carries this line names records that you may not see.", "J")


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service as a report names it. settings: "residential", "community" or both."""

    reference: str
    name: str
    provider: str
    cqc_location_id: str
    registered_manager: str
    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """One line of a frozen round. `open_support`: what carried it without the confidential records."""

    code: str
    applies: bool
    answers: Mapping[str, Answered]
    not_applicable: str
    rating: Rating | None
    reason: str
    aid: Judgement
    support: Support
    open_support: Support
    judged_by: str
    judged_at: datetime | None
    version: int
    risk_answers: tuple[RiskAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenKeyQuestion:
    """One key question of a frozen round."""

    code: str
    rating: Rating | None
    reason: str
    judged_by: str
    judged_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class FrozenBody:
    """Everything a frozen copy holds. `facts` has no fingerprint: that stands beside the copy."""

    format: int
    service: ServiceFacts
    facts: RoundFacts
    framework: Framework
    key_questions: tuple[FrozenKeyQuestion, ...]
    lines: tuple[FrozenLine, ...]
    limiters: tuple[LimiterDecision, ...]
    has_breach: bool
    breach_reason: str
    overall: Judgement
    records: Mapping[str, ReportRecord]
    links: Mapping[str, tuple[LineRecord, ...]]
    breach_decided_by: str = ""
    breach_decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FrozenRound:
    """A frozen round as a person may read it."""

    service: ServiceFacts
    as_of: date
    standing: RoundStanding
    records: Mapping[str, ReportRecord]
    links: Mapping[str, tuple[LineRecord, ...]]


def body_of(
    service: ServiceFacts,
    standing: RoundStanding,
    open_supports: Mapping[str, Support],
    records: Mapping[str, ReportRecord],
    links: Mapping[str, tuple[LineRecord, ...]],
) -> FrozenBody:
    """What a frozen copy of a round holds. open_supports: by line code, without the confidential records."""
    return FrozenBody(
        format=FORMAT,
        service=service,
        facts=standing.facts,
        framework=standing.framework,
        key_questions=tuple(_frozen_key_question(found) for found in standing.key_questions),
        lines=tuple(_frozen_line(line, open_supports[line.code]) for line in standing.lines),
        limiters=standing.limiters,
        has_breach=standing.has_breach,
        breach_reason=standing.breach_reason,
        overall=standing.overall,
        records=records,
        links=links,
        breach_decided_by=standing.breach_decided_by,
        breach_decided_at=standing.breach_decided_at,
    )


def text_of(body: FrozenBody) -> str:
    """A frozen copy as canonical JSON."""
    return canonical(to_plain(body))


def fingerprint(text: str) -> str:
    """The SHA-256 of a frozen copy's text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(scope: Scope, found: FoundRound) -> FrozenRound:
    """A signed-off round from its frozen copy, as this person may see it. One query, none for managers.

    Raises ValueError for a round that has no frozen copy.
    """
    if found.frozen is None:
        raise ValueError("The round has no frozen copy.")
    text = found.frozen.body
    body: FrozenBody = from_plain(FrozenBody, json.loads(text))
    facts = replace(body.facts, fingerprint=found.frozen.sha256, is_intact=fingerprint(text) == found.frozen.sha256)
    hidden = _hidden(scope, body)
    standing = _standing(body, facts, hidden, sees_all=scope.sees_confidential)
    records = {reference: record for reference, record in body.records.items() if reference not in hidden}
    links = {code: tuple(link for link in found_ if link.record not in hidden) for code, found_ in body.links.items()}
    return FrozenRound(body.service, day_of(_signed_off_at(facts)), standing, records, links)


def _hidden(scope: Scope, body: FrozenBody) -> set[str]:
    """The records this person may not see: confidential at the sign-off or since."""
    if scope.sees_confidential:
        return set()
    named = set(body.records)
    kept = still_visible(scope, named)
    return {reference for reference in named if reference not in kept or body.records[reference].is_confidential}


def _standing(body: FrozenBody, facts: RoundFacts, hidden: set[str], *, sees_all: bool) -> RoundStanding:
    lines = {line.code: _line(line, body.framework, hidden, sees_all=sees_all) for line in body.lines}
    judged = {found.code: found for found in body.key_questions}
    return RoundStanding(
        facts=facts,
        framework=body.framework,
        key_questions=tuple(
            KeyQuestionStanding(
                key_question,
                tuple(lines[line.code] for line in body.framework.lines_of(key_question.code)),
                **_without_code(judged[key_question.code]),
            )
            for key_question in body.framework.key_questions
        ),
        limiters=body.limiters,
        has_breach=body.has_breach,
        breach_reason=body.breach_reason,
        overall=body.overall,
        breach_decided_by=body.breach_decided_by,
        breach_decided_at=body.breach_decided_at,
    )


def _line(line: FrozenLine, framework: Framework, hidden: set[str], *, sees_all: bool) -> LineStanding:
    answers = {
        key: replace(given, records=tuple(record for record in given.records if record not in hidden))
        for key, given in line.answers.items()
    }
    return LineStanding(
        line=framework.line(line.code),
        applies=line.applies,
        answers=answers,
        not_applicable=line.not_applicable,
        rating=line.rating,
        reason=line.reason,
        aid=line.aid,
        support=line.support if sees_all else _shown_support(line.open_support, hidden),
        judged_by=line.judged_by,
        judged_at=line.judged_at,
        version=line.version,
        risk_answers=line.risk_answers,
    )


def _shown_support(support: Support, hidden: set[str]) -> Support:
    """What carried a line, without naming a record that has become confidential since."""
    if hidden.isdisjoint({*support.counted, *support.challenges, *support.left_out}):
        return support
    return Support(State.NONE, (_NOT_YOURS,), (), {}, ())


def _frozen_line(line: LineStanding, open_support: Support) -> FrozenLine:
    return FrozenLine(
        code=line.code,
        applies=line.applies,
        answers=line.answers,
        not_applicable=line.not_applicable,
        rating=line.rating,
        reason=line.reason,
        aid=line.aid,
        support=line.support,
        open_support=open_support,
        judged_by=line.judged_by,
        judged_at=line.judged_at,
        version=line.version,
        risk_answers=line.risk_answers,
    )


def _frozen_key_question(found: KeyQuestionStanding) -> FrozenKeyQuestion:
    return FrozenKeyQuestion(found.code, found.rating, found.reason, found.judged_by, found.judged_at, found.version)


def _without_code(found: FrozenKeyQuestion) -> dict[str, Any]:
    return {
        "rating": found.rating,
        "reason": found.reason,
        "judged_by": found.judged_by,
        "judged_at": found.judged_at,
        "version": found.version,
    }


def _signed_off_at(facts: RoundFacts) -> datetime:
    if facts.signed_off_at is None:
        raise ValueError("The frozen copy does not say when it was signed off.")
    return facts.signed_off_at
