"""A document as a Word file: the same blocks that its page and its PDF are made of, with real headings and tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evidence.drawing.document import LOWEST_LEVEL, Document, Facts, Paragraph, Section, Span
from evidence.drawing.places import plan
from evidence.packs import word_styles
from evidence.packs.office_text import xml_text
from evidence.packs.word_blocks import Writer
from evidence.packs.word_text import add_field, bookmark, write

CONTENTS, INDEX = "Contents", "Index of records"
_FEWEST_FOR_CONTENTS = 2


def draw_word(document: Document, *, author: str, made_at: datetime) -> bytes:
    """The Word file of a document. author: whose it is, as the file's properties say. made_at: an aware moment.

    Equal documents of the same moment give identical bytes.
    """
    file = word_styles.new_file()
    word_styles.describe(file, title=document.title, subject=document.subject, author=author, made_at=made_at)
    writer = Writer(file, frozenset(plan(document).destinations))
    _front(writer, document)
    headings = {number: f"section {number}" for number in range(len(document.sections))}
    _contents(writer, document.sections, headings)
    for number, section in enumerate(document.sections):
        _section(writer, section, headings[number])
    _index(writer, document)
    if document.disclaimer and document.cover is None:
        writer.paragraph(document.disclaimer, word_styles.SMALL)
    _foot(file, document)
    return word_styles.as_bytes(file)


def _front(writer: Writer, document: Document) -> None:
    writer.paragraph(document.title, "Title")
    writer.paragraph(document.subtitle, "Subtitle")
    if document.cover is not None:
        writer.block(Facts(document.cover.facts))
        writer.paragraph(document.disclaimer, word_styles.SMALL)


def _contents(writer: Writer, sections: Sequence[Section], headings: Mapping[int, str]) -> None:
    """The headings of the upper two levels, each a link; without page numbers, which only Word can count."""
    listed = [number for number, section in enumerate(sections) if section.level < LOWEST_LEVEL and section.heading]
    if len(listed) < _FEWEST_FOR_CONTENTS:
        return
    writer.heading(CONTENTS, 1)
    places = frozenset(headings.values())
    for number in listed:
        style = "List Continue" if sections[number].level > 1 else "Normal"
        paragraph = writer.file.add_paragraph(style=style)
        write(paragraph, (Span(sections[number].heading, to=headings[number]),), places)
        paragraph.paragraph_format.space_after = 0


def _section(writer: Writer, section: Section, place: str) -> None:
    if section.heading:
        heading = writer.heading(section.heading, section.level)
        heading.paragraph_format.page_break_before = section.starts_page or None
        bookmark(heading, place, writer.next_number())
        if section.ref and writer.is_first(section.ref):
            bookmark(heading, section.ref, writer.next_number())
    for block in section.blocks:
        is_minor = isinstance(block, Paragraph) and block.style == "heading"
        if is_minor and isinstance(block, Paragraph):
            writer.heading(block.text, section.level + 1)
        else:
            writer.block(block)


def _index(writer: Writer, document: Document) -> None:
    if not document.index:
        return
    writer.heading(INDEX, 1).paragraph_format.page_break_before = True
    rows = tuple(((Span(entry.ref, to=entry.ref),), entry.heading) for entry in document.index)
    writer.table(("Reference", "Title"), rows, (1, 4), "Every record in this document, by reference")


def _foot(file: Any, document: Document) -> None:
    paragraph = file.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{xml_text(document.footer)}  Page " if document.footer else "Page ")
    add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    add_field(paragraph, "NUMPAGES")
