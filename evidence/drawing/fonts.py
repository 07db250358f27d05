"""The fonts of every PDF: Noto Sans and Noto Sans Arabic, embedded, and which of them draws which character.

Fonts are read once in a process; each document embeds only the characters it uses. Noto Sans also holds Devanagari
letters, but those need joining rules that are not built in, so they are spelled in words like any other script.
"""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import fontpkg_noto_sans  # type: ignore[import-untyped]
import fontpkg_noto_sans_arabic  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics

from evidence.drawing import arabic
from evidence.drawing.embedded_font import EmbeddedFont
from evidence.drawing.glyph_names import readable

SANS = "EvidenceSans"
ARABIC = "EvidenceArabic"
_BOLD_WEIGHT = 700
_NEEDS_JOINING = ((0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF))
_UNSEEN = (
    *((0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x200B, 0x200F)),
    *((0x2028, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
)
_PRIVATE = range(0xE000, 0xF900)
_registering = threading.Lock()


@dataclass(frozen=True)
class Run:
    """Characters drawn with one font, from left to right. is_right_to_left: they are read the other way."""

    text: str
    font: str
    is_right_to_left: bool = False


@dataclass(frozen=True)
class Fonts:
    """What the registered fonts can draw: character codes of Noto Sans (in all four styles) and Noto Sans Arabic."""

    sans: frozenset[int]
    arabic: frozenset[int]

    def can_draw(self, character: str) -> bool:
        """Whether one of the fonts has a glyph for `character`."""
        code = ord(character)
        return (code in self.sans or code in self.arabic) and code not in _PRIVATE


def fonts() -> Fonts:
    """The fonts, registered with ReportLab on the first call."""
    with _registering:
        return _register()


@functools.cache
def _register() -> Fonts:
    upright, slanted = _files(Path(fontpkg_noto_sans.ROOT))
    arabic_file, _ = _files(Path(fontpkg_noto_sans_arabic.ROOT))
    sans = [
        EmbeddedFont(SANS, upright),
        EmbeddedFont(font_name(is_bold=True), upright, _BOLD_WEIGHT),
        EmbeddedFont(font_name(is_italic=True), slanted),
        EmbeddedFont(font_name(is_bold=True, is_italic=True), slanted, _BOLD_WEIGHT),
    ]
    joined = [
        EmbeddedFont(ARABIC, arabic_file, read_back=arabic.READ_BACK),
        EmbeddedFont(f"{ARABIC}-Bold", arabic_file, _BOLD_WEIGHT, read_back=arabic.READ_BACK),
    ]
    for font in sans + joined:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(SANS, *(font.fontName for font in sans))
    return Fonts(_drawable(sans), _drawable(joined))


def _files(root: Path) -> tuple[Path, Path]:
    """The upright and the italic file of a font package; the upright one twice when there is no italic."""
    files = sorted((root / "files").glob("*.ttf"))
    slanted = [file for file in files if "Italic" in file.name]
    upright = [file for file in files if "Italic" not in file.name]
    return upright[0], (slanted or upright)[0]


def _drawable(family: list[EmbeddedFont]) -> frozenset[int]:
    codes = {code for code, glyph in family[0].face.charToGlyph.items() if glyph}
    for font in family[1:]:
        codes &= {code for code, glyph in font.face.charToGlyph.items() if glyph}
    left_out = {code for first, last in _NEEDS_JOINING + _UNSEEN for code in range(first, last + 1)}
    return frozenset(codes - left_out)


def font_name(*, is_bold: bool = False, is_italic: bool = False, is_arabic: bool = False) -> str:
    """The registered name of a style. Arabic script has no italic, so is_italic changes nothing there."""
    if is_arabic:
        return f"{ARABIC}-Bold" if is_bold else ARABIC
    style = ("Bold" if is_bold else "") + ("Italic" if is_italic else "")
    return f"{SANS}-{style}" if style else SANS


def clean(text: str) -> str:
    """`text` in reading order with every character drawable: see `glyph_names.readable`."""
    return readable(text, fonts().can_draw)


def font_runs(line: list[tuple[str, int, bool]], *, is_bold: bool = False, is_italic: bool = False) -> list[Run]:
    """Characters in drawing order, grouped by the font that draws them.

    line: as `arabic.in_drawing_order` gives it. Right-to-left text takes brackets and spaces from the Arabic font too.
    """
    drawable = fonts()
    names = [_font_for(character, runs_left, is_bold, is_italic, drawable) for character, _, runs_left in line]
    runs = []
    for (name, runs_left), group in groupby(zip(line, names, strict=True), lambda pair: (pair[1], pair[0][2])):
        runs.append(Run("".join(character for (character, _, _), _ in group), name, runs_left))
    return runs


def _font_for(character: str, runs_left: bool, is_bold: bool, is_italic: bool, drawable: Fonts) -> str:
    in_sans, in_arabic = ord(character) in drawable.sans, ord(character) in drawable.arabic
    # A character without a glyph would be drawn as an empty box: `clean` must have named it before.
    assert in_sans or in_arabic, f"no font draws U+{ord(character):04X}"
    use_arabic = in_arabic and (runs_left or not in_sans)
    return font_name(is_bold=is_bold, is_italic=is_italic, is_arabic=use_arabic)


def runs(text: str, *, is_bold: bool = False, is_italic: bool = False) -> tuple[Run, ...]:
    """One line of text as it is drawn: cleaned, joined, in drawing order and split by font.

    New lines become spaces. Every character of every run has a glyph in its font.
    """
    line = clean(text).replace("\n", " ")
    if not arabic.has_right_to_left(line):
        drawn = [(character, 0, False) for character in line]
    else:
        shaped = [(character, 0) for character in arabic.shape(line)]
        drawn = arabic.in_drawing_order(shaped, is_right_to_left=arabic.is_mainly_right_to_left(line))
    return tuple(font_runs(drawn, is_bold=is_bold, is_italic=is_italic))


def width(drawn: tuple[Run, ...] | list[Run], size: float) -> float:
    """How wide the runs are, in points, at `size` points."""
    return sum(float(pdfmetrics.stringWidth(run.text, run.font, size)) for run in drawn)
