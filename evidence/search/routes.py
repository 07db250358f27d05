"""The page of search."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from evidence.accounts import frameworks
from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope
from evidence.records.filters import chosen, page_number
from evidence.records.search_query import MOST_LETTERS, MOST_TERMS, read_query
from evidence.records.words import STATE_WORDS, Kind, State
from evidence.search import store
from evidence.search.kinds import KINDS
from evidence.search.lines import find_lines
from evidence.web.fields import tidy

blueprint = Blueprint("search", __name__)


@blueprint.get("/services/<service>/search")
@for_roles(*EVERYONE)
def find(scope: Scope) -> Any:
    """Records and lines that have the words of the address, 20 records a page; filtered by kind."""
    typed = tidy(request.args.get("q"))
    query, with_archived = read_query(typed), request.args.get("archived") == "yes"
    kind = wanted if (wanted := chosen(Kind, "kind")) in KINDS else None
    page = store.find(scope, store.Wanted(query, kind, with_archived), number=page_number())
    framework = frameworks.get_framework(scope, g.place.service.framework_id)

    def address(**changed: Any) -> str:
        """The address of this search with something changed; None or 1 takes a part away."""
        said = {"q": typed, "kind": kind, "archived": "yes" if with_archived else None} | changed
        said = {name: value for name, value in said.items() if value and value != 1}
        return url_for(".find", service=g.place.service.reference, **said)

    return render_template(
        "search/find.html",
        typed=typed,
        query=query,
        page=page,
        lines=find_lines(framework, query) or find_lines(framework, page.query),
        framework=framework,
        kind=kind,
        kinds=KINDS,
        with_archived=with_archived,
        states={state.value: words for state, words in STATE_WORDS.items()},
        shown_states={State.WAITING.value, State.DONE.value, State.ARCHIVED.value},
        address=address,
        most_letters=MOST_LETTERS,
        most_terms=MOST_TERMS,
    )
