"""The pages that every kind of record has: adding, showing, and editing with both versions on a stale save.

A kind's room describes itself once as `RecordPages`, so that kept files, keys, versions and messages work alike
everywhere. Its other pages are in move_pages.py and version_pages.py; kind_pages.py gives all of them their addresses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from evidence.accounts import frameworks, once, openings, people
from evidence.accounts.colleagues import Colleague, colleagues
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.accounts.turns import take_turn
from evidence.accounts.words import Role
from evidence.database import ServiceOwned
from evidence.records import attachments, store
from evidence.records.attachments import Received
from evidence.records.checks import standing
from evidence.records.details import own_columns
from evidence.records.forms import without_tick
from evidence.records.history import history_of
from evidence.records.models import Record, RecordLine
from evidence.records.said import changes, people_in
from evidence.records.words import Kind, State
from evidence.web.errors import StaleEdit
from evidence.web.fields import TITLE_LENGTH, tidy
from evidence.web.saving import keep_changes
from kloe.framework import Framework, Line

Page = str | Response | tuple[str, int]


def accepted_or_waiting(record: Record, _own: Any) -> State:
    """Where an item or a story goes back to from the archive: what nobody has accepted waits again."""
    return State.WAITING if record.accepted_at is None else State.ACCEPTED


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a record that is changed by itself: its title, and the fields of the kind's form it consists of."""

    title: str
    fields: tuple[str, ...]


COMMON_PARTS: Mapping[str, Part] = {
    "owner": Part("Who looks after it?", ("owner",)),
    "lines": Part("Which lines does it speak to?", ("lines",)),
}


@dataclass(frozen=True, slots=True)
class RecordPages:
    """One kind of record and how its pages are made.

    form_class: a RecordFields form; its own fields are named like the columns of `own`. blueprint: its name, which is
    also its templates' folder. facts(scope, record, own) -> more variables for the record's page. back_to(record, own)
    -> its state when it comes back from the archive. prefilled: fields that the address of the add page may fill.
    parts: what can be changed by itself, by the name that addresses have for it.
    """

    kind: Kind
    own: type[ServiceOwned]
    form_class: Any
    blueprint: str
    facts: Callable[[Scope, Record, Any], Mapping[str, Any]]
    back_to: Callable[[Record, Any], State] = accepted_or_waiting
    prefilled: tuple[str, ...] = ("title",)
    parts: Mapping[str, Part] = field(default_factory=lambda: COMMON_PARTS)

    def url(self, page: str, **values: Any) -> str:
        """The address of one of the kind's pages in the service in use."""
        return url_for(f"{self.blueprint}.{page}", service=g.place.service.reference, **values)

    def get(self, scope: Scope, ref: str) -> tuple[Record, Any]:
        """A record and its own row. Raises NotFound when there is none that this person may see."""
        return store.get_record(scope, self.kind, self.own, ref)

    def add(self, scope: Scope) -> Page:
        """The form to add a record, and adding it. A line may be ticked beforehand with `?line=asc-2017-11/S1`."""
        received = attachments.receive(scope, request.files.getlist("files"))
        form = form_for(self.form_class, data=self._from_address())
        self.offer(scope, form)
        if request.method == "POST" and (made := self._made_before(scope, form)):
            return made
        if request.method == "GET" and not form.lines.data:
            form.lines.tick(request.args.getlist("line"))
        self._keep_files(scope, form, received)
        if not received.refused and sent(form):
            return self._added(scope, form)
        return self._form_page(scope, form, record=None, status=self._note_refused(form, received))

    def view(self, scope: Scope, ref: str) -> Page:
        """A record's own page: what it says, its lines, files, and what was done to it."""
        record, own = self.get(scope, ref)
        links = store.links_of(scope, [record.id])[record.id]
        persons = {record.owner_id, record.created_by_id, record.accepted_by_id} - {None}
        known = colleagues(scope, persons)  # type: ignore[arg-type]
        return render_template(
            f"{self.blueprint}/view.html",
            pages=self,
            record=record,
            own=own,
            links=with_lines(scope, links),
            files=attachments.files_of(scope, [record.id])[record.id],
            form=self._parts_form(scope, record, own, links, known),
            names={each.account_id: each.name for each in known if each.account_id in persons},
            standing=None if self.kind is Kind.ACTION else standing(scope, record, known),
            history=history_of(scope, [record.reference]) if scope.role is not Role.STAFF else [],
            seen=openings.of_record(scope, record.reference),
            **self.facts(scope, record, own),
        )

    def _parts_form(
        self, scope: Scope, record: Record, own: Any, links: list[RecordLine], known: list[Colleague]
    ) -> Any:
        """The form behind the small forms on a record's page; None for whoever may not change the record."""
        if not scope.manages or record.state == State.ARCHIVED.value:
            return None
        form = self.form_class(formdata=None, data=self._values(scope, record, own, links))
        self.offer(scope, form, record, known)
        return form

    def edit(self, scope: Scope, ref: str) -> Page:
        """The form to change a record, and saving it as a new version; a stale save shows both versions."""
        received = attachments.receive(scope, request.files.getlist("files"))
        record, own = self.get(scope, ref)
        form = form_for(self.form_class, data=self._values(scope, record, own))
        self.offer(scope, form, record)
        self._keep_files(scope, form, received)
        if not received.refused and sent(form):
            return self._changed(scope, form, record, own)
        return self._form_page(scope, form, record=record, status=self._note_refused(form, received))

    def stored_form(self, scope: Scope, record: Record, own: Any) -> Any:
        """The kind's form as it would be sent if somebody opened it and changed nothing. One query."""
        return self.form_class(formdata=None, data=self._values(scope, record, own))

    def _from_address(self) -> dict[str, str]:
        said = {name: tidy(request.args.get(name, "")) for name in self.prefilled}
        return {name: text[:TITLE_LENGTH] if name == "title" else text for name, text in said.items() if text}

    def _made_before(self, scope: Scope, form: Any) -> Page | None:
        """Where a form leads that has been carried out already; None for one that has not."""
        key = form.once.data or ""
        take_turn(f"form {scope.service_id} {scope.person} {key}")
        if (location := once.find_result(scope, key)) is None:
            return None
        flash(f"This form was saved already, as {location.rsplit('/', 1)[-1]}. Nothing was saved twice.", "info")
        return redirect(location)

    def _added(self, scope: Scope, form: Any) -> Page:
        record = store.add_record(scope, self.kind, self.own, form.details(self.own), form.form_files())
        location = self.url("view", ref=record.reference)
        once.remember(scope, form.once.data or "", location)
        then = " A manager will look at it." if record.state == State.WAITING.value else ""
        flash(f"Saved as {record.reference}.{then}", "success")
        return redirect(location)

    def _changed(self, scope: Scope, form: Any, record: Record, own: Any) -> Page:
        details, version = form.details(self.own), form.stated_version()
        try:
            is_new = store.change_record(scope, record, own, details, version=version, form=form.form_files())
        except StaleEdit as stale:
            return self._stale_page(scope, form, record, stale)
        said = f"{record.reference} is saved." if is_new else f"{record.reference} says this already."
        flash(said, "success" if is_new else "info")
        return redirect(self.url("view", ref=record.reference))

    def _values(self, scope: Scope, record: Record, own: Any, links: list[RecordLine] | None = None) -> dict[str, Any]:
        links = store.links_of(scope, [record.id])[record.id] if links is None else links
        return {
            "title": record.title,
            "text": record.text,
            "happened_on": record.happened_on,
            "owner": str(record.owner_id or ""),
            "is_confidential": record.is_confidential,
            "lines": store.as_links(links),
            "version": str(record.version),
            **{name: getattr(own, name) for name in own_columns(self.own)},
        }

    def offer(
        self, scope: Scope, form: Any, record: Record | None = None, known: list[Colleague] | None = None
    ) -> None:
        """Offer lines and people; whoever looks after a record stays on its form after they have left."""
        kept = record.owner_id if record else None
        found = (colleagues(scope, ()) if known is None else known) if scope.manages else []
        choices = [
            (person.account_id, f"{person.name} (has left)" if person.has_left else person.name)
            for person in found
            if person.is_member and (not person.has_left or person.account_id == kept)
        ]
        form.offer(frameworks.get_framework(scope, g.place.service.framework_id), choices, scope.person)
        if not scope.manages:
            del form.is_confidential
            del form.owner

    def _keep_files(self, scope: Scope, form: Any, received: Received) -> None:
        """Keep what was received for the form's next try."""
        if request.method == "POST":
            key = form.once.data or ""
            attachments.leave_out(scope, key, without_tick("arrived"))
            attachments.keep(scope, received, key)

    def _note_refused(self, form: Any, received: Received) -> int:
        """Say on the form which files were not stored. Returns the status of its page; the others are kept."""
        if received.refused:
            form.validate()
            form.files.errors = [*form.files.errors, *received.refused]
        if not received.out_of_reach:
            return 200
        keep_changes()
        return 503

    def _form_page(self, scope: Scope, form: Any, *, record: Record | None, status: int = 200, **more: Any) -> Page:
        page = render_template(
            f"{self.blueprint}/form.html",
            pages=self,
            form=form,
            form_has_errors=bool(form.errors),
            record=record,
            kept_files=attachments.kept_for(scope, form.once.data or ""),
            files=attachments.files_of(scope, [record.id])[record.id] if record else [],
            framework=form.lines.framework,
            **{"stale": None, "differences": [], "saved_by": "", **more},
        )
        return page, status

    def _stale_page(self, scope: Scope, form: Any, record: Record, stale: StaleEdit) -> Page:
        """Both versions: what is stored now beside what was typed. Files that arrived are kept."""
        typed = form.details(self.own).as_fields()
        newest = store.versions_of(scope, record, newest=1)[0]
        names = people.names_of(people_in(newest.fields, typed) | {newest.saved_by_id})
        form.version.data = str(stale.current)
        keep_changes()
        return self._form_page(
            scope,
            form,
            record=record,
            status=409,
            stale=newest,
            differences=changes(form, newest.fields, typed, names),
            saved_by=names.get(newest.saved_by_id, "Somebody"),
        )


def with_lines(scope: Scope, links: list[RecordLine]) -> list[tuple[RecordLine, Line]]:
    """Links with the line each leads to; every framework is read once."""
    read: dict[str, Framework] = {}
    for framework_id in {link.framework_id for link in links}:
        read[framework_id] = frameworks.get_framework(scope, framework_id)
    return [(link, read[link.framework_id].line(link.code)) for link in links]
