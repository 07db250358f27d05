"""What needs someone, in the order in which it should be mended. At most five kinds of thing, each named once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence.lines.overview import KeyQuestionOverview, LineOverview
from evidence.readiness.store import NAMED, NOTHING, Some
from evidence.records.models import Record
from evidence.web.formatters import plural

MOST = 5

Kind = Literal["harm", "contested", "overdue", "waiting", "weak", "bare", "out-of-date"]


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of thing that needs someone: how many there are, in words, what to do, and the first few of them.

    `lines` or `records` holds those; the other one is empty. stories: how many of all records are stories.
    """

    kind: Kind
    total: int
    title: str
    advice: str
    lines: Sequence[LineOverview] = ()
    records: Sequence[Record] = ()
    stories: int = 0

    @property
    def further(self) -> int:
        """How many there are beside the ones that are named."""
        return self.total - len(self.lines) - len(self.records)


# Most pressing first: (kind, "1 … is" and "2 … are", advice).
_WORDS: tuple[tuple[Kind, tuple[str, str], str], ...] = (
    (
        "harm",
        ("line says that people may come to harm", "lines say that people may come to harm"),
        "Is anyone at risk now? Make them safe first. Then plan an action on the line.",
    ),
    (
        "contested",
        ("line is contested", "lines are contested"),
        "Something unresolved speaks against what you say there. Say how it was dealt with, or plan an action.",
    ),
    (
        "overdue",
        ("action is overdue", "actions are overdue"),
        "Finish it with proof, or agree a new day with whoever looks after it.",
    ),
    (
        "waiting",
        ("thing is waiting for a manager", "things are waiting for a manager"),
        "Staff sent it in. It counts once a manager has accepted it.",
    ),
    (
        "weak",
        ("weak line has no action", "weak lines have no action"),
        "You judged it below good. Plan what will put it right, so that an inspector sees you are on to it.",
    ),
    (
        "bare",
        ("line has nothing to show yet", "lines have nothing to show yet"),
        "Add a piece of evidence or a story. One is a start.",
    ),
    (
        "out-of-date",
        ("piece of evidence is out of date", "pieces of evidence are out of date"),
        "Replace it with something newer. Until then it does not count.",
    ),
)


def needs(
    key_questions: Sequence[KeyQuestionOverview], records: Mapping[str, Some], harm: Collection[str] = ()
) -> list[Need]:
    """What needs someone now, most pressing first; empty when nothing does.

    records: what `pressing_records` found. harm: the lines that say harm happens, by code.
    """
    all_lines = [line for key_question in key_questions for line in key_question.lines]
    lines: dict[str, list[LineOverview]] = {
        "harm": [line for line in all_lines if line.line.code in harm],
        "contested": [line for line in all_lines if line.is_contested],
        "weak": [line for line in all_lines if line.is_weak and not line.open_actions],
        "bare": [line for line in all_lines if line.is_bare],
    }
    found = []
    for kind, (one, several), advice in _WORDS:
        named, held = lines.get(kind, []), records.get(kind, NOTHING)
        total = len(named) or held.total
        found.append(Need(kind, total, plural(total, one, several), advice, named[:NAMED], held.first, held.stories))
    return [need for need in found if need.total][:MOST]
