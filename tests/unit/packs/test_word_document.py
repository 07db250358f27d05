"""A document as a Word file: real headings and tables, links that lead somewhere, and any text whatsoever."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from evidence.drawing.document import (
    Block,
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
from evidence.packs.word_document import draw_word

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAMES = "Łukasz Zażółć 🎉 محمد"


def pack(*blocks: Block, **more: Any) -> Document:
    sections = (Section("Safe", 1, blocks, starts_page=True), Section("S1 Harm", 2, ref="S1"), Section("Deep", 3))
    given: dict[str, Any] = {"subtitle": "Spring", "author": "Orchard Care", "subject": "A round", "sections": sections}
    return Document("Pack of Rose Lodge", **(given | more))


def opened(document: Document) -> Any:
    return docx.Document(BytesIO(draw_word(document, author="Rose Lodge", made_at=MADE_AT)))


def texts(file: Any, style: str = "") -> list[str]:
    return [each.text for each in file.paragraphs if not style or each.style.name == style]


def test_headings_are_real_ones():
    file = opened(pack(Paragraph("A small heading", "heading"), Paragraph("Words.")))
    assert texts(file, "Title") == ["Pack of Rose Lodge"]
    assert texts(file, "Subtitle") == ["Spring"]
    assert texts(file, "Heading 1") == ["Contents", "Safe"]
    assert texts(file, "Heading 2") == ["A small heading", "S1 Harm"]
    assert texts(file, "Heading 3") == ["Deep"]
    assert next(each for each in file.paragraphs if each.text == "Safe" and each.style.name == "Heading 1")


def test_file_says_what_it_is_and_nothing_of_the_library():
    made = draw_word(pack(), author="Rose Lodge", made_at=MADE_AT)
    properties = docx.Document(BytesIO(made)).core_properties
    assert (properties.title, properties.author, properties.subject) == ("Pack of Rose Lodge", "Rose Lodge", "A round")
    assert properties.created == properties.modified == MADE_AT
    assert (properties.language, properties.comments, properties.last_modified_by) == ("en-GB", "", "Rose Lodge")
    with ZipFile(BytesIO(made)) as parts:
        names = parts.namelist()
        styles = parts.read("word/styles.xml").decode()
        assert b"python-docx" not in parts.read("docProps/core.xml")
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name or "customXml" in name]
    assert 'w:lang w:val="en-GB"' in styles
    assert "en-US" not in styles.replace('w:eastAsia="en-US"', "")


def test_headings_of_a_table_repeat_and_its_cells_are_whole():
    rows = ((Reference("EV-1", "Survey"), "=1+1"), (RatingMark("Good", "good"), (Paragraph("a"), Bullets(("b", "c")))))
    file = opened(pack(Table(("Record", "Says"), rows, (3, 1), "Evidence for S1")))
    assert "Evidence for S1" in texts(file, "Caption")
    (table,) = file.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr is None
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Record", "Says"],
        ["EV-1 Survey", "=1+1"],
        ["● Good", "a\nb\nc"],
    ]
    assert [each.style.name for each in table.rows[2].cells[1].paragraphs] == ["Normal", "List Bullet", "List Bullet"]
    wide, narrow = (cell.width for cell in table.rows[1].cells)
    assert wide == pytest.approx(3 * narrow, rel=0.01)


def test_cover_facts_disclaimer_footer_and_index_are_there():
    file = opened(
        pack(
            Reference("EV-1", "Survey"),
            cover=Cover("Rose Lodge", (("Provider", "Orchard Care"), ("Wording", "Ours"))),
            disclaimer="Our own view.",
            footer="Rose Lodge, spring",
            index=(IndexEntry("EV-1", "Survey"),),
        )
    )
    facts, index = file.tables
    assert [[cell.text for cell in row.cells] for row in facts.rows] == [
        ["Provider", "Orchard Care"],
        ["Wording", "Ours"],
    ]
    assert [cell.text for cell in index.rows[1].cells] == ["EV-1", "Survey"]
    assert "Our own view." in texts(file)
    assert file.sections[0].footer.paragraphs[0].text.startswith("Rose Lodge, spring  Page ")


def test_links_inside_lead_to_bookmarks_that_are_there():
    file = opened(pack(Reference("EV-1", "Survey"), Paragraph((Span("See", to="EV-1"), Span("no", to="EV-2")))))
    body = file.element.body
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert anchors <= set(marks)
    assert {"p_EV_1", "p_section_0", "p_section_1"} <= anchors
    assert len(marks) == len(set(marks))
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_only_safe_links_lead_out():
    spans = (
        Span("good", link="https://example.org/a?b=1&c=2"),
        Span("bad", link="javascript:alert(1)"),
        Span("odd", link="http://[x"),
    )
    file = opened(pack(Paragraph(spans)))
    targets = [rel.target_ref for rel in file.part.rels.values() if rel.is_external]
    assert targets == ["https://example.org/a?b=1&c=2"]


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x0b\x1f\x7f\ufffe",
        "a\ud800b",
        "<w:p>&amp;</w:p>",
        "{{ x }} ${y} {% z %}",
        "\n\n \n",
        "line\nline\n\nnext",
        "x" * 40_000,
    ],
)
def test_any_text_makes_a_file_that_opens(text: str):
    blocks = (
        Paragraph(text),
        Paragraph(text, "note"),
        Paragraph((Span(text, is_bold=True, link=text),)),
        Facts(((text, text),)),
        Table((text,), ((text,),), caption=text),
        Bullets((text, (Paragraph(text), Bullets((text,), is_numbered=True)))),
        Reference(text, text),
        RatingMark(text),
    )
    cover = Cover(text, ((text, text),))
    opened(pack(*blocks, cover=cover, footer=text, disclaimer=text, index=(IndexEntry(text, text),)))


def test_text_is_kept_as_it_was_typed():
    file = opened(pack(Paragraph(f"{NAMES}\nnext line\n\nnew paragraph"), Paragraph("محمد")))
    assert f"{NAMES}\nnext line" in texts(file)
    assert "new paragraph" in texts(file)
    marked = [each.text for each in file.paragraphs if each._p.find(f".//{qn('w:bidi')}") is not None]
    assert marked == ["محمد"]


def test_numbered_points_begin_where_they_say():
    file = opened(pack(Bullets(("one", "two"), is_numbered=True, start=4), Bullets(("dot",))))
    assert texts(file, "List Continue")[-2:] == ["4. one", "5. two"]
    assert texts(file, "List Bullet") == ["dot"]


def test_same_document_of_the_same_moment_gives_the_same_bytes():
    document = pack(Paragraph("Words."), Table(("a",), (("b",),)))
    first, again = (draw_word(document, author="Rose Lodge", made_at=MADE_AT) for _ in range(2))
    assert first == again
