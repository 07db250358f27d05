"""The pages of good-news stories."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.actions import store as actions
from evidence.records import list_pages
from evidence.records.filters import Filter, narrow
from evidence.records.kind_pages import open_evidence_pages, open_pages
from evidence.records.listing import Names, owners_of
from evidence.records.models import Record
from evidence.records.pages import RecordPages
from evidence.records.store import count_waiting
from evidence.records.words import SOURCE_WORDS, Kind, Source, State
from evidence.stories import forms, store
from evidence.stories.models import Story

blueprint = Blueprint("stories", __name__, url_prefix="/services/<service>/stories")


def facts(scope: Scope, record: Record, _story: Story) -> Mapping[str, Any]:
    """What a story's page shows beside the record."""
    return {
        "sources": SOURCE_WORDS,
        "actions": actions.about(scope, record) if scope.role is not Role.STAFF else [],
    }


pages = RecordPages(
    kind=Kind.STORY,
    own=Story,
    form_class=forms.StoryForm,
    blueprint="stories",
    facts=facts,
)


@blueprint.get("/")
@for_roles(*EVERYONE)
def index(scope: Scope) -> Any:
    """The list of stories, newest first, 50 a page; narrowed and put in order by what the address says."""
    names = owners_of(scope, Kind.STORY) if list_pages.has_owners(scope) else {}
    asked = list_pages.asked(
        ".index", _filters(scope, names), orders=list_pages.ORDERS, usual="happened-down", usual_view="cards"
    )
    source = Source(asked.value("source")) if asked.value("source") else None
    page = store.list_stories(scope, list_pages.wanted(scope, asked), source=source, names=names)
    return render_template(
        "stories/index.html",
        pages=pages,
        asked=asked,
        page=page,
        sources=SOURCE_WORDS,
        waiting=count_waiting(scope, Kind.STORY),
        has_owners=list_pages.has_owners(scope),
    )


def _filters(scope: Scope, names: Names) -> tuple[Filter, ...]:
    return (
        list_pages.line_filter(scope),
        narrow("source", "Whose voice", "Anybody’s", {voice: SOURCE_WORDS[voice] for voice in forms.VOICES}),
        *([list_pages.owner_filter(scope, names)] if list_pages.has_owners(scope) else []),
        list_pages.state_filter(State.ACCEPTED, State.WAITING, State.ARCHIVED),
    )


open_pages(blueprint, pages)
open_evidence_pages(blueprint, pages)
