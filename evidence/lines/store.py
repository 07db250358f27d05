"""What is stored about the lines of a framework: claims, links of evidence and stories, open actions."""

from sqlalchemy import and_, func, select

from evidence.accounts.scope import Scope
from evidence.assessments.models import LineJudgement, Round
from evidence.database import db
from evidence.items import store as items
from evidence.lines.standing import Held
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.stories import store as stories
from kloe.framework import Framework
from kloe.judgement import Rating


def held(scope: Scope, framework: Framework) -> Held:
    """Everything that the standing of the framework's lines rests on. Four queries."""
    return Held(
        claims=latest_claims(scope, framework.id),
        evidence=items.support_links(scope, framework.id),
        stories=stories.support_links(scope, framework.id),
        open_actions=open_actions(scope, framework.id),
    )


def latest_claims(scope: Scope, framework_id: str) -> dict[str, Rating]:
    """What the service last judged each line to be, by code, in a self-assessment that was not given up. One query."""
    rows = (
        select(LineJudgement.code, LineJudgement.rating)
        .join(Round, and_(Round.service_id == LineJudgement.service_id, Round.id == LineJudgement.round_id))
        .where(LineJudgement.service_id == scope.service_id, Round.service_id == scope.service_id)
        .where(Round.framework_id == framework_id, Round.kind == "self-assessment", Round.state != "abandoned")
        .where(LineJudgement.rating.is_not(None))
        .order_by(LineJudgement.judged_at, LineJudgement.id)
    )
    return {code: Rating(rating) for code, rating in db.session.execute(rows)}


def open_actions(scope: Scope, framework_id: str) -> dict[str, int]:
    """How many open actions each line has, by code. One query."""
    rows = (
        select(RecordLine.code, func.count())
        .join(Record, and_(Record.service_id == RecordLine.service_id, Record.id == RecordLine.record_id))
        .where(visible(scope), RecordLine.service_id == scope.service_id, RecordLine.framework_id == framework_id)
        .where(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value)
        .group_by(RecordLine.code)
    )
    return {code: count for code, count in db.session.execute(rows)}
