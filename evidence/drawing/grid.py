"""Rows and columns of flowables that run over pages: rows break between pages, and inside when they are long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from evidence.drawing.look import ACCENT, ACCENT_TINT, HAIRLINE, TEXT_HEIGHT
from evidence.drawing.stacks import draw_stack, split_stack, stack_height

PADDING = 7.0
_DOWN = 6.0
_LONG_ROW = TEXT_HEIGHT * 0.4
_TALLEST_HEADING = TEXT_HEIGHT * 0.25
_LEAST_PART = 48.0
_NARROWEST = 8.0


@dataclass(frozen=True)
class Columns:
    """widths: of each column, in points. padding: at the left and right inside each; edge: at the far left instead."""

    widths: tuple[float, ...]
    edge: float = PADDING

    def insides(self) -> list[tuple[float, float]]:
        """For each column, where its text starts from the left edge of the grid and how wide it may be."""
        places, left = [], 0.0
        for number, wide in enumerate(self.widths):
            before = PADDING if number else self.edge
            places.append((left + before, max(wide - before - PADDING, _NARROWEST)))
            left += wide
        return places


@dataclass
class Row:
    """One row: a stack of flowables for each column. height holds for one set of columns at a time."""

    cells: list[list[Flowable]]
    height: float = 0.0
    columns: Columns = field(default=Columns(()))

    def measure(self, columns: Columns) -> float:
        """The height in points, with padding, in these columns."""
        if self.columns != columns:
            stacks = zip(self.cells, columns.insides(), strict=True)
            self.height = 2 * _DOWN + max(stack_height(cell, wide) for cell, (_, wide) in stacks)
            self.columns = columns
        return self.height

    def split(self, height: float) -> tuple[Row, Row] | None:
        """A row of at most `height` points and a row with the rest; None when no cell has a line that fits."""
        stacks = zip(self.cells, self.columns.insides(), strict=True)
        parts = [split_stack(cell, wide, height - 2 * _DOWN) for cell, (_, wide) in stacks]
        if not any(fitting for fitting, _ in parts):
            return None
        return Row([fitting for fitting, _ in parts]), Row([rest for _, rest in parts])

    def draw(self, canvas: Canvas, top: float) -> None:
        """Draws the cells with the row's upper edge at `top`."""
        for cell, (left, wide) in zip(self.cells, self.columns.insides(), strict=True):
            draw_stack(cell, canvas, left, top - _DOWN, wide)


class Grid(Flowable):  # type: ignore[misc]
    """Rows under an optional heading row that repeats on each page.

    shares: one number for each column, relative to each other. edge: points before the text of the first column.
    A heading taller than a quarter of a page is drawn once.
    """

    def __init__(
        self, rows: Sequence[Row], shares: Sequence[float], heading: Row | None = None, edge: float = PADDING
    ) -> None:
        super().__init__()
        self._rows = list(rows)
        self._shares = tuple(shares)
        self._heading = heading
        self._edge = edge
        self.spaceBefore, self.spaceAfter = 2.0, 16.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """The width given and the height of all rows."""
        total = sum(self._shares)
        columns = Columns(tuple(available_width * share / total for share in self._shares), self._edge)
        if self._heading and self._heading.measure(columns) > _TALLEST_HEADING:
            self._rows, self._heading = [self._heading, *self._rows], None
        self.width = available_width
        self.height = sum(row.measure(columns) for row in self._all_rows())
        return self.width, self.height

    def start_height(self, available_width: float) -> float:
        """Points for the heading and the first row, or for the least part of one that may break inside."""
        self.wrap(available_width, 0.0)
        first = self._rows[0].height if self._rows else 0.0
        return (self._heading.height if self._heading else 0.0) + (first if first <= _LONG_ROW else _LEAST_PART)

    def _all_rows(self) -> list[Row]:
        return [self._heading, *self._rows] if self._heading else self._rows

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """A grid with the rows that fit and one with the rest; nothing when not even a part of a row fits."""
        self.wrap(available_width, available_height)
        room = available_height - (self._heading.height if self._heading else 0.0)
        fitting = 0
        while fitting < len(self._rows) and self._rows[fitting].height <= room:
            room -= self._rows[fitting].height
            fitting += 1
        here, rest = self._rows[:fitting], self._rows[fitting:]
        if rest and rest[0].height > _LONG_ROW and room > _LEAST_PART:
            parts = rest[0].split(room)
            if parts:
                here, rest = [*here, parts[0]], [parts[1], *rest[1:]]
        if not here:
            return []
        return [Grid(rows, self._shares, self._heading, self._edge) for rows in (here, rest) if rows]

    def draw(self) -> None:
        """Draws the heading on its ground and a hairline under each row."""
        canvas, top = self.canv, self.height
        if self._heading:
            canvas.setFillColor(HexColor(ACCENT_TINT))
            canvas.rect(0, top - self._heading.height, self.width, self._heading.height, stroke=0, fill=1)
        for row in self._all_rows():
            row.draw(canvas, top)
            top -= row.height
            is_heading = row is self._heading
            canvas.setStrokeColor(HexColor(ACCENT if is_heading else HAIRLINE))
            canvas.setLineWidth(1.1 if is_heading else 0.6)
            canvas.line(0, top, self.width, top)
