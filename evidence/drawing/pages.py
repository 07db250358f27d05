"""The pages of a PDF: frames, running lines, and what is known of where everything stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import BinaryIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from evidence.drawing import look
from evidence.drawing.document import Document
from evidence.drawing.fonts import SANS, Run, width
from evidence.drawing.page_text import one_line
from evidence.drawing.places import Heading

COVER, BODY = "cover", "body"
_COVER_FOOT = 50.0
_HEAD_LINE, _FOOT_LINE = look.PAGE_HEIGHT - 46.0, 42.0
_BOOKMARK_LIMIT = 300


@dataclass(frozen=True)
class Pages:
    """How many pages there are, and place -> the pages it stands on."""

    total: int = 0
    by_place: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class PageSet(BaseDocTemplate):  # type: ignore[misc]
    """One drawing of a document: A4 pages, a cover without running lines, bookmarks as headings are reached.

    known: what an earlier drawing found out, printed as "Page 3 of 12".
    """

    def __init__(self, target: BinaryIO, document: Document, known: Pages) -> None:
        super().__init__(
            target,
            pagesize=(look.PAGE_WIDTH, look.PAGE_HEIGHT),
            title=printable(document.title),
            author=printable(document.author),
            subject=printable(document.subject or document.subtitle),
            creator="",
            lang=document.language,
            displayDocTitle=True,
            invariant=1,
            initialFontName=SANS,
        )
        self._document, self._known = document, known
        self._pages: dict[str, list[int]] = {}
        self._section, self._level = "", 0
        self.addPageTemplates(
            [self._body(), self._cover()] if document.cover is None else [self._cover(), self._body()]
        )

    def beforeDocument(self) -> None:
        """Sets what a reader program shows of the document: when it was made, and the bookmarks of a long one."""
        made_at = self._document.made_at
        if made_at:
            stamp = made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
            self.canv.setDateFormatter(lambda *_: stamp)
        if self._document.cover:
            self.canv.showOutline()

    @property
    def found(self) -> Pages:
        """Where everything stands, once the document is built."""
        return Pages(self.page, {place: tuple(pages) for place, pages in self._pages.items()})

    def arrive(self, place: str, canvas: Canvas, top: float) -> bool:
        """Notes that `place` is drawn here, and makes it a target for links; whether this is the first time."""
        is_first = place not in self._pages
        self._pages.setdefault(place, []).append(canvas.getPageNumber())
        if is_first:
            canvas.bookmarkHorizontal(place, 0, top + 12)
        return is_first

    def arrive_at_heading(self, heading: Heading, canvas: Canvas, top: float) -> None:
        """Does the same for a heading, which also becomes a bookmark and, on level 1, the running line."""
        if not self.arrive(heading.place, canvas, top) or not heading.text:
            return
        self._level = min(heading.level, self._level + 1)
        canvas.addOutlineEntry(printable(heading.text)[:_BOOKMARK_LIMIT], heading.place, self._level - 1)
        if heading.level == 1:
            self._section = heading.text

    def _cover(self) -> PageTemplate:
        height = look.PAGE_HEIGHT - _COVER_FOOT
        return PageTemplate(COVER, [_frame(_COVER_FOOT, height)])

    def _body(self) -> PageTemplate:
        return PageTemplate(BODY, [_frame(look.BOTTOM, look.TEXT_HEIGHT)], onPageEnd=self._draw_running_lines)

    def _draw_running_lines(self, canvas: Canvas, _template: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        half = look.TEXT_WIDTH / 2 - 10
        canvas.saveState()
        if page > 1:
            _put(canvas, one_line(self._document.title, look.RUNNING_SIZE, half), look.SIDE, _HEAD_LINE)
            _put_right(canvas, one_line(self._section, look.RUNNING_SIZE, half), _HEAD_LINE)
            _rule(canvas, _HEAD_LINE - 8)
        _rule(canvas, _FOOT_LINE + 14)
        number = one_line(f"Page {page} of {max(self._known.total, page)}", look.RUNNING_SIZE, half)
        room = look.TEXT_WIDTH - width(number, look.RUNNING_SIZE) - 20
        _put(canvas, one_line(self._document.footer, look.RUNNING_SIZE, room), look.SIDE, _FOOT_LINE)
        _put_right(canvas, number, _FOOT_LINE)
        canvas.restoreState()


def _frame(bottom: float, height: float) -> Frame:
    return Frame(
        look.SIDE, bottom, look.TEXT_WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
    )


def printable(text: str) -> str:
    """`text` on one line, without characters that have no place in a title or bookmark."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(HexColor(look.HAIRLINE))
    canvas.setLineWidth(0.6)
    canvas.line(look.SIDE, y, look.SIDE + look.TEXT_WIDTH, y)


def _put_right(canvas: Canvas, drawn: tuple[Run, ...], y: float) -> None:
    _put(canvas, drawn, look.SIDE + look.TEXT_WIDTH - width(drawn, look.RUNNING_SIZE), y)


def _put(canvas: Canvas, drawn: tuple[Run, ...], x: float, y: float) -> None:
    text = canvas.beginText(x, y)
    text.setFillColor(HexColor(look.MUTED))
    for run in drawn:
        text.setFont(run.font, look.RUNNING_SIZE)
        text.textOut(run.text)
    canvas.drawText(text)
