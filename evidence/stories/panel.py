"""The good-news section of a line's page."""

from typing import Any

from evidence.accounts.scope import Scope
from evidence.records.line_panels import linked_records
from evidence.records.words import SOURCE_WORDS, Kind
from evidence.stories.models import Story


def context(scope: Scope, framework_id: str, code: str) -> dict[str, Any]:
    """What the section shows. One query."""
    return {"stories": linked_records(scope, Kind.STORY, Story, framework_id, code), "sources": SOURCE_WORDS}
