"""The page of one line of a round: answering it, judging it, and reading it."""

from datetime import date
from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from evidence.accounts import frameworks
from evidence.accounts.access import MANAGERS, READERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.assessments import answers, frozen, pages, reading, store
from evidence.assessments.answers import NOTHING_STORED, Difference, StoredLine
from evidence.assessments.carrying import links_by_line
from evidence.assessments.content import Answered, LineStanding, harm_in
from evidence.assessments.line_form import LineForm, form_values
from evidence.assessments.line_records import Offered, offered_records
from evidence.assessments.pages import url
from evidence.assessments.routes import blueprint
from evidence.assessments.words import ABOUT_WEAKNESS, SECTION_ORDER, SECTION_QUESTIONS
from evidence.web import clock
from evidence.web.errors import NotFound, StaleEdit
from evidence.web.saving import saves
from kloe.framework import Framework, Line, UnknownLine

NEXT, OVERVIEW = "next", "overview"


class OpenLine:
    """One line of an open round, with everything its page shows."""

    def __init__(self, scope: Scope, found: store.FoundRound, code: str, *, today: date) -> None:
        self.scope, self.found, self.today = scope, found, today
        self.framework = frameworks.get_framework(scope, found.facts.framework_id)
        self.line = _line_of(self.framework, code)
        self._codes = list(dict.fromkeys([request.args.get("harm", code), code]))
        self._stored = answers.stored_lines(scope, found.row, self._codes)
        self._links = links_by_line(scope, self.framework.id, [code])

    @property
    def stored(self) -> StoredLine:
        """What is stored about the line."""
        return self._stored.get(self.line.code, NOTHING_STORED)

    @property
    def standing(self) -> LineStanding:
        """The line as it stands."""
        return self._standing(self.line)

    def harms(self) -> list[dict[str, Any]]:
        """What "is anyone at risk now?" is about: the line the person comes from, and this one."""
        lines = [line for line in self.framework.lines if line.code in self._codes]
        found = [pages.harm_of(self._standing(line), self.framework) for line in lines]
        return [harm for harm in found if harm is not None]

    def _standing(self, line_: Line) -> LineStanding:
        stored, links = self._stored.get(line_.code, NOTHING_STORED), self._links.get(line_.code, ())
        return reading.line_standing(line_, stored, links, self.found.service.settings, self.today)

    def offered(self, asked: set[str]) -> Offered:
        """The records that can be attached here."""
        attached = {reference for given in self.stored.words.answers.values() for reference in given.records}
        return offered_records(self.scope, self.framework.id, self.line.code, attached, asked)


@blueprint.get("/<ref>/lines/<code>")
@for_roles(*READERS)
def line(scope: Scope, ref: str, code: str) -> Any:
    """One line: to answer and judge for managers while the round is open, to read for everybody else."""
    found = store.get_round(scope, ref)
    if found.frozen is not None:
        return _frozen_page(scope, found, code)
    opened = OpenLine(scope, found, code, today=clock.today())
    if not (scope.manages and found.facts.is_open):
        records = opened.offered(set()).by_reference
        return _read_page(found, opened.framework, opened.standing, records)
    return _form_page(opened, *_form(opened))


@blueprint.post("/<ref>/lines/<code>")
@for_roles(*MANAGERS)
@saves
def save_line(scope: Scope, ref: str, code: str) -> Any:
    """Save what was typed about a line; a stale save shows both versions."""
    found = store.lock_open_round(scope, ref)
    opened = OpenLine(scope, found, code, today=clock.today())
    form, offered = _form(opened)
    if not sent(form):
        return _form_page(opened, form, offered)
    records = {reference: record.id for reference, record in offered.by_reference.items()}
    typed = form.words()
    try:
        changed = answers.save_line(
            scope, found.row, opened.line, typed, version=form.stated_version(), records=records
        )
    except StaleEdit as stale:
        form.version.data = str(stale.current)
        meanwhile = pages.saved_meanwhile(scope, found.facts, code)
        both = answers.differences(opened.stored.words, typed)
        return _form_page(opened, form, offered, differences=both, meanwhile=meanwhile), 409
    flash(f"{opened.line.code} is saved.", "success")
    if opened.standing.support_key == "contested" and typed.rating and typed.rating not in ABOUT_WEAKNESS:
        flash(f"{code} is judged {typed.rating.words}, and something still speaks against it.", "warning")
    return _go_on(opened, changed)


def _form(opened: OpenLine) -> tuple[LineForm, Offered]:
    form = form_for(LineForm, data=form_values(opened.stored.words, opened.stored.version))
    offered = opened.offered(form.answers.asked_records())
    form.offer(opened.line, opened.stored.words, offered)
    return form, offered


def _form_page(
    opened: OpenLine,
    form: LineForm,
    offered: Offered,
    differences: list[Difference] | None = None,
    meanwhile: Any = None,
) -> str:
    standing = opened.standing
    return pages.page(
        "line",
        opened.found.facts,
        **_about(opened.framework, opened.line),
        standing=standing,
        form=form,
        form_has_errors=bool(form.errors),
        offered=offered,
        answered={
            rating: sum(each.key in standing.answers for each in opened.line.at(rating)) for rating in SECTION_ORDER
        },
        differences=differences,
        meanwhile=meanwhile,
        harms=opened.harms(),
        harm_action=pages.risk_action_url,
    )


def _read_page(found: store.FoundRound, framework: Framework, standing: LineStanding, records: Any) -> str:
    return pages.page("line_read", found.facts, **_about(framework, standing.line), standing=standing, records=records)


def _frozen_page(scope: Scope, found: store.FoundRound, code: str) -> str:
    read = frozen.read(scope, found)
    standing = read.standing.line(code)
    if standing is None:
        raise NotFound
    return pages.page(
        "line_read",
        read.standing.facts,
        **_about(read.standing.framework, standing.line),
        standing=standing,
        records=read.records,
    )


def _about(framework: Framework, line_: Line) -> dict[str, Any]:
    place = framework.lines.index(line_)
    return {
        "framework": framework,
        "line": line_,
        "key_question": framework.key_question(line_.key_question),
        "sections": SECTION_ORDER,
        "section_questions": SECTION_QUESTIONS,
        "previous": framework.lines[place - 1] if place else None,
        "next": framework.lines[place + 1] if place + 1 < len(framework.lines) else None,
    }


def _line_of(framework: Framework, code: str) -> Line:
    try:
        return framework.line(code)
    except UnknownLine:
        raise NotFound from None


def _go_on(opened: OpenLine, changed: list[Difference]) -> Response:
    """Where the button pressed leads; with the question about harm on that page, if any was newly said."""
    ref, code = opened.found.facts.reference, opened.line.code
    harm = {"harm": code} if _harm_is_new(opened.line, changed) else {}
    then = request.form.get("then")
    following = _about(opened.framework, opened.line)["next"]
    if then == NEXT and following is not None:
        return redirect(url("line", ref=ref, code=following.code, **harm))
    if then in (NEXT, OVERVIEW):
        return redirect(url("view", ref=ref, **harm))
    # What the answers describe stands at the end of a long page; a question about harm stands at its top.
    return redirect(url("line", ref=ref, code=code) + ("" if harm else "#judgement"))


def _harm_is_new(line_: Line, changed: list[Difference]) -> bool:
    typed = {each.key: each.typed for each in changed if isinstance(each.typed, Answered)}
    before = {each.key: each.stored for each in changed if isinstance(each.stored, Answered)}
    old = {statement.key for statement in harm_in(line_, before)}
    return any(statement.key not in old for statement in harm_in(line_, typed))
