"""Which parts of a framework rounds name: those that were answered or judged, in rounds of every state."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from evidence.accounts.framework_uses import Part, Use
from evidence.assessments.models import CharacteristicAnswer, KeyQuestionJudgement, LineJudgement, RiskAnswer, Round
from evidence.database import db


def find_uses(service_ids: Sequence[UUID], framework_id: str) -> Iterator[Use]:
    """What the rounds of these services say something about, and the way each of them judges. Five queries."""
    rounds = select(Round.service_id, Round.reference).where(
        Round.service_id.in_(service_ids), Round.framework_id == framework_id
    )
    for service_id, reference in db.session.execute(rounds):
        yield Use(Part.JUDGED_BY, "", service_id, reference)
    for service_id, reference, code, key in db.session.execute(
        _named(CharacteristicAnswer, service_ids, framework_id).add_columns(
            CharacteristicAnswer.code, CharacteristicAnswer.statement_key
        )
    ):
        # The answer that a whole line does not apply bears the line's own code.
        yield Use(Part.LINE if key == code else Part.STATEMENT, key, service_id, reference)
    for service_id, reference, code, keys in db.session.execute(
        _named(RiskAnswer, service_ids, framework_id).add_columns(RiskAnswer.code, RiskAnswer.statement_keys)
    ):
        yield Use(Part.LINE, code, service_id, reference)
        yield from (Use(Part.STATEMENT, key, service_id, reference) for key in keys)
    for service_id, reference, code in db.session.execute(
        _named(LineJudgement, service_ids, framework_id).add_columns(LineJudgement.code)
    ):
        yield Use(Part.LINE, code, service_id, reference)
    for service_id, reference, code in db.session.execute(
        _named(KeyQuestionJudgement, service_ids, framework_id).add_columns(KeyQuestionJudgement.key_question)
    ):
        yield Use(Part.KEY_QUESTION, code, service_id, reference)


def _named(table: Any, service_ids: Sequence[UUID], framework_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(table.service_id, Round.reference)
        .join(Round, and_(Round.service_id == table.service_id, Round.id == table.round_id))
        .where(table.service_id.in_(service_ids), Round.framework_id == framework_id)
    )
