"""Flowables one above the other inside a box, a table cell or a list item: measured, drawn and split together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reportlab.platypus import Flowable

_UNLIMITED = 1_000_000.0


def _gap(above: Flowable, below: Flowable) -> float:
    return float(max(above.getSpaceAfter(), below.getSpaceBefore()))


def _height(flowable: Flowable, width: float) -> float:
    return float(flowable.wrap(width, _UNLIMITED)[1])


def stack_height(stack: Sequence[Flowable], width: float) -> float:
    """Points the stack needs at `width` points; space before its first and after its last flowable is left out."""
    heights = sum(_height(flowable, width) for flowable in stack)
    return heights + sum(_gap(above, below) for above, below in pairwise(stack))


def draw_stack(stack: Sequence[Flowable], canvas: object, x: float, top: float, width: float) -> None:
    """Draws the stack with its upper left corner at (x, top)."""
    above: Flowable | None = None
    for flowable in stack:
        top -= _gap(above, flowable) if above is not None else 0.0
        top -= _height(flowable, width)
        flowable.drawOn(canvas, x, top)
        above = flowable


def split_stack(stack: Sequence[Flowable], width: float, height: float) -> tuple[list[Flowable], list[Flowable]]:
    """What fits into `height` points and what is left over; either may be empty."""
    fitting: list[Flowable] = []
    room = height
    for at, flowable in enumerate(stack):
        room -= _gap(fitting[-1], flowable) if fitting else 0.0
        needed = _height(flowable, width)
        if needed <= room:
            fitting.append(flowable)
            room -= needed
            continue
        parts = flowable.split(width, room) if room > 0 else []
        if parts:
            return [*fitting, parts[0]], [*parts[1:], *stack[at + 1 :]]
        return fitting, list(stack[at:])
    return fitting, []
