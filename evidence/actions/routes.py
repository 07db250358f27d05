"""The pages of actions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request

from evidence.accounts import people
from evidence.accounts.access import MANAGERS, READERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.actions import board, forms, progress_pages, store
from evidence.actions.due import Due, due, due_in_words
from evidence.actions.models import Action
from evidence.actions.store import ClosedMeanwhile, Closing, UnknownProof
from evidence.actions.words import PRIORITY_WORDS, Priority
from evidence.records import list_pages
from evidence.records.filters import Asked, Filter, Order, chosen, narrow
from evidence.records.kind_pages import bound, open_page, open_pages
from evidence.records.listing import Names, owners_of
from evidence.records.models import Record
from evidence.records.pages import Part, RecordPages
from evidence.records.words import Kind, State
from evidence.web import clock
from evidence.web.errors import BadTransition
from evidence.web.saving import saves

blueprint = Blueprint("actions", __name__, url_prefix="/services/<service>/actions")
DUE_WORDS = {Due.OVERDUE: "Overdue", Due.SOON: "In the next two weeks", Due.LATER: "Later"}
ORDERS = {
    "title": Order("Action", "A to Z", "Z to A"),
    "due": Order("Due", "soonest first", "latest first"),
    "priority": Order("Priority", "highest first", "lowest first"),
    "added": list_pages.ORDERS["added"],
    "changed": list_pages.ORDERS["changed"],
}


def facts(scope: Scope, record: Record, action: Action) -> Mapping[str, Any]:
    """What an action's page shows beside the record: how it stands against its date, and how it was closed."""
    closed_by = {action.closed_by_id} - {None}
    return {
        "today": clock.today(),
        "due": due,
        "due_in_words": due_in_words,
        "priorities": PRIORITY_WORDS,
        "proof": store.find_proof(scope, action),
        "progress": None if record.state == State.ARCHIVED.value or not scope.manages else forms.progress_form(),
        "closed_by": next(iter(people.names_of(closed_by).values()), "Somebody"),  # type: ignore[arg-type]
    }


def back_to(_record: Record, action: Action) -> State:
    """Where an action goes back to from the archive."""
    return State.DONE if action.closed_at else State.OPEN


pages = RecordPages(
    kind=Kind.ACTION,
    own=Action,
    form_class=forms.ActionForm,
    blueprint="actions",
    facts=facts,
    back_to=back_to,
    prefilled=("title", "issue", "is_confidential"),
    parts={
        "owner": Part("Who will see to it?", ("owner",)),
        "lines": Part("Which lines is it about?", ("lines",)),
        "due": Part("By when, and how urgent", ("due_on", "priority")),
    },
)


@blueprint.get("/")
@for_roles(*READERS)
def index(scope: Scope) -> Any:
    """The list of actions, open ones first, by due date, 50 a page; narrowed and put in order by the address."""
    names = owners_of(scope, Kind.ACTION)
    asked = _asked(scope, names)
    wanted, priority = list_pages.wanted(scope, asked), chosen(Priority, "priority")
    if asked.view == list_pages.BOARD:
        page: Any = board.board(scope, wanted, priority=priority, names=names, now=clock.now())
    else:
        due_when = Due(asked.value("due")) if asked.value("due") else None
        page = store.list_actions(scope, wanted, priority=priority, due=due_when, names=names)
    return render_template("actions/index.html", pages=pages, asked=asked, page=page, **_words())


def _asked(scope: Scope, names: Names) -> Asked:
    """What the address says. The columns of the board are states and dates, so it is not narrowed by those.

    Where the address narrows by them and does not ask for the board, a person who uses the board is shown the table.
    """
    views = (list_pages.TABLE, list_pages.CARDS, list_pages.BOARD)
    asked = list_pages.asked(".index", _filters(scope, names), orders=ORDERS, usual="due", views=views)
    if asked.view != list_pages.BOARD:
        return asked
    if not asked.is_view_said and (asked.value("due") or asked.value("state")):
        return replace(asked, view=list_pages.TABLE)
    return replace(asked, filters=tuple(each for each in asked.filters if each.name not in ("due", "state")))


def _filters(scope: Scope, names: Names) -> tuple[Filter, ...]:
    return (
        list_pages.line_filter(scope),
        narrow("due", "Due", "Any time", DUE_WORDS),
        narrow("priority", "Priority", "Any", PRIORITY_WORDS),
        list_pages.owner_filter(scope, names, label="Seen to by"),
        list_pages.state_filter(State.OPEN, State.DONE, State.ARCHIVED),
    )


def _words() -> dict[str, Any]:
    return {"priorities": PRIORITY_WORDS, "today": clock.today(), "due": due, "due_in_words": due_in_words}


open_pages(blueprint, pages, adders=MANAGERS, readers=READERS)
open_page(blueprint, "/<ref>/progress", "progress", MANAGERS, bound(pages, progress_pages.progress))


@blueprint.route("/<ref>/close", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def close(scope: Scope, ref: str) -> Any:
    """Close an action with a word on what was done, and with proof or the reason why there is none."""
    record, action = pages.get(scope, ref)
    form = form_for(forms.CloseForm)
    form.offer(store.recent_proof(scope, record))
    status = 200
    if sent(form):
        try:
            store.close(scope, record, action, _closing(form))
            flash(f"{record.reference} is closed.", "success")
            return redirect(pages.url("view", ref=record.reference))
        except UnknownProof:
            form.proof_reference.errors = [
                "There is no evidence or story here with this reference. Check it, or choose from the list."
            ]
        except ClosedMeanwhile:
            status = 409
            form.closing_word.errors = [
                f"Somebody else has closed it meanwhile, saying: “{action.closing_word}”. Open it again to change that."
            ]
    elif request.method == "GET" and record.state != State.OPEN.value:
        return redirect(pages.url("view", ref=record.reference))
    return _form_page("actions/close.html", record, action, form), status


@blueprint.route("/<ref>/reopen", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def reopen(scope: Scope, ref: str) -> Any:
    """Open a closed action again, saying why."""
    record, action = pages.get(scope, ref)
    if record.state == State.ARCHIVED.value:
        raise BadTransition(record.state, State.OPEN.value)
    form = form_for(forms.ReopenForm)
    if sent(form):
        store.reopen(scope, record, action, form.reason.data)
        flash(f"{record.reference} is open again.", "success")
        return redirect(pages.url("view", ref=record.reference))
    if record.state == State.OPEN.value:
        return redirect(pages.url("view", ref=record.reference))
    return _form_page("actions/reopen.html", record, action, form)


def _closing(form: forms.CloseForm) -> Closing:
    return Closing(form.closing_word.data or "", form.reference(), form.no_proof_reason.data or "")


def _form_page(template: str, record: Record, action: Action, form: Any) -> str:
    return render_template(
        template,
        record=record,
        own=action,
        form=form,
        form_has_errors=bool(form.errors),
        back=pages.url("view", ref=record.reference),
    )
