"""The page that asks whether anyone is at risk now, about one line that says that harm happens."""

from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from evidence.accounts.access import MANAGERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.assessments import forms, pages, store
from evidence.assessments import risk as answering
from evidence.assessments.line_routes import OVERVIEW, OpenLine
from evidence.assessments.pages import url
from evidence.assessments.routes import blueprint
from evidence.web import clock
from evidence.web.errors import BadTransition
from evidence.web.saving import saves

# Pages of the round from which the question is asked, by the word in the address.
_PAGES = {OVERVIEW: "view", "sign-off": "signing"}


@blueprint.get("/<ref>/lines/<code>/risk")
@for_roles(*MANAGERS)
def risk(scope: Scope, ref: str, code: str) -> Any:
    """What is said about harm on a line, what to do at once, and the question whether anyone is at risk now."""
    found = store.get_round(scope, ref)
    if not found.facts.is_open:
        raise BadTransition(found.row.state, "changed")
    return _page(OpenLine(scope, found, code, today=clock.today()))


@blueprint.post("/<ref>/lines/<code>/risk")
@for_roles(*MANAGERS)
@saves
def answer_risk(scope: Scope, ref: str, code: str) -> Any:
    """Answer it; when something else is said there by now, it is shown first."""
    opened = OpenLine(scope, store.lock_open_round(scope, ref), code, today=clock.today())
    form = _form(opened)
    if not opened.standing.asks_about_risk or not sent(form):
        return _page(opened, form)
    try:
        answering.answer_risk(scope, opened.found.row, opened.standing, form.words(), shown=form.shown.data or "")
    except answering.SaysOtherwise:
        form.shown.data = answering.shown_in(opened.standing)
        return _page(opened, form, is_stale=True), 409
    flash(f"Your answer about {opened.line.code} is saved.", "success")
    return _go_on(opened, form.then.data or "", is_at_risk=form.words().is_at_risk)


def _form(opened: OpenLine) -> forms.RiskForm:
    return form_for(
        forms.RiskForm, data={"shown": answering.shown_in(opened.standing), "then": request.args.get("then", "")}
    )


def _page(opened: OpenLine, form: forms.RiskForm | None = None, *, is_stale: bool = False) -> str:
    form = form or _form(opened)
    return pages.page(
        "risk",
        opened.found.facts,
        line=opened.line,
        framework=opened.framework,
        standing=opened.standing,
        form=form,
        form_has_errors=bool(form.errors),
        is_stale=is_stale,
        harm_action=pages.risk_action_url,
    )


def _go_on(opened: OpenLine, then: str, *, is_at_risk: bool) -> Response:
    """Back to where the question was met. While someone is at risk, what to do stays on that page."""
    ref, code = opened.found.facts.reference, opened.line.code
    harm = {"harm": code} if is_at_risk else {}
    if then in _PAGES:
        return redirect(url(_PAGES[then], ref=ref))
    if then != code and any(line.code == then for line in opened.framework.lines):
        return redirect(url("line", ref=ref, code=then, **harm))
    return redirect(url("line", ref=ref, code=code))
