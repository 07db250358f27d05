"""A whole document: cover, contents, index, bookmarks, running lines and properties."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from evidence.drawing.document import Cover, Document, Facts, IndexEntry, Paragraph, Reference, Section, Span, Table
from evidence.drawing.pdf import draw_pdf

Opened = Callable[[Document], PdfReader]


def outline(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Each bookmark: its depth, its words and its page number."""
    found = []

    def walk(entries: list[object], depth: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, depth + 1)
            elif isinstance(entry, Destination):
                found.append((depth, str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1))

    walk(list(reader.outline), 0)
    return found


def links(reader: PdfReader, page: int) -> list[str]:
    """The targets of the links on a page: addresses, or places written as text."""
    targets: list[str] = []
    for annotation in reader.pages[page].get("/Annots", []):
        entry = annotation.get_object()
        targets.append(entry["/A"]["/URI"] if "/A" in entry else repr(entry["/Dest"]))
    return targets


def long_pack(records: int) -> Document:
    sections: list[Section] = []
    index = []
    for line in range(24):
        blocks: list[Reference | Paragraph | Facts] = []
        for record in range(records):
            ref = f"EV-{line:02d}{record:02d}"
            index.append(IndexEntry(ref, f"Falls review {record}"))
            blocks += [
                Reference(ref, f"Falls review {record}"),
                Facts((("Happened on", "3 March 2026"), ("Shows", "Learning is shared"))),
                Paragraph("Łukasz noticed the sensor mat had been moved & told the senior at once. " * 3),
            ]
        sections.append(Section(f"Line {line}", 1 + bool(line % 5), tuple(blocks)))
    return Document("Pack", cover=Cover("Willow Court"), sections=tuple(sections), index=tuple(index))


def test_the_cover_names_the_service_and_carries_the_disclaimer(pack: Document, opened: Opened) -> None:
    cover = opened(pack).pages[0].extract_text()
    for words in ("Willow Court", "Evidence pack", "Spring", "Location id", "1-123456789", "Our own judgement."):
        assert words in cover
    assert "Page 1" not in cover


def test_contents_show_the_page_each_heading_is_on(pack: Document, opened: Opened) -> None:
    reader = opened(pack)
    contents = reader.pages[1].extract_text().split()
    assert len(reader.pages) == 4
    for heading, page in (("Safe", "3"), ("Safeguarding", "3"), ("Effective", "4"), ("Needs", "4")):
        assert contents[contents.index(heading) + 1] == page
    assert "Records" not in contents


def test_headings_are_bookmarks_in_their_order_and_depth(pack: Document, opened: Opened) -> None:
    assert outline(opened(pack)) == [
        (0, "Contents", 2),
        (0, "Safe", 3),
        (1, "S1 Safeguarding", 3),
        (2, "Records", 3),
        (0, "Effective", 4),
        (1, "E1 Needs", 4),
    ]


def test_a_deep_heading_without_one_above_it_still_has_a_bookmark(opened: Opened) -> None:
    reader = opened(Document("P", sections=(Section("Deep", 3), Section("Deeper", 3), Section("Top"))))
    assert [entry[:2] for entry in outline(reader)][-3:] == [(1, "Deep"), (2, "Deeper"), (0, "Top")]


def test_every_page_after_the_cover_has_title_section_footer_and_number(pack: Document, opened: Opened) -> None:
    for number, page in enumerate(opened(pack).pages[1:], 2):
        text = page.extract_text()
        assert f"Page {number} of 4" in text
        assert "Confidential" in text
        assert "Evidence pack" in text
    assert "Effective" in text


def test_the_index_finds_the_pages_of_each_reference_and_leads_there(opened: Opened) -> None:
    filler = Paragraph("word " * 900)
    sections = (
        Section("One", blocks=(Reference("EV-7KX3M", "Falls"), filler)),
        Section("Two", blocks=(filler, Table(("Ref",), ((Reference("EV-9QQ2P"),),)), Reference("EV-7KX3M"))),
        Section("Three", ref="S3"),
    )
    entries = (IndexEntry("EV-7KX3M", "Falls"), IndexEntry("EV-9QQ2P", "Audit"), IndexEntry("S3", "Third"))
    reader = opened(Document("P", sections=sections, index=(*entries, IndexEntry("EV-NONE", "Gone"))))
    texts = [page.extract_text() for page in reader.pages]
    for entry in entries[:2]:
        pages = [str(number) for number, text in enumerate(texts[:-1], 1) if entry.ref in text]
        assert f"{entry.ref} {entry.heading}\n{', '.join(pages)}\n" in texts[-1]
    assert "1, 4" in texts[-1]
    assert "EV-NONE Gone\n–" in texts[-1]
    assert len(links(reader, -1)) == 3
    assert outline(reader)[-1] == (0, "Index", len(texts))


def test_links_lead_into_the_document_or_to_safe_addresses_only(opened: Opened) -> None:
    spans = (
        Span("here", to="EV-1"),
        Span("nowhere", to="EV-2"),
        Span("site", link="https://example.org/a?b=1&c=ä"),
        Span("mail", link="mailto:a@example.org"),
        Span("script", link="javascript:alert(1)"),
        Span("hidden", link=" java\nscript:alert(1)"),
        Span("file", link="file:///etc/passwd"),
        Span("broken", link="https://[bad"),
        Span("محمد", to="EV-1"),
        Span("محمد", link="https://example.org/"),
    )
    blocks = (Paragraph(spans[:8]), Paragraph(spans[8:]), Reference("EV-1"))
    reader = opened(Document("P", sections=(Section("S", blocks=blocks),)))
    found = links(reader, 0)
    assert sorted(target for target in found if target.startswith(("http", "mailto"))) == [
        "https://example.org/",
        "https://example.org/a?b=1&c=%C3%A4",
        "mailto:a@example.org",
    ]
    places = [target for target in found if "XYZ" in target]
    assert len(found) == 5
    assert len(places) == 2
    assert len(set(places)) == 1


def test_properties_language_and_viewer_preferences_are_set(pack: Document, opened: Opened) -> None:
    reader = opened(replace(pack, subject="Inspection", title="Łukasz & <b>Siân</b> 🎉"))
    assert reader.metadata is not None
    assert reader.metadata.title == "Łukasz & <b>Siân</b> 🎉"
    assert reader.metadata.author == "Willow Court Care Ltd"
    assert reader.metadata.subject == "Inspection"
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "en-GB"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.pages[0].mediabox.upper_right == pytest.approx((595.28, 841.89), abs=0.01)


def test_the_time_it_was_made_is_a_property_when_given(pack: Document, opened: Opened) -> None:
    made_at = datetime(2026, 3, 3, 10, 42, tzinfo=UTC)
    metadata = opened(replace(pack, made_at=made_at)).metadata
    assert metadata is not None
    assert metadata.creation_date == metadata.modification_date == made_at


def test_equal_documents_give_identical_bytes(pack: Document) -> None:
    assert draw_pdf(pack) == draw_pdf(replace(pack))
    assert draw_pdf(pack) != draw_pdf(replace(pack, footer="Other"))


def test_documents_drawn_at_the_same_time_do_not_disturb_each_other(pack: Document) -> None:
    documents = [replace(pack, title=f"Pack {number} {chr(0x100 + number)}") for number in range(8)]
    alone = [draw_pdf(document) for document in documents]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(draw_pdf, documents)) == alone


def test_only_the_characters_used_are_embedded_and_no_other_font(pack: Document, opened: Opened) -> None:
    assert len(draw_pdf(pack)) < 60_000
    names = set()
    for page in opened(pack).pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(font.get_object()["/BaseFont"])
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    assert names == {"/AAAAAA+NotoSans-Regular", "/AAAAAA+EvidenceSans-Bold"}


@pytest.mark.parametrize(
    "document",
    [
        Document(""),
        Document("  ", cover=Cover()),
        Document(
            "\n\x00", sections=(Section(""), Section(" ", 2), Section("", 3, ref="X")), index=(IndexEntry("X", ""),)
        ),
        Document("T" * 5000, "S" * 5000, cover=Cover("C" * 5000), footer="F" * 900, disclaimer="D " * 2000),
        Document("T", cover=Cover("", (("L " * 900, "V " * 3000),)), sections=(Section("H " * 3000, ref="H"),)),
        Document("T", disclaimer="D " * 2000, has_contents=False, sections=(Section("A"), Section("B"))),
        Document("\U0001fabb\u0900\u0530" * 80, "\u0530" * 200, cover=Cover("\u0900" * 200)),
        Document("T", cover=Cover("S", (("Fact", "word " * 640),)), disclaimer="D " * 500),
        Document("T", cover=Cover("S"), footer="\x1b", disclaimer="\x1b", sections=(Section("\x1b"),)),
        Document("T", index=(IndexEntry("R" * 200, "H " * 2000),)),
    ],
)
def test_blank_and_enormous_parts_do_no_harm(document: Document, opened: Opened) -> None:
    reader = opened(document)
    assert len(reader.pages) >= 1
    assert reader.metadata is not None
    assert reader.metadata.title


def test_a_document_without_a_title_is_called_untitled(text_of: Callable[[Document], str]) -> None:
    assert "Untitled document" in text_of(Document(" "))


def test_a_short_document_has_no_contents_and_no_empty_pages(opened: Opened) -> None:
    reader = opened(Document("Action plan", sections=(Section("Actions", blocks=(Paragraph("Do it."),)),)))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "Contents" not in text
    assert "Page 1 of 1" in text
    assert len(opened(Document("P", cover=Cover("S"))).pages) == 1


def test_a_heading_is_never_left_alone_at_the_foot_of_a_page(opened: Opened) -> None:
    for lines in range(30, 42):
        blocks = (Paragraph("\n".join(["line"] * lines)),)
        sections = (Section("One", blocks=blocks), Section("Two", 2, (Table(("Column",), (("cell",),)),)))
        texts = [page.extract_text() for page in opened(Document("P", sections=sections, has_contents=False)).pages]
        assert [("Two" in text.splitlines(), "cell" in text) for text in texts][-1] == (True, True)


def test_a_large_pack_is_drawn_quickly_and_its_index_is_right() -> None:
    document = long_pack(10)
    draw_pdf(Document("warm"))
    started = time.process_time()
    drawn = draw_pdf(document)
    assert time.process_time() - started < 4.0  # about 1 second on an idle machine
    reader = PdfReader(BytesIO(drawn))
    texts = [page.extract_text() for page in reader.pages]
    index_starts = outline(reader)[-1][2]
    index = "\n".join(texts[index_starts - 1 :])
    where = {ref: page for page, text in enumerate(texts[: index_starts - 1], 1) for ref in re.findall(r"EV-\d+", text)}
    assert len(where) == len(document.index) == 240
    assert all(f"{entry.ref} {entry.heading}\n{where[entry.ref]}\n" in index for entry in document.index)
