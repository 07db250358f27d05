"""Charts for pages and PDFs: drawn once with reportlab's shapes, put out as SVG by our own serialiser.

A chart never stands alone: it has a title and a description that says the same in words, and the page shows the
numbers as a table beside it. Colours carry a name, so that a page can use the reader's own theme.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reportlab.graphics.shapes import Drawing, Rect, Shape, String
from reportlab.lib.attrmap import AttrMap, AttrMapValue
from reportlab.lib.colors import HexColor

from evidence.drawing.look import INK

_ROW, _BAR, _LABEL_WIDTH, _COUNT_GAP = 34.0, 20.0, 96.0, 5.0


class TonedRect(Rect):  # type: ignore[misc]
    """A rectangle whose colour has a name that a page can theme."""

    _attrMap = AttrMap(BASE=Rect, tone=AttrMapValue(None, desc="the colour's name"))


class TonedText(String):  # type: ignore[misc]
    """Words whose colour has a name that a page can theme."""

    _attrMap = AttrMap(BASE=String, tone=AttrMapValue(None, desc="the colour's name"))


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that bars are divided into. tone: the name of its colour on the page; fill: on paper."""

    tone: str
    words: str
    fill: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and how many there are of each part, in the parts' order."""

    label: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class StackedBars:
    """Bars of several parts on one scale. title: what it is about."""

    title: str
    parts: Sequence[Part]
    bars: Sequence[Bar]

    @property
    def description(self) -> str:
        """What the chart says, in words."""
        return " ".join(f"{bar.label}: {self._in_words(bar)}." for bar in self.bars)

    def _in_words(self, bar: Bar) -> str:
        told = [f"{count} {part.words.lower()}" for part, count in zip(self.parts, bar.counts, strict=True) if count]
        return ", ".join(told) or "none"


def draw_bars(chart: StackedBars, width: float = 560.0) -> Drawing:
    """The chart as a reportlab drawing, `width` points wide; as high as it has bars."""
    drawing = Drawing(width, _ROW * len(chart.bars))
    longest = max((sum(bar.counts) for bar in chart.bars), default=0) or 1
    unit = (width - _LABEL_WIDTH) / longest
    for number, bar in enumerate(chart.bars):
        bottom = drawing.height - _ROW * (number + 1) + (_ROW - _BAR) / 2
        drawing.add(_text(0, bottom + 5, bar.label, INK, "label"))
        left = _LABEL_WIDTH
        for part, count in zip(chart.parts, bar.counts, strict=True):
            if count:
                drawing.add(_block(left, bottom, count * unit - 2, part))
                drawing.add(_text(left + _COUNT_GAP, bottom + 5, str(count), "#ffffff", "count"))
            left += count * unit
    return drawing


def as_svg(drawing: Drawing, *, title: str, description: str, id_: str) -> str:
    """A drawing as inline SVG without any style attribute. id_: begins the ids of its title and description."""
    shapes = "".join(_shape(shape, drawing.height) for shape in drawing.contents)
    return (
        f'<svg class="chart" viewBox="0 0 {_number(drawing.width)} {_number(drawing.height)}" role="img" '
        f'aria-labelledby="{id_}-title {id_}-description" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{id_}-title">{escape(title)}</title><desc id="{id_}-description">{escape(description)}</desc>'
        f"{shapes}</svg>"
    )


def _block(x: float, y: float, width: float, part: Part) -> TonedRect:
    fill = HexColor(part.fill)
    return TonedRect(x, y, width, _BAR, rx=4, ry=4, strokeColor=None, fillColor=fill, tone=part.tone)


def _text(x: float, y: float, words: str, colour: str, tone: str) -> TonedText:
    return TonedText(x, y, words, fontSize=13, fillColor=HexColor(colour), tone=tone)


def _shape(shape: Shape, height: float) -> str:
    if not isinstance(shape, TonedRect | TonedText):
        raise TypeError(f"A {type(shape).__name__} can't be put into an SVG yet.")
    tone = f'class="chart-{shape.tone}" fill="{_hex(shape.fillColor)}"'
    if isinstance(shape, TonedRect):
        place = f'x="{_number(shape.x)}" y="{_number(height - shape.y - shape.height)}"'
        size = f'width="{_number(shape.width)}" height="{_number(shape.height)}" rx="{_number(shape.rx)}"'
        return f"<rect {tone} {place} {size}/>"
    place = f'x="{_number(shape.x)}" y="{_number(height - shape.y)}" font-size="{_number(shape.fontSize)}"'
    return f"<text {tone} {place}>{escape(shape.text)}</text>"


def _hex(colour: object) -> str:
    return f"#{colour.hexval()[2:]}"  # type: ignore[attr-defined]


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
