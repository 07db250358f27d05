"""TrueType glyph outlines: read from, moved and written back to the bytes of a font's glyf table.

Hints are left out: they belong to the default weight, and printed or zoomed pages do not need them.
Source: the OpenType specification, tables glyf and gvar ("inferred deltas for un-referenced point numbers").
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace

Point = tuple[float, float]

_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME = 1, 2, 4, 8, 16, 32
_OVERLAP = 64
_WORDS, _OFFSETS, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _INSTRUCTIONS = 1, 2, 8, 32, 64, 128, 256


@dataclass(frozen=True)
class Component:
    """One glyph placed inside another: its flags, its number and the bytes of its scale."""

    flags: int
    glyph: int
    scale: bytes


@dataclass(frozen=True)
class Outline:
    """A glyph: the points of its contours, or where its components stand.

    points: (x, y) in font units. on_curve and ends (last point of each contour) are empty for a composite glyph, whose
    points are the offsets of `components`. box: left, bottom, right, top in font units.
    """

    points: tuple[Point, ...]
    on_curve: tuple[bool, ...]
    ends: tuple[int, ...]
    components: tuple[Component, ...]
    box: tuple[int, int, int, int]

    def spread(self, numbers: Sequence[int], changes: Sequence[float], axis: int = 0) -> list[float]:
        """The change of every point along `axis` (0 x, 1 y), when only the points `numbers` have a stated change."""
        full = [0.0] * len(self.points)
        stated = {n: change for n, change in zip(numbers, changes, strict=True) if n < len(self.points)}
        for n, change in stated.items():
            full[n] = change
        first = 0
        for end in self.ends:
            touched = [n for n in range(first, end + 1) if n in stated]
            if touched:
                self._spread_contour(full, touched, first, end, axis)
            first = end + 1
        return full

    def _spread_contour(self, full: list[float], touched: list[int], first: int, end: int, axis: int) -> None:
        for before, after in zip(touched, touched[1:] + touched[:1], strict=True):
            between = (
                range(before + 1, after) if before < after else [*range(before + 1, end + 1), *range(first, after)]
            )
            for n in between:
                full[n] = _inferred(
                    self.points[n][axis],
                    (self.points[before][axis], full[before]),
                    (self.points[after][axis], full[after]),
                )

    def moved(self, across: Sequence[float], up: Sequence[float]) -> Outline:
        """This outline with every point moved by its own number of font units, rounded to whole units."""
        points = tuple(
            (nearest(x + dx), nearest(y + dy)) for (x, y), dx, dy in zip(self.points, across, up, strict=True)
        )
        if self.components or not points:
            return replace(self, points=points)
        xs, ys = [int(x) for x, _ in points], [int(y) for _, y in points]
        return replace(self, points=points, box=(min(xs), min(ys), max(xs), max(ys)))


def nearest(units: float) -> int:
    """The nearest whole number of font units, halves upwards, as the font format asks."""
    return math.floor(units + 0.5)


def _inferred(place: float, one: Point, other: Point) -> float:
    """The change of a point at `place` between two points, each given as (its place, its change)."""
    (low, low_change), (high, high_change) = sorted((one, other))
    if low == high:
        return low_change if low_change == high_change else 0.0
    if place <= low:
        return low_change
    if place >= high:
        return high_change
    return low_change + (place - low) * (high_change - low_change) / (high - low)


def read_outline(glyph: bytes) -> Outline:
    """The outline held in the glyf bytes of one glyph, which must not be empty."""
    contours, *box = struct.unpack(">5h", glyph[:10])
    corners = (box[0], box[1], box[2], box[3])
    return _read_composite(glyph, corners) if contours < 0 else _read_simple(glyph, contours, corners)


def _read_simple(glyph: bytes, contours: int, box: tuple[int, int, int, int]) -> Outline:
    ends = struct.unpack(f">{contours}H", glyph[10 : 10 + 2 * contours])
    at = 10 + 2 * contours
    at += 2 + struct.unpack(">H", glyph[at : at + 2])[0]
    count = ends[-1] + 1 if ends else 0
    flags: list[int] = []
    while len(flags) < count:
        flag, at = glyph[at], at + 1
        flags.append(flag)
        if flag & _REPEAT:
            flags.extend([flag] * glyph[at])
            at += 1
    xs, at = _read_axis(glyph, at, flags, _X_SHORT, _X_SAME)
    ys, at = _read_axis(glyph, at, flags, _Y_SHORT, _Y_SAME)
    return Outline(tuple(zip(xs, ys, strict=True)), tuple(bool(f & _ON_CURVE) for f in flags), ends, (), box)


def _read_axis(glyph: bytes, at: int, flags: Sequence[int], short: int, same: int) -> tuple[list[float], int]:
    places: list[float] = []
    place = 0
    for flag in flags:
        if flag & short:
            place += glyph[at] if flag & same else -glyph[at]
            at += 1
        elif not flag & same:
            place += struct.unpack(">h", glyph[at : at + 2])[0]
            at += 2
        places.append(place)
    return places, at


def _read_composite(glyph: bytes, box: tuple[int, int, int, int]) -> Outline:
    at, more = 10, True
    components, offsets = [], []
    while more:
        flags, number = struct.unpack(">HH", glyph[at : at + 4])
        at += 4
        form = (">hh" if flags & _OFFSETS else ">HH") if flags & _WORDS else (">bb" if flags & _OFFSETS else ">BB")
        offsets.append(struct.unpack(form, glyph[at : at + struct.calcsize(form)]))
        at += struct.calcsize(form)
        size = 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
        components.append(Component(flags, number, glyph[at : at + size]))
        at += size
        more = bool(flags & _MORE)
    return Outline(tuple((x, y) for x, y in offsets), (), (), tuple(components), box)


def write_outline(outline: Outline) -> bytes:
    """The glyf bytes of `outline`, padded to a multiple of four bytes."""
    body = _composite_bytes(outline) if outline.components else _simple_bytes(outline)
    return body + b"\0" * (-len(body) % 4)


def _simple_bytes(outline: Outline) -> bytes:
    flags, xs, ys = bytearray(), bytearray(), bytearray()
    last = (0, 0)
    for point, on_curve in zip(outline.points, outline.on_curve, strict=True):
        x, y = int(point[0]), int(point[1])
        flag = (_ON_CURVE if on_curve else 0) | (0 if flags else _OVERLAP)
        flag |= _append_step(xs, x - last[0], _X_SHORT, _X_SAME) | _append_step(ys, y - last[1], _Y_SHORT, _Y_SAME)
        flags.append(flag)
        last = (x, y)
    ends = struct.pack(f">{len(outline.ends)}H", *outline.ends)
    head = struct.pack(">5h", len(outline.ends), *outline.box)
    return head + ends + b"\0\0" + bytes(flags) + bytes(xs) + bytes(ys)


def _append_step(places: bytearray, step: int, short: int, same: int) -> int:
    """Adds one step to `places` and gives the flags that say how it was written."""
    if not step:
        return same
    if -255 <= step <= 255:
        places.append(abs(step))
        return short | (same if step > 0 else 0)
    places.extend(struct.pack(">h", step))
    return 0


def _composite_bytes(outline: Outline) -> bytes:
    parts = [struct.pack(">5h", -1, *outline.box)]
    for component, (x, y) in zip(outline.components, outline.points, strict=True):
        flags = (component.flags | _WORDS) & ~_INSTRUCTIONS
        form = ">HHhh" if flags & _OFFSETS else ">HHHH"
        parts.append(struct.pack(form, flags, component.glyph, int(x), int(y)) + component.scale)
    return b"".join(parts)
