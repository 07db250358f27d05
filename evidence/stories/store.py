"""Good-news stories: their lists, and what they are worth to a line."""

from collections.abc import Sequence

from sqlalchemy import literal, null

from evidence.accounts.scope import Scope
from evidence.records import listing
from evidence.records.support_links import support_links as records_support_links
from evidence.records.words import Kind, Source
from evidence.stories.models import Story
from kloe.support import Link


def list_stories(
    scope: Scope, wanted: listing.Wanted, *, source: Source | None = None, names: listing.Names
) -> listing.Page[Story]:
    """A page of the stories; without a state, everything that is not archived. `names`: of who looks after them."""
    where = [Story.source == source.value] if source is not None else []
    return listing.list_page(scope, Kind.STORY, Story, wanted, where=where, names=names)


def support_links(scope: Scope, framework_id: str, codes: Sequence[str] | None = None) -> dict[str, list[Link]]:
    """The stories' links to lines as the support rules see them: they state their impact by the difference made."""
    return records_support_links(
        scope,
        Kind.STORY,
        Story,
        framework_id=framework_id,
        what=literal("story"),
        source=Story.source,  # type: ignore[arg-type]
        good_until=null(),
        has_impact=Story.difference != "",
        codes=codes,
    )
