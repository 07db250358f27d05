"""Blocks on a page: what they say, how they split, and what they survive."""

from collections.abc import Callable

import pytest
from pypdf import PdfReader

from evidence.drawing.column_widths import column_widths, is_numeric
from evidence.drawing.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Paragraph,
    RatingMark,
    Reference,
    Section,
    Span,
    Table,
)
from evidence.drawing.look import TEXT_WIDTH

MARKUP = 'a < b & c > d <b>bold</b> &amp; <para> <img src="x"/> "q" \'s\' </font> <br/>'
STYLES = ("body", "lead", "quote", "note", "warning", "heading", "small")


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("style", STYLES)
def test_markup_in_a_paragraph_comes_out_as_typed(style: str, text_of_blocks: Callable[..., str]) -> None:
    assert squeezed(MARKUP) in squeezed(text_of_blocks(Paragraph(MARKUP, style)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((Span(MARKUP, is_bold=True, is_italic=True, is_code=True),)),
        Facts(((MARKUP, "x"),)),
        Facts((("x", MARKUP),)),
        Bullets((MARKUP,)),
        Reference("R", MARKUP),
        RatingMark(MARKUP, "good"),
        Table(("x",), ((MARKUP,),)),
        Table((MARKUP,), (("x",),)),
        Table(("x",), (), caption=MARKUP),
    ],
)
def test_markup_in_any_block_comes_out_as_typed(block: Block, text_of_blocks: Callable[..., str]) -> None:
    assert squeezed(MARKUP) in squeezed(text_of_blocks(block))


def test_new_lines_and_empty_lines_are_kept(text_of_blocks: Callable[..., str]) -> None:
    lines = text_of_blocks(Paragraph("\nFirst\nsecond\n\n\nThird\n")).splitlines()
    assert [line for line in lines if line in ("First", "second", "Third")] == ["First", "second", "Third"]


def test_notes_and_warnings_say_what_they_are(text_of_blocks: Callable[..., str]) -> None:
    assert "Note\nRead this." in text_of_blocks(Paragraph("Read this.", "note"))
    assert "Important\nRead this." in text_of_blocks(Paragraph("Read this.", "warning"))


@pytest.mark.parametrize(
    ("rating", "word"),
    [
        ("outstanding", "Outstanding"),
        ("good", "Good"),
        ("requires-improvement", "Requires improvement"),
        ("inadequate", "Inadequate"),
        ("", "Not judged yet"),
        ("unheard-of", "Met"),
    ],
)
def test_a_rating_is_a_word(rating: str, word: str, text_of_blocks: Callable[..., str]) -> None:
    assert word in text_of_blocks(RatingMark(word, rating), Table(("Rating",), ((RatingMark(word, rating),),)))


def test_a_rating_without_a_word_says_so(text_of_blocks: Callable[..., str]) -> None:
    assert "No rating" in text_of_blocks(RatingMark(" ", "good"))


def test_bullets_and_numbers_stand_before_their_points(text_of_blocks: Callable[..., str]) -> None:
    text = text_of_blocks(Bullets(("one", (Paragraph("two"), Bullets(("inner",))))), Bullets(("x", "y"), True, 7))
    assert "• one" in text
    assert "7. x" in text
    assert "8. y" in text
    assert text.count("•") == 3


def test_a_table_of_four_hundred_rows_repeats_its_headings_and_keeps_every_row(
    opened: Callable[[Document], PdfReader],
) -> None:
    rows = tuple((f"row{number:03d}", "A text long enough to wrap in its cell " * 3) for number in range(400))
    pages = opened(Document("Pack", sections=(Section("Safe", blocks=(Table(("Number", "Words"), rows),)),))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) > 20
    assert all("Number" in text for text in texts)
    assert [word for text in texts for word in text.split() if word.startswith("row")] == [row[0] for row in rows]


@pytest.mark.parametrize("filling", range(24, 46, 3))
def test_headings_stay_with_the_first_row_below_them(filling: int, opened: Callable[[Document], PdfReader]) -> None:
    above = tuple(Paragraph(f"Line {number}.") for number in range(filling))
    tall = "\n".join(f"Part {number}" for number in range(14))
    table = Table(("Action", "Owner"), ((tall, "A. M."), (tall, "N. O.")), caption="Open actions")
    sections = (Section("At a glance", blocks=above), Section("Safe"), Section("S1 Safeguarding", 2, (table,)))
    pages = [page.extract_text() for page in opened(Document("Plan", sections=sections, has_contents=False)).pages]
    (first,) = [page for page in pages if "A. M." in page]
    for words in ("Safe\n", "S1 Safeguarding", "Open actions", "Owner", "Part 0"):
        assert words in first, words


def test_a_cell_longer_than_a_page_goes_on_over_pages(opened: Callable[[Document], PdfReader]) -> None:
    words = " ".join(f"w{number}" for number in range(5000))
    table = Table(("Short", "Long"), (("before", "x"), ("beside", words), ("after", "x")))
    texts = [page.extract_text() for page in opened(Document("P", sections=(Section("S", blocks=(table,)),))).pages]
    drawn = " ".join(texts).split()
    assert [word for word in drawn if word[0] == "w" and word[1:].isdigit()] == words.split()
    assert len(texts) > 5
    assert all("Short" in text for text in texts)
    assert drawn.count("beside") == drawn.count("after") == 1


def test_a_paragraph_of_five_thousand_words_is_drawn_whole(text_of_blocks: Callable[..., str]) -> None:
    words = [f"w{number}" for number in range(5000)]
    drawn = text_of_blocks(Paragraph(" ".join(words), "note")).split()
    assert [word for word in drawn if word[0] == "w" and word[1:].isdigit()] == words


def test_very_long_words_are_broken_and_nothing_is_lost(text_of_blocks: Callable[..., str]) -> None:
    blocks = (Paragraph("p" * 3000), Facts((("l" * 700, "v" * 900),)), Table(("h" * 90, "i"), (("ç" * 800, "d"),)))
    text = text_of_blocks(*blocks, Bullets(("u" * 400,)), RatingMark("z" * 200, "good"), Reference("R" * 80, "t" * 300))
    expected = {"p": 3000, "v": 900, "ç": 800, "u": 400, "z": 200, "R": 80}
    assert {letter: text.count(letter) for letter in expected} == expected


@pytest.mark.parametrize(
    "blocks",
    [
        (Paragraph(""), Paragraph((), "note"), Paragraph(" \n ", "quote")),
        (Bullets(()), Bullets(("", ())), Facts(()), Facts((("", ""),))),
        (Table((), ()), Table(("a",), ()), Table((), (("a",),)), Table(("a", "b"), (("x",), ("x", "y", "z"), ()))),
        (RatingMark("", ""), Reference(""), Reference("", "")),
        (Table(("a", "b"), (("x", "y"),), widths=(0, -1)), Table(("a", "b"), (("x", "y"),), widths=(1,))),
        (Table(("a", "b"), ((RatingMark("Requires improvement"), "y"),), widths=(0.0001, 1)),),
        (Table(tuple("abcdefghijklmnopqrstuvwxyz"), (("long words here",) * 26,)),),
        (Table(("w " * 3000, "b"), (("1", "2"),) * 3),),
    ],
)
def test_empty_and_odd_blocks_are_drawn_without_error(
    blocks: tuple[Block, ...], text_of_blocks: Callable[..., str]
) -> None:
    assert "Safe" in text_of_blocks(*blocks)


def test_blocks_inside_cells_inside_lists_split_over_pages(text_of_blocks: Callable[..., str]) -> None:
    words = " ".join(f"w{number}" for number in range(1500))
    inner = Facts((("Fact", (Bullets((words,)), Paragraph("aside", "note"))),))
    text = text_of_blocks(Table(("a", "b"), (((inner, Paragraph("end")), (Table(("q",), (("r",),)),)),)))
    assert [word for word in text.split() if word[0] == "w" and word[1:].isdigit()] == words.split()
    assert "aside" in text


def test_columns_follow_what_they_hold() -> None:
    table = Table(("Ref", "What happened"), (("EV-1", "a long text about what happened that day"),) * 3)
    narrow, wide = column_widths(table, 2)
    assert narrow + wide == pytest.approx(TEXT_WIDTH)
    assert wide > 3 * narrow


def test_columns_of_numbers_are_told_from_columns_of_words() -> None:
    assert is_numeric(["12", "£1,200", "", "4.5%", "-3"])
    assert not is_numeric(["12", "3 March"])
    assert not is_numeric(["", ""])
    assert not is_numeric([RatingMark("1"), "2"])


@pytest.mark.parametrize("level", [0, 4, -1])
def test_a_section_on_a_level_there_is_not_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="must be 1, 2 or 3"):
        Section("Safe", level)
