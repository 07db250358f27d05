"""Small containers on a page: a tinted panel, a list item with its marker, and a place that links can point to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from evidence.drawing.fonts import runs, width
from evidence.drawing.look import ACCENT, BODY
from evidence.drawing.stacks import draw_stack, split_stack, stack_height

_BAR = 3.0
_CORNER = 4.0
_GAP = 8.0
_NARROWEST = 90.0


@dataclass(frozen=True)
class PanelLook:
    """tint: the background, "" for none. bar: the colour of the bar at the left edge."""

    tint: str
    bar: str
    padding: float = 12.0


class Panel(Flowable):  # type: ignore[misc]
    """Flowables on a tinted ground with a bar at the left; splits between pages like the flowables inside."""

    def __init__(self, stack: Sequence[Flowable], look: PanelLook) -> None:
        super().__init__()
        self._stack = list(stack)
        self._look = look
        self._above, self._below = (look.padding, look.padding - 2) if look.tint else (2.0, 2.0)
        self.spaceBefore, self.spaceAfter = 6.0, 14.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """The width given and the height of the stack with its padding."""
        self.width = available_width
        self.height = stack_height(self._stack, self._inside(available_width)) + self._above + self._below
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """A panel with what fits and a panel with the rest, or nothing when nothing fits."""
        room = available_height - self._above - self._below
        fitting, rest = split_stack(self._stack, self._inside(available_width), room)
        if not fitting:
            return []
        return [Panel(part, self._look) for part in (fitting, rest) if part]

    def draw(self) -> None:
        """Draws the ground, the bar and what stands on it."""
        canvas = self.canv
        if self._look.tint:
            canvas.setFillColor(HexColor(self._look.tint))
            canvas.roundRect(0, 0, self.width, self.height, _CORNER, stroke=0, fill=1)
        canvas.setFillColor(HexColor(self._look.bar))
        canvas.rect(0, 0, _BAR, self.height, stroke=0, fill=1)
        left = _BAR + self._look.padding
        draw_stack(self._stack, canvas, left, self.height - self._above, self._inside(self.width))

    def _inside(self, available_width: float) -> float:
        return float(max(available_width - _BAR - 2 * self._look.padding, available_width / 2))


class ListItem(Flowable):  # type: ignore[misc]
    """One flowable of a list item, set in, with a marker such as "•" or "3." where its first line starts."""

    def __init__(self, inner: Flowable, marker: str, indent: float, size: float = BODY.fontSize) -> None:
        super().__init__()
        self._inner = inner
        self._marker = marker
        self._indent = indent
        self._size = size
        self.spaceBefore, self.spaceAfter = inner.getSpaceBefore(), inner.getSpaceAfter()

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The width given and the height of what is inside."""
        self.width = available_width
        self.height = float(self._inner.wrap(available_width - self._left(available_width), available_height)[1])
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """The parts of what is inside, of which only the first keeps the marker."""
        parts = self._inner.split(available_width - self._left(available_width), available_height)
        return [
            ListItem(part, "" if number else self._marker, self._indent, self._size)
            for number, part in enumerate(parts)
        ]

    def draw(self) -> None:
        """Draws the marker and what is inside."""
        indent, runs_left = self._left(self.width), getattr(self._inner, "is_right_to_left", False)
        if self._marker and indent:
            marker = runs(self._marker, is_bold=True)
            x = self.width - indent + _GAP if runs_left else indent - _GAP - width(marker, self._size)
            text = self.canv.beginText(x, self.height - self._size)
            text.setFillColor(HexColor(ACCENT))
            for run in marker:
                text.setFont(run.font, self._size)
                text.textOut(run.text)
            self.canv.drawText(text)
        self._inner.drawOn(self.canv, 0 if runs_left else indent, 0)

    def _left(self, available_width: float) -> float:
        """The indent, unless lists inside lists have already used up the width."""
        return self._indent if available_width > _NARROWEST + self._indent else 0.0


class Anchored(Flowable):  # type: ignore[misc]
    """A flowable that reports where it is drawn: `arrive(canvas, top)` is called with the height of its upper edge."""

    def __init__(self, inner: Flowable, arrive: Callable[[object, float], None]) -> None:
        super().__init__()
        self._inner = inner
        self._arrive = arrive
        self.spaceBefore, self.spaceAfter = inner.getSpaceBefore(), inner.getSpaceAfter()

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The size of what is inside."""
        self.width, self.height = self._inner.wrap(available_width, available_height)
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """The parts of what is inside, of which the first reports."""
        first, *rest = self._inner.split(available_width, available_height) or [None]
        return [Anchored(first, self._arrive), *rest] if first is not None else []

    def draw(self) -> None:
        """Reports, then draws what is inside."""
        self._arrive(self.canv, self.height)
        self._inner.drawOn(self.canv, 0, 0)
