"""Arabic script: joining, drawing order, and text that copies out as typed."""

import unicodedata
from collections.abc import Callable

import pytest

from evidence.drawing import arabic
from evidence.drawing.document import Block, Bullets, Document, Facts, Paragraph, Section, Span, Table
from evidence.drawing.fonts import runs

NAME = "محمد عبد الله"
SENTENCE = "السلام عليكم ورحمة الله وبركاته"


@pytest.mark.parametrize(
    ("text", "is_right_to_left"),
    [
        (NAME, True),
        (f"{NAME} (Mo)", True),
        (f"Key worker: {NAME}", False),
        (f"Mo {SENTENCE} {SENTENCE}", True),
        ("José", False),
        ("123", False),
        ("", False),
    ],
)
def test_the_direction_of_a_paragraph_follows_its_letters(text: str, is_right_to_left: bool) -> None:
    assert arabic.is_mainly_right_to_left(text) is is_right_to_left


def test_every_letter_of_a_name_is_drawn() -> None:
    drawn = "".join(run.text for run in runs(NAME))
    letters = unicodedata.normalize("NFKC", drawn)
    assert sorted(letters) == sorted(NAME)
    assert letters[::-1] == NAME


def test_letters_take_the_form_that_joins_their_neighbours() -> None:
    forms = [unicodedata.name(letter) for letter in arabic.shape("محمد")]
    assert [form.rsplit(maxsplit=2)[1] for form in forms] == ["INITIAL", "MEDIAL", "MEDIAL", "FINAL"]


def test_numbers_keep_their_order_between_arabic_words() -> None:
    drawn = "".join(run.text for run in runs("محمد 2026 محمد"))
    assert "2026" in drawn


def test_brackets_are_mirrored_in_right_to_left_text() -> None:
    (run,) = runs("محمد (خالد)")
    assert run.text.startswith("(")
    assert ")" in run.text


def test_a_lam_alef_is_one_glyph_that_copies_as_two_letters(text_of_blocks: Callable[..., str]) -> None:
    (run,) = runs("لا")
    assert run.text == arabic.STAND_INS["ا"] + "\ufefb"
    assert "السلام" in text_of_blocks(Paragraph("السلام"))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(NAME),
        Paragraph(f"Key worker: {NAME}"),
        Paragraph((Span("Key worker: "), Span(NAME, is_bold=True))),
        Paragraph(NAME, "note"),
        Bullets((NAME,)),
        Facts((("Name", NAME),)),
        Table(("Name", NAME), ((NAME, "x"),)),
    ],
)
def test_an_arabic_name_copies_out_as_typed(text_of_blocks: Callable[..., str], block: Block) -> None:
    assert NAME in text_of_blocks(block)


def test_an_arabic_title_and_heading_copy_out_as_typed(text_of: Callable[[Document], str]) -> None:
    text = text_of(Document(NAME, sections=(Section("السلام"), Section("لا"))))
    assert NAME in text
    assert text.count("السلام") >= 2


def test_a_long_arabic_paragraph_keeps_its_words_in_reading_order_over_lines_and_pages(
    text_of_blocks: Callable[..., str],
) -> None:
    letters = "بتثجحخسشصضطظعغفقكمنهي"
    words = [f"{one}{two}{three}" for one in letters for two in letters for three in "رم"]
    drawn = [word for word in text_of_blocks(Paragraph(" ".join(words))).split() if word[0] in letters]
    assert len(drawn) > 800
    assert drawn == words


def test_vowel_marks_are_kept(text_of_blocks: Callable[..., str]) -> None:
    assert "\u064f" in text_of_blocks(Paragraph("مُحمد"))
