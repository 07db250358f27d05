"""The action plan: what is being done about the gaps, by whom and by when, and what was finished. Plain data, then a
document that is drawn as a PDF and shown as a page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from itertools import groupby

from evidence.accounts import frameworks
from evidence.accounts.scope import Scope
from evidence.actions.due import Due, due, due_in_words
from evidence.actions.words import Priority
from evidence.packs import store
from evidence.packs.choices import PackChoices, outside
from evidence.packs.store import ActionRow, PackService
from evidence.records.words import State
from evidence.web.formatters import LONDON, day_of
from kloe.framework import Framework

# What stands before a note on how an action goes.
_NOTED = re.compile(r"^\*\*(?P<day>\d{1,2} [A-Z][a-z]+ \d{4}), (?P<who>[^\n]+?):\*\*", re.MULTILINE)
NO_LINE = "Not linked to a line of this framework"


class GroupedBy(StrEnum):
    """How the open actions of a plan are put in order."""

    LINE = "line"
    DUE = "due"


GROUPED_BY_WORDS: Mapping[str, str] = {
    GroupedBy.LINE: "By line, in the framework’s order",
    GroupedBy.DUE: "By the day they are due",
}
DUE_HEADINGS = {
    Due.OVERDUE: "Overdue",
    Due.SOON: "Due in the next two weeks",
    Due.LATER: "Due later",
}


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One action. owner, closed_by: as the choices name people, "" for nobody.

    codes: its lines, in the framework's order. issue, plan, notes: "" unless everything is wanted; notes tell how it
    goes. measure: what done looks like. stands, progress: where it stands on the plan's day, the latter in words.
    closed_on, closed_by, closing_word: None and "" while it is open. proof: the reference of what proves it, or
    `no_proof_reason` says why there is none.
    """

    reference: str
    title: str
    issue: str
    plan: str
    measure: str
    owner: str
    due_on: date
    priority: Priority
    codes: tuple[str, ...]
    stands: Due
    progress: str
    changed_on: date
    closed_on: date | None = None
    closed_by: str = ""
    closing_word: str = ""
    proof: str = ""
    no_proof_reason: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """Some actions under a heading, by the day they are due. key_question: its title, "" where none is meant."""

    key_question: str
    heading: str
    actions: tuple[PlannedAction, ...]


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The actions of a service on a day.

    open_actions: by the day they are due. closed_actions: those closed from closed_since to closed_until, both days
    included, the latest first.
    """

    service: PackService
    framework: Framework
    as_of: date
    choices: PackChoices
    open_actions: tuple[PlannedAction, ...]
    closed_actions: tuple[PlannedAction, ...]
    closed_since: date
    closed_until: date

    @property
    def overdue(self) -> int:
        """How many open actions are overdue."""
        return sum(action.stands is Due.OVERDUE for action in self.open_actions)

    def groups(self, by: GroupedBy) -> tuple[ActionGroup, ...]:
        """The open actions, each once, under headings. An action with several lines stands under the first of them."""
        return self._by_line() if by is GroupedBy.LINE else self._by_due()

    def _by_line(self) -> tuple[ActionGroup, ...]:
        first: dict[str, list[PlannedAction]] = {}
        for action in self.open_actions:
            chosen = (code for code in action.codes if self.choices.wants(self.framework.id, code))
            first.setdefault(next(chosen, ""), []).append(action)
        found = [
            ActionGroup(
                self.framework.key_question(line.key_question).title,
                f"{line.code} {line.title}",
                tuple(first[line.code]),
            )
            for line in self.framework.lines
            if line.code in first
        ]
        return (*found, *([ActionGroup("", NO_LINE, tuple(first[""]))] if "" in first else []))

    def _by_due(self) -> tuple[ActionGroup, ...]:
        together = groupby(self.open_actions, key=lambda action: action.stands)
        return tuple(ActionGroup("", DUE_HEADINGS[stands], tuple(actions)) for stands, actions in together)


def read_action_plan(scope: Scope, choices: PackChoices, today: date) -> ActionPlan:
    """The action plan of a service: open actions of the chosen lines, and those closed in the chosen time.

    Without a first day, what was closed in the last year. Never a confidential one. At most three queries.
    """
    scope = outside(scope)
    service = store.read_service(scope)
    framework = frameworks.get_framework(scope, service.framework_id)
    until = choices.until or today
    since = choices.since or _a_year_before(until)
    moment = datetime.combine(since, time(), LONDON)
    rows = store.action_rows(scope, framework.id, closed_since=moment)
    planned = planned_actions(rows, framework, choices, today)
    closed = [action for action in planned if action.closed_on is not None and since <= action.closed_on <= until]
    return ActionPlan(
        service=service,
        framework=framework,
        as_of=today,
        choices=choices,
        open_actions=tuple(action for action in planned if action.closed_on is None),
        closed_actions=tuple(sorted(closed, key=lambda action: action.closed_on or until, reverse=True)),
        closed_since=since,
        closed_until=until,
    )


def planned_actions(
    rows: Iterable[ActionRow], framework: Framework, choices: PackChoices, today: date
) -> list[PlannedAction]:
    """Stored actions as plain ones, each once, in the rows' order; only those of the chosen lines."""
    order = {line.code: place for place, line in enumerate(framework.lines)}
    together: dict[str, list[ActionRow]] = {}
    for row in rows:
        together.setdefault(row.record.reference, []).append(row)
    found = []
    for same in together.values():
        codes = tuple(sorted((row.code for row in same if row.code in order), key=order.__getitem__))
        if choices.lines is None or any(choices.wants(framework.id, code) for code in codes):
            found.append(_planned(same[0], codes, choices, today))
    return found


def _planned(row: ActionRow, codes: tuple[str, ...], choices: PackChoices, today: date) -> PlannedAction:
    action, record = row.action, row.record
    is_done = record.state == State.DONE.value and action.closed_at is not None
    return PlannedAction(
        reference=record.reference,
        title=record.title,
        issue=action.issue if choices.is_full else "",
        plan=action.plan if choices.is_full else "",
        measure=action.measure,
        owner=choices.person(row.owner),
        due_on=action.due_on,
        priority=Priority(action.priority),
        codes=codes,
        stands=due(action.due_on, today, is_done=is_done),
        progress=due_in_words(action.due_on, today, is_done=is_done),
        changed_on=day_of(record.updated_at),
        closed_on=day_of(action.closed_at) if is_done and action.closed_at else None,
        closed_by=choices.person(row.closed_by) if is_done else "",
        closing_word=action.closing_word if is_done else "",
        proof=row.proof if is_done else "",
        no_proof_reason=action.no_proof_reason if is_done else "",
        notes=_NOTED.sub(partial(_noted, choices), record.text) if choices.is_full else "",
    )


def _noted(choices: PackChoices, found: re.Match[str]) -> str:
    """The day and the writer before a note, the latter as the choices name people."""
    return f"**{found['day']}, {choices.person(found['who'])}:**"


def _a_year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
