"""What stands behind a line, told to whoever reads a pack: how much counts, where it comes from and how recent it is.

It states facts alone. What would be missing for a rating, and what to do about it, is told to the service on its own
pages; the sentences of `kloe.support` are written for that, so a pack does not print them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evidence.web.formatters import join_words, long_date, plural
from kloe.support import EvidenceSource, Link, Support

NOTHING_COUNTS = "No evidence and no good-news story counts for this line."
# Why something does not count, as a pack says it. What no manager has accepted is in no pack, and what was dealt with
# stands among the challenges, so neither is told here.
WHY_NOT: Mapping[str, str] = {
    "background only": "background only",
    "link not confirmed yet": "not confirmed yet for this line",
    "dated in the future": "dated in the future",
    "out of date": "out of date",
    "already held by CQC, so not your own evidence": "already held by CQC",
}
NOT_TOLD = frozenset({"not accepted yet", "challenge resolved"})


@dataclass(frozen=True, slots=True)
class HeldFacts:
    """What counts for a line on a day.

    pieces: how many records. sources: in words, in the usual order. newest, oldest: the days on which the last and the
    first of them happened, None where none has a day. undated, unchecked: how many have no day, and how many no second
    person has checked. left_out: in words -> how many do not count for that reason.
    """

    pieces: int
    sources: tuple[str, ...]
    newest: date | None
    oldest: date | None
    undated: int
    unchecked: int
    left_out: Mapping[str, int]

    def sentences(self) -> list[str]:
        """The same as full sentences."""
        return [*(self._counted() if self.pieces else [NOTHING_COUNTS]), *self._left_out()]

    def _counted(self) -> list[str]:
        verb = "counts" if self.pieces == 1 else "count"
        found = [f"{plural(self.pieces, 'record')} {verb} for this line. Sources: {join_words(self.sources)}."]
        if self.newest and self.oldest:
            found.append(
                f"The newest is from {long_date(self.newest)}, the oldest from {long_date(self.oldest)}."
                if self.newest != self.oldest
                else f"Date: {long_date(self.newest)}."
            )
        if self.undated:
            found.append(f"Without a date: {self.undated}.")
        checked = self.pieces - self.unchecked
        return [*found, f"Checked by a second person: {checked} of {self.pieces}."]

    def _left_out(self) -> list[str]:
        told = "; ".join(f"{count} {why}" for why, count in self.left_out.items())
        return [f"Not counted: {told}."] if told else []


def held_facts(support: Support, links: Iterable[Link]) -> HeldFacts:
    """The facts about what counts for a line.

    support: what counts, as the rules say. links: those of the line that it was worked out from.
    """
    counted = {link.reference: link for link in links if link.reference in support.counted}
    days = sorted(link.happened_on for link in counted.values() if link.happened_on is not None)
    used = {link.source for link in counted.values()}
    reasons = [WHY_NOT[why] for why in support.left_out.values() if why not in NOT_TOLD]
    return HeldFacts(
        pieces=len(counted),
        sources=tuple(source.words for source in EvidenceSource if source in used),
        newest=days[-1] if days else None,
        oldest=days[0] if days else None,
        undated=len(counted) - len(days),
        unchecked=sum(not link.checked for link in counted.values()),
        left_out={why: reasons.count(why) for why in WHY_NOT.values() if why in reasons},
    )
