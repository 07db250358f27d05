"""The pages of good-news stories."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope
from evidence.records.checks import standing
from evidence.records.filters import chosen, chosen_line, page_number, said
from evidence.records.kind_pages import open_evidence_pages, open_pages
from evidence.records.models import Record
from evidence.records.pages import RecordPages
from evidence.records.store import count_waiting
from evidence.records.words import SOURCE_WORDS, Kind, Source, State
from evidence.stories import forms, store
from evidence.stories.models import Story

blueprint = Blueprint("stories", __name__, url_prefix="/services/<service>/stories")


def facts(scope: Scope, record: Record, _story: Story) -> Mapping[str, Any]:
    """What a story's page shows beside the record."""
    return {"sources": SOURCE_WORDS, "standing": standing(scope, record)}


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
    """The list of stories, newest first, 50 a page; filtered by what the address says."""
    source = chosen(Source, "source")
    page = store.list_stories(
        scope, state=chosen(State, "state"), source=source, line=chosen_line(), number=page_number()
    )
    return render_template(
        "stories/index.html",
        page=page,
        voices={voice: SOURCE_WORDS[voice] for voice in forms.VOICES},
        waiting=count_waiting(scope, Kind.STORY),
        filters=said("state", "source", "line"),
    )


open_pages(blueprint, pages)
open_evidence_pages(blueprint, pages)
