"""Blocks of a document in a Word file: paragraphs, lists, tables, marks and pictures."""

from collections.abc import Sequence
from io import BytesIO
from itertools import count
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt, RGBColor

from evidence.drawing import look
from evidence.drawing.document import (
    Block,
    Bullets,
    Cell,
    Facts,
    Paragraph,
    Picture,
    Pictures,
    RatingMark,
    Reference,
    Span,
    Table,
    Text,
)
from evidence.packs.office_text import xml_text
from evidence.packs.word_styles import LEAD, NOTE, SMALL, TEXT_WIDTH, WARNING, shade
from evidence.packs.word_text import bookmark, paragraphs_of, write

_STYLES = {"body": "", "lead": LEAD, "quote": "Quote", "note": NOTE, "warning": WARNING, "heading": "", "small": SMALL}
_LABELS = {"note": "Note: ", "warning": "Important: "}
_SHAPES = {"outstanding": "★", "good": "●", "requires-improvement": "◐", "inadequate": "▲"}
_DEEPEST_LIST, _DEEPEST_HEADING = 3, 4
_FACT_SHARES = (1.0, 2.2)
_BROADEST_PICTURE = Emu(TEXT_WIDTH * 2 // 3)


class Writer:
    """Writes blocks to the end of a Word file. places: the references that links in it may lead to."""

    def __init__(self, file: Any, places: frozenset[str]) -> None:
        self.file = file
        self._places = places
        self._seen: set[str] = set()
        self._numbers = count(1)
        self._made: list[Any] = []
        # Looking a style up by its name takes longer than all else about a paragraph.
        self._styles = {style.name: style.style_id for style in file.styles}

    def next_number(self) -> int:
        """A number for a bookmark, not given before."""
        return next(self._numbers)

    def is_first(self, ref: str) -> bool:
        """Whether a reference comes up for the first time: links lead there."""
        is_new = ref not in self._seen
        self._seen.add(ref)
        return is_new

    def heading(self, text: Text, level: int) -> Any:
        """Add a real heading, of level 1 to 4. Returns its paragraph."""
        paragraph = self._new(self.file, f"Heading {min(level, _DEEPEST_HEADING)}")
        spans = (Span(" ".join(text.split())),) if isinstance(text, str) else text
        write(paragraph, spans, self._places)
        return paragraph

    def paragraph(self, text: Text, style: str) -> None:
        """Add a text in a named style of the file; nothing for a blank one."""
        self._text(self.file, text, style)

    def block(self, block: Block) -> None:
        """Add a block."""
        self._block(self.file, block, depth=1)

    def table(
        self, headings: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float], caption: str
    ) -> None:
        """Add a table whose headings repeat on each page. widths: relative to each other."""
        if caption:
            self._text(self.file, caption, "Caption")
        columns = max([len(headings), *(len(row) for row in rows)])
        table = self._empty_table(len(rows) + 1, widths if len(widths) == columns else [1.0] * columns, caption)
        for cell, heading in zip(table.rows[0].cells, headings, strict=False):
            self._cell(cell, (Span(heading, is_bold=True),))
            shade(cell._tc.get_or_add_tcPr(), look.ACCENT_TINT)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row, filled in zip(rows, list(table.rows)[1:], strict=True):
            for cell, value in zip(filled.cells, row, strict=False):
                self._cell(cell, value)
        self._gap()

    def _facts(self, facts: Facts) -> None:
        if not facts.pairs:
            return
        table = self._empty_table(len(facts.pairs), _FACT_SHARES, "")
        for row, (label, value) in zip(table.rows, facts.pairs, strict=True):
            self._cell(row.cells[0], (Span(label, is_bold=True),))
            self._cell(row.cells[1], value)
        self._gap()

    def _empty_table(self, rows: int, widths: Sequence[float], caption: str) -> Any:
        table = self.file.add_table(rows, len(widths), style="Table Grid")
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.LEFT
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Emu(int(TEXT_WIDTH * share / sum(widths)))
            for cell in column.cells:
                cell.width = column.width
        if caption:
            words = OxmlElement("w:tblCaption")
            words.set(qn("w:val"), xml_text(caption))
            table._tbl.tblPr.append(words)
        return table

    def _gap(self) -> None:
        """A thin line after a table, so that two tables in a row stay two."""
        self.file.add_paragraph().paragraph_format.space_after = Pt(2)

    def _cell(self, cell: Any, value: Cell) -> None:
        first = cell.paragraphs[0]
        self._value(cell, value, depth=1)
        if len(cell.paragraphs) > 1:
            first._p.getparent().remove(first._p)
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(2)

    def _value(self, where: Any, value: Cell, depth: int) -> None:
        if isinstance(value, str) or (isinstance(value, tuple) and all(isinstance(part, Span) for part in value)):
            self._text(where, value, "")  # type: ignore[arg-type]
        elif isinstance(value, tuple):
            for part in value:
                self._value(where, part, depth)  # type: ignore[arg-type]
        else:
            self._block(where, value, depth)

    def _block(self, where: Any, block: Block, depth: int) -> None:
        match block:
            case Paragraph():
                self._paragraph(where, block)
            case Bullets():
                self._bullets(where, block, depth)
            case RatingMark():
                self._mark(where, block)
            case Reference():
                self._reference(where, block)
            case Pictures():
                for picture in block.pictures:
                    self._picture(where, picture)
            case Facts() | Table():
                self._grid(where, block)

    def _grid(self, where: Any, block: Facts | Table) -> None:
        """A table; inside a cell, what it says one text after the other."""
        if where is not self.file:
            for row in (block.headings, *block.rows) if isinstance(block, Table) else block.pairs:
                for value in row:
                    self._value(where, value, depth=1)
        elif isinstance(block, Table):
            self.table(block.headings, block.rows, block.widths, block.caption)
        else:
            self._facts(block)

    def _paragraph(self, where: Any, block: Paragraph) -> None:
        if block.style in _LABELS:
            text = (Span(block.text),) if isinstance(block.text, str) else block.text
            self._text(where, (Span(_LABELS[block.style], is_bold=True), *text), _STYLES[block.style])
        elif block.style == "heading":
            text = (Span(block.text),) if isinstance(block.text, str) else block.text
            self._text(where, tuple(Span(span.text, is_bold=True, link=span.link) for span in text), "")
        else:
            self._text(where, block.text, _STYLES[block.style])

    def _bullets(self, where: Any, bullets: Bullets, depth: int) -> None:
        """Points as a list. A numbered one carries its numbers as words, which can't run on from another list."""
        level = f" {min(depth, _DEEPEST_LIST)}" if depth > 1 else ""
        for number, item in enumerate(bullets.items, bullets.start):
            before = len(self._made)
            self._value(where, item, depth + 1)
            added = self._made[before:]
            for place, paragraph in enumerate(added):
                if (paragraph._p.style or "").startswith("List"):
                    continue
                is_point = place == 0 and not bullets.is_numbered
                paragraph._p.style = self._styles[f"List {'Bullet' if is_point else 'Continue'}{level}"]
            if added and bullets.is_numbered and added[0].runs:
                added[0].runs[0].text = f"{number}. {added[0].runs[0].text}"

    def _mark(self, where: Any, mark: RatingMark) -> None:
        paragraph = self._new(where)
        run = paragraph.add_run(xml_text(f"{_SHAPES.get(mark.rating, '○')} {mark.word}"))
        run.bold = True
        ink = look.RATING_LOOKS.get(mark.rating, look.NO_RATING).ink
        run.font.color.rgb = RGBColor.from_string(ink.lstrip("#").upper())

    def _reference(self, where: Any, reference: Reference) -> None:
        title = (Span(reference.title),) if isinstance(reference.title, str) else reference.title
        paragraph = self._new(where)
        write(paragraph, (Span(reference.ref, is_bold=True), Span(" "), *title), self._places)
        if reference.ref in self._places and self.is_first(reference.ref):
            bookmark(paragraph, reference.ref, self.next_number())

    def _picture(self, where: Any, picture: Picture) -> None:
        broad = picture.width >= picture.height
        size = {"width": _BROADEST_PICTURE} if broad else {"height": _BROADEST_PICTURE}
        shape = self._new(where).add_run().add_picture(BytesIO(picture.content), **size)
        shape._inline.docPr.set("descr", xml_text(picture.words))

    def _new(self, where: Any, style: str = "") -> Any:
        paragraph = where.add_paragraph()
        if style:
            paragraph._p.style = self._styles[style]
        self._made.append(paragraph)
        return paragraph

    def _text(self, where: Any, text: Text, style: str) -> None:
        for spans in paragraphs_of(text):
            if any(xml_text(span.text).strip() for span in spans):
                write(self._new(where, style), spans, self._places)
