"""The lines of a framework: where the service stands on each, the page of one line, and the bare text for everyone."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, session, url_for
from flask_login import current_user

from evidence.accounts import frameworks, places
from evidence.accounts.access import EVERYONE, for_roles, signed_in
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.assessments.judging import is_for
from evidence.lines import page, store
from evidence.lines.overview import SUPPORT_MEANINGS, overview
from evidence.web import clock

blueprint = Blueprint("lines", __name__)


@blueprint.get("/services/<service>/lines/")
@for_roles(*EVERYONE)
def index(scope: Scope) -> Any:
    """The lines of the framework in use, by key question. Care staff are led to the text without the records."""
    framework = frameworks.get_framework(scope, g.place.service.framework_id)
    if scope.role is Role.STAFF:
        return redirect(url_for(".library", framework=framework.id))
    return render_template(
        "lines/index.html",
        framework=framework,
        key_questions=overview(
            framework, store.held_with_actions(scope, framework), settings=g.place.service.settings, today=clock.today()
        ),
        meanings=SUPPORT_MEANINGS,
    )


@blueprint.get("/services/<service>/lines/<path:framework>/<code>")
@for_roles(*EVERYONE)
def view(scope: Scope, framework: str, code: str) -> Any:
    """One line: its text, what the service holds about it and what was done. Care staff are led to the bare text."""
    found = frameworks.get_framework(scope, framework)
    line = frameworks.get_line(scope, framework, code)
    if scope.role is Role.STAFF:
        return redirect(url_for(".library_line", framework=framework, code=code))
    shown = page.page_of(scope, found, line)
    return render_template(
        "lines/view.html",
        **page.text_of(found, line),
        is_for_service=is_for(line, g.place.service.settings),
        sections=shown.sections,
        judged=shown.judged,
        trouble=shown.trouble,
        history=shown.history,
    )


@blueprint.get("/library/<path:framework>/")
@signed_in(*EVERYONE)
def library(scope: Scope, framework: str) -> Any:
    """What a framework asks, line by line, without anybody's records."""
    found = frameworks.get_framework(scope, framework)
    _stay_in_service()
    return render_template("lines/library.html", framework=found)


@blueprint.get("/library/<path:framework>/<code>")
@signed_in(*EVERYONE)
def library_line(scope: Scope, framework: str, code: str) -> Any:
    """One line's question, prompts and characteristics, without anybody's records."""
    found = frameworks.get_framework(scope, framework)
    line = frameworks.get_line(scope, framework, code)
    _stay_in_service()
    return render_template("lines/library_line.html", **page.text_of(found, line))


def _stay_in_service() -> None:
    """Keep the navigation of the service the person comes from, if they may still enter it."""
    if reference := session.get("service"):
        g.place = places.find_place(current_user.id, reference)
