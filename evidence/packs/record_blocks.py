"""The records beside a line, as blocks of a pack: evidence, good-news stories and open actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from evidence.assessments.report import ReportRow
from evidence.drawing.document import Block, Paragraph, Reference, Table
from evidence.drawing.rich_text import html_blocks
from evidence.records.words import BEARING_WORDS, SOURCE_WORDS, Bearing, Source
from evidence.web.formatters import long_date, plural, short_date
from evidence.web.markdown import to_html

# What each record's version said, by version id, as `line_records.version_fields` gives it.
Fields = Mapping[str, Mapping[str, Any]]


def evidence_blocks(code: str, rows: tuple[ReportRow, ...], as_of: date) -> list[Block]:
    """The evidence items beside a line as a table. as_of: the day on which they count as out of date."""
    if not rows:
        return [Paragraph("No evidence is linked to this line.", "small")]
    return [
        Table(
            headings=("Reference and title", "Happened", "Comes from", "What it shows"),
            rows=tuple(
                (
                    Reference(row.record.reference, row.record.title),
                    _happened(row, as_of),
                    SOURCE_WORDS[Source(row.record.source)],
                    shown_by(row),
                )
                for row in rows
            ),
            widths=(4, 2, 2, 4),
            caption=f"Evidence for {code}: {plural(len(rows), 'piece')}",
        ),
    ]


def _happened(row: ReportRow, as_of: date) -> str:
    happened = short_date(row.record.happened_on) if row.record.happened_on else "no date"
    until = row.record.good_until
    return f"{happened}\nout of date since {short_date(until)}" if until and until < as_of else happened


def shown_by(row: ReportRow) -> str:
    """What a record shows on its line and how it bears on it, in sentences, with how many files it has."""
    parts = [row.link.shows]
    if row.link.bearing != Bearing.SUPPORTS:
        parts.insert(0, BEARING_WORDS[Bearing(row.link.bearing)] + ".")
    if row.link.resolution:
        parts.append(f"Dealt with: {row.link.resolution}")
    if row.record.files:
        parts.append(plural(len(row.record.files), "file") + " kept.")
    return " ".join(part for part in parts if part)


def story_blocks(rows: tuple[ReportRow, ...], fields: Fields) -> list[Block]:
    """The good-news stories beside a line, told in full where their version's text is there."""
    if not rows:
        return []
    blocks: list[Block] = [Paragraph("Good news", "heading")]
    for row in rows:
        said = fields.get(row.record.version_id, {})
        happened = f", {long_date(row.record.happened_on)}" if row.record.happened_on else ""
        blocks.append(Reference(row.record.reference, f"{row.record.title}{happened}"))
        blocks += html_blocks(to_html(str(said.get("text", ""))))
        if difference := str(said.get("difference", "")):
            blocks.append(Paragraph("What difference it made", "small"))
            blocks += html_blocks(to_html(difference))
        if who := str(said.get("who_says", "")):
            blocks.append(Paragraph(who, "quote"))
        if shows := shown_by(row):
            blocks.append(Paragraph(shows, "small"))
    return blocks


def action_blocks(code: str, rows: tuple[ReportRow, ...], fields: Fields) -> list[Block]:
    """The open actions beside a line as a table, with their plans."""
    if not rows:
        return []
    return [
        Table(
            headings=("Reference and title", "Plan", "Owner", "Due"),
            rows=tuple(
                (
                    Reference(row.record.reference, row.record.title),
                    html_blocks(to_html(str(fields.get(row.record.version_id, {}).get("plan", "")))),
                    row.record.owner or "nobody yet",
                    short_date(row.record.due_on) if row.record.due_on else "no date",
                )
                for row in rows
            ),
            widths=(4, 5, 2, 2),
            caption=f"Open actions for {code}",
        ),
    ]
