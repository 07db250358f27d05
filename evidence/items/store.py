"""Evidence items: their lists, and which kinds there are."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, case

from evidence.accounts.scope import Scope
from evidence.items import shelf_life
from evidence.items.models import EvidenceItem
from evidence.items.words import CHALLENGING_KINDS, ITEM_KINDS
from evidence.records import listing
from evidence.records.freshness import Freshness
from evidence.records.support_links import support_links as records_support_links
from evidence.records.words import Bearing, Kind, Source
from evidence.web import clock
from kloe.support import Link


def bearing_of(item_kind: str) -> Bearing:
    """How evidence of this kind bears on its lines where nobody has said it."""
    return Bearing.CHALLENGES if item_kind in CHALLENGING_KINDS else Bearing.SUPPORTS


def sortings(scope: Scope) -> Mapping[str, listing.Sorting]:
    """The ways to put evidence in order: those of all records, and by the last day on which it is good."""
    return {**listing.SORTINGS, "good-until": listing.Sorting(shelf_life.last_good_day(scope), may_be_empty=True)}


def list_items(
    scope: Scope,
    wanted: listing.Wanted,
    *,
    item_kind: str = "",
    source: Source | None = None,
    freshness: Freshness | None = None,
    needs_renewing: bool = False,
    names: listing.Names,
) -> listing.Page[EvidenceItem]:
    """A page of the evidence items; without a state, everything that is not archived. `names`: as `owners_of` says.

    needs_renewing: only what is getting old or out of date.
    """
    where: list[ColumnElement[bool]] = []
    if item_kind:
        where.append(EvidenceItem.item_kind == item_kind)
    if source is not None:
        where.append(EvidenceItem.source == source.value)
    if freshness is not None:
        where.append(shelf_life.is_fresh(scope, freshness, clock.today()))
    if needs_renewing:
        where.append(shelf_life.needs_renewing(scope, clock.today()))
    return listing.list_page(scope, Kind.ITEM, EvidenceItem, wanted, sortings=sortings(scope), where=where, names=names)


def support_links(scope: Scope, framework_id: str, codes: Sequence[str] | None = None) -> dict[str, list[Link]]:
    """The items' links to lines as the support rules see them. A measured outcome states its impact by itself."""
    return records_support_links(
        scope,
        Kind.ITEM,
        EvidenceItem,
        framework_id=framework_id,
        what=case({kind: words.lower() for kind, words in ITEM_KINDS.items()}, value=EvidenceItem.item_kind),
        source=EvidenceItem.source,  # type: ignore[arg-type]
        good_until=shelf_life.last_good_day(scope),
        has_impact=EvidenceItem.source == Source.OUTCOMES.value,
        codes=codes,
    )
