"""The action plan as an Excel file: open and closed actions, one a row, to sort, filter and work through."""

from datetime import datetime

from evidence.actions.words import PRIORITY_WORDS
from evidence.drawing.document import Document
from evidence.packs.action_plan import ActionPlan, GroupedBy, PlannedAction
from evidence.packs.action_plan_document import proof_words
from evidence.packs.covers import NOT_CONFIDENTIAL
from evidence.packs.excel_workbook import Sheet, Value, write_workbook
from evidence.web.formatters import long_date, plural
from evidence.web.markdown import to_plain

Row = tuple[Value, ...]
_ACTION = (("Reference", 14), ("Action", 44), ("Lines", 12))
_FULL = (("What is wrong", 50), ("Plan", 60))


def action_plan_workbook(plan: ActionPlan, by: GroupedBy, document: Document, made_at: datetime) -> bytes:
    """The Excel file of an action plan. by: how its open actions are put in order. made_at: an aware moment.

    document: the same plan as a document, for its cover.
    """
    sheets = (_about(plan, document), _open(plan, by), _closed(plan))
    author = plan.service.name
    return write_workbook(sheets, title=document.title, subject=document.subject, author=author, made_at=made_at)


def _about(plan: ActionPlan, document: Document) -> Sheet:
    facts = document.cover.facts if document.cover else ()
    rows: list[Row] = [("Document", document.title), ("When", document.subtitle)]
    rows += [(label, value) for label, value in facts if isinstance(value, str)]
    days = f"from {long_date(plan.closed_since)} to {long_date(plan.closed_until)}"
    rows += [
        ("Open", f"{plural(len(plan.open_actions), 'open action')}, of which {plan.overdue} overdue"),
        ("Closed", f"{plural(len(plan.closed_actions), 'action')} closed {days}"),
        ("Left out", NOT_CONFIDENTIAL),
        ("What it is", document.disclaimer),
    ]
    return Sheet("About", (("What", 26), ("Words", 90)), tuple(rows))


def _open(plan: ActionPlan, by: GroupedBy) -> Sheet:
    """Open actions in the order of the plan; the heading each stands under is its first column."""
    columns = (
        *(("Under", 30), *_ACTION, *(_FULL if plan.choices.is_full else ())),
        *(("What done looks like", 50), ("Seen to by", 20), ("Priority", 10), ("Due", 13)),
        *(("Progress", 24), ("Last changed", 13)),
    )
    rows = tuple(
        (
            *(group.heading, *_action(action), *_told(plan, action)),
            *(to_plain(action.measure), action.owner or "nobody yet", PRIORITY_WORDS[action.priority], action.due_on),
            *(action.progress, action.changed_on),
        )
        for group in plan.groups(by)
        for action in group.actions
    )
    return Sheet("Open actions", columns, rows)


def _closed(plan: ActionPlan) -> Sheet:
    columns = (
        *(*_ACTION, *(_FULL if plan.choices.is_full else ())),
        *(("What was done", 60), ("Proof", 30), ("Closed", 13), ("Closed by", 20)),
    )
    rows = tuple(
        (
            *(*_action(action), *_told(plan, action)),
            *(to_plain(action.closing_word), proof_words(action), action.closed_on, action.closed_by),
        )
        for action in plan.closed_actions
    )
    return Sheet("Closed actions", columns, rows)


def _action(action: PlannedAction) -> Row:
    return action.reference, action.title, ", ".join(action.codes)


def _told(plan: ActionPlan, action: PlannedAction) -> Row:
    return (to_plain(action.issue), to_plain(action.plan)) if plan.choices.is_full else ()
