"""Text in a Word file: emphasis, links, bookmarks, and words that are read from right to left."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from evidence.drawing.document import Span, Text
from evidence.packs.office_text import xml_text

_SCHEMES = ("http", "https", "mailto")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINK_COLOUR = "0E5A58"
_MOST_OF_A_NAME = 40


def paragraphs_of(text: Text) -> Iterator[tuple[Span, ...]]:
    """A text as one tuple of spans for each paragraph: an empty line in a plain text parts paragraphs."""
    if not isinstance(text, str):
        yield text
        return
    for part in _EMPTY_LINE.split(xml_text(text).strip("\n")):
        if part.strip():
            yield (Span(part),)


def write(paragraph: Any, spans: tuple[Span, ...], places: frozenset[str] = frozenset()) -> None:
    """Add spans to a paragraph. places: the references that have a bookmark, to which a span may lead."""
    for span in spans:
        run = _run(paragraph, span)
        if span.to in places:
            _link(paragraph, run, "anchor", bookmark_name(span.to))
        elif _is_safe(span.link):
            address = paragraph.part.relate_to(xml_text(span.link), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            _link(paragraph, run, "id", address)
    if _runs_left("".join(span.text for span in spans)):
        paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _run(paragraph: Any, span: Span) -> Run:
    run = paragraph.add_run(xml_text(span.text))
    run.bold, run.italic = span.is_bold or None, span.is_italic or None
    return run  # type: ignore[no-any-return]


def _link(paragraph: Any, run: Run, attribute: str, target: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id" if attribute == "id" else "w:anchor"), target)
    paragraph._p.append(link)
    link.append(run._r)
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), _LINK_COLOUR)
    run._r.get_or_add_rPr().append(colour)
    run.underline = True


def _is_safe(link: str) -> bool:
    try:
        return urlsplit(xml_text(link).strip()).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def _runs_left(text: str) -> bool:
    """Whether the first letter of a text is read from right to left."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


def bookmark_name(ref: str) -> str:
    """The name of the bookmark of a reference or a heading: letters, digits and _, at most 40 of them."""
    return ("p_" + re.sub(r"\W", "_", ref))[:_MOST_OF_A_NAME]


def bookmark(paragraph: Any, ref: str, number: int) -> None:
    """Make a paragraph the place that links to `ref` lead to. number: not used by another bookmark."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), bookmark_name(ref))
    paragraph._p.append(start)
    paragraph._p.append(end)


def add_field(paragraph: Any, instruction: str) -> None:
    """Add something that Word works out itself, such as "PAGE"."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = instruction
        run._r.append(mark)
