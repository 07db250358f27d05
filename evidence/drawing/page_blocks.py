"""Blocks of a document as flowables on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from reportlab.platypus import CondPageBreak, Flowable

from evidence.drawing import look
from evidence.drawing.boxes import Anchored, ListItem, Panel, PanelLook
from evidence.drawing.column_widths import column_widths, is_numeric
from evidence.drawing.document import (
    Block,
    Bullets,
    Cell,
    Facts,
    Paragraph,
    Pictures,
    RatingMark,
    Reference,
    Span,
    Table,
)
from evidence.drawing.grid import Grid, Row
from evidence.drawing.page_text import line, paragraphs, plain
from evidence.drawing.picture_rows import picture_rows
from evidence.drawing.rating_marks import RatingFlowable
from evidence.drawing.stacks import stack_height

_PANELS = {
    "quote": (look.QUOTE, PanelLook("", look.WARM), ""),
    "note": (look.PANEL, PanelLook(look.ACCENT_TINT, look.ACCENT), "Note"),
    "warning": (look.PANEL, PanelLook(look.WARM_TINT, look.WARM), "Important"),
}
_STYLES = {"body": look.BODY, "lead": look.LEAD, "heading": look.MINOR_HEADING, "small": look.SMALL}
_BULLET_INDENT, _NUMBER_INDENT = 18.0, 26.0
_LABEL_SHARE = 0.32
_TABLE_ROOM = 100.0
_AROUND_CAPTION = 20.0
BELOW_HEADING = 110.0


@dataclass(frozen=True)
class Setting:
    """What blocks need to know of the document around them.

    destinations: reference -> name of its place in the PDF. arrive: called with the name of a place, the canvas and the
    upper edge when that place is drawn.
    """

    destinations: Mapping[str, str]
    arrive: Callable[[str, object, float], None]

    def anchored(self, flowable: Flowable, ref: str) -> Flowable:
        """`flowable` as the place that `ref` points to."""
        place = self.destinations[ref]
        return Anchored(flowable, lambda canvas, top: self.arrive(place, canvas, top))


def block_flowables(block: Block, setting: Setting, *, in_cell: bool = False) -> list[Flowable]:
    """The flowables of one block. in_cell: in the smaller type of tables."""
    match block:
        case Paragraph():
            return _paragraph(block, setting, in_cell)
        case Bullets():
            return _bullets(block, setting, in_cell)
        case Facts():
            return _facts(block, setting)
        case Table():
            return _table(block, setting)
        case RatingMark():
            return [RatingFlowable(block)]
        case Reference():
            return _reference(block, setting, in_cell)
        case Pictures():
            return picture_rows(block.pictures)


def _paragraph(block: Paragraph, setting: Setting, in_cell: bool) -> list[Flowable]:
    if block.style not in _PANELS:
        style = look.CELL if in_cell and block.style == "body" else _STYLES[block.style]
        drawn = paragraphs(block.text, style, setting.destinations)
        return (
            [CondPageBreak(look.MINOR_HEADING.leading + BELOW_HEADING), *drawn] if block.style == "heading" else drawn
        )
    style, panel, label = _PANELS[block.style]
    drawn = paragraphs(block.text, style, setting.destinations)
    if not drawn:
        return []
    for flowable in drawn[:-1]:
        flowable.spaceAfter = style.leading / 2
    label_style = look.WARNING_LABEL if block.style == "warning" else look.NOTE_LABEL
    return [Panel([line(label, label_style), *drawn] if label else drawn, panel)]


def _bullets(block: Bullets, setting: Setting, in_cell: bool) -> list[Flowable]:
    indent = _NUMBER_INDENT if block.is_numbered else _BULLET_INDENT
    size = look.CELL.fontSize if in_cell else look.BODY.fontSize
    drawn: list[Flowable] = []
    for number, item in enumerate(block.items, block.start):
        marker = f"{number}." if block.is_numbered else "•"
        inner = cell_flowables(item, setting, in_cell=in_cell) or [line("", look.CELL if in_cell else look.BODY)]
        for place, flowable in enumerate(inner):
            drawn.append(ListItem(flowable, "" if place else marker, indent, size))
            drawn[-1].spaceAfter = min(flowable.getSpaceAfter(), 4.0)
    if drawn:
        drawn[-1].spaceAfter = 4.0 if in_cell else 10.0
    return drawn


def _facts(block: Facts, setting: Setting) -> list[Flowable]:
    rows = [
        Row([[line(label, look.FACT_LABEL)], cell_flowables(value, setting, in_cell=True)])
        for label, value in block.pairs
    ]
    return [Grid(rows, (_LABEL_SHARE, 1 - _LABEL_SHARE), edge=0.0)] if rows else []


def _table(block: Table, setting: Setting) -> list[Flowable]:
    columns = max([len(block.headings), *(len(row) for row in block.rows)], default=0)
    if not columns:
        return []
    filled = [(*row, *[""] * (columns - len(row))) for row in block.rows]
    numeric = [is_numeric([row[n] for row in filled]) for n in range(columns)]
    rows = [
        Row([_table_cell(cell, right, setting) for cell, right in zip(row, numeric, strict=True)]) for row in filled
    ]
    heading = None
    if block.headings:
        styles = [look.NUMBER_HEADING if right else look.CELL_HEADING for right in numeric]
        words = (*block.headings, *[""] * (columns - len(block.headings)))
        heading = Row([paragraphs(word, style) for word, style in zip(words, styles, strict=True)])
    shares = block.widths if _are_widths(block.widths, columns) else column_widths(block, columns)
    caption = paragraphs(block.caption, look.CAPTION) if block.caption else []
    grid = Grid(rows, shares, heading)
    room = stack_height(caption, look.TEXT_WIDTH) + grid.start_height(look.TEXT_WIDTH) + _AROUND_CAPTION
    return [CondPageBreak(max(room, _TABLE_ROOM)), *caption, grid]


def _are_widths(widths: Sequence[float], columns: int) -> bool:
    return len(widths) == columns and all(wide > 0 for wide in widths)


def _table_cell(cell: Cell, is_number: bool, setting: Setting) -> list[Flowable]:
    if is_number and isinstance(cell, str):
        return paragraphs(cell, look.NUMBER)
    return cell_flowables(cell, setting)


def _reference(block: Reference, setting: Setting, in_cell: bool) -> list[Flowable]:
    words = [Span(block.ref, is_code=True, is_bold=in_cell)]
    if plain(block.title).strip():
        title = (Span(block.title),) if isinstance(block.title, str) else block.title
        words.extend((Span("\u2002"), *title))
    style = look.CELL if in_cell else look.MINOR_HEADING
    drawn = line(tuple(words), style, setting.destinations)
    placed = setting.anchored(drawn, block.ref) if block.ref in setting.destinations else drawn
    return [CondPageBreak(style.leading + BELOW_HEADING), placed]


def cell_flowables(cell: Cell, setting: Setting, *, in_cell: bool = True) -> list[Flowable]:
    """The flowables of a cell or list item: a text, one block or several."""
    if isinstance(cell, Paragraph | Facts | Table | Bullets | RatingMark | Reference | Pictures):
        return _without_breaks(block_flowables(cell, setting, in_cell=in_cell))
    style = look.CELL if in_cell else look.BODY
    if isinstance(cell, str):
        return paragraphs(cell, style, setting.destinations)
    spans = tuple(part for part in cell if isinstance(part, Span))
    blocks = [part for part in cell if not isinstance(part, Span)]
    drawn = paragraphs(spans, style, setting.destinations)
    return [*drawn, *(part for block in blocks for part in cell_flowables(block, setting, in_cell=in_cell))]


def _without_breaks(flowables: list[Flowable]) -> list[Flowable]:
    """Page breaks have no meaning inside a cell."""
    return [flowable for flowable in flowables if not isinstance(flowable, CondPageBreak)]
