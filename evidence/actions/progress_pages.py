"""Noting how an action is going: each note is set under its notes, with the day and who wrote it."""

from dataclasses import replace

from flask import flash, redirect, render_template
from flask_login import current_user

from evidence.accounts import once
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.accounts.turns import take_turn
from evidence.actions.forms import ProgressForm
from evidence.records import store
from evidence.records.details import FormFiles
from evidence.records.pages import Page, RecordPages
from evidence.records.words import State
from evidence.web import clock
from evidence.web.errors import BadTransition
from evidence.web.fields import TEXT_LENGTH
from evidence.web.formatters import long_date


def progress(pages: RecordPages, scope: Scope, ref: str) -> Page:
    """Add a note on how an action is going. Nothing that others wrote meanwhile is lost; twice is like once."""
    record, action = pages.get(scope, ref)
    if record.state == State.ARCHIVED.value:
        raise BadTransition(record.state, "changed")
    back = f"{pages.url('view', ref=record.reference)}#part-progress"
    form = form_for(ProgressForm)
    if sent(form):
        key = form.once.data or ""
        take_turn(f"form {scope.service_id} {scope.person} {key}")
        if once.find_result(scope, key) is not None:
            flash("This note was saved already. Nothing was saved twice.", "part-progress")
            return redirect(back)
        store.hold(record, action)
        details = pages.stored_form(scope, record, action).details(pages.own)
        note = f"**{long_date(clock.today())}, {current_user.name}:** {form.note.data}"
        text = f"{details.text}\n\n{note}" if details.text else note
        if len(text) <= TEXT_LENGTH:
            changed = replace(details, text=text)
            store.change_record(scope, record, action, changed, version=record.version, form=FormFiles())
            once.remember(scope, key, back)
            flash("Your note is saved.", "part-progress")
            return redirect(back)
        form.note.errors = ["There is no room left in the notes. Edit the action and shorten them first."]
    return render_template(
        "actions/progress.html", pages=pages, record=record, form=form, form_has_errors=bool(form.errors)
    )
