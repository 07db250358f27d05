"""The pages that move a record on: accepting it, putting it away, and saying how a challenge was dealt with."""

from typing import Any

from flask import flash, redirect, render_template, request

from evidence.accounts import frameworks
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.records import challenges, store
from evidence.records.challenges import ResolvedMeanwhile
from evidence.records.forms import ResolveForm
from evidence.records.many_pages import tell_archived
from evidence.records.models import Record, RecordLine
from evidence.records.pages import Page, RecordPages
from evidence.records.words import State

BACK, AWAY = "back", "away"
AGAIN = "again"


def accept(pages: RecordPages, scope: Scope, ref: str) -> Page:
    """Show what staff sent in once more, and accept it."""
    record, own = pages.get(scope, ref)
    if request.method == "POST":
        store.accept(scope, record)
        flash(f"{record.reference} is accepted and counts from now on.", "success")
        return redirect(pages.url("view", ref=record.reference))
    if record.state != State.WAITING.value:
        return redirect(pages.url("view", ref=record.reference))
    links = store.links_of(scope, [record.id])[record.id]
    return render_template("records/accept.html", pages=pages, record=record, own=own, links=links, scope=scope)


def archive(pages: RecordPages, scope: Scope, ref: str) -> Page:
    """Ask whether to put a record away or bring it back, and do it. The form says which, so twice is like once."""
    record, own = pages.get(scope, ref)
    if request.method == "POST":
        if request.form.get("to") == BACK:
            store.bring_back(scope, record, to=pages.back_to(record, own))
            flash(f"{record.reference} is back.", "success")
        else:
            store.archive(scope, record)
            tell_archived(pages, (record.reference,), f"{record.reference} is archived.", kind="success")
        return redirect(pages.url("view", ref=record.reference))
    to = BACK if record.state == State.ARCHIVED.value else AWAY
    return render_template("records/archive.html", record=record, to=to, back=pages.url("view", ref=record.reference))


def resolve(pages: RecordPages, scope: Scope, ref: str, framework: str, code: str) -> Page:
    """Say how a challenge to a line was dealt with, change what was said, or open the challenge again."""
    record, _ = pages.get(scope, ref)
    link = challenges.find_challenge(scope, record, framework, code)
    if request.method == "POST" and request.form.get("to") == AGAIN:
        challenges.reopen_challenge(scope, record, link)
        flash(f"{record.reference} challenges {code} again.", "success")
        return redirect(pages.url("view", ref=record.reference))
    form = form_for(ResolveForm, data={"resolution": link.resolution, "seen": link.resolution})
    status = 200
    if sent(form):
        try:
            challenges.resolve_challenge(scope, record, link, form.resolution.data, seen=form.seen.data or "")
        except ResolvedMeanwhile:
            _show_other_words(form, link)
            status = 409
        else:
            flash(f"{record.reference} no longer contests {code}.", "success")
            return redirect(pages.url("view", ref=record.reference))
    return _resolve_page(pages, scope, record, link, form), status


def _show_other_words(form: Any, link: RecordLine) -> None:
    said = f"“{link.resolution}”" if link.resolution else "that it is open again"
    form.seen.data = link.resolution
    form.resolution.errors = [f"Somebody else has said meanwhile: {said}. Enter what should stand, then save again."]


def _resolve_page(pages: RecordPages, scope: Scope, record: Record, link: RecordLine, form: Any) -> str:
    return render_template(
        "records/resolve.html",
        pages=pages,
        record=record,
        link=link,
        line=frameworks.get_line(scope, link.framework_id, link.code),
        form=form,
        form_has_errors=bool(form.errors),
        back=pages.url("view", ref=record.reference),
    )
