"""The actions section of a line's page."""

from typing import Any

from evidence.accounts.scope import Scope
from evidence.actions.due import due, due_in_words
from evidence.actions.models import Action
from evidence.actions.store import BY_DUE_DATE
from evidence.actions.words import PRIORITY_WORDS
from evidence.records.line_panels import linked_records
from evidence.records.words import Kind
from evidence.web import clock


def context(scope: Scope, framework_id: str, code: str) -> dict[str, Any]:
    """What the section shows. One query."""
    return {
        "actions": linked_records(scope, Kind.ACTION, Action, framework_id, code, order=BY_DUE_DATE),
        "priorities": PRIORITY_WORDS,
        "today": clock.today(),
        "due": due,
        "due_in_words": due_in_words,
    }
