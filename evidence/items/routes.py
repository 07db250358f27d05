"""The pages of evidence items."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope
from evidence.items import forms, store
from evidence.items.models import EvidenceItem
from evidence.records.filters import chosen, chosen_line, page_number, said
from evidence.records.kind_pages import open_evidence_pages, open_pages
from evidence.records.models import Record
from evidence.records.pages import RecordPages
from evidence.records.store import count_waiting
from evidence.records.words import SOURCE_WORDS, Kind, Source, State
from evidence.web import clock

blueprint = Blueprint("items", __name__, url_prefix="/services/<service>/evidence")


def facts(_scope: Scope, _record: Record, item: EvidenceItem) -> Mapping[str, Any]:
    """What an item's page shows beside the record."""
    return {
        "kinds": store.ITEM_KINDS,
        "sources": SOURCE_WORDS,
        "is_out_of_date": store.is_out_of_date(item, clock.today()),
        "challenges_by_kind": item.item_kind in store.CHALLENGING_KINDS,
    }


pages = RecordPages(
    kind=Kind.ITEM,
    own=EvidenceItem,
    form_class=forms.ItemForm,
    blueprint="items",
    facts=facts,
)


@blueprint.get("/")
@for_roles(*EVERYONE)
def index(scope: Scope) -> Any:
    """The list of evidence, newest first, 50 a page; filtered by what the address says."""
    page = store.list_items(
        scope,
        state=chosen(State, "state"),
        source=chosen(Source, "source"),
        line=chosen_line(),
        number=page_number(),
    )
    return render_template(
        "items/index.html",
        page=page,
        sources=SOURCE_WORDS,
        today=clock.today(),
        waiting=count_waiting(scope, Kind.ITEM),
        filters=said("state", "source", "line"),
    )


open_pages(blueprint, pages)
open_evidence_pages(blueprint, pages)
