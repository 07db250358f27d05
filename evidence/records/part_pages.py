"""Changing one part of a record from its own page: who looks after it, a date, its lines, without the whole form.

Each part is a small form that stands folded on the record's page and posts to a page of its own, which shows it again
when something is to be put right, and both versions when somebody else has saved meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, SelectField
from wtforms.csrf.core import CSRFTokenField

from evidence.accounts import people
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.records import store
from evidence.records.details import FormFiles
from evidence.records.forms import LinesField
from evidence.records.models import Record
from evidence.records.pages import Page, Part, RecordPages
from evidence.records.said import changes, people_in
from evidence.records.words import State
from evidence.web.errors import BadTransition, NotFound, StaleEdit

# What every small form carries beside its own fields.
_ALWAYS = ("csrf_token", "version", "once")
_OF_LINES = ("lines-", "bearing-", "shows-")


def change_part(pages: RecordPages, scope: Scope, ref: str, part: str) -> Page:
    """Show one part of a record as a form, and save it as a new version that changes nothing else."""
    chosen = pages.parts.get(part)
    if chosen is None:
        raise NotFound
    record, own = pages.get(scope, ref)
    if record.state == State.ARCHIVED.value:
        raise BadTransition(record.state, "changed")
    back = f"{pages.url('view', ref=record.reference)}#part-{part}"
    form = _form(pages, scope, record, own, chosen)
    if not sent(form):
        return _page(pages, scope, record, form, chosen)
    details, version = form.details(pages.own), form.stated_version()
    try:
        is_new = store.change_record(scope, record, own, details, version=version, form=FormFiles())
    except StaleEdit as stale:
        newest = store.versions_of(scope, record, newest=1)[0]
        typed = details.as_fields()
        names = people.names_of(people_in(newest.fields, typed) | {newest.saved_by_id})
        form.version.data = str(stale.current)
        both = {
            "stale": newest,
            "differences": changes(form, newest.fields, typed, names),
            "saved_by": names.get(newest.saved_by_id, "Somebody"),
        }
        return _page(pages, scope, record, form, chosen, **both), 409
    flash(*_told(record, part, is_new=is_new))
    return redirect(back)


def _form(pages: RecordPages, scope: Scope, record: Record, own: Any, part: Part) -> Any:
    stored = pages.stored_form(scope, record, own)
    if request.method == "POST":
        form = form_for(pages.form_class, formdata=_as_if_sent_whole(stored, part), data=stored.data)
    else:
        form = form_for(pages.form_class, data=stored.data)
    pages.offer(scope, form, record)
    return form


def _as_if_sent_whole(stored: Any, part: Part) -> MultiDict[str, str]:
    """The form as it would be sent with only this part changed; what else was sent does not count."""
    whole: MultiDict[str, str] = MultiDict()
    for field in stored:
        if field.name in (*part.fields, *_ALWAYS) or isinstance(field, LinesField | FileField | CSRFTokenField):
            continue
        if isinstance(field, BooleanField):
            if field.data:
                whole.add(field.name, "y")
        else:
            whole.add(field.name, str(field.data or "") if isinstance(field, SelectField) else field._value())
    for name, value in request.form.items(multi=True):
        if name in (*part.fields, *_ALWAYS) or ("lines" in part.fields and name.startswith(_OF_LINES)):
            whole.add(name, value)
    return whole


def _page(pages: RecordPages, scope: Scope, record: Record, form: Any, part: Part, **both: Any) -> str:
    shown: Mapping[str, Any] = {"stale": None, "differences": [], "saved_by": "", **both}
    return render_template(
        "records/part.html",
        pages=pages,
        record=record,
        form=form,
        form_has_errors=bool(form.errors),
        part=part,
        framework=form.lines.framework,
        **shown,
    )


def _told(record: Record, part: str, *, is_new: bool) -> tuple[str, str]:
    """What is said, and the place on the record's page where it is: the browser goes to the part, not to the top."""
    return f"{record.reference} {'is saved' if is_new else 'says this already'}.", f"part-{part}"
