"""The pages that every kind of record has: adding, showing, editing with both versions on a stale save, archiving.

A kind's room describes itself once as `RecordPages` and its routes call these, so that kept files, keys, versions and
messages work alike everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from evidence.accounts import frameworks, once, people
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned
from evidence.records import attachments, store
from evidence.records.details import RecordDetails
from evidence.records.forms import bearing_choices
from evidence.records.history import history_of
from evidence.records.models import Record
from evidence.records.words import Kind, State
from evidence.web.errors import StaleEdit
from evidence.web.saving import keep_changes

Page = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class RecordPages:
    """One kind of record and how its pages are made.

    blueprint: its name, which is also its templates' folder. read(form) -> the details to store. show(record, own)
    -> the form's values.
    """

    kind: Kind
    own: type[ServiceOwned]
    form_class: Any
    blueprint: str
    read: Callable[[Any], RecordDetails]
    show: Callable[[Record, Any], Mapping[str, Any]]

    def add(self, scope: Scope) -> Page:
        """The form to add a record, and adding it. A line may be ticked beforehand with `?line=asc-2017-11/S1`."""
        received = attachments.receive(request.files.getlist("files"))
        form = form_for(self.form_class)
        self._offer(scope, form)
        if request.method == "GET" and request.args.get("line") and not form.lines.data:
            form.lines.tick(request.args.getlist("line"))
        if request.method == "POST" and (made := once.find_result(scope, form.once.data or "")):
            return redirect(made)
        self._keep_files(scope, form, received)
        if not received.refused and sent(form):
            record = store.add_record(scope, self.kind, self.own, self.read(form), form.form_files())
            location = self.url("view", ref=record.reference)
            once.remember(scope, form.once.data or "", location)
            flash(f"Saved as {record.reference}.", "success")
            return redirect(location)
        self._note_refused(form, received)
        return self._form_page(scope, form, record=None)

    def view(self, scope: Scope, ref: str, **more: Any) -> Page:
        """A record's own page: what it says, its lines, files, and what was done to it."""
        record, own = store.get_record(scope, self.kind, self.own, ref)
        links = store.links_of(scope, [record.id])[record.id]
        names = people.names_of({person for person in (record.owner_id, record.created_by_id) if person})
        return render_template(
            f"{self.blueprint}/view.html",
            record=record,
            own=own,
            links=[(link, frameworks.get_line(scope, link.framework_id, link.code)) for link in links],
            files=attachments.files_of(scope, [record.id])[record.id],
            names=names,
            history=history_of(scope, [record.reference]) if scope.role != "staff" else [],
            **more,
        )

    def edit(self, scope: Scope, ref: str) -> Page:
        """The form to change a record, and saving it as a new version; a stale save shows both versions."""
        received = attachments.receive(request.files.getlist("files"))
        record, own = store.get_record(scope, self.kind, self.own, ref)
        links = store.as_links(store.links_of(scope, [record.id])[record.id])
        shown = {
            "title": record.title,
            "text": record.text,
            "happened_on": record.happened_on,
            "owner": str(record.owner_id or ""),
            "is_confidential": record.is_confidential,
            "lines": links,
            "version": str(record.version),
            **self.show(record, own),
        }
        form = form_for(self.form_class, data=shown)
        self._offer(scope, form)
        self._keep_files(scope, form, received)
        if not received.refused and sent(form):
            try:
                version = form.stated_version()
                store.change_record(scope, record, own, self.read(form), version=version, form=form.form_files())
            except StaleEdit as stale:
                return self._stale_page(scope, form, record, stale)
            flash(f"{record.reference} is saved.", "success")
            return redirect(self.url("view", ref=record.reference))
        self._note_refused(form, received)
        return self._form_page(scope, form, record=record)

    def archive(self, scope: Scope, ref: str) -> Page:
        """Ask whether to put a record away, and do it."""
        record, _ = store.get_record(scope, self.kind, self.own, ref)
        if request.method == "POST":
            if record.state == State.ARCHIVED.value:
                back_to = State.OPEN if self.kind is Kind.ACTION else State.ACCEPTED
                store.bring_back(scope, record, to=back_to)
                flash(f"{record.reference} is back.", "success")
            else:
                store.archive(scope, record)
                flash(f"{record.reference} is archived. You can bring it back from its page.", "success")
            return redirect(self.url("view", ref=record.reference))
        return render_template("records/archive.html", record=record, back=self.url("view", ref=record.reference))

    def accept(self, scope: Scope, ref: str) -> Page:
        """Show what staff sent in once more, and accept it."""
        record, _ = store.get_record(scope, self.kind, self.own, ref)
        if request.method == "POST":
            store.accept(scope, record)
            flash(f"{record.reference} is accepted and counts from now on.", "success")
            return redirect(self.url("view", ref=record.reference))
        return render_template("records/accept.html", record=record, back=self.url("view", ref=record.reference))

    def url(self, page: str, **values: Any) -> str:
        """The address of one of the kind's pages in the service in use."""
        return url_for(f"{self.blueprint}.{page}", service=g.place.service.reference, **values)

    def _offer(self, scope: Scope, form: Any) -> None:
        framework = frameworks.get_framework(scope, g.place.service.framework_id)
        choices = [(person.account_id, person.name) for person in people.list_people(scope)] if scope.manages else []
        form.offer(framework, choices, scope.person)
        if not scope.manages:
            del form.is_confidential
            del form.owner

    def _keep_files(self, scope: Scope, form: Any, received: attachments.Received) -> None:
        if request.method == "POST":
            attachments.leave_out(scope, form.once.data or "", request.form.getlist("leave_out"))
            attachments.keep(scope, received, form.once.data or "")

    def _note_refused(self, form: Any, received: attachments.Received) -> None:
        if received.refused:
            form.validate()
            form.files.errors = [*form.files.errors, *received.refused]

    def _form_page(self, scope: Scope, form: Any, *, record: Record | None, status: int = 200, **more: Any) -> Page:
        values: dict[str, Any] = {"stale": None, "stored": {}, "typed": {}, "meanwhile": "", **more}
        page = render_template(
            f"{self.blueprint}/form.html",
            form=form,
            form_has_errors=bool(form.errors),
            record=record,
            kept_files=attachments.kept_for(scope, form.once.data or ""),
            files=attachments.files_of(scope, [record.id])[record.id] if record else [],
            framework=form.lines.framework,
            bearings=bearing_choices(),
            **values,
        )
        return page, status

    def _stale_page(self, scope: Scope, form: Any, record: Record, stale: StaleEdit) -> Page:
        typed = self.read(form).as_fields()
        newest = store.versions_of(scope, record)[0]
        who = people.names_of({newest.saved_by_id}).get(newest.saved_by_id, "")
        form.version.data = str(stale.current)
        keep_changes()
        return self._form_page(
            scope, form, record=record, status=409, stale=newest, stored=newest.fields, typed=typed, meanwhile=who
        )
