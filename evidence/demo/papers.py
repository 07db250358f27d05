"""The papers behind the demonstration's evidence: audits, minutes, letters and certificates as small real PDFs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from evidence.demo.content import Item
from evidence.demo.dates import dated
from evidence.drawing.document import Block, Document, Facts, Paragraph, Section, Table
from evidence.drawing.pdf import draw_pdf
from evidence.web.formatters import long_date

MADE_UP = "Made up for a demonstration: no such home, agency or person exists."


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of paper: the heading above its table, and the headings of the columns.

    headings: "" where each paper has its own. is_prose: its rows are paragraphs, not a table.
    """

    title: str
    headings: str = ""
    is_prose: bool = False


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "audit": Form("What was checked", "What was checked | What was found | What happens next"),
        "notes": Form("What was talked about", "Talked about | Agreed | Who"),
        "survey": Form("Answers", "Question | Yes | Partly | No"),
        "record": Form("In numbers"),
        "measure": Form("What was measured"),
        "certificate": Form("Results", "What was looked at | Result"),
        "review": Form("What happened, in order", "When | What happened or was done"),
        "observation": Form("What was seen", "When or what | What was seen"),
        "policy": Form("How it works", "Step | What is done"),
        "letter": Form("", is_prose=True),
        "card": Form("In their own words", is_prose=True),
        "note": Form("", is_prose=True),
    }
)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who made a paper. by: initials and post of somebody here; place: the service's name."""

    by: str
    place: str


def paper_of(item: Item, happened_on: date, signed: Signed, made_at: datetime) -> bytes:
    """The PDF of a piece of evidence. The same item on the same days gives the same bytes."""
    form, paper = FORMS[item.paper.form], item.paper
    rows = tuple(dated(row, happened_on) for row in paper.rows)
    blocks: list[Block] = [Facts((("Date", long_date(happened_on)), ("By", paper.sender or signed.by)))]
    if form.is_prose and rows:
        style = "quote" if item.paper.form == "card" else "body"
        blocks += [Paragraph(row, style) for row in rows]  # type: ignore[arg-type]
    else:
        blocks.append(Paragraph(dated(item.text, happened_on)))
    sections = [Section("", 2, tuple(blocks))]
    if rows and not form.is_prose:
        sections.append(Section(form.title, 2, (_table(dated(paper.headings, happened_on) or form.headings, rows),)))
    sections.append(Section("", 2, (_signature(paper.sender or signed.by, happened_on),)))
    document = Document(
        dated(item.title, happened_on),
        f"{signed.place}, {long_date(happened_on)}",
        author=signed.place,
        sections=tuple(sections),
        footer=MADE_UP,
        has_contents=False,
        made_at=made_at,
    )
    return draw_pdf(document)


def cells(row: str) -> tuple[str, ...]:
    """The cells of a row, parted by bars."""
    return tuple(cell.strip() for cell in row.split("|"))


def _table(headings: str, rows: tuple[str, ...]) -> Table:
    return Table(cells(headings), tuple(cells(row) for row in rows))


def _signature(by: str, day: date) -> Facts:
    return Facts((("Signed", "______________________________"), ("Name", by), ("Date", long_date(day))))
