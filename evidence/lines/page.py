"""What the page of one line shows: the framework's text, the sections the rooms hand in, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from evidence.accounts.scope import Scope
from evidence.assessments.claims import LineClaim
from evidence.assessments.words import support_key
from evidence.records.history import Happening, history_of
from evidence.records.line_panels import Linked, LinkedRecords
from evidence.records.words import Kind
from evidence.records.words import State as RecordState
from evidence.web.rooms import line_panels
from kloe.framework import CONFIDENCE, Framework, Line
from kloe.judgement import Rating
from kloe.support import State, Support

# The whole history is one link away, among all changes.
MOST_DONE = 10
_OPEN_ACTION = (Kind.ACTION.value, RecordState.OPEN.value)


@dataclass(frozen=True, slots=True)
class Section:
    """One section that a room handed in, drawn."""

    key: str
    title: str
    body: Markup


def text_of(framework: Framework, line: Line) -> dict[str, Any]:
    """The variables for everything on the page that comes from the framework itself."""
    place = framework.lines.index(line)
    return {
        "framework": framework,
        "line": line,
        "key_question": framework.key_question(line.key_question),
        "columns": [(rating, line.at(rating)) for rating in Rating],
        "previous": framework.lines[place - 1] if place else None,
        "next": framework.lines[place + 1] if place + 1 < len(framework.lines) else None,
        "sources": {source.id: source for source in framework.sources},
        "confidence": CONFIDENCE,
    }


@dataclass(frozen=True, slots=True)
class Trouble:
    """What speaks against a contested line: the records that do, and the open actions on it."""

    challenges: Sequence[Linked[Any]]
    actions: Sequence[Linked[Any]]


@dataclass(frozen=True, slots=True)
class LinePage:
    """What a line's page shows beside the framework's text.

    sections: the rooms' own, in order. judged: what the line was judged, round by round; None where no room tells it.
    history: the newest things done to what the sections show. trouble: None where the line is not contested.
    """

    sections: Sequence[Section]
    judged: LineClaim | None
    history: Sequence[Happening]
    trouble: Trouble | None


def page_of(scope: Scope, framework: Framework, line: Line) -> LinePage:
    """The rooms' sections about a line, and its history. One query, beside those of the sections themselves."""
    sections: list[Section] = []
    subjects: list[str] = []
    judged: LineClaim | None = None
    shown: list[Any] = []
    for panel in line_panels():
        context = panel.context(scope, framework.id, line.code)
        shown += context.values()
        subjects += _subjects(context, line.code)
        judged = next((value for value in context.values() if isinstance(value, LineClaim)), judged)
        # Our own template made it, so it is safe as it is.
        body = Markup(render_template(panel.template, **{**context, "framework": framework, "line": line}))
        sections.append(Section(panel.key, panel.title, body))
    return LinePage(sections, judged, history_of(scope, subjects, MOST_DONE), _trouble(shown, judged))


def _trouble(shown: Sequence[Any], judged: LineClaim | None) -> Trouble | None:
    """What speaks against the line, among everything that its sections show."""
    carried = next((value for value in shown if isinstance(value, Support)), None)
    rating = judged.claim.rating if judged and judged.claim else None
    if carried is None or support_key(carried, rating) != State.CONTESTED.value:
        return None
    linked = [each for value in shown if isinstance(value, LinkedRecords) for each in value.shown]
    return Trouble(
        challenges=[each for each in linked if each.record.reference in carried.challenges],
        actions=[each for each in linked if (each.record.kind, each.record.state) == _OPEN_ACTION],
    )


def _subjects(context: Mapping[str, Any], code: str) -> list[str]:
    """What the audit trail calls the things that a section shows."""
    found: list[str] = []
    for value in context.values():
        if isinstance(value, LinkedRecords):
            found += [linked.record.reference for linked in value.shown]
        elif isinstance(value, LineClaim):
            rounds = (value.open_round, *(judgement.round_reference for judgement in value.judgements))
            found += [f"{reference} {code}" for reference in dict.fromkeys(rounds) if reference]
    return found
