"""The links that may carry the judgement of a line: those of evidence items and of stories."""

from collections.abc import Sequence

from evidence.accounts.scope import Scope
from evidence.items.store import support_links as links_of_items
from evidence.records.support_links import joined
from evidence.stories.store import support_links as links_of_stories
from kloe.support import Link


def links_by_line(scope: Scope, framework_id: str, codes: Sequence[str] | None = None) -> dict[str, list[Link]]:
    """The links of a framework's lines as the rules of support see them, by line code. Two queries.

    codes: only these lines; None for all. Records the person may not see are left out.
    """
    return joined(links_of_items(scope, framework_id, codes), links_of_stories(scope, framework_id, codes))
