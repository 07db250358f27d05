"""What is stored about one line of a round, and saving what a person says about it.

The last value of each answer counts. A save names the version it was made from: when somebody else saved the line in
the meantime and the two differ, nothing is saved and both are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, select
from sqlalchemy.orm import aliased

from evidence.accounts import audit
from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.assessments import judging
from evidence.assessments.content import Answered, harm_in
from evidence.assessments.content import RiskAnswer as Given
from evidence.assessments.models import AnswerRecord, CharacteristicAnswer, LineJudgement, RiskAnswer, Round
from evidence.assessments.store import person_of
from evidence.database import db, new_id
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from evidence.web import clock
from evidence.web.errors import StaleEdit
from kloe.framework import Line
from kloe.judgement import Answer, Rating

_answerer = aliased(Account)


@dataclass(frozen=True, slots=True)
class LineWords:
    """What is said about a line: answers by statement key, the judgement and its reason.

    applies: False when the whole line does not apply; `reason` then says why. In what a person sends, an answer that
    is absent leaves the stored one as it is.
    """

    answers: Mapping[str, Answered] = field(default_factory=lambda: MappingProxyType({}))
    rating: Rating | None = None
    reason: str = ""
    applies: bool = True


@dataclass(frozen=True, slots=True)
class StoredLine:
    """What is stored about a line, who judged it, and the number of times it was saved.

    risk_answers: what was answered to "is anyone at risk now?", newest first. has_open_action: whether an action that
    the person may see is open for the line.
    """

    words: LineWords
    judged_by: str
    judged_at: datetime | None
    version: int
    risk_answers: tuple[Given, ...] = ()
    has_open_action: bool = False

    @property
    def not_applicable(self) -> str:
        """Why the whole line does not apply; "" where it does."""
        return "" if self.words.applies else self.words.reason


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which what is stored and what was typed differ. `key`: a statement's, or "judgement"."""

    key: str
    stored: Answered | LineWords | None
    typed: Answered | LineWords


NOTHING_STORED = StoredLine(LineWords(), "", None, 0)


def stored_lines(scope: Scope, round_: Round, codes: list[str] | None = None) -> dict[str, StoredLine]:
    """What is stored about the lines of a round, by code; a line nobody has saved is absent. Two queries.

    codes: only these lines; None for all. Records the person may not see are left out of the answers.
    """
    answers = _answers(scope, round_, codes)
    found: dict[str, StoredLine] = {}
    for row, name, has_action, risk, who in db.session.execute(_judgements(scope, round_, codes)):
        if row.code not in found:
            given = answers.get(row.code, {})
            whole = given.pop(row.code, None)
            words = LineWords(given, Rating(row.rating) if row.rating else None, row.reason, applies=whole is None)
            found[row.code] = StoredLine(words, name, row.judged_at, row.version, (), has_action)
        if risk is not None:
            said = Given(risk.is_at_risk, risk.done, tuple(risk.statement_keys), who, risk.answered_at)
            found[row.code] = replace(found[row.code], risk_answers=(*found[row.code].risk_answers, said))
    return found


def stored_line(scope: Scope, round_: Round, code: str) -> StoredLine:
    """What is stored about one line of a round. Two queries."""
    return stored_lines(scope, round_, [code]).get(code, NOTHING_STORED)


def differences(stored: LineWords, typed: LineWords) -> list[Difference]:
    """What saving `typed` would change, in the order in which it was typed; the judgement comes last."""
    found = [
        Difference(key, stored.answers.get(key), answer)
        for key, answer in typed.answers.items()
        if stored.answers.get(key) != answer
    ]
    judgements = [LineWords(rating=said.rating, reason=said.reason, applies=said.applies) for said in (stored, typed)]
    if judgements[0] != judgements[1]:
        found.append(Difference("judgement", *judgements))
    return found


def together(stored: LineWords, typed: LineWords) -> LineWords:
    """What a line says once `typed` is laid over what is stored."""
    return LineWords({**stored.answers, **typed.answers}, typed.rating, typed.reason, typed.applies)


def save_line(
    scope: Scope, round_: Round, line: Line, typed: LineWords, *, version: int, records: Mapping[str, UUID]
) -> list[Difference]:
    """Save what was typed about a line of a locked open round. Returns what that changed.

    records: the records that may be attached, by reference. Saving the same once more changes nothing, whatever its
    version. Raises StaleEdit when somebody else saved something different in the meantime.
    """
    stored = stored_line(scope, round_, line.code)
    changed = differences(stored.words, typed)
    if not changed:
        return []
    if stored.version != version:
        raise StaleEdit(stored.version)
    given = {each.key: each.typed for each in changed if isinstance(each.typed, Answered)}
    if not typed.applies:
        given[line.code] = Answered(Answer.NOT_APPLICABLE, typed.reason)
    elif not stored.words.applies:
        _take_back_whole_line(scope, round_, line.code)
    _save_answers(scope, round_, line, given, records)
    _save_judgement(scope, round_, line, stored.words, typed)
    db.session.flush()
    _record(scope, round_, line, changed, version + 1)
    return changed


def _answers(scope: Scope, round_: Round, codes: list[str] | None) -> dict[str, dict[str, Answered]]:
    attached = and_(
        AnswerRecord.service_id == CharacteristicAnswer.service_id, AnswerRecord.answer_id == CharacteristicAnswer.id
    )
    seen = and_(Record.service_id == AnswerRecord.service_id, Record.id == AnswerRecord.record_id, visible(scope))
    rows = _answer_rows(scope, round_, codes).outerjoin(AnswerRecord, attached).outerjoin(Record, seen)
    found: dict[str, dict[str, Answered]] = {}
    named = rows.join(Account, Account.id == CharacteristicAnswer.answered_by_id)
    for row, reference, who in db.session.execute(named.add_columns(Record.reference, Account.name)):
        answers = found.setdefault(row.code, {})
        before = answers[row.statement_key].records if row.statement_key in answers else ()
        records = tuple(sorted((*before, reference))) if reference else before
        answers[row.statement_key] = Answered(
            Answer(row.value), row.reason, records, who, row.answered_at, row.harm_since
        )
    return found


def _answer_rows(scope: Scope, round_: Round, codes: list[str] | None) -> Select[CharacteristicAnswer]:
    rows = (
        select(CharacteristicAnswer)
        .where(CharacteristicAnswer.service_id == scope.service_id, CharacteristicAnswer.round_id == round_.id)
        .order_by(CharacteristicAnswer.code, CharacteristicAnswer.statement_key)
    )
    return rows if codes is None else rows.where(CharacteristicAnswer.code.in_(codes))


def _judgements(scope: Scope, round_: Round, codes: list[str] | None) -> Any:
    about_risk = and_(
        RiskAnswer.service_id == LineJudgement.service_id,
        RiskAnswer.round_id == LineJudgement.round_id,
        RiskAnswer.code == LineJudgement.code,
    )
    rows = (
        select(LineJudgement, Account.name, _has_open_action(scope, round_), RiskAnswer, _answerer.name)
        .join(Account, Account.id == LineJudgement.judged_by_id)
        .outerjoin(RiskAnswer, about_risk)
        .outerjoin(_answerer, _answerer.id == RiskAnswer.answered_by_id)
        .where(LineJudgement.service_id == scope.service_id, LineJudgement.round_id == round_.id)
        .order_by(LineJudgement.code, RiskAnswer.answered_at.desc(), RiskAnswer.id.desc())
    )
    return rows if codes is None else rows.where(LineJudgement.code.in_(codes))


def _has_open_action(scope: Scope, round_: Round) -> ColumnElement[bool]:
    return exists().where(
        RecordLine.service_id == scope.service_id,
        RecordLine.framework_id == round_.framework_id,
        RecordLine.code == LineJudgement.code,
        Record.id == RecordLine.record_id,
        Record.kind == Kind.ACTION.value,
        Record.state == State.OPEN.value,
        visible(scope),
    )


def _save_answers(
    scope: Scope, round_: Round, line: Line, given: Mapping[str, Answered], records: Mapping[str, UUID]
) -> None:
    rows = {row.statement_key: row for row in db.session.scalars(_answer_rows(scope, round_, [line.code]))}
    harm, now = {statement.key for statement in harm_in(line, given)}, clock.now()
    for key, answer in given.items():
        row = rows.get(key)
        if row is None:
            row = rows[key] = CharacteristicAnswer(
                service_id=scope.service_id, id=new_id(), round_id=round_.id, code=line.code, statement_key=key
            )
            db.session.add(row)
        row.value, row.reason = answer.value.value, answer.reason
        row.answered_at, row.answered_by_id = now, person_of(scope)
        row.harm_since = (row.harm_since or now) if key in harm else None
    db.session.flush()
    changed = [rows[key].id for key in given]
    mine = and_(AnswerRecord.service_id == scope.service_id, AnswerRecord.answer_id.in_(changed))
    db.session.execute(delete(AnswerRecord).where(mine))
    db.session.add_all(
        AnswerRecord(service_id=scope.service_id, id=new_id(), answer_id=rows[key].id, record_id=records[reference])
        for key, answer in given.items()
        for reference in answer.records
    )


def _save_judgement(scope: Scope, round_: Round, line: Line, stored: LineWords, typed: LineWords) -> None:
    row = db.session.scalar(
        select(LineJudgement).where(
            LineJudgement.service_id == scope.service_id,
            LineJudgement.round_id == round_.id,
            LineJudgement.code == line.code,
        )
    )
    is_new = row is None
    if row is None:
        row = LineJudgement(
            service_id=scope.service_id, id=new_id(), round_id=round_.id, code=line.code, version=0, reason=""
        )
        db.session.add(row)
    row.version += 1
    aid = judging.described(line, together(stored, typed).answers).rating
    row.aid_rating = aid.value if aid else None
    if is_new or (row.rating, row.reason) != (typed.rating, typed.reason):
        row.judged_at, row.judged_by_id = clock.now(), person_of(scope)
    row.rating, row.reason = typed.rating.value if typed.rating else None, typed.reason


def _take_back_whole_line(scope: Scope, round_: Round, code: str) -> None:
    for row in db.session.scalars(_answer_rows(scope, round_, [code])):
        if row.statement_key == code:
            db.session.delete(row)


def _record(scope: Scope, round_: Round, line: Line, changed: list[Difference], version: int) -> None:
    judged = any(difference.key == "judgement" for difference in changed)
    word = "judged a line of a self-assessment" if judged else "answered a line of a self-assessment"
    details = {
        "round": round_.reference,
        "line": f"{round_.framework_id}/{line.code}",
        "version": version,
        "changes": {each.key: {"before": _plain(each.stored), "after": _plain(each.typed)} for each in changed},
    }
    audit.record_change(scope, word, subject(round_, line.code), details)


def subject(round_: Round, part: str) -> str:
    """How the audit trail names one part of a round: a line's code, a key question's code, or "overall"."""
    return f"{round_.reference} {part}"


def _plain(said: Answered | LineWords | None) -> dict[str, Any] | None:
    if said is None:
        return None
    if isinstance(said, Answered):
        return {"value": said.value.value, "reason": said.reason, "records": list(said.records)}
    return {"rating": said.rating.value if said.rating else None, "reason": said.reason, "applies": said.applies}
