"""The fonts, and which of them draws which character."""

import re

import pytest
from reportlab.pdfbase.pdfmetrics import getFont

from evidence.drawing import fonts as fonts_module
from evidence.drawing.fonts import ARABIC, SANS, clean, font_name, fonts, runs, width
from evidence.drawing.glyph_names import SIMPLE

STYLES = [
    (is_bold, is_italic, is_arabic)
    for is_bold in (False, True)
    for is_italic in (False, True)
    for is_arabic in (False, True)
]


def test_fonts_are_registered_once() -> None:
    before = fonts()
    faces = {name: getFont(name) for name in (SANS, font_name(is_bold=True), ARABIC)}
    assert fonts() is before
    assert all(getFont(name) is font for name, font in faces.items())


@pytest.mark.parametrize(("is_bold", "is_italic", "is_arabic"), STYLES)
def test_every_style_has_a_glyph_for_all_that_its_script_draws(is_bold: bool, is_italic: bool, is_arabic: bool) -> None:
    face = getFont(font_name(is_bold=is_bold, is_italic=is_italic, is_arabic=is_arabic)).face
    drawable = fonts().arabic if is_arabic else fonts().sans
    assert len(drawable) > 1000
    assert all(face.charToGlyph.get(code) for code in drawable)


def test_characters_taken_without_a_look_at_the_fonts_are_all_drawable() -> None:
    simple = re.compile(f"[{SIMPLE}]")
    found = [chr(code) for code in range(0x3000) if simple.match(chr(code))]
    assert len(found) > 700
    assert all(fonts().can_draw(character) for character in found if character != "\n")


@pytest.mark.parametrize("name", ["Łukasz Zażółć", "Siân Tŷ", "José Ngô", "Ελένη", "Олександр", "Adébáyọ̀", "O’Neill"])
def test_a_name_in_latin_greek_or_cyrillic_is_one_run_as_typed(name: str) -> None:
    (run,) = runs(name)
    assert (run.text, run.font, run.is_right_to_left) == (name, SANS, False)


def test_decomposed_letters_are_combined() -> None:
    assert runs("Sia\u0302n Ty\u0302")[0].text == "Siân Tŷ"


def test_an_arabic_name_is_joined_and_turned_round() -> None:
    (run,) = runs("محمد")
    assert run.font == ARABIC
    assert run.is_right_to_left
    assert run.text == "\ufeaa\ufee4\ufea4\ufee3"


def test_a_line_with_both_scripts_is_split_by_font() -> None:
    assert [(run.text.strip(), run.font) for run in runs("Key worker: محمد (nights)")] == [
        ("Key worker:", SANS),
        ("\ufeaa\ufee4\ufea4\ufee3", ARABIC),
        ("(nights)", SANS),
    ]


def test_bold_and_italic_choose_their_own_font() -> None:
    assert [run.font for run in runs("a", is_bold=True)] == [f"{SANS}-Bold"]
    assert [run.font for run in runs("a", is_bold=True, is_italic=True)] == [f"{SANS}-BoldItalic"]
    assert [run.font for run in runs("م", is_bold=True, is_italic=True)] == [f"{ARABIC}-Bold"]


def test_bold_is_wider_than_regular() -> None:
    assert width(runs("Inspection", is_bold=True), 10) > width(runs("Inspection"), 10) > 0


def test_a_character_that_was_not_cleaned_is_refused_rather_than_drawn_as_a_box() -> None:
    with pytest.raises(AssertionError, match=r"U\+1F389"):
        fonts_module.font_runs([("\U0001f389", 0, False)])


def test_characters_of_every_kind_come_out_with_a_glyph() -> None:
    drawable = fonts()
    blocks = [*range(0, 0x3100, 256), 0xA700, 0xAC00, 0xD800, 0xE000, *range(0xF900, 0x10000, 256), 0x1D400, 0x1F600]
    for start in (*blocks, 0x1F900, 0x20000, 0xE0000, 0x10FF00):
        for run in runs(" ".join(chr(code) for code in range(start, start + 256))):
            available = drawable.arabic if run.font.startswith(ARABIC) else drawable.sans
            assert all(ord(character) in available for character in run.text)


@pytest.mark.parametrize("script", ["राम", "আমিনা", "王小明", "שלום", "김민수"])
def test_letters_that_would_be_drawn_wrongly_or_not_at_all_are_spelled(script: str) -> None:
    drawn = clean(script)
    assert drawn.startswith("[")
    assert drawn.endswith("]")
    assert not set(script) & set(drawn)
