"""What the page of one line shows: the framework's text, the sections the rooms hand in, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from evidence.accounts.scope import Scope
from evidence.assessments.claims import LineClaim
from evidence.records.history import Happening, history_of
from evidence.records.line_panels import LinkedRecords
from evidence.web.rooms import line_panels
from kloe.framework import CONFIDENCE, Framework, Line
from kloe.judgement import Rating

# The whole history is one link away, among all changes.
MOST_DONE = 10


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
class LinePage:
    """What a line's page shows beside the framework's text.

    sections: the rooms' own, in order. judged: what the line was judged, round by round; None where no room tells it.
    history: the newest things done to what the sections show.
    """

    sections: Sequence[Section]
    judged: LineClaim | None
    history: Sequence[Happening]


def page_of(scope: Scope, framework: Framework, line: Line) -> LinePage:
    """The rooms' sections about a line, and its history. One query, beside those of the sections themselves."""
    sections: list[Section] = []
    subjects: list[str] = []
    judged: LineClaim | None = None
    for panel in line_panels():
        context = panel.context(scope, framework.id, line.code)
        subjects += _subjects(context, line.code)
        judged = next((value for value in context.values() if isinstance(value, LineClaim)), judged)
        # Our own template made it, so it is safe as it is.
        body = Markup(render_template(panel.template, **{**context, "framework": framework, "line": line}))
        sections.append(Section(panel.key, panel.title, body))
    return LinePage(sections, judged, history_of(scope, subjects, MOST_DONE))


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
