"""What the lists of every kind of record have in common: the filters they share, their orders, and the view chosen.

The view is said in the address and kept in a cookie of the browser, so that a person's next visit shows the same.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from flask import after_this_request, g, request
from werkzeug.wrappers import Response

from evidence.accounts import frameworks
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.records.filters import VIEW, Asked, Choices, Filter, Order, narrow, page_number
from evidence.records.listing import Names, Wanted
from evidence.records.words import STATE_WORDS, State
from evidence.web.errors import UnknownCode
from kloe.framework import Framework, KeyQuestion, Line

LINE, OWNER, STATE = "line", "owner", "state"
NONE, MINE = "none", "mine"
TABLE, CARDS, BOARD = "table", "cards", "board"
VIEWS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {TABLE: ("Table", "table"), CARDS: ("Cards", "file"), BOARD: ("Board", "board")}
)
ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "title": Order("Title", "A to Z", "Z to A"),
        "happened": Order("Happened", "oldest first", "newest first", is_down_first=True),
        "added": Order("Added", "oldest first", "newest first", is_down_first=True),
        "changed": Order("Changed", "longest ago first", "latest first", is_down_first=True),
    }
)
_YEAR = 365 * 24 * 60 * 60


def asked(
    endpoint: str,
    filters: tuple[Filter, ...],
    *,
    orders: Mapping[str, Order],
    usual: str,
    views: tuple[str, ...] = (TABLE, CARDS),
    usual_view: str = TABLE,
) -> Asked:
    """All that the address says, with the view of the last visit where it names none; `usual_view` at first.

    A view that the address names is kept for the next visit.
    """
    cookie = f"{VIEW}-{endpoint.split('.')[0]}"
    said, kept = request.args.get(VIEW, ""), request.cookies.get(cookie, "")
    view = next((name for name in (said, kept) if name in views), usual_view)
    if said == view != kept:
        _keep(cookie, view)
    return Asked(endpoint, filters, orders, usual, {name: VIEWS[name] for name in views}, view, said == view)


def line_filter(scope: Scope) -> Filter:
    """The filter by line: key questions and lines of the framework in use, and of another what the address names."""
    framework = frameworks.get_framework(scope, g.place.service.framework_id)
    groups: dict[str, Choices] = {
        question.title: _whole(framework, question) | _each(framework, framework.lines_of(question.code))
        for question in framework.key_questions
    }
    said = request.args.get(LINE, "").strip()
    framework_id, _, code = said.rpartition("/")
    if framework_id not in ("", framework.id):
        groups |= _line_elsewhere(scope, framework_id, code)
    value = said if said == NONE or framework_id else f"{framework.id}/{code}"
    return Filter(LINE, "Line", "Any line", {NONE: "No line yet"}, groups).choosing(value)


def owner_filter(scope: Scope, names: Names, *, label: str = "Looked after by") -> Filter:
    """The filter by who looks after a record. names: who does, by account."""
    me = {MINE: "Me"} if scope.manages else {}
    others = {str(account): name for account, name in names.items() if not (me and account == scope.person)}
    return narrow(OWNER, label, "Anybody", {**me, NONE: "Nobody yet", **others})


def state_filter(*states: State) -> Filter:
    """The filter by state; without a choice everything shows that is not archived."""
    return narrow(STATE, "State", "Not archived", {state.value: STATE_WORDS[state] for state in states})


def has_owners(scope: Scope) -> bool:
    """Whether the list shows and filters by who looks after a record: staff see only what they sent in themselves."""
    return scope.role is not Role.STAFF


def wanted(scope: Scope, said: Asked) -> Wanted:
    """What the address asks of the list, for its store."""
    line, owner, state = said.value(LINE), said.value(OWNER), said.value(STATE)
    framework_id, _, code = line.rpartition("/")
    account = scope.person if owner == MINE else UUID(owner) if owner not in ("", NONE) else None
    return Wanted(
        state=State(state) if state else None,
        lines=(framework_id, _codes(scope, framework_id, code)) if framework_id else None,
        is_without_lines=line == NONE,
        owner=account,
        is_without_owner=owner == NONE,
        sort=said.sort,
        number=page_number(),
    )


def _line_elsewhere(scope: Scope, framework_id: str, code: str) -> dict[str, Choices]:
    try:
        framework = frameworks.get_framework(scope, framework_id)
    except UnknownCode:
        return {}
    choices = _each(framework, [line for line in framework.lines if line.code == code])
    for question in framework.key_questions:
        if question.code == code:
            choices = _whole(framework, question) | choices
    return {framework.short_title: choices} if choices else {}


def _whole(framework: Framework, question: KeyQuestion) -> dict[str, str]:
    """The choice of all lines of a key question. Where a line has the same code, the line's choice takes its place."""
    return {f"{framework.id}/{question.code}": f"All of {question.title}"}


def _each(framework: Framework, lines: Iterable[Line]) -> dict[str, str]:
    return {f"{framework.id}/{line.code}": f"{line.code} {line.title}" for line in lines}


def _codes(scope: Scope, framework_id: str, code: str) -> tuple[str, ...]:
    """The lines that a choice stands for: itself, or all lines of its key question."""
    framework = frameworks.get_framework(scope, framework_id)
    is_line = any(line.code == code for line in framework.lines)
    return (code,) if is_line else tuple(line.code for line in framework.lines_of(code))


def _keep(cookie: str, view: str) -> None:
    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(cookie, view, max_age=_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
        return response
