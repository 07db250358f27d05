"""What names a part of a framework, so that a new version of it can't take that part away.

Records are linked to lines, rounds hold answers and judgements. The rooms that keep them tell it by a function each,
which `app.py` hands to the site: this room lies beneath them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flask import current_app

from kloe.framework import Framework


class Part(StrEnum):
    """What part of a framework is named."""

    JUDGED_BY = "the way of judging"
    KEY_QUESTION = "key question"
    LINE = "line"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Use:
    """One thing of a service that names a part of a framework.

    reference: of the record or round. key: the code of a line or key question, or the key of a prompt or
    characteristic; "" for the way of judging.
    """

    part: Part
    key: str
    service_id: UUID
    reference: str


# (ids of the services, framework id) -> every use of the framework in these services; some may come twice.
FindUses = Callable[[Sequence[UUID], str], Iterable[Use]]


def uses_of(service_ids: Sequence[UUID], framework_id: str) -> Iterator[Use]:
    """Everything in these services that names a part of the framework."""
    find: FindUses
    for find in current_app.extensions["framework_uses"]:
        yield from find(service_ids, framework_id)


def lost_in(framework: Framework, before: Framework, uses: Iterable[Use]) -> list[Use]:
    """The uses whose part this version of a framework does not have, each once, in the order of parts and keys.

    before: the version now shown. The way of judging is lost when lines are judged otherwise, or in other levels.
    """
    is_judged_alike = (framework.judged_by, framework.levels) == (before.judged_by, before.levels)
    kept = {
        Part.JUDGED_BY: {""} if is_judged_alike else set(),
        Part.KEY_QUESTION: {key_question.code for key_question in framework.key_questions},
        Part.LINE: {line.code for line in framework.lines},
        Part.STATEMENT: {statement.key for statement in framework.statements()},
    }
    order = list(Part)
    lost = {use for use in uses if use.key not in kept[use.part]}
    return sorted(lost, key=lambda use: (order.index(use.part), use.key, str(use.service_id), use.reference))
