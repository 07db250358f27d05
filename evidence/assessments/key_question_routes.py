"""The page of one key question of a round: the profile of its lines, the headlines, and the judgement."""

from typing import Any

from flask import flash, redirect, request

from evidence.accounts.access import MANAGERS, READERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.assessments import judgements, pages, report, store
from evidence.assessments.content import KeyQuestionStanding, RoundStanding
from evidence.assessments.forms import KeyQuestionForm, key_question_values
from evidence.assessments.judgements import KeyQuestionWords
from evidence.assessments.pages import url
from evidence.assessments.routes import blueprint
from evidence.web import clock
from evidence.web.errors import NotFound, StaleEdit
from evidence.web.saving import saves


@blueprint.get("/<ref>/key-questions/<code>")
@for_roles(*READERS)
def key_question(scope: Scope, ref: str, code: str) -> Any:
    """One key question: what its lines were judged, and the judgement of the whole with its reason."""
    standing, judged = _find(scope, store.get_round(scope, ref), code)
    form = _form(judged) if scope.manages and standing.facts.is_open else None
    return _page(standing, judged, form)


@blueprint.post("/<ref>/key-questions/<code>")
@for_roles(*MANAGERS)
@saves
def save_key_question(scope: Scope, ref: str, code: str) -> Any:
    """Judge a key question; a stale save shows both versions."""
    found = store.lock_open_round(scope, ref)
    standing, judged = _find(scope, found, code)
    form = _form(judged)
    if not sent(form):
        return _page(standing, judged, form)
    try:
        judgements.save_key_question(scope, found.row, code, form.words(), version=form.stated_version())
    except StaleEdit as stale:
        form.version.data = str(stale.current)
        meanwhile = pages.saved_meanwhile(scope, found.facts, code)
        return _page(standing, judged, form, meanwhile=meanwhile), 409
    flash(f"{judged.key_question.title} is saved.", "success")
    to_overview = request.form.get("then") == "overview"
    return redirect(url("view", ref=ref) if to_overview else url("key_question", ref=ref, code=code))


def _find(scope: Scope, found: store.FoundRound, code: str) -> tuple[RoundStanding, KeyQuestionStanding]:
    standing = report.standing_of(scope, found, today=clock.today())
    judged = standing.key_question(code)
    if judged is None:
        raise NotFound
    return standing, judged


def _form(judged: KeyQuestionStanding) -> KeyQuestionForm:
    stored = KeyQuestionWords(judged.rating, judged.reason)
    return form_for(KeyQuestionForm, data=key_question_values(stored, judged.version))


def _page(
    standing: RoundStanding, judged: KeyQuestionStanding, form: KeyQuestionForm | None, *, meanwhile: Any = None
) -> str:
    place = standing.key_questions.index(judged)
    return pages.page(
        "key_question",
        standing.facts,
        standing=standing,
        judged=judged,
        form=form,
        form_has_errors=bool(form and form.errors),
        meanwhile=meanwhile,
        previous=standing.key_questions[place - 1] if place else None,
        next=standing.key_questions[place + 1] if place + 1 < len(standing.key_questions) else None,
    )
