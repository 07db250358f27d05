"""Fonts embedded in a PDF: a chosen weight of a variable font, and text that copies out as people typed it."""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

from evidence.drawing.variable_font import VariableFont

REGULAR_WEIGHT = 400
_TABLES = ("fvar", "avar", "gvar", "HVAR", "glyf", "loca", "head", "hmtx", "hhea", "maxp")
_NON_JOINER = 0x200C
_ARABIC_FORMS = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFF))


class WeightedFace(TTFontFace):  # type: ignore[misc]
    """A face of a variable font at a weight other than the file's own, under its own PostScript name."""

    def __init__(self, path: Path, weight: int, name: str) -> None:
        super().__init__(str(path))
        tables = {tag: bytes(self.get_table(tag)) for tag in _TABLES if tag in self.table}
        self._variable = VariableFont(tables, weight)
        self.name = name.encode("ascii")
        self.stemV = 50 + int((weight / 65.0) ** 2)
        self._widen()

    def _widen(self) -> None:
        glyphs = range(self.numGlyphs)
        changes = self._variable.advance_changes(glyphs)
        self.hmetrics: list[tuple[int, int]] = [
            (advance + change, side) for (advance, side), change in zip(self.hmetrics, changes, strict=True)
        ]
        self.charWidths = {
            code: self._pdfScale(self.hmetrics[glyph][0]) for code, glyph in self.charToGlyph.items() if glyph
        }
        self.defaultWidth = self._pdfScale(self.hmetrics[0][0])

    def makeSubset(self, subset: list[int]) -> bytes:
        """The font file for the characters in `subset`, with every outline at this face's weight."""
        wanted = {0, *(self.charToGlyph.get(code, 0) for code in subset)}
        outlines = {glyph: self._variable.glyph(glyph) for glyph in self._with_components(wanted)}
        still = copy.copy(self)
        still.hmetrics = list(self.hmetrics)
        still.glyphPos, body, at = [], [], 0
        for glyph in range(self.numGlyphs):
            still.glyphPos.append(at)
            outline = outlines.get(glyph, b"")
            if outline:
                side = int.from_bytes(outline[2:4], "big", signed=True)
                still.hmetrics[glyph] = (self.hmetrics[glyph][0], side & 0xFFFF)
                body.append(outline)
                at += len(outline)
        still.glyphPos.append(at)
        still.table = {**self.table, "glyf": {**self.table["glyf"], "offset": len(self._ttf_data), "length": at}}
        still._ttf_data = bytes(self._ttf_data) + b"".join(body)
        made: bytes = TTFontFace.makeSubset(still, subset)
        return made

    def _with_components(self, glyphs: Iterable[int]) -> set[int]:
        """`glyphs` and every glyph they are put together from."""
        found: set[int] = set()
        waiting = list(glyphs)
        while waiting:
            glyph = waiting.pop()
            if glyph not in found:
                found.add(glyph)
                waiting.extend(self._variable.components(glyph))
        return found


class EmbeddedFont(TTFont):  # type: ignore[misc]
    """A font registered under `name`, drawn at `weight`, of which only the characters used are embedded.

    read_back: character code -> the letter that copying gives, where it differs. A private code among them that the
    font lacks is added as a glyph without ink or width.
    """

    def __init__(
        self, name: str, path: Path, weight: int = REGULAR_WEIGHT, read_back: Mapping[int, str] | None = None
    ) -> None:
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        if weight != REGULAR_WEIGHT:
            self.face = WeightedFace(path, weight, name)
        self._read_back = dict(read_back or {})
        for code in self._read_back.keys() - self.face.charToGlyph.keys():
            self.face.charToGlyph[code] = self.face.charToGlyph[_NON_JOINER]
            self.face.charWidths[code] = 0

    def addObjects(self, doc: Any) -> None:
        """Adds the font to a finished document, with a map from what is drawn back to what was typed."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            descriptor = doc.idToObject["BasicFonts"].dict[self._subset_name(doc, number)]
            doc.idToObject[descriptor.ToUnicode.name].content = to_unicode(descriptor.BaseFont, subset, self._read_back)

    def _subset_name(self, doc: Any, number: int) -> str:
        return f"{doc.fontMapping[self.fontName][1:]}+{number}"


def to_unicode(font: str, subset: list[int], read_back: Mapping[int, str]) -> str:
    """The ToUnicode map of one subset: position -> the letters a reader gets when copying.

    A joined Arabic letter form gives back its plain letter, a ligature all of its letters.
    """
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{font} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(subset), 100):
        part = subset[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines.extend(f"<{start + n:02X}> <{_typed(code, read_back)}>" for n, code in enumerate(part))
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _typed(code: int, read_back: Mapping[int, str]) -> str:
    character = read_back.get(code, chr(code))
    if code not in read_back and any(first <= code <= last for first, last in _ARABIC_FORMS):
        character = unicodedata.normalize("NFKC", character)
    return character.encode("utf-16-be").hex().upper()
