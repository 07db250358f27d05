"""One weight of a variable TrueType font, worked out glyph by glyph as a document needs it.

The font packages carry variable fonts: one file whose outlines move with an axis such as weight. ReportLab draws only
the file's default weight, regular. Here outlines and widths are moved to another weight, so that a real bold can be
embedded without a font file of its own.

Source: the OpenType specification, tables fvar, avar, gvar, HVAR and glyf.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from evidence.drawing.glyph_outlines import Outline, nearest, read_outline, write_outline

_SHARED_POINTS = 0x8000
_EMBEDDED_PEAK = 0x8000
_INTERMEDIATE = 0x4000
_PRIVATE_POINTS = 0x2000
_PHANTOM_POINTS = 4

Region = Sequence[tuple[float, float, float]]


class VariableFont:
    """The outlines and widths of a variable font at one weight.

    tables: tag -> the bytes of that table (fvar, gvar, HVAR, glyf, loca, head, hmtx, hhea, maxp; avar if there is one).
    weight: the place on the weight axis, such as 700 for bold; every other axis stays at its default.
    Raises KeyError when a table is missing and ValueError when the font has no weight axis.
    """

    def __init__(self, tables: Mapping[str, bytes], weight: float) -> None:
        self._tables = tables
        self._place = _normalised_place(tables, weight)
        self._glyph_starts = _glyph_starts(tables)
        gvar = tables["gvar"]
        axes, shared, shared_at, glyphs, flags, self._data_at = struct.unpack(">HHLHHL", gvar[4:20])
        self._shared_peaks = [_f2dot14(gvar, shared_at + 2 * axes * n, axes) for n in range(shared)]
        if flags & 1:
            self._starts = struct.unpack(f">{glyphs + 1}L", gvar[20 : 24 + 4 * glyphs])
        else:
            self._starts = tuple(2 * n for n in struct.unpack(f">{glyphs + 1}H", gvar[20 : 22 + 2 * glyphs]))

    def glyph(self, number: int) -> bytes:
        """The moved outline of glyph `number`, as glyf bytes; b"" for a glyph without an outline."""
        start, end = self._glyph_starts[number], self._glyph_starts[number + 1]
        if start == end:
            return b""
        outline = read_outline(self._tables["glyf"][start:end])
        return write_outline(self._moved(number, outline))

    def components(self, number: int) -> list[int]:
        """The glyphs that glyph `number` is put together from; empty for most."""
        start, end = self._glyph_starts[number], self._glyph_starts[number + 1]
        if start == end:
            return []
        return [component.glyph for component in read_outline(self._tables["glyf"][start:end]).components]

    def advance_changes(self, glyphs: Sequence[int]) -> list[int]:
        """How many font units wider (or narrower) each of `glyphs` is than at the default weight."""
        hvar = self._tables["HVAR"]
        store_at, map_at = struct.unpack(">LL", hvar[4:12])
        rows = _variation_rows(hvar, store_at, self._place)
        places = _row_places(hvar, map_at) if map_at else None
        changes = []
        for glyph in glyphs:
            outer, inner = places[min(glyph, len(places) - 1)] if places else (0, glyph)
            changes.append(nearest(rows[outer][inner]))
        return changes

    def _moved(self, number: int, outline: Outline) -> Outline:
        points = len(outline.points)
        across, up = [0.0] * points, [0.0] * points
        for scalar, numbers, dx, dy in self._changes(number, points + _PHANTOM_POINTS):
            if numbers is not None:
                dx, dy = outline.spread(numbers, dx), outline.spread(numbers, dy, axis=1)
            for n in range(points):
                across[n] += scalar * dx[n]
                up[n] += scalar * dy[n]
        return outline.moved(across, up)

    def _changes(
        self, number: int, points: int
    ) -> Iterator[tuple[float, list[int] | None, Sequence[float], Sequence[float]]]:
        """Each set of changes that applies here: its strength, the points it names (None: all), changes in x and y."""
        gvar = self._tables["gvar"]
        start, end = self._data_at + self._starts[number], self._data_at + self._starts[number + 1]
        if start == end:
            return
        count, offset = struct.unpack(">HH", gvar[start : start + 4])
        at = start + offset
        shared: list[int] | None = None
        if count & _SHARED_POINTS:
            shared, at = _point_numbers(gvar, at)
        header = start + 4
        for _ in range(count & 0x0FFF):
            size, index = struct.unpack(">HH", gvar[header : header + 4])
            region, header = self._region(gvar, header + 4, index)
            scalar = _strength(self._place, region)
            if scalar:
                numbers, here = _point_numbers(gvar, at) if index & _PRIVATE_POINTS else (shared, at)
                wanted = points if numbers is None else len(numbers)
                deltas = _deltas(gvar, here, 2 * wanted)
                yield scalar, numbers, deltas[:wanted], deltas[wanted:]
            at += size

    def _region(self, gvar: bytes, at: int, index: int) -> tuple[Region, int]:
        axes = len(self._place)
        if index & _EMBEDDED_PEAK:
            peak, at = _f2dot14(gvar, at, axes), at + 2 * axes
        else:
            peak = self._shared_peaks[index & 0x0FFF]
        if not index & _INTERMEDIATE:
            return [(min(p, 0.0), p, max(p, 0.0)) for p in peak], at
        first, last = _f2dot14(gvar, at, axes), _f2dot14(gvar, at + 2 * axes, axes)
        return list(zip(first, peak, last, strict=True)), at + 4 * axes


def _f2dot14(table: bytes, at: int, count: int) -> list[float]:
    return [value / 16384 for value in struct.unpack(f">{count}h", table[at : at + 2 * count])]


def _glyph_starts(tables: Mapping[str, bytes]) -> Sequence[int]:
    loca, long_format = tables["loca"], struct.unpack(">h", tables["head"][50:52])[0]
    if long_format:
        return struct.unpack(f">{len(loca) // 4}L", loca)
    return [2 * start for start in struct.unpack(f">{len(loca) // 2}H", loca)]


def _normalised_place(tables: Mapping[str, bytes], weight: float) -> list[float]:
    """Where `weight` is on each axis, from -1 to 1; 0 is the default."""
    fvar = tables["fvar"]
    at, _, count, size = struct.unpack(">HHHH", fvar[4:12])
    place, tags = [], []
    for n in range(count):
        tag, *limits = struct.unpack(">4slll", fvar[at + n * size : at + n * size + 16])
        low, middle, high = (limit / 65536 for limit in limits)
        wanted = min(max(weight, low), high) if tag == b"wght" else middle
        span = (high - middle) if wanted > middle else (middle - low)
        place.append((wanted - middle) / span if span else 0.0)
        tags.append(tag)
    if b"wght" not in tags:
        raise ValueError("the font has no weight axis")
    return _bent(tables["avar"], place) if "avar" in tables else place


def _bent(avar: bytes, place: Sequence[float]) -> list[float]:
    """`place` after the font's own correction of its axes (table avar)."""
    at, bent = 8, []
    for value in place:
        pairs = struct.unpack(">H", avar[at : at + 2])[0]
        knots = _f2dot14(avar, at + 2, 2 * pairs)
        at += 2 + 4 * pairs
        steps = list(zip(knots[::2], knots[1::2], strict=True))
        for (x0, y0), (x1, y1) in pairwise(steps):
            if x0 <= value <= x1 and x1 > x0:
                value = y0 + (value - x0) * (y1 - y0) / (x1 - x0)
                break
        bent.append(value)
    return bent


def _strength(place: Sequence[float], region: Region) -> float:
    """How strongly a set of changes made for `region` applies at `place`: 0 not at all, 1 fully."""
    strength = 1.0
    for value, (start, peak, end) in zip(place, region, strict=True):
        if peak == 0 or value == peak:
            continue
        if value <= start or value >= end:
            return 0.0
        strength *= (value - start) / (peak - start) if value < peak else (end - value) / (end - peak)
    return strength


def _point_numbers(table: bytes, at: int) -> tuple[list[int] | None, int]:
    """Packed point numbers and where they end; None stands for every point."""
    count, at = table[at], at + 1
    if count & 0x80:
        count, at = (count & 0x7F) << 8 | table[at], at + 1
    if not count:
        return None, at
    numbers: list[int] = []
    last = 0
    while len(numbers) < count:
        control, at = table[at], at + 1
        run, size = (control & 0x7F) + 1, 2 if control & 0x80 else 1
        for step in struct.unpack(f">{run}{'H' if size == 2 else 'B'}", table[at : at + run * size]):
            last += step
            numbers.append(last)
        at += run * size
    return numbers, at


def _deltas(table: bytes, at: int, count: int) -> list[int]:
    deltas: list[int] = []
    while len(deltas) < count:
        control, at = table[at], at + 1
        run = (control & 0x3F) + 1
        if control & 0x80:
            deltas.extend([0] * run)
            continue
        size = 2 if control & 0x40 else 1
        deltas.extend(struct.unpack(f">{run}{'h' if size == 2 else 'b'}", table[at : at + run * size]))
        at += run * size
    return deltas


def _variation_rows(hvar: bytes, at: int, place: Sequence[float]) -> list[list[float]]:
    """The width change of every row of the item variation store that starts at `at`."""
    regions_at, count = struct.unpack(">LH", hvar[at + 2 : at + 8])
    starts = struct.unpack(f">{count}L", hvar[at + 8 : at + 8 + 4 * count])
    axes, regions = struct.unpack(">HH", hvar[at + regions_at : at + regions_at + 4])
    strengths = []
    for n in range(regions):
        values = _f2dot14(hvar, at + regions_at + 4 + 6 * axes * n, 3 * axes)
        strengths.append(_strength(place, list(zip(values[::3], values[1::3], values[2::3], strict=True))))
    return [_rows_of(hvar, at + start, strengths) for start in starts]


def _rows_of(hvar: bytes, at: int, strengths: Sequence[float]) -> list[float]:
    items, words, used = struct.unpack(">HHH", hvar[at : at + 6])
    indexes = struct.unpack(f">{used}H", hvar[at + 6 : at + 6 + 2 * used])
    wide, narrow = ("i", "h") if words & 0x8000 else ("h", "b")
    words &= 0x7FFF
    row = struct.Struct(f">{words}{wide}{used - words}{narrow}")
    data = hvar[at + 6 + 2 * used : at + 6 + 2 * used + items * row.size]
    scale = [strengths[index] for index in indexes]
    return [sum(s * d for s, d in zip(scale, deltas, strict=True)) for deltas in row.iter_unpack(data)]


def _row_places(hvar: bytes, at: int) -> list[tuple[int, int]]:
    """For each glyph, which block of rows and which row in it holds the change of its width."""
    form, entry = hvar[at], hvar[at + 1]
    count, first = (
        (struct.unpack(">L", hvar[at + 2 : at + 6])[0], at + 6)
        if form
        else (struct.unpack(">H", hvar[at + 2 : at + 4])[0], at + 4)
    )
    size, bits = ((entry >> 4) & 3) + 1, (entry & 0xF) + 1
    places = []
    for n in range(count):
        value = int.from_bytes(hvar[first + n * size : first + (n + 1) * size], "big")
        places.append((value >> bits, value & ((1 << bits) - 1)))
    return places
