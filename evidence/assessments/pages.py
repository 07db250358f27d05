"""What the pages of a round share: their common variables, the round that is closed, and who saved meanwhile."""

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import g, render_template, url_for
from markupsafe import Markup, escape

from evidence.accounts.scope import Scope
from evidence.assessments.content import LineStanding, RoundFacts
from evidence.assessments.words import (
    AID_SENTENCE,
    DAMAGED,
    RATING_WORDS,
    ROUND_STATE_WORDS,
    STANDING_SENTENCE,
    answer_words,
)
from evidence.records.history import Happening, history_of
from kloe.framework import CHARACTERISTIC_KEY, CONFIDENCE, Characteristic, Framework

KIND_NAMES = {"item": "Evidence", "story": "Story", "action": "Action", "feedback": "Feedback"}
REASON_IN_ADDRESS = 500
_KEY = re.compile(rf"\b{CHARACTERISTIC_KEY}\b")


def page(template: str, facts: RoundFacts, **values: Any) -> str:
    """A page of a round, with the words that all of them use."""
    return render_template(
        f"assessments/{template}.html",
        facts=facts,
        standing_sentence=STANDING_SENTENCE,
        aid_sentence=AID_SENTENCE,
        damaged=DAMAGED,
        state_words=ROUND_STATE_WORDS,
        rating_words=RATING_WORDS,
        answer_words=answer_words,
        confidence_words=CONFIDENCE,
        kind_names=KIND_NAMES,
        with_links=with_links,
        to=partial(url, ref=facts.reference),
        **values,
    )


def url(endpoint: str, **values: Any) -> str:
    """The address of one of the room's pages in the service in use."""
    return url_for(f"assessments.{endpoint}", service=g.place.service.reference, **values)


def with_links(text: str) -> Markup:
    """A reason with each statement key made a link to the statement on the same page."""
    parts, end = [], 0
    for found in _KEY.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<a href="#{0}">{0}</a>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def harm_of(standing: LineStanding | None, framework: Framework) -> dict[str, Any] | None:
    """What the question "is anyone at risk now?" is about: the line as it stands. None where nothing asks it."""
    if standing is None or not (standing.harm or standing.is_at_risk):
        return None
    return {"line": standing.line, "standing": standing, "framework": framework}


def risk_action_url(framework: Framework, code: str, statement: Characteristic) -> str:
    """The address at which an action about a statement of harm is added, its line and issue filled in."""
    return url_for(
        "actions.add",
        service=g.place.service.reference,
        line=f"{framework.id}/{code}",
        issue=f"{statement.text} ({statement.key})",
    )


def line_action_url(framework: Framework, standing: LineStanding) -> str:
    """The address at which an action about a line that is judged weak is added, with why it was judged so."""
    rating = standing.rating.words if standing.rating else "nothing yet"
    issue = f"{standing.code} {standing.line.title}: we judged it {rating}."
    # An address has to stay short: a long reason is read on the line's own page.
    reason = standing.reason if len(standing.reason) <= REASON_IN_ADDRESS else ""
    return url_for(
        "actions.add",
        service=g.place.service.reference,
        line=f"{framework.id}/{standing.code}",
        issue=f"{issue} {reason}".strip(),
    )


def latest_changes(scope: Scope, facts: RoundFacts, parts: Iterable[str]) -> list[Happening]:
    """What was done to a round and these parts of it, newest first. One query."""
    return history_of(scope, [facts.reference, *(f"{facts.reference} {part}" for part in parts)])


def saved_meanwhile(scope: Scope, facts: RoundFacts, part: str) -> Happening | None:
    """The last save of one part of a round. One query."""
    return next(iter(history_of(scope, [f"{facts.reference} {part}"])), None)


def closed_page(facts: RoundFacts) -> tuple[str, int]:
    """The answer to a change of a round that is signed off or given up: why not, and what to do instead."""
    return page("closed", facts), 409
