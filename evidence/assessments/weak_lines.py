"""Lines that are judged weak and for which nobody has an open action: something that needs doing."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from evidence.accounts.scope import Scope
from evidence.assessments.claims import Claim, claims_of
from evidence.assessments.words import ABOUT_WEAKNESS
from evidence.database import db
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from kloe.framework import Framework
from kloe.judgement import Rating


@dataclass(frozen=True, slots=True)
class WeakLine:
    """A line judged requires improvement or inadequate without an open action, with that judgement."""

    code: str
    title: str
    claim: Claim


def weak_lines_without_action(scope: Scope, framework: Framework) -> list[WeakLine]:
    """The lines whose newest judgement is weak and that no open action is linked to, worst first. Two queries.

    The newest judgement counts, from whichever round that was not given up. An action that the person may not see
    does not count for them.
    """
    claims = claims_of(scope, framework.id)
    acted_on = lines_with_open_action(scope, framework.id)
    found = [
        WeakLine(line.code, line.title, claims[line.code])
        for line in framework.lines
        if line.code in claims and claims[line.code].rating in ABOUT_WEAKNESS and line.code not in acted_on
    ]
    # Sorting keeps the framework's order among lines that are judged the same.
    return sorted(found, key=lambda weak: weak.claim.rating is not Rating.INADEQUATE)


def lines_with_open_action(scope: Scope, framework_id: str) -> frozenset[str]:
    """The codes of the lines to which an open action is linked that the person may see. One query."""
    rows = (
        select(RecordLine.code)
        .join(Record, and_(Record.service_id == RecordLine.service_id, Record.id == RecordLine.record_id))
        .where(visible(scope), RecordLine.service_id == scope.service_id, RecordLine.framework_id == framework_id)
        .where(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value)
        .distinct()
    )
    return frozenset(db.session.scalars(rows))
