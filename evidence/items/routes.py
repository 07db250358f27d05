"""The pages of evidence items."""

from typing import Any

from flask import Blueprint, render_template, request

from evidence.accounts.access import CONTRIBUTORS, EVERYONE, MANAGERS, for_roles
from evidence.accounts.scope import Scope
from evidence.items import forms, store
from evidence.items.models import EvidenceItem
from evidence.records.filters import chosen, chosen_line, page_number
from evidence.records.pages import RecordPages
from evidence.records.words import SOURCE_WORDS, Kind, Source, State
from evidence.web import clock
from evidence.web.saving import saves

blueprint = Blueprint("items", __name__, url_prefix="/services/<service>/evidence")
pages = RecordPages(
    kind=Kind.ITEM,
    own=EvidenceItem,
    form_class=forms.ItemForm,
    blueprint="items",
    read=forms.read,
    show=forms.show,
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
        kinds=store.ITEM_KINDS,
        today=clock.today(),
        filters={name: request.args.get(name, "") for name in ("state", "source", "line")},
    )


@blueprint.route("/add", methods=["GET", "POST"])
@for_roles(*CONTRIBUTORS)
@saves
def add(scope: Scope) -> Any:
    """Add a piece of evidence."""
    return pages.add(scope)


@blueprint.get("/<ref>")
@for_roles(*EVERYONE)
def view(scope: Scope, ref: str) -> Any:
    """One piece of evidence."""
    return pages.view(scope, ref, kinds=store.ITEM_KINDS, sources=SOURCE_WORDS, today=clock.today())


@blueprint.route("/<ref>/edit", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def edit(scope: Scope, ref: str) -> Any:
    """Change a piece of evidence."""
    return pages.edit(scope, ref)


@blueprint.route("/<ref>/archive", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def archive(scope: Scope, ref: str) -> Any:
    """Put a piece of evidence away, or bring it back."""
    return pages.archive(scope, ref)


@blueprint.route("/<ref>/accept", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def accept(scope: Scope, ref: str) -> Any:
    """Accept a piece of evidence that staff sent in."""
    return pages.accept(scope, ref)
