"""What the page of one line shows: the framework's text, the sections the rooms hand in, and what was done."""

from collections.abc import Mapping
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


def sections_of(scope: Scope, framework: Framework, line: Line) -> tuple[list[Section], list[Happening]]:
    """The rooms' sections, in order, and the newest things done to the records they show.

    One query, beside those of the sections themselves.
    """
    sections: list[Section] = []
    subjects: list[str] = []
    for panel in line_panels():
        context = panel.context(scope, framework.id, line.code)
        subjects += _subjects(context, line.code)
        # Our own template made it, so it is safe as it is.
        body = Markup(render_template(panel.template, **{**context, "framework": framework, "line": line}))
        sections.append(Section(panel.key, panel.title, body))
    return sections, history_of(scope, subjects)


def _subjects(context: Mapping[str, Any], code: str) -> list[str]:
    """What the audit trail calls the things that a section shows."""
    found: list[str] = []
    for value in context.values():
        if isinstance(value, LinkedRecords):
            found += [linked.record.reference for linked in value.shown]
        elif isinstance(value, LineClaim):
            rounds = (value.open_round, value.claim.round_reference if value.claim else None)
            found += [f"{reference} {code}" for reference in dict.fromkeys(rounds) if reference]
    return found
