"""The evidence section of a line's page."""

from typing import Any

from evidence.accounts.scope import Scope
from evidence.items.models import EvidenceItem
from evidence.items.shelf_life import shelf_lives
from evidence.items.words import ITEM_KINDS
from evidence.records.line_panels import linked_records
from evidence.records.words import SOURCE_WORDS, Kind
from evidence.web import clock


def context(scope: Scope, framework_id: str, code: str) -> dict[str, Any]:
    """What the section shows. Two queries."""
    return {
        "items": linked_records(scope, Kind.ITEM, EvidenceItem, framework_id, code),
        "item_kinds": ITEM_KINDS,
        "lives": shelf_lives(scope),
        "sources": SOURCE_WORDS,
        "today": clock.today(),
    }
