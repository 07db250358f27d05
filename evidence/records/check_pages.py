"""The page on which a second person checks a record that somebody else wrote."""

from typing import Any

from flask import flash, redirect, render_template

from evidence.accounts import people
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.records import attachments, checks, store
from evidence.records.forms import CheckForm
from evidence.records.models import Record, RecordVersion
from evidence.records.pages import Page, RecordPages
from evidence.records.said import Difference, changes, everything, people_in
from evidence.records.words import State
from evidence.web.errors import NotAllowed, StaleEdit


def check(pages: RecordPages, scope: Scope, ref: str) -> Page:
    """Show what the record says now, and note that it was checked.

    Whoever wrote it is told who could check it instead. When it was edited since the form was opened, what changed is
    shown and the typed word is kept.
    """
    record, _ = pages.get(scope, ref)
    if record.state != State.ACCEPTED.value:
        return redirect(pages.url("view", ref=record.reference))
    form = form_for(CheckForm, data={"version": str(record.version)})
    stated = form.stated_version()
    if not sent(form):
        return _page(pages, scope, record, form)
    try:
        is_new = checks.check(scope, record, form.word.data or "", version=stated)
    except NotAllowed:
        return _page(pages, scope, record, form), 403
    except StaleEdit as stale:
        form.version.data = str(stale.current)
        return _page(pages, scope, record, form, edited_since=stated), 409
    words = f"You have checked {record.reference}, version {stated}."
    flash(words if is_new else f"{words} That was noted already.", "success" if is_new else "info")
    return redirect(pages.url("view", ref=record.reference))


def _page(pages: RecordPages, scope: Scope, record: Record, form: CheckForm, *, edited_since: int = 0) -> str:
    versions = store.versions_of(scope, record)
    names = people.names_of(people_in(*(version.fields for version in versions)) | {versions[0].saved_by_id})
    kind_form = pages.form_class(formdata=None)
    return render_template(
        "records/check.html",
        pages=pages,
        record=record,
        standing=checks.standing(scope, record),
        form=form,
        form_has_errors=bool(form.errors),
        says=everything(kind_form, versions[0].fields, names),
        edited_since=edited_since,
        edits=_edits(kind_form, versions, edited_since, names),
        saved_at=versions[0].saved_at,
        saved_by=names.get(versions[0].saved_by_id, checks.GONE),
        files=attachments.files_of(scope, [record.id])[record.id],
    )


def _edits(form: Any, versions: list[RecordVersion], number: int, names: Any) -> list[Difference]:
    """What was edited since a version; nothing where there is no such version."""
    before = next((version for version in versions if version.number == number), versions[0])
    return changes(form, before.fields, versions[0].fields, names)
