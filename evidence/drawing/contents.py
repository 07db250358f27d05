"""Contents and index: lines that say on which page something is, and lead there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from evidence.drawing import look
from evidence.drawing.document import IndexEntry
from evidence.drawing.fonts import Run, runs, width
from evidence.drawing.page_text import line, one_line, shortened
from evidence.drawing.places import Heading
from evidence.drawing.stacks import draw_stack, stack_height

_LONGEST = 300
_PAGES_ROOM = 110.0
_GAP = 6.0
_INDENT = 16.0
_REF_ROOM = 92.0
_DEEPEST_LEVEL = 2


class PageLine(Flowable):  # type: ignore[misc]
    """Words at the left, page numbers at the right and dots between them; all of it is a link to `place`.

    lead: a short text in its own column before the words, such as a reference.
    """

    def __init__(
        self, words: str, pages: str, place: str, style: ParagraphStyle, *, indent: float = 0.0, lead: str = ""
    ) -> None:
        super().__init__()
        words = shortened(words, _LONGEST)
        self._words = line(words, style)
        self._natural_width = width(runs(words, is_bold="Bold" in style.fontName), style.fontSize)
        self._pages, self._place, self._style = pages, place, style
        self._lead = lead
        self._left = indent + (_REF_ROOM if lead else 0.0)
        self.spaceBefore, self.spaceAfter = style.spaceBefore, style.spaceAfter

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """The width given and the height of the words."""
        self.width = available_width
        self._numbers = one_line(self._pages, self._style.fontSize, _PAGES_ROOM)
        self._numbers_width = width(self._numbers, self._style.fontSize)
        self._inside = available_width - self._left - max(self._numbers_width, 24.0) - 3 * _GAP
        self.height = stack_height([self._words], self._inside)
        return self.width, self.height

    def draw(self) -> None:
        """Draws the line and its link."""
        if self._lead:
            lead = one_line(self._lead, self._style.fontSize, _REF_ROOM - _GAP, is_bold=True)
            self._put(lead, 0.0, self.height - self._style.fontSize, look.ACCENT)
        draw_stack([self._words], self.canv, self._left, self.height, self._inside)
        last_baseline = self._style.leading - self._style.fontSize
        self._put(self._numbers, self.width - self._numbers_width, last_baseline, look.INK)
        if self._natural_width < self._inside:
            left, right = self._left + self._natural_width + _GAP, self.width - self._numbers_width - _GAP
            self.canv.setStrokeColor(HexColor(look.LEADER))
            self.canv.setLineWidth(1.1)
            self.canv.setLineCap(1)
            self.canv.setDash([0.1, 4])
            self.canv.line(left, last_baseline + 0.5, right, last_baseline + 0.5)
            self.canv.setDash()
            self.canv.setLineCap(0)
        if self._place:
            self.canv.linkRect("", self._place, (0, 0, self.width, self.height), relative=1, thickness=0)

    def _put(self, drawn: Sequence[Run], x: float, y: float, colour: str) -> None:
        text = self.canv.beginText(x, y)
        text.setFillColor(HexColor(colour))
        for run in drawn:
            text.setFont(run.font, self._style.fontSize)
            text.textOut(run.text)
        self.canv.drawText(text)


def contents_flowables(headings: Sequence[Heading], pages: Mapping[str, Sequence[int]]) -> list[Flowable]:
    """A line for each heading of the upper two levels.

    pages: name of a place -> the pages it was drawn on the last time; a place not known yet shows no number.
    """
    lines = []
    for heading in headings:
        if heading.level > _DEEPEST_LEVEL:
            continue
        is_main = heading.level == 1
        number = "".join(str(page) for page in pages.get(heading.place, ())[:1])
        lines.append(
            PageLine(
                heading.text,
                number,
                heading.place,
                look.CONTENTS_MAIN if is_main else look.CONTENTS_SUB,
                indent=0.0 if is_main else _INDENT,
            )
        )
    return lines


def index_flowables(
    entries: Sequence[IndexEntry], destinations: Mapping[str, str], pages: Mapping[str, Sequence[int]]
) -> list[Flowable]:
    """A line for each entry with every page its reference stands on; "not in this document" when it is on none."""
    lines = []
    for entry in entries:
        place = destinations.get(entry.ref, "")
        numbers = ", ".join(str(page) for page in dict.fromkeys(pages.get(place, ()))) if place else "–"
        lines.append(PageLine(entry.heading, numbers, place, look.INDEX, lead=entry.ref))
    return lines
