"""The first page: a coloured panel with the title, what the document is about, and the disclaimer at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, NextPageTemplate, Spacer
from reportlab.platypus.flowables import HRFlowable, TopPadder

from evidence.drawing import look
from evidence.drawing.arabic import has_right_to_left
from evidence.drawing.document import Cover, Document, Facts
from evidence.drawing.page_blocks import Setting, block_flowables
from evidence.drawing.page_text import line, paragraphs, shortened
from evidence.drawing.stacks import draw_stack, stack_height

_LOWEST = 430.0
_ABOVE_TEXT, _FOOT = 110.0, 46.0
_BALANCING_STEP = 8.0
_LONGEST_TITLE, _LONGEST_SUBTITLE = 240, 260


class TitlePanel(Flowable):  # type: ignore[misc]
    """Service, title and subtitle in white on a coloured ground that reaches the page's edges."""

    def __init__(self, title: str, subtitle: str, service: str) -> None:
        super().__init__()
        title = shortened(title, _LONGEST_TITLE)
        self._stack = [
            *paragraphs(shortened(service, _LONGEST_SUBTITLE), look.COVER_SERVICE),
            line(title, look.cover_title(len(title))),
            *paragraphs(shortened(subtitle, _LONGEST_SUBTITLE), look.COVER_SUBTITLE),
        ]
        self._is_balanced = not has_right_to_left(title + subtitle + service)
        self.spaceAfter = 30.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """The width given and the height of the coloured ground."""
        self.width = available_width
        self._text_height = stack_height(self._stack, available_width)
        self._text_width = _balanced(self._stack, available_width) if self._is_balanced else available_width
        self.height = max(self._text_height + _ABOVE_TEXT + _FOOT, _LOWEST)
        return self.width, self.height

    def draw(self) -> None:
        """Draws the ground, three quiet circles and the words above the ground's lower edge."""
        canvas = self.canv
        canvas.saveState()
        ground = canvas.beginPath()
        ground.rect(-look.SIDE, 0, look.PAGE_WIDTH, self.height)
        canvas.clipPath(ground, stroke=0, fill=0)
        canvas.setFillColor(HexColor(look.ACCENT))
        canvas.rect(-look.SIDE, 0, look.PAGE_WIDTH, self.height, stroke=0, fill=1)
        self._draw_circles(canvas)
        canvas.restoreState()
        canvas.setFillColor(HexColor(look.WARM))
        canvas.rect(-look.SIDE, -5, look.PAGE_WIDTH, 5, stroke=0, fill=1)
        draw_stack(self._stack, canvas, 0, _FOOT + self._text_height, self._text_width)

    def _draw_circles(self, canvas: Canvas) -> None:
        right, top = self.width + look.SIDE, self.height
        for colour, x, y, radius in (
            ("#126664", right - 40, top - 30, 165),
            (look.ACCENT_DEEP, right + 12, top - 168, 96),
            ("#1b7673", right - 168, top - 12, 58),
        ):
            canvas.setFillColor(HexColor(colour))
            canvas.circle(x, y, radius, stroke=0, fill=1)


def _balanced(stack: Sequence[Flowable], available_width: float) -> float:
    """The least width at which the stack is no taller, so that no line is left with a single word."""
    height, width = stack_height(stack, available_width), available_width
    while width > available_width / 2 and stack_height(stack, width - _BALANCING_STEP) == height:
        width -= _BALANCING_STEP
    return width


def cover_flowables(document: Document, cover: Cover, setting: Setting) -> list[Flowable]:
    """The cover of `document`; what does not fit goes on, on a page like all others."""
    drawn: list[Flowable] = [
        NextPageTemplate("body"),
        TitlePanel(document.title, document.subtitle, cover.service),
        *block_flowables(Facts(cover.facts), setting),
    ]
    words = paragraphs(document.disclaimer, look.SMALL)
    if words:
        drawn.append(Spacer(0, 6))
    return [*drawn, *([TopPadder(*words)] if len(words) == 1 else words)]


def title_flowables(document: Document) -> list[Flowable]:
    """Title and subtitle at the top of the first page of a document without a cover."""
    title = line(shortened(document.title, _LONGEST_TITLE), look.TITLE)
    rule = HRFlowable(width="100%", thickness=1.2, color=HexColor(look.ACCENT), spaceBefore=2, spaceAfter=10)
    return [title, *paragraphs(shortened(document.subtitle, _LONGEST_SUBTITLE), look.SUBTITLE), rule]
