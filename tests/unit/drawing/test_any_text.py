"""Any text at all can be drawn."""

from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from evidence.drawing.document import (
    Bullets,
    Cover,
    Document,
    Facts,
    IndexEntry,
    Paragraph,
    RatingMark,
    Reference,
    Section,
    Span,
    Table,
)
from evidence.drawing.fonts import clean, fonts, runs
from evidence.drawing.pdf import draw_pdf
from evidence.drawing.rich_text import html_blocks

ANY_TEXT = st.text(st.characters(), max_size=60)
TRICKY = st.lists(
    st.sampled_from(
        [
            *"<>&;/'\"=#% \n\t",
            "محمد",
            "لا",
            "[",
            "🎉",
            "\u200d",
            "\ufe0f",
            "🇬",
            "🇧",
            "e\u0301",
            "\ud800",
            "कि",
            "W" * 90,
        ]
    ),
    max_size=25,
).map("".join)
TEXTS = ANY_TEXT | TRICKY
QUICK = settings(max_examples=35, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_cleaned_to_drawable_characters(text: str) -> None:
    cleaned = clean(text)
    assert all(character in "\n\u200c" or fonts().can_draw(character) for character in cleaned)
    assert clean(cleaned) == cleaned
    runs(text, is_bold=True)


@given(TEXTS, TEXTS, TEXTS)
@QUICK
def test_any_text_draws_in_any_place(one: str, two: str, three: str) -> None:
    blocks = (
        Paragraph(one),
        Paragraph((Span(two, is_bold=True, link=three), Span(one, is_italic=True, to=two), Span(three, is_code=True))),
        Paragraph(three, "note"),
        Facts(((one, two), (three, RatingMark(two, one)))),
        Bullets((one, two), True),
        Table((one, two), ((three, Reference(two, one)), (one,)), caption=three),
        Reference(three, two),
        *html_blocks(one),
    )
    document = Document(
        one,
        two,
        author=three,
        cover=Cover(two, ((one, three),)),
        sections=(Section(two, 1, blocks, ref=one), Section(three, 3)),
        index=(IndexEntry(one, two),),
        footer=three,
        disclaimer=one,
    )
    assert len(PdfReader(BytesIO(draw_pdf(document))).pages) >= 2


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F), min_size=1, max_size=80))
@QUICK
def test_what_is_drawn_reads_back_as_typed(text: str) -> None:
    document = Document("P", sections=(Section("S", blocks=(Paragraph(text),)),), has_contents=False)
    read = "".join(page.extract_text() for page in PdfReader(BytesIO(draw_pdf(document))).pages)
    assert "".join(clean(text).split()) in "".join(read.split())
