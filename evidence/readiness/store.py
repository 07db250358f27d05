"""What the first page asks of the database: what needs someone, and what came in last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, and_, case, exists, func, literal, select, union_all

from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.actions.models import Action
from evidence.assessments.models import CharacteristicAnswer, Round
from evidence.assessments.words import HARM_ANSWERS, RoundKind, RoundState
from evidence.database import db
from evidence.items.models import EvidenceItem
from evidence.items.shelf_life import last_good_day
from evidence.lines.store import counting_open_actions
from evidence.records.freshness import AGEING_FOR
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.web.formatters import day_of
from kloe.judgement import Rating

NAMED = 3
NEXT = 6
COMING = "coming"
NEWEST = 6
SENT_IN = 20


@dataclass(frozen=True, slots=True)
class Some:
    """Records that ask for something: how many there are, the first few, and how many of them all are stories."""

    total: int
    first: Sequence[Record]
    stories: int = 0


NOTHING = Some(0, ())


@dataclass(frozen=True, slots=True)
class Coming:
    """A record with the day on which something is due: an action, or evidence whose last good day it is."""

    record: Record
    on: date

    @property
    def is_action(self) -> bool:
        """Whether it is an action that falls due; otherwise evidence that needs renewing."""
        return self.record.kind == Kind.ACTION.value


@dataclass(frozen=True, slots=True)
class Addition:
    """A record that came in, who sent it, and on which day."""

    record: Record
    who: str
    on: date


def pressing_records(scope: Scope, today: date) -> tuple[dict[str, Some], list[Coming]]:
    """Records that ask for something now, by what it is, and those that will in six weeks, nearest first. One query.

    "overdue": open actions whose day has passed. "waiting": what staff sent in and nobody has accepted yet.
    "out-of-date": accepted evidence past its last good day. What nobody needs to see to is absent.
    """
    is_action = and_(Record.kind == Kind.ACTION.value, Record.state == State.OPEN.value)
    is_evidence = and_(Record.kind == Kind.ITEM.value, Record.state == State.ACCEPTED.value)
    day = case((is_action, Action.due_on), (is_evidence, last_good_day(scope)))
    why = case(
        (and_(is_action, day < today), "overdue"),
        (Record.state == State.WAITING.value, "waiting"),
        (and_(is_evidence, day < today), "out-of-date"),
        (day.between(today, today + AGEING_FOR), COMING),
    )
    order = (day, Record.created_at, Record.id)
    found = (
        select(
            Record.id,
            day.label("day"),
            why.label("why"),
            func.count().over(partition_by=why).label("total"),
            func.sum(case((Record.kind == Kind.STORY.value, 1), else_=0)).over(partition_by=why).label("stories"),
            func.row_number().over(partition_by=why, order_by=order).label("place"),
        )
        .outerjoin(Action, and_(Action.service_id == scope.service_id, Action.id == Record.id))
        .outerjoin(EvidenceItem, and_(EvidenceItem.service_id == scope.service_id, EvidenceItem.id == Record.id))
        .where(visible(scope), why.is_not(None))
        .subquery()
    )
    rows = db.session.execute(
        select(Record, found.c.why, found.c.total, found.c.stories, found.c.day)
        .join(found, found.c.id == Record.id)
        .where(Record.service_id == scope.service_id, found.c.place <= case((found.c.why == COMING, NEXT), else_=NAMED))
        .order_by(found.c.why, found.c.place)
    )
    groups: dict[str, Some] = {}
    coming: list[Coming] = []
    for record, reason, total, stories, on in rows:
        if reason == COMING:
            coming.append(Coming(record, on))
        else:
            groups[reason] = Some(total, (*groups.get(reason, NOTHING).first, record), stories)
    return groups, coming


def harm_and_actions(scope: Scope, framework_id: str) -> tuple[list[str], dict[str, int]]:
    """The lines that say harm happens with no open action since; how many open actions each line has. One query."""
    harm = _harm_without_action(scope, framework_id).subquery()
    actions = counting_open_actions(scope, framework_id).subquery()
    rows = db.session.execute(
        union_all(
            select(harm.c.code, literal(None, Integer)),
            select(*actions.c),
        )
    ).all()
    return sorted(code for code, count in rows if count is None), {code: count for code, count in rows if count}


def _harm_without_action(scope: Scope, framework_id: str) -> Select[str]:
    """The codes of lines whose newest answers say something inadequate happens, with no open action since.

    An action that was planned before the answer, and not looked at again since, may be about something else.
    The newest answer to a statement counts, from whichever round that was not given up, so that a new round does not
    hide what an older one found.
    """
    newest = func.row_number().over(
        partition_by=CharacteristicAnswer.statement_key,
        order_by=(CharacteristicAnswer.answered_at.desc(), CharacteristicAnswer.id.desc()),
    )
    answers = (
        select(
            CharacteristicAnswer.code,
            CharacteristicAnswer.value,
            CharacteristicAnswer.answered_at,
            newest.label("place"),
        )
        .join(
            Round,
            and_(Round.service_id == CharacteristicAnswer.service_id, Round.id == CharacteristicAnswer.round_id),
        )
        .where(CharacteristicAnswer.service_id == scope.service_id, Round.framework_id == framework_id)
        .where(Round.kind == RoundKind.SELF_ASSESSMENT.value)
        .where(Round.state.in_((RoundState.OPEN.value, RoundState.SIGNED_OFF.value)))
        .where(CharacteristicAnswer.statement_key.like(f"%.{Rating.INADEQUATE.value}.%"))
        .subquery()
    )
    planned = exists().where(
        RecordLine.service_id == scope.service_id,
        Record.service_id == scope.service_id,
        Record.id == RecordLine.record_id,
        Record.kind == Kind.ACTION.value,
        Record.state == State.OPEN.value,
        Record.updated_at >= answers.c.answered_at,
        RecordLine.framework_id == framework_id,
        RecordLine.code == answers.c.code,
    )
    return (
        select(answers.c.code)
        .where(answers.c.place == 1, answers.c.value.in_([value.value for value in HARM_ANSWERS]), ~planned)
        .distinct()
    )


def latest_additions(scope: Scope) -> list[Addition]:
    """The newest six records of any kind that are not archived, newest first. One query."""
    return _additions(scope, NEWEST)


def sent_in(scope: Scope, person: UUID) -> list[Addition]:
    """The newest 20 stories and pieces of evidence that a person sent in, newest first. One query."""
    own = and_(Record.created_by_id == person, Record.kind.in_((Kind.ITEM.value, Kind.STORY.value)))
    return _additions(scope, SENT_IN, own)


def _additions(scope: Scope, most: int, *criteria: ColumnElement[bool]) -> list[Addition]:
    rows = (
        select(Record, Account.name)
        .join(Account, Account.id == Record.created_by_id)
        .where(visible(scope), Record.state != State.ARCHIVED.value, *criteria)
        .order_by(Record.created_at.desc(), Record.id.desc())
        .limit(most)
    )
    return [Addition(record, name, day_of(record.created_at)) for record, name in db.session.execute(rows)]
