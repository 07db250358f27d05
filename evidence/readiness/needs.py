"""What needs someone, in the order in which it should be mended. At most five kinds of thing, each named once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from evidence.lines.overview import KeyQuestionOverview, LineOverview
from evidence.readiness.store import NAMED, Some
from evidence.records.models import Record
from evidence.web.formatters import plural

NOTHING = Some(0, ())

MOST = 5

Kind = Literal["harm", "contested", "overdue", "waiting", "bare", "out-of-date"]


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of thing that needs someone: how many there are, in words, what to do, and the first few of them.

    `lines` or `records` holds those; the other one is empty.
    """

    kind: Kind
    total: int
    title: str
    advice: str
    lines: Sequence[LineOverview] = ()
    records: Sequence[Record] = ()

    @property
    def further(self) -> int:
        """How many there are beside the ones that are named."""
        return self.total - len(self.lines) - len(self.records)


def needs(
    key_questions: Sequence[KeyQuestionOverview], records: Mapping[str, Some], harm: Collection[str] = ()
) -> list[Need]:
    """What needs someone now, most pressing first; empty when nothing does.

    records: what `pressing_records` found. harm: the lines that `harm_without_action` found, by code.
    """
    overdue, waiting, out_of_date = (records.get(why, NOTHING) for why in ("overdue", "waiting", "out-of-date"))
    lines = [line for key_question in key_questions for line in key_question.lines]
    contested = [line for line in lines if line.is_contested]
    bare = [line for line in lines if line.is_bare]
    harmed = [line for line in lines if line.line.code in harm]
    found = [
        Need(
            "harm",
            len(harmed),
            f"{plural(len(harmed), 'line says', 'lines say')} that people may come to harm",
            "Is anyone at risk now? Make them safe first. Then plan an action on the line.",
            lines=harmed[:NAMED],
        ),
        Need(
            "contested",
            len(contested),
            f"{plural(len(contested), 'line is', 'lines are')} contested",
            "Something unresolved speaks against what you say there. Say how it was dealt with, or plan an action.",
            lines=contested[:NAMED],
        ),
        Need(
            "overdue",
            overdue.total,
            f"{plural(overdue.total, 'action is', 'actions are')} overdue",
            "Finish it with proof, or agree a new day with whoever looks after it.",
            records=overdue.first,
        ),
        Need(
            "waiting",
            waiting.total,
            f"{plural(waiting.total, 'thing is', 'things are')} waiting for a manager",
            "Staff sent it in. It counts once a manager has accepted it.",
            records=waiting.first,
        ),
        Need(
            "bare",
            len(bare),
            f"{plural(len(bare), 'line has', 'lines have')} nothing to show yet",
            "Add a piece of evidence or a story. One is a start.",
            lines=bare[:NAMED],
        ),
        Need(
            "out-of-date",
            out_of_date.total,
            f"{plural(out_of_date.total, 'piece of evidence is', 'pieces of evidence are')} out of date",
            "Replace it with something newer. Until then it does not count.",
            records=out_of_date.first,
        ),
    ]
    return [need for need in found if need.total][:MOST]
