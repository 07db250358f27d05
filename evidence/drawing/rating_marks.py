"""A rating drawn so that nobody needs colour to tell it: shape, word and colour on a tinted ground."""

from __future__ import annotations

import math

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from evidence.drawing.document import RatingMark
from evidence.drawing.fonts import font_name, runs, width
from evidence.drawing.look import NO_RATING, RATING_LOOKS, RATING_WORD_LEADING, RATING_WORD_SIZE
from evidence.drawing.page_text import line
from evidence.drawing.stacks import draw_stack, stack_height

_RADIUS = 4.6
_PADDING = 7.0
_GAP = 5.0
_ABOVE = 2.5
_LEFT = _PADDING + 2 * _RADIUS + _GAP
_NARROWEST_WORD = 12.0
_NO_WORD = "No rating"
_STAR_POINTS, _STAR_WAIST = 5, 0.42


class RatingFlowable(Flowable):  # type: ignore[misc]
    """The mark of one rating, as wide as its word asks for; a long word runs over several lines."""

    def __init__(self, mark: RatingMark) -> None:
        super().__init__()
        self._look = RATING_LOOKS.get(mark.rating, NO_RATING)
        style = ParagraphStyle(
            "rating",
            fontName=font_name(is_bold=True),
            fontSize=RATING_WORD_SIZE,
            leading=RATING_WORD_LEADING,
            textColor=HexColor(self._look.ink),
        )
        word = " ".join(mark.word.split()) or _NO_WORD
        self._word = line(word, style)
        self._word_width = width(runs(word, is_bold=True), RATING_WORD_SIZE) + 1
        self.spaceBefore, self.spaceAfter = 2.0, 8.0

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """The width the word needs, at most the width given, and the height."""
        room = max(available_width - _LEFT - _PADDING, _NARROWEST_WORD)
        self._inside = min(self._word_width, room)
        self.width = _LEFT + self._inside + _PADDING
        self.height = stack_height([self._word], self._inside) + 2 * _ABOVE
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Splits only when the word is too long for any page: then its lines go on without the shape."""
        self.wrap(available_width, available_height)
        return list(self._word.split(self._inside, available_height))

    def draw(self) -> None:
        """Draws the ground, the shape and the word."""
        canvas = self.canv
        canvas.setFillColor(HexColor(self._look.tint))
        canvas.roundRect(0, 0, self.width, self.height, min(9.0, self.height / 2), stroke=0, fill=1)
        canvas.setFillColor(HexColor(self._look.ink))
        canvas.setStrokeColor(HexColor(self._look.ink))
        canvas.setLineWidth(1.3)
        middle = self.height - _ABOVE - RATING_WORD_LEADING / 2
        _SHAPES[self._look.shape](canvas, _PADDING + _RADIUS, middle)
        draw_stack([self._word], canvas, _LEFT, self.height - _ABOVE + 0.8, self._inside)


def _polygon(canvas: Canvas, corners: list[tuple[float, float]]) -> None:
    path = canvas.beginPath()
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _star(canvas: Canvas, x: float, y: float) -> None:
    corners = []
    for n in range(2 * _STAR_POINTS):
        angle = math.pi / 2 + n * math.pi / _STAR_POINTS
        reach = _RADIUS * 1.15 * (_STAR_WAIST if n % 2 else 1)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    _polygon(canvas, corners)


def _dot(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y, _RADIUS, stroke=0, fill=1)


def _half_dot(canvas: Canvas, x: float, y: float) -> None:
    _ring(canvas, x, y)
    canvas.wedge(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS, 90, 180, stroke=0, fill=1)


def _triangle(canvas: Canvas, x: float, y: float) -> None:
    _polygon(canvas, [(x - _RADIUS, y - 0.8 * _RADIUS), (x + _RADIUS, y - 0.8 * _RADIUS), (x, y + _RADIUS)])


def _ring(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y, _RADIUS - 0.65, stroke=1, fill=0)


_SHAPES = {"star": _star, "dot": _dot, "half-dot": _half_dot, "triangle": _triangle, "ring": _ring}
