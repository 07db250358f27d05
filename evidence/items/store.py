"""Evidence items: their lists, and which kinds there are."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import case

from evidence.accounts.scope import Scope
from evidence.items.models import EvidenceItem
from evidence.records import listing
from evidence.records.support_links import support_links as records_support_links
from evidence.records.words import Bearing, Kind, Source, State
from kloe.support import Link

ITEM_KINDS: dict[str, str] = {
    "survey": "Survey or questionnaire",
    "compliment": "Compliment or thank-you",
    "meeting": "Meeting notes",
    "feedback": "Feedback given in person",
    "audit": "Audit or check",
    "policy": "Policy or procedure",
    "training": "Training or supervision record",
    "care-record": "Care record, without names",
    "observation": "Observation",
    "professional": "Letter or report from a professional",
    "incident": "Incident or accident",
    "complaint": "Complaint or concern",
    "outcome": "Measured result",
    "picture": "Picture",
    "other": "Something else",
}

CHALLENGING_KINDS = frozenset({"incident", "complaint"})


def bearing_of(item_kind: str) -> Bearing:
    """How evidence of this kind bears on its lines where nobody has said it."""
    return Bearing.CHALLENGES if item_kind in CHALLENGING_KINDS else Bearing.SUPPORTS


def list_items(
    scope: Scope, *, state: State | None, source: Source | None, line: tuple[str, str] | None, number: int
) -> listing.Page[EvidenceItem]:
    """A page of the evidence items, newest first; without a state, everything that is not archived."""
    where = [listing.in_state(state)]
    if source is not None:
        where.append(EvidenceItem.source == source.value)
    return listing.list_page(
        scope, Kind.ITEM, EvidenceItem, where=where, line=line, order=listing.NEWEST_FIRST, number=number
    )


def is_out_of_date(item: EvidenceItem, today: date) -> bool:
    """Whether the evidence is past the day until which it is good."""
    return item.good_until is not None and item.good_until < today


def support_links(scope: Scope, framework_id: str, codes: Sequence[str] | None = None) -> dict[str, list[Link]]:
    """The items' links to lines as the support rules see them. A measured outcome states its impact by itself."""
    return records_support_links(
        scope,
        Kind.ITEM,
        EvidenceItem,
        framework_id=framework_id,
        what=case({kind: words.lower() for kind, words in ITEM_KINDS.items()}, value=EvidenceItem.item_kind),
        source=EvidenceItem.source,  # type: ignore[arg-type]
        good_until=EvidenceItem.good_until,  # type: ignore[arg-type]
        has_impact=EvidenceItem.source == Source.OUTCOMES.value,
        codes=codes,
    )
