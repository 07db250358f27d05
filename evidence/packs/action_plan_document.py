"""The action plan as a document: who does what by when, with columns in which long titles wrap."""

from evidence.actions.words import PRIORITY_WORDS
from evidence.drawing.document import Block, Cell, Document, IndexEntry, Paragraph, Reference, Section, Table
from evidence.drawing.rich_text import html_blocks
from evidence.packs.action_plan import ActionGroup, ActionPlan, GroupedBy, PlannedAction
from evidence.packs.covers import NOT_CONFIDENTIAL, STANDING_SENTENCE, cover, footer
from evidence.web.formatters import long_date, plural, short_date
from evidence.web.markdown import to_html

HEADINGS = ("Action", "What done looks like", "Seen to by", "Due and progress")
WIDTHS = (6, 4.4, 3.2, 3.4)


def action_plan_document(plan: ActionPlan, by: GroupedBy) -> Document:
    """The document of an action plan. by: how its open actions are put in order."""
    sections = [Section("At a glance", 1, _at_a_glance(plan), starts_page=True)]
    before = ""
    for group in plan.groups(by):
        if group.key_question and group.key_question != before:
            sections.append(Section(group.key_question, 1))
        before = group.key_question
        sections.append(Section(group.heading, 2 if group.key_question else 1, (_open_table(group),)))
    sections.append(Section("Closed", 1, _closed(plan)))
    every = (*plan.open_actions, *plan.closed_actions)
    return Document(
        title=f"Action plan of {plan.service.name}",
        subtitle=f"As it stands on {long_date(plan.as_of)}",
        author=plan.service.provider,
        subject=f"Action plan, {plan.framework.title}",
        cover=cover(plan.service, plan.framework, plan.as_of, plan.choices),
        sections=tuple(sections),
        index=tuple(
            IndexEntry(action.reference, action.title) for action in sorted(every, key=lambda each: each.reference)
        ),
        footer=footer(plan.service, "Action plan", plan.as_of),
        disclaimer=STANDING_SENTENCE,
    )


def action_cell(action: PlannedAction) -> tuple[Block, ...]:
    """An action as a cell: reference, title and lines, and what is wrong and planned where everything is wanted."""
    blocks: list[Block] = [Reference(action.reference, action.title)]
    if action.codes:
        word = "Line" if len(action.codes) == 1 else "Lines"
        blocks.append(Paragraph(f"{word} {', '.join(action.codes)}", "small"))
    told = (("What is wrong", action.issue), ("Plan", action.plan), ("How it goes", action.notes))
    return (*blocks, *(block for label, text in told for block in _told(label, text)))


def action_row(action: PlannedAction) -> tuple[Cell, ...]:
    """An open action as a row under HEADINGS."""
    return action_cell(action), _text(action.measure), action.owner or "nobody yet", due_words(action)


def due_words(action: PlannedAction) -> str:
    """When an action is due, how it stands and how much it matters, in lines."""
    priority = f"{PRIORITY_WORDS[action.priority]} priority"
    return f"{short_date(action.due_on)}\n{action.progress}\n{priority}\nLast changed {short_date(action.changed_on)}"


def _at_a_glance(plan: ActionPlan) -> tuple[Block, ...]:
    open_, closed = len(plan.open_actions), len(plan.closed_actions)
    counts = f"{plural(open_, 'open action')}, of which {plan.overdue} overdue. {plural(closed, 'action')} closed "
    return (
        Paragraph(f"{counts}from {long_date(plan.closed_since)} to {long_date(plan.closed_until)}."),
        Paragraph(NOT_CONFIDENTIAL, "small"),
    )


def _open_table(group: ActionGroup) -> Table:
    caption = f"{group.heading}: {plural(len(group.actions), 'open action')}"
    return Table(HEADINGS, tuple(action_row(action) for action in group.actions), WIDTHS, caption)


def _closed(plan: ActionPlan) -> tuple[Block, ...]:
    days = f"from {long_date(plan.closed_since)} to {long_date(plan.closed_until)}"
    if not plan.closed_actions:
        return (Paragraph(f"No action was closed {days}."),)
    rows = tuple(
        (
            action_cell(action),
            _text(action.closing_word),
            proof_words(action),
            "\n".join(filter(None, (short_date(action.closed_on) if action.closed_on else "", action.closed_by))),
        )
        for action in plan.closed_actions
    )
    headings = ("Action", "What was done", "Proof", "Closed")
    return (Table(headings, rows, (6, 4.4, 3.2, 3.4), f"Closed {days}: {plural(len(rows), 'action')}"),)


def proof_words(action: PlannedAction) -> str:
    """The reference of what proves a closed action, or why there is none."""
    return action.proof or (
        f"None: {action.no_proof_reason}" if action.no_proof_reason else "A record that is kept back"
    )


def _told(label: str, text: str) -> list[Block]:
    return [Paragraph(label, "small"), *html_blocks(to_html(text))] if text else []


def _text(text: str) -> Cell:
    return html_blocks(to_html(text)) or ""
