"""The page that changes several records at once: it shows what will happen to which, and does it when that is sent.

Taking back an archiving is such a change too: the button for it comes with the message that tells of the archiving.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, g, redirect, render_template, request
from markupsafe import Markup

from evidence.accounts import frameworks, people
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.accounts.words import ROLE_WORDS
from evidence.records import many, store
from evidence.records.details import FormFiles, LineLink
from evidence.records.filters import PAGE, SORT, VIEW
from evidence.records.many import Left, Outcome
from evidence.records.many_forms import Doing, ManyForm
from evidence.records.models import Record
from evidence.records.pages import Page, RecordPages
from evidence.records.words import Kind, State
from evidence.web.formatters import join_words, plural

KIND_COUNTS: Mapping[Kind, tuple[str, str]] = {
    Kind.ITEM: ("piece of evidence", "pieces of evidence"),
    Kind.STORY: ("story", "stories"),
    Kind.ACTION: ("action", "actions"),
}
# The parts of a list's address that lead back to it.
_OF_LISTS = {"line", "kind", "source", "owner", "state", "freshness", "priority", "due", SORT, VIEW, PAGE}

_LONGEST_PART = 100
# Why something is left that is as the person wants it.
_ALREADY: Mapping[Doing, Left] = {
    Doing.LINK: Left.LINKED,
    Doing.OWNER: Left.LOOKED_AFTER,
    Doing.ARCHIVE: Left.ARCHIVED,
    Doing.BRING_BACK: Left.NOT_ARCHIVED,
}


def change_many(pages: RecordPages, scope: Scope) -> Page:
    """Show what will happen to the ticked records, and do it. What can't be done to one is told with the reason."""
    said = {"do": request.args.get("do", ""), "back": request.args.get("back", "")}
    form = form_for(ManyForm, data={**said, "record": request.args.getlist("record")})
    doing, ticked = form.doing(), form.ticked()
    _offer(pages, scope, form, doing)
    if doing and sent(form):
        outcome = _WAYS[doing](pages, scope, form)
        _tell(pages, scope, doing, form, outcome)
        return redirect(_way_back(pages, form, outcome))
    found = many.find(scope, pages.kind, pages.own, ticked)
    ids = [record.id for record, _ in found]
    return render_template(
        "records/many.html",
        pages=pages,
        form=form,
        form_has_errors=bool(form.errors and found),
        doing=doing if found else None,
        found=found,
        missing=len(ticked) - len(found),
        links=store.links_of(scope, ids) if doing is Doing.LINK else {},
        names=people.names_of({record.owner_id for record, _ in found if record.owner_id}),
        number=plural(len(found), *KIND_COUNTS[pages.kind]),
        back=_list_address(pages, form),
    )


def tell_archived(pages: RecordPages, references: tuple[str, ...], words: str, *, back: str = "", kind: str) -> None:
    """Say on the next page that records are archived, with a button that takes it back."""
    message = render_template("records/undo.html", pages=pages, words=words, references=references, back=back)
    flash(Markup(message), kind)


def _offer(pages: RecordPages, scope: Scope, form: ManyForm, doing: Doing | None) -> None:
    if doing is Doing.LINK:
        framework = frameworks.get_framework(scope, g.place.service.framework_id)
        form.offer_lines(framework, pages.form_class(formdata=None).lines)
    else:
        form.leave_out("line", "bearing")
    if doing is Doing.OWNER:
        named = [
            (person.account_id, f"{person.name} ({ROLE_WORDS[person.role].lower()})")
            for person in people.list_people(scope)
        ]
        form.offer_people(named)
    else:
        form.leave_out("owner")


def _link(pages: RecordPages, scope: Scope, form: ManyForm) -> Outcome:
    framework_id, code = form.line_chosen()
    found = many.find(scope, pages.kind, pages.own, form.ticked())
    links = store.links_of(scope, [record.id for record, _ in found])

    def why_not(record: Record) -> Left | None:
        has_it = any((link.framework_id, link.code) == (framework_id, code) for link in links.get(record.id, []))
        return Left.LINKED if has_it else _if_archived(record)

    def change(record: Record, own: Any) -> None:
        stored = pages.stored_form(scope, record, own)
        bearing = stored.lines.fixed or form.bearing_chosen() or stored.unsaid_bearing()
        details = stored.details(pages.own)
        details = replace(details, links=(*details.links, LineLink(framework_id, code, bearing)))
        store.change_record(scope, record, own, details, version=record.version, form=FormFiles())

    return many.change_many(scope, pages.kind, pages.own, form.ticked(), why_not=why_not, change=change)


def _set_owner(pages: RecordPages, scope: Scope, form: ManyForm) -> Outcome:
    owner = form.owner_chosen()

    def why_not(record: Record) -> Left | None:
        return Left.LOOKED_AFTER if record.owner_id == owner else _if_archived(record)

    def change(record: Record, own: Any) -> None:
        details = replace(pages.stored_form(scope, record, own).details(pages.own), owner_id=owner)
        store.change_record(scope, record, own, details, version=record.version, form=FormFiles())

    return many.change_many(scope, pages.kind, pages.own, form.ticked(), why_not=why_not, change=change)


def _archive(pages: RecordPages, scope: Scope, form: ManyForm) -> Outcome:
    def change(record: Record, _own: Any) -> None:
        store.archive(scope, record)

    return many.change_many(scope, pages.kind, pages.own, form.ticked(), why_not=_if_archived, change=change)


def _bring_back(pages: RecordPages, scope: Scope, form: ManyForm) -> Outcome:
    def why_not(record: Record) -> Left | None:
        return None if record.state == State.ARCHIVED.value else Left.NOT_ARCHIVED

    def change(record: Record, own: Any) -> None:
        store.bring_back(scope, record, to=pages.back_to(record, own))

    return many.change_many(scope, pages.kind, pages.own, form.ticked(), why_not=why_not, change=change)


_WAYS: Mapping[Doing, Callable[[RecordPages, Scope, ManyForm], Outcome]] = {
    Doing.LINK: _link,
    Doing.OWNER: _set_owner,
    Doing.ARCHIVE: _archive,
    Doing.BRING_BACK: _bring_back,
}


def _if_archived(record: Record) -> Left | None:
    return Left.ARCHIVED if record.state == State.ARCHIVED.value else None


def _tell(pages: RecordPages, scope: Scope, doing: Doing, form: ManyForm, outcome: Outcome) -> None:
    already = [reference for reference, why in outcome.left if why is _ALREADY[doing]]
    is_so_for_all = len(already) == len(outcome.left)
    if doing is Doing.OWNER and already and is_so_for_all:
        words = _owner_words(pages, form, len(outcome.changed), len(already))
    else:
        words = " ".join(filter(None, (_done_words(pages, doing, form, outcome), _left_words(outcome))))
    kind = "success" if is_so_for_all else "warning"
    if doing is Doing.ARCHIVE and outcome.changed:
        tell_archived(pages, outcome.changed, words, back=_said(form), kind=kind)
    else:
        flash(words, kind)


def _done_words(pages: RecordPages, doing: Doing, form: ManyForm, outcome: Outcome) -> str:
    number = len(outcome.changed)
    which, is_or_are = plural(number, *KIND_COUNTS[pages.kind]), "is" if number == 1 else "are"
    if not number:
        return "Nothing was changed."
    if doing is Doing.LINK:
        return f"{which} {is_or_are} linked to {form.line_chosen()[1]}."
    if doing is Doing.OWNER:
        return f"{_owner_name(form) or 'Nobody'} looks after {which} now."
    return f"{which} {is_or_are} {'archived' if doing is Doing.ARCHIVE else 'back'}."


def _owner_name(form: ManyForm) -> str:
    owner = form.owner_chosen()
    return people.names_of({owner})[owner] if owner else ""


def _owner_words(pages: RecordPages, form: ManyForm, changed: int, already: int) -> str:
    """What to say when all are as wanted, and some were so before: how many of each."""
    name, total = _owner_name(form), changed + already
    every = "It" if total == 1 else "Both" if total == 2 else f"All {total}"
    were = "was" if already == 1 else "were"
    if not changed:
        return f"{every} {were} with {name} already." if name else f"{every} had nobody already."
    if name:
        return f"{every} are with {name} now; {already} {were} already."
    return f"Nobody looks after {plural(total, *KIND_COUNTS[pages.kind])} now; {already} had nobody already."


def _left_words(outcome: Outcome) -> str:
    if not outcome.left:
        return ""
    in_groups = groupby(sorted(outcome.left, key=lambda left: list(Left).index(left[1])), key=lambda left: left[1])
    told = [f"{join_words([reference for reference, _ in group])} ({why.value})" for why, group in in_groups]
    were = "1 was left as it is" if len(outcome.left) == 1 else f"{len(outcome.left)} were left as they are"
    return f"{were}: {'; '.join(told)}."


def _way_back(pages: RecordPages, form: ManyForm, outcome: Outcome) -> str:
    if not form.back.data and len(outcome.changed) == 1:
        return pages.url("view", ref=outcome.changed[0])
    return _list_address(pages, form)


def _list_address(pages: RecordPages, form: ManyForm) -> str:
    """The list that the person comes from. Only parts that a list knows are taken over, and never another address."""
    said = _said(form)
    return f"{pages.url('index')}{'?' if said else ''}{said}"


def _said(form: ManyForm) -> str:
    parts = {name: value for name, value in parse_qsl(form.back.data or "") if name in _OF_LISTS}
    return urlencode({name: value for name, value in parts.items() if len(value) <= _LONGEST_PART})
