"""A bold worked out from a variable font."""

from pathlib import Path

import fontpkg_noto_sans
import pytest
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfbase.ttfonts import TTFontFace

from evidence.drawing.embedded_font import to_unicode
from evidence.drawing.fonts import ARABIC, SANS, fonts
from evidence.drawing.glyph_outlines import Outline, read_outline, write_outline
from evidence.drawing.variable_font import VariableFont

UPRIGHT = next(Path(fontpkg_noto_sans.ROOT).glob("files/NotoSans[[]*.ttf"))


@pytest.fixture(scope="module")
def face() -> TTFontFace:
    return TTFontFace(str(UPRIGHT))


@pytest.fixture(scope="module")
def tables(face: TTFontFace) -> dict[str, bytes]:
    return {tag: bytes(face.get_table(tag)) for tag in face.table}


def glyph_of(face: TTFontFace, character: str) -> int:
    return int(face.charToGlyph[ord(character)])


# Widths at weight 700, worked out from the same files with the instancer of fontTools 4.
@pytest.mark.parametrize(
    ("font", "widths"),
    [
        (f"{SANS}-Bold", {"A": 692, "a": 599, "W": 967, "m": 975, "i": 299, "0": 572, ".": 281}),
        (f"{SANS}-BoldItalic", {"A": 628, "a": 592, "W": 894, "m": 905, "i": 299, "0": 551, ".": 287}),
        (f"{ARABIC}-Bold", {"A": 690, "W": 967}),
    ],
)
def test_bold_widths_are_those_of_the_font_at_weight_700(font: str, widths: dict[str, int]) -> None:
    fonts()
    assert {character: getFont(font).face.charWidths[ord(character)] for character in widths} == widths


def test_at_the_default_weight_nothing_moves(face: TTFontFace, tables: dict[str, bytes]) -> None:
    regular = VariableFont(tables, 400)
    glyphs = [glyph_of(face, character) for character in "Aaŵ&8"]
    assert regular.advance_changes(glyphs) == [0] * len(glyphs)
    start = face.glyphPos[glyphs[0]]
    original = read_outline(tables["glyf"][start : face.glyphPos[glyphs[0] + 1]])
    assert read_outline(regular.glyph(glyphs[0])) == original


def test_heavier_weights_have_thicker_stems(face: TTFontFace, tables: dict[str, bytes]) -> None:
    stem = glyph_of(face, "l")
    thickness = []
    for weight in (300, 400, 600, 700, 900):
        left, _, right, _ = read_outline(VariableFont(tables, weight).glyph(stem)).box
        thickness.append(right - left)
    assert thickness == sorted(set(thickness))


def test_a_weight_beyond_the_font_is_its_heaviest(face: TTFontFace, tables: dict[str, bytes]) -> None:
    glyph = glyph_of(face, "g")
    assert VariableFont(tables, 5000).glyph(glyph) == VariableFont(tables, 900).glyph(glyph)


def test_a_letter_with_an_accent_is_put_together_from_parts(face: TTFontFace, tables: dict[str, bytes]) -> None:
    bold = VariableFont(tables, 700)
    parts = bold.components(glyph_of(face, "ŵ"))
    assert glyph_of(face, "w") in parts
    assert bold.components(glyph_of(face, "w")) == []
    assert bold.components(glyph_of(face, " ")) == []
    assert bold.glyph(glyph_of(face, " ")) == b""


def test_a_font_without_a_weight_axis_is_refused(tables: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="weight axis"):
        VariableFont({**tables, "fvar": tables["fvar"].replace(b"wght", b"opsz")}, 700)


def test_an_outline_survives_being_written_and_read() -> None:
    points = ((0, 0), (300, 0), (300, -700), (-5, 40))
    outline = Outline(points, (True, False, True, True), (3,), (), (-5, -700, 300, 40))
    assert read_outline(write_outline(outline)) == outline
    assert len(write_outline(outline)) % 4 == 0


def test_points_between_moved_points_follow_in_proportion() -> None:
    points = ((0, 0), (50, 0), (100, 0), (200, 0))
    outline = Outline(points, (True,) * 4, (3,), (), (0, 0, 200, 0))
    assert outline.spread([0, 2], [10, 30]) == [10, 20, 30, 30]
    assert outline.spread([], []) == [0, 0, 0, 0]
    assert outline.spread([1], [7]) == [7, 7, 7, 7]


def test_a_copied_glyph_gives_back_the_letters_it_stands_for() -> None:
    table = to_unicode("F", [0x41, 0xFEE3, 0xE000, 0x1D400], {0xE000: "ا"})
    assert "<00> <0041>" in table
    assert "<01> <0645>" in table
    assert "<02> <0627>" in table
    assert "<03> <D835DC00>" in table
