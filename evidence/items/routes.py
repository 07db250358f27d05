"""The pages of evidence items."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for

from evidence.accounts.access import EVERYONE, MANAGERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.actions import store as actions
from evidence.items import forms, shelf_life, store
from evidence.items.models import EvidenceItem
from evidence.items.words import CHALLENGING_KINDS, ITEM_KINDS
from evidence.records import list_pages
from evidence.records.filters import Filter, Order, chosen, narrow
from evidence.records.freshness import FRESHNESS_WORDS, Freshness
from evidence.records.kind_pages import open_evidence_pages, open_pages
from evidence.records.listing import Names, owners_of
from evidence.records.models import Record
from evidence.records.pages import COMMON_PARTS, Part, RecordPages
from evidence.records.store import count_waiting
from evidence.records.words import SOURCE_WORDS, Kind, Source, State
from evidence.web import clock
from evidence.web.errors import StaleEdit
from evidence.web.saving import saves

RENEW = "renew"
ORDERS = {**list_pages.ORDERS, "good-until": Order("Good until", "soonest first", "latest first")}

blueprint = Blueprint("items", __name__, url_prefix="/services/<service>/evidence")


def facts(scope: Scope, record: Record, item: EvidenceItem) -> Mapping[str, Any]:
    """What an item's page shows beside the record."""
    lives = shelf_life.shelf_lives(scope)
    return {
        "kinds": ITEM_KINDS,
        "sources": SOURCE_WORDS,
        "freshness": lives.freshness(item, record.happened_on, clock.today()),
        "last_good_day": lives.last_good_day(item, record.happened_on),
        "shelf_life": shelf_life.CHOICES[lives.days.get(item.item_kind, shelf_life.NEVER)],
        "actions": actions.about(scope, record) if scope.role is not Role.STAFF else [],
        "challenges_by_kind": item.item_kind in CHALLENGING_KINDS,
    }


pages = RecordPages(
    kind=Kind.ITEM,
    own=EvidenceItem,
    form_class=forms.ItemForm,
    blueprint="items",
    facts=facts,
    parts={**COMMON_PARTS, "good-until": Part("Good until", ("good_until",))},
)


@blueprint.get("/")
@for_roles(*EVERYONE)
def index(scope: Scope) -> Any:
    """The list of evidence, newest first, 50 a page; narrowed and put in order by what the address says."""
    names = owners_of(scope, Kind.ITEM) if list_pages.has_owners(scope) else {}
    asked = list_pages.asked(".index", _filters(scope, names), orders=ORDERS, usual="happened-down")
    page = store.list_items(
        scope,
        list_pages.wanted(scope, asked),
        item_kind=asked.value("kind"),
        source=chosen(Source, "source"),
        freshness=chosen(Freshness, "freshness"),
        needs_renewing=asked.value("freshness") == RENEW,
        names=names,
    )
    return render_template(
        "items/index.html",
        pages=pages,
        asked=asked,
        page=page,
        kinds=ITEM_KINDS,
        sources=SOURCE_WORDS,
        lives=shelf_life.shelf_lives(scope),
        today=clock.today(),
        waiting=count_waiting(scope, Kind.ITEM),
        has_owners=list_pages.has_owners(scope),
    )


def _filters(scope: Scope, names: Names) -> tuple[Filter, ...]:
    return (
        list_pages.line_filter(scope),
        narrow("kind", "Kind", "Any kind", ITEM_KINDS),
        narrow("source", "Comes from", "Anywhere", SOURCE_WORDS),
        *([list_pages.owner_filter(scope, names)] if list_pages.has_owners(scope) else []),
        list_pages.state_filter(State.ACCEPTED, State.WAITING, State.ARCHIVED),
        narrow("freshness", "How fresh", "Any", {RENEW: "Needs renewing", **FRESHNESS_WORDS}),
    )


@blueprint.route("/shelf-life", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def shelf_life_page(scope: Scope) -> Any:
    """How long each kind of evidence stays good here, and changing it. A stale form shows what is stored."""
    lives = shelf_life.shelf_lives(scope)
    form = form_for(forms.ShelfLifeForm, data=forms.ShelfLifeForm.values(lives))
    stale: list[tuple[str, str]] = []
    if sent(form):
        try:
            changed = shelf_life.choose(scope, form.chosen(), seen=form.seen.data or "")
        except StaleEdit:
            form.seen.data = lives.fingerprint
            chosen_days = form.chosen()
            stale = [
                (ITEM_KINDS[kind], shelf_life.CHOICES.get(lives.days[kind], f"{lives.days[kind]} days"))
                for kind in shelf_life.ADJUSTABLE
                if chosen_days[kind] != lives.days[kind]
            ]
        else:
            flash("Saved how long evidence stays good." if changed else "It says this already.", "success")
            return redirect(url_for(".index", service=g.place.service.reference))
    page = render_template("items/shelf_life.html", form=form, form_has_errors=bool(form.errors), stale=stale)
    return page, 409 if stale else 200


open_pages(blueprint, pages)
open_evidence_pages(blueprint, pages)
