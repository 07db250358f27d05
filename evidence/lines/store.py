"""What is stored about the lines of a framework: claims, links of evidence and stories, open actions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Select, and_, func, select

from evidence.accounts.scope import Scope
from evidence.assessments.claims import Claim, claims_of
from evidence.assessments.models import CharacteristicAnswer, Round
from evidence.assessments.words import COUNTING, RoundKind, RoundState
from evidence.database import db
from evidence.items import store as items
from evidence.lines.overview import Held
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.stories import store as stories
from kloe.framework import Framework


def held(scope: Scope, framework: Framework, counting: Sequence[RoundState] = COUNTING) -> Held:
    """Everything that the standing of the framework's lines rests on. Four queries.

    counting: the states of the rounds whose judgements and answers count.
    """
    claims = claims_of(scope, framework.id, counting)
    return Held(
        claims=claims,
        left_out=left_out(scope, framework.id, claims, counting),
        evidence=items.support_links(scope, framework.id),
        stories=stories.support_links(scope, framework.id),
    )


def held_with_actions(scope: Scope, framework: Framework) -> Held:
    """The same with the number of open actions of each line. Five queries."""
    return replace(held(scope, framework), open_actions=open_actions(scope, framework.id))


def left_out(
    scope: Scope, framework_id: str, claims: Mapping[str, Claim], counting: Sequence[RoundState] = COUNTING
) -> frozenset[str]:
    """The lines that were said not to apply after they were last judged, by code. One query."""
    rows = (
        select(CharacteristicAnswer.code, func.max(CharacteristicAnswer.answered_at))
        .join(
            Round,
            and_(Round.service_id == CharacteristicAnswer.service_id, Round.id == CharacteristicAnswer.round_id),
        )
        .where(CharacteristicAnswer.service_id == scope.service_id, Round.service_id == scope.service_id)
        .where(Round.framework_id == framework_id, Round.kind == RoundKind.SELF_ASSESSMENT.value)
        .where(Round.state.in_([state.value for state in counting]))
        .where(CharacteristicAnswer.statement_key == CharacteristicAnswer.code)
        .group_by(CharacteristicAnswer.code)
    )
    return frozenset(
        code
        for code, answered_at in db.session.execute(rows)
        if code not in claims or claims[code].judged_at < answered_at
    )


def open_actions(scope: Scope, framework_id: str) -> dict[str, int]:
    """How many open actions each line has, by code. One query."""
    return dict(db.session.execute(counting_open_actions(scope, framework_id)).all())


def counting_open_actions(scope: Scope, framework_id: str) -> Select[str, int]:
    """The statement that counts the open actions of each line: (code, how many)."""
    return (
        select(RecordLine.code, func.count())
        .join(Record, and_(Record.service_id == RecordLine.service_id, Record.id == RecordLine.record_id))
        .where(visible(scope), RecordLine.service_id == scope.service_id, RecordLine.framework_id == framework_id)
        .where(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value)
        .group_by(RecordLine.code)
    )
