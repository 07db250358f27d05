"""How every PDF looks: page, colours and type in one place. Lengths are points (72 to the inch)."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

from evidence.drawing.fonts import SANS, font_name

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE = 66.0
TOP, BOTTOM = 78.0, 72.0
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE
TEXT_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

PAPER = "#ffffff"
INK = "#23302f"
MUTED = "#56625f"
ACCENT = "#0e5a58"
ACCENT_DEEP = "#0b4443"
ACCENT_TINT = "#e8f1ef"
WARM = "#a4492a"
WARM_TINT = "#fbf0e6"
SAND = "#f6f2eb"
HAIRLINE = "#d8d2c6"
LEADER = "#a59e90"
COVER_TEXT = "#ffffff"
COVER_SOFT = "#cfe3df"


@dataclass(frozen=True)
class RatingLook:
    """How a rating is drawn. shape: star, dot, half-dot, triangle or ring. Ink on tint has a contrast of 4.5."""

    shape: str
    ink: str
    tint: str


RATING_LOOKS = {
    "outstanding": RatingLook("star", "#4a3a83", "#eeebf7"),
    "good": RatingLook("dot", "#1f6337", "#e7f2e9"),
    "requires-improvement": RatingLook("half-dot", "#845000", "#fbf0dc"),
    "inadequate": RatingLook("triangle", "#9c2420", "#fae9e7"),
}
NO_RATING = RatingLook("ring", MUTED, SAND)


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    """keepsLeft: a single line of Arabic stays at the left, as a name in a table does."""
    settings: dict[str, object] = {"fontName": SANS, "textColor": HexColor(INK), "splitLongWords": 1, "keepsLeft": 0}
    return ParagraphStyle(name, fontSize=size, leading=leading, **(settings | more))


_BOLD = font_name(is_bold=True)
_ITALIC = font_name(is_italic=True)

BODY = _style("body", 10.5, 16, spaceAfter=8)
LEAD = _style("lead", 13, 20, spaceAfter=12, textColor=HexColor(ACCENT_DEEP))
QUOTE = _style("quote", 10.5, 16, fontName=_ITALIC)
PANEL = _style("panel", 10, 15)
NOTE_LABEL = _style("note-label", 9, 13, fontName=_BOLD, textColor=HexColor(ACCENT_DEEP))
WARNING_LABEL = _style("warning-label", 9, 13, fontName=_BOLD, textColor=HexColor(WARM))
SMALL = _style("small", 8.5, 12.5, spaceAfter=6, textColor=HexColor(MUTED))
MINOR_HEADING = _style("heading", 11, 16, fontName=_BOLD, spaceBefore=14, spaceAfter=3, textColor=HexColor(ACCENT_DEEP))
CELL = _style("cell", 9.5, 14, spaceAfter=4, keepsLeft=1)
CELL_HEADING = _style("cell-heading", 9, 12.5, fontName=_BOLD, textColor=HexColor(ACCENT_DEEP), keepsLeft=1)
NUMBER = _style("number", 9.5, 14, alignment=TA_RIGHT)
NUMBER_HEADING = _style("number-heading", 9, 12.5, fontName=_BOLD, textColor=HexColor(ACCENT_DEEP), alignment=TA_RIGHT)
CAPTION = _style("caption", 9.5, 14, fontName=_BOLD, spaceBefore=4, spaceAfter=5)
FACT_LABEL = _style("fact-label", 9.5, 14, textColor=HexColor(MUTED), keepsLeft=1)
CONTENTS_MAIN = _style("contents-main", 10.5, 16, fontName=_BOLD, spaceBefore=9, spaceAfter=2, keepsLeft=1)
CONTENTS_SUB = _style("contents-sub", 10, 15, spaceAfter=1, keepsLeft=1)
INDEX = _style("index", 9.5, 14, spaceAfter=3, keepsLeft=1)

HEADINGS = {
    1: _style("heading-1", 22, 28, fontName=_BOLD, textColor=HexColor(ACCENT_DEEP), spaceAfter=14),
    2: _style("heading-2", 14.5, 20, fontName=_BOLD, textColor=HexColor(ACCENT), spaceBefore=18, spaceAfter=7),
    3: _style("heading-3", 11.5, 16.5, fontName=_BOLD, textColor=HexColor(INK), spaceBefore=12, spaceAfter=5),
}
TITLE = _style("title", 28, 35, fontName=_BOLD, textColor=HexColor(ACCENT_DEEP), spaceAfter=6)
SUBTITLE = _style("subtitle", 13, 19, textColor=HexColor(MUTED), spaceAfter=10)
COVER_SERVICE = _style("cover-service", 11.5, 17, fontName=_BOLD, textColor=HexColor(COVER_SOFT), spaceAfter=14)
COVER_SUBTITLE = _style("cover-subtitle", 14.5, 21, textColor=HexColor(COVER_SOFT), spaceBefore=12)
RUNNING_SIZE = 8.5
RATING_WORD_SIZE, RATING_WORD_LEADING = 9.5, 13.0


def cover_title(characters: int) -> ParagraphStyle:
    """The style of the cover's title: the longer the title, the smaller."""
    size = next(size for limit, size in ((40, 36), (90, 28), (180, 21), (10_000, 15)) if characters <= limit)
    return _style("cover-title", size, size * 1.2, fontName=_BOLD, textColor=HexColor(COVER_TEXT))
