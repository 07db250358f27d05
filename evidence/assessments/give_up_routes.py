"""The page on which a round is given up."""

from typing import Any

from flask import flash, redirect

from evidence.accounts.access import MANAGERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.assessments import forms, giving_up, pages, report, store
from evidence.assessments.pages import url
from evidence.assessments.routes import blueprint
from evidence.web import clock
from evidence.web.errors import BadTransition
from evidence.web.saving import saves


@blueprint.get("/<ref>/give-up")
@for_roles(*MANAGERS)
def giving(scope: Scope, ref: str) -> Any:
    """What is kept when a round is given up, and the reason that is asked for."""
    found = store.get_round(scope, ref)
    if not found.facts.is_open:
        raise BadTransition(found.row.state, "changed")
    return _page(scope, found, form_for(forms.GiveUpForm))


@blueprint.post("/<ref>/give-up")
@for_roles(*MANAGERS)
@saves
def give_up(scope: Scope, ref: str) -> Any:
    """Give the round up."""
    found = store.lock_open_round(scope, ref)
    form = form_for(forms.GiveUpForm)
    if not sent(form):
        return _page(scope, found, form)
    giving_up.give_up(scope, found.row, form.reason.data or "")
    flash("You have given this round up. It stays here to be read, and counts for nothing.", "success")
    return redirect(url("view", ref=ref))


def _page(scope: Scope, found: store.FoundRound, form: forms.GiveUpForm) -> str:
    standing = report.standing_of(scope, found, today=clock.today())
    return pages.page("give_up", found.facts, standing=standing, form=form, form_has_errors=bool(form.errors))
