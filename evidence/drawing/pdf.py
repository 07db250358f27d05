"""A document as a PDF: cover, contents with page numbers, sections, index, bookmarks and running lines.

Page numbers are only known when everything has been laid out, so a document is drawn until the numbers printed in its
contents and index agree with its pages: twice, as a rule.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer
from reportlab.platypus.flowables import HRFlowable

from evidence.drawing import look
from evidence.drawing.boxes import Anchored
from evidence.drawing.contents import contents_flowables, index_flowables
from evidence.drawing.cover import cover_flowables, title_flowables
from evidence.drawing.document import Document, Section
from evidence.drawing.fonts import clean, fonts
from evidence.drawing.page_blocks import BELOW_HEADING, Setting, block_flowables
from evidence.drawing.page_text import line, paragraphs
from evidence.drawing.pages import Pages, PageSet
from evidence.drawing.places import Heading, Plan, plan
from evidence.drawing.stacks import stack_height

_MOST_DRAWINGS = 6
_NO_TITLE = "Untitled document"
_CONTENTS = Heading("Contents", 1, "contents")
_INDEX = Heading("Index", 1, "index")
_FEWEST_FOR_CONTENTS = 2
_CLOSING_ROOM = 80.0
_AROUND_HEADING = 40.0
# Written as letters alone, pictures and fonts take a quarter more room, and pictures most of the time.
rl_config.useA85 = 0
_drawing = threading.Lock()  # ReportLab keeps fonts and its text parser for the whole process


def draw_pdf(document: Document) -> bytes:
    """The PDF of `document`; equal documents give identical bytes."""
    with _drawing:
        fonts()
        if not clean(document.title).strip():
            document = replace(document, title=_NO_TITLE)
        story = _Story(document)
        known = Pages()
        made = b""
        for drawing in range(_MOST_DRAWINGS):
            made, found = _drawn(document, story, known, is_rehearsal=not drawing)
            if found == known:
                break
            known = found
        return made


class _RehearsalCanvas(Canvas):  # type: ignore[misc]
    """A canvas to find page numbers with: nothing of it is kept."""

    is_rehearsal = True

    def save(self) -> None:
        """Keeps nothing."""


def _drawn(document: Document, story: _Story, known: Pages, *, is_rehearsal: bool) -> tuple[bytes, Pages]:
    target = BytesIO()
    pages = PageSet(target, document, known)
    pages.build(story.flowables(pages, known), canvasmaker=_RehearsalCanvas if is_rehearsal else Canvas)
    return target.getvalue(), pages.found


class _Story:
    """The flowables of a document. What shows no page numbers is laid out once, however often it is drawn."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._plan = plan(document)
        self._pages: PageSet | None = None
        setting = Setting(self._plan.destinations, self._arrive)
        self._cover = cover_flowables(document, document.cover, setting) if document.cover else []
        self._sections = _sections(document, self._plan, setting, self._arrive_at_heading)

    def flowables(self, pages: PageSet, known: Pages) -> list[Flowable]:
        """Every flowable in order, telling `pages` where it is drawn and showing the page numbers of `known`."""
        self._pages = pages
        for flowable in [*self._cover, *self._sections]:
            if hasattr(flowable, "_postponed"):  # ReportLab's note that it has moved to a new page once already
                del flowable._postponed
        document, arrive = self._document, self._arrive_at_heading
        inside = [
            *_contents(document, self._plan, known, arrive),
            *self._sections,
            *_index(document, self._plan, known, arrive),
        ]
        if document.cover is None:
            return [*title_flowables(document), *inside, *_closing(document)]
        return [*self._cover, PageBreak(), *inside] if inside else list(self._cover)

    def _arrive(self, place: str, canvas: Canvas, top: float) -> None:
        if self._pages:
            self._pages.arrive(place, canvas, top)

    def _arrive_at_heading(self, heading: Heading, canvas: Canvas, top: float) -> None:
        if self._pages:
            self._pages.arrive_at_heading(heading, canvas, top)


Arrive = Callable[[Heading, Canvas, float], None]


def _contents(document: Document, layout: Plan, known: Pages, arrive: Arrive) -> list[Flowable]:
    headings = [*layout.headings, *([_INDEX] if document.index else [])]
    if not document.has_contents or len(headings) < _FEWEST_FOR_CONTENTS:
        return []
    lines = contents_flowables(headings, known.by_place)
    after = PageBreak() if document.cover else Spacer(0, 12)
    return [*_heading(_CONTENTS, arrive), *lines, after]


def _sections(document: Document, layout: Plan, setting: Setting, arrive: Arrive) -> list[Flowable]:
    starts: list[tuple[Section, list[Flowable]]] = []
    below = 0.0
    # From the end, because a heading with nothing under it stays with the start of the section that follows.
    for section, heading in reversed(list(zip(document.sections, layout.sections, strict=True))):
        blocks = _section_blocks(section, setting)
        below = _room_for_start(blocks) if blocks else below
        parts = [*_heading(heading, arrive, has_text=bool(blocks), below=below), *blocks]
        below = 0.0 if section.starts_page else _room_for_start(parts)
        starts.append((section, _on_one_page(parts) if section.is_whole else parts))
    drawn: list[Flowable] = []
    for section, parts in reversed(starts):
        if section.starts_page and drawn:
            drawn.append(PageBreak())
        drawn.extend(parts)
    return drawn


def _room_for_start(flowables: list[Flowable]) -> float:
    """What the first of these asks to have on its page, such as a table's caption, headings and first row."""
    first = flowables[0]
    return float(first.height) if isinstance(first, CondPageBreak) else 0.0


def _on_one_page(parts: list[Flowable]) -> list[Flowable]:
    """The same, begun on a new page where the rest of this one is too short for all of it and a whole one is not."""
    solid: list[Flowable] = []
    needed = 0.0
    for part in parts:
        if isinstance(part, CondPageBreak):
            # A break inside would part them though they fit.
            needed = max(needed, stack_height(solid, look.TEXT_WIDTH) + part.height)
        else:
            solid.append(part)
    needed = max(needed, stack_height(solid, look.TEXT_WIDTH)) + solid[0].getSpaceBefore()
    return [CondPageBreak(needed), *parts] if needed < look.TEXT_HEIGHT else parts


def _section_blocks(section: Section, setting: Setting) -> list[Flowable]:
    return [flowable for block in section.blocks for flowable in block_flowables(block, setting)]


def _heading(heading: Heading, arrive: Arrive, *, has_text: bool = True, below: float = 0.0) -> list[Flowable]:
    """The heading as a place, kept on one page with the start of what follows. below: points that this start takes."""
    if not heading.text:
        return [Anchored(Spacer(0, 0), partial(arrive, heading))]
    style = look.HEADINGS[heading.level]
    words = line(heading.text, style)
    usual = BELOW_HEADING * (1 if has_text else 2)
    needed = words.wrap(look.TEXT_WIDTH, look.TEXT_HEIGHT)[1] + max(usual, below + _AROUND_HEADING)
    drawn: list[Flowable] = [CondPageBreak(min(needed, look.TEXT_HEIGHT))]
    if heading.level == 1:
        bar = HRFlowable(34, 3, color=HexColor(look.WARM), hAlign="LEFT", spaceBefore=26, spaceAfter=7, lineCap="butt")
        drawn.append(bar)
    return [*drawn, Anchored(words, partial(arrive, heading))]


def _index(document: Document, layout: Plan, known: Pages, arrive: Arrive) -> list[Flowable]:
    if not document.index:
        return []
    lines = index_flowables(document.index, layout.destinations, known.by_place)
    return [*([PageBreak()] if document.sections else []), *_heading(_INDEX, arrive), *lines]


def _closing(document: Document) -> list[Flowable]:
    """The disclaimer of a document that has no cover to carry it."""
    words = paragraphs(document.disclaimer, look.SMALL)
    rule = HRFlowable("100%", 0.6, color=HexColor(look.HAIRLINE), spaceBefore=18, spaceAfter=8)
    return [CondPageBreak(_CLOSING_ROOM), rule, *words] if words else []
