"""The demonstration's pictures: plain drawings of a garden, a table, a board. No picture shows a person."""

from collections.abc import Callable, Mapping
from io import BytesIO
from math import cos, pi, sin
from types import MappingProxyType

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 640
_FINER = 2  # drawn at twice the size and shrunk, so that edges are smooth
_QUALITY = 82

Colour = str
SKY, CLOUD, GRASS, LEAF, DARK_LEAF = "#cfe6f2", "#f7fbfd", "#9cc07a", "#6d9f57", "#4d7a43"
WALL, FLOOR, WOOD, DARK_WOOD, PAPER = "#f3e7d3", "#d9c3a0", "#b07c4f", "#845a36", "#fffdf6"
RED, YELLOW, BLUE, PINK, WHITE, INK, STONE = (
    *("#c8553d", "#f0c04f", "#4f7cac", "#e39bb0"),
    *("#ffffff", "#3b3a3a", "#cfc8bb"),
)
FLOWERS = (RED, YELLOW, PINK, WHITE, BLUE)


class Pad:
    """A sheet to draw on, in points of a picture 960 wide and 640 high."""

    def __init__(self, back: Colour) -> None:
        self.image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), back)
        self._draw = ImageDraw.Draw(self.image)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, *, round_by: float = 0) -> None:
        """A rectangle, with round corners if asked."""
        self._draw.rounded_rectangle(self._at(left, top, right, bottom), round_by * _FINER, fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour, *, high: float | None = None) -> None:
        """A circle, or an ellipse when it is given its own height."""
        tall = radius if high is None else high
        self._draw.ellipse(self._at(x - radius, y - tall, x + radius, y + tall), fill)

    def line(self, *places: float, fill: Colour, width: float) -> None:
        """A line through places: x, y, x, y and so on."""
        self._draw.line(self._at(*places), fill, round(width * _FINER), joint="curve")

    def shape(self, *places: float, fill: Colour) -> None:
        """A filled shape with these corners: x, y, x, y and so on."""
        self._draw.polygon(self._at(*places), fill)

    def bow(self, left: float, top: float, right: float, bottom: float, *, fill: Colour, width: float) -> None:
        """The upper half of an ellipse as a line."""
        self._draw.arc(self._at(left, top, right, bottom), 180, 360, fill, round(width * _FINER))

    def jpeg(self) -> bytes:
        """What was drawn, as a JPEG."""
        written = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(written, "JPEG", quality=_QUALITY)
        return written.getvalue()

    @staticmethod
    def _at(*places: float) -> list[float]:
        return [place * _FINER for place in places]


def picture_of(motif: str) -> bytes:
    """The picture with this name, as a JPEG. Raises KeyError for one that is not in MOTIFS."""
    return MOTIFS[motif]().jpeg()


def _outside() -> Pad:
    pad = Pad(SKY)
    for x, y, size in ((170, 110, 46), (230, 120, 36), (690, 90, 50), (760, 104, 38)):
        pad.disc(x, y, size, CLOUD, high=size * 0.55)
    pad.box(0, 360, WIDTH, HEIGHT, GRASS)
    pad.disc(850, 120, 52, YELLOW)
    return pad


def _inside() -> Pad:
    pad = Pad(WALL)
    pad.box(0, 470, WIDTH, HEIGHT, FLOOR)
    pad.box(0, 462, WIDTH, 474, DARK_WOOD)
    return pad


def _tree(pad: Pad, x: float, ground: float, size: float) -> None:
    pad.box(x - size * 0.12, ground - size, x + size * 0.12, ground, DARK_WOOD)
    for dx, dy in ((-0.45, 1.15), (0.45, 1.15), (0, 1.6), (0, 1.1)):
        pad.disc(x + dx * size, ground - dy * size, size * 0.5, LEAF if dx else DARK_LEAF)


def _flower(pad: Pad, x: float, y: float, colour: Colour, size: float = 9) -> None:
    pad.line(x, y, x, y + size * 4, fill=DARK_LEAF, width=4)
    for turn in range(6):
        angle = turn * pi / 3
        pad.disc(x + cos(angle) * size, y + sin(angle) * size, size * 0.7, colour)
    pad.disc(x, y, size * 0.6, YELLOW if colour != YELLOW else RED)


def _garden() -> Pad:
    pad = _outside()
    _tree(pad, 150, 400, 130)
    _tree(pad, 800, 390, 100)
    pad.shape(380, 360, 520, 360, 760, HEIGHT, 180, HEIGHT, fill=STONE)
    for step in range(5):
        pad.line(352 - step * 32, 392 + step * 55, 352 - step * 32, 352 + step * 52, fill=DARK_WOOD, width=8)
    pad.line(352, 356, 212, 566, fill=WOOD, width=9)
    pad.box(640, 420, 800, 438, WOOD)
    pad.box(640, 380, 800, 396, WOOD)
    for x in (655, 780):
        pad.box(x, 380, x + 12, 480, DARK_WOOD)
    for number in range(14):
        _flower(pad, 30 + number * 16 % 190 + (number > 6) * 620, 470 + number * 37 % 110, FLOWERS[number % 5])
    return pad


def _table() -> Pad:
    pad = _inside()
    pad.box(360, 60, 600, 260, DARK_WOOD)
    pad.box(372, 72, 588, 248, SKY)
    pad.box(474, 72, 486, 248, DARK_WOOD)
    pad.shape(120, 380, 840, 380, 930, 560, 30, 560, fill=PAPER)
    pad.box(30, 560, 930, 590, STONE)
    for x in (220, 400, 580, 760):
        pad.disc(x, 480, 62, STONE, high=34)
        pad.disc(x, 477, 58, WHITE, high=31)
        pad.disc(x, 477, 36, (LEAF, RED, YELLOW, PINK)[x // 180 % 4], high=18)
        pad.line(x - 78, 450, x - 84, 510, fill=INK, width=4)
        pad.line(x + 78, 450, x + 84, 510, fill=INK, width=4)
    pad.shape(450, 420, 510, 420, 500, 350, 460, 350, fill=BLUE)
    for number, x in enumerate((440, 462, 480, 500, 522)):
        pad.line(480, 352, x, 300, fill=DARK_LEAF, width=4)
        _flower(pad, x, 290 - number % 2 * 18, FLOWERS[number], 10)
    return pad


def _beds() -> Pad:
    pad = _outside()
    _tree(pad, 880, 390, 90)
    for row, (left, top) in enumerate(((60, 380), (500, 380), (280, 500))):
        pad.box(left, top, left + 380, top + 30, DARK_WOOD)
        pad.box(left, top + 26, left + 380, top + 110, WOOD)
        for plank in (54, 82):
            pad.line(left, top + plank, left + 380, top + plank, fill=DARK_WOOD, width=3)
        for number in range(9):
            x = left + 24 + number * 41
            if row == 1:
                _flower(pad, x, top - 44, FLOWERS[number % 5], 9)
                continue
            for lean in (-12, 0, 12):
                pad.line(x, top + 4, x + lean, top - 46 + row * 8, fill=LEAF if row else DARK_LEAF, width=5)
        pad.box(left + 168, top + 40, left + 214, top + 70, PAPER, round_by=4)
        pad.line(left + 176, top + 55, left + 206, top + 55, fill=INK, width=3)
    return pad


def _board() -> Pad:
    pad = Pad(WALL)
    pad.box(120, 60, 840, 560, DARK_WOOD, round_by=10)
    pad.box(140, 80, 820, 540, "#c9a26b")
    pad.box(300, 96, 660, 150, BLUE, round_by=6)
    for place in range(6):
        pad.box(322 + place * 54, 118, 362 + place * 54, 128, WHITE)
    colours = (PAPER, "#fbe9a9", "#d9ecd0", "#f6d6dd", PAPER, "#d6e5f1")
    for number, colour in enumerate(colours):
        left, top = 170 + number % 3 * 220, 176 + number // 3 * 184
        pad.box(left, top, left + 190, top + 158, colour)
        pad.disc(left + 95, top + 10, 8, RED)
        for row in range(5):
            pad.line(left + 18, top + 42 + row * 22, left + 172 - row * 17 % 60, top + 42 + row * 22, fill=INK, width=3)
    return pad


def _feeder() -> Pad:
    pad = Pad(WALL)
    pad.box(180, 60, 780, 580, WHITE)
    pad.box(204, 84, 756, 556, SKY)
    pad.box(204, 420, 756, 556, GRASS)
    pad.line(480, 84, 480, 190, fill=INK, width=4)
    pad.shape(400, 240, 560, 240, 480, 180, fill=RED)
    pad.box(430, 240, 530, 350, "#e9dcc0")
    pad.box(400, 350, 560, 366, WOOD)
    for x, y, way in ((380, 330, 1), (590, 330, -1), (650, 440, -1)):
        pad.disc(x, y, 30, DARK_WOOD, high=24)
        pad.disc(x + way * 8, y + 4, 18, RED, high=15)
        pad.disc(x + way * 24, y - 20, 16, DARK_WOOD)
        pad.shape(x + way * 38, y - 24, x + way * 54, y - 18, x + way * 38, y - 14, fill=YELLOW)
        pad.disc(x + way * 28, y - 23, 3, INK)
    pad.box(468, 84, 492, 90, WHITE)
    pad.box(160, 560, 800, 590, PAPER)
    return pad


def _cat() -> Pad:
    pad = Pad("#27324a")
    pad.box(0, 480, WIDTH, HEIGHT, "#3a2f2a")
    for ring, colour in ((250, "#33405c"), (200, "#46506a"), (150, "#6b6a6c")):
        pad.disc(480, 360, ring, colour)
    pad.disc(480, 420, 100, "#ffe7a3", high=110)
    pad.disc(480, 300, 78, "#ffefc0")
    pad.shape(412, 280, 424, 190, 476, 240, fill="#ffefc0")
    pad.shape(548, 280, 536, 190, 484, 240, fill="#ffefc0")
    for x in (452, 508):
        pad.disc(x, 296, 9, INK, high=13)
        pad.line(x - 20 if x < 480 else x + 20, 330, x - 66 if x < 480 else x + 66, 322, fill=WOOD, width=3)
        pad.line(x - 20 if x < 480 else x + 20, 338, x - 66 if x < 480 else x + 66, 346, fill=WOOD, width=3)
    pad.disc(480, 326, 9, PINK)
    pad.box(340, 520, 620, 546, WOOD, round_by=8)
    return pad


def _wall() -> Pad:
    pad = Pad(WALL)
    pad.box(0, 540, WIDTH, HEIGHT, FLOOR)
    bands = (RED, YELLOW, LEAF, BLUE, PINK, "#e9a15b", "#8aa7a1", "#f3d9a0", "#9d7fb0")
    for number, colour in enumerate(bands):
        left = number * 107
        top = 220 + (number * 53) % 90
        pad.shape(left, 540, left, top, left + 60, top - 40, left + 107, top + 12, left + 107, 540, fill=colour)
        pad.disc(left + 52, top + 120, 26, PAPER)
        pad.disc(left + 52, top + 120, 15, bands[(number + 4) % 9])
    for number in range(12):
        pad.disc(40 + number * 80, 70 + number * 41 % 90, 12, bands[number % 9])
    pad.box(0, 532, WIDTH, 544, DARK_WOOD)
    return pad


def _line() -> Pad:
    pad = _outside()
    _tree(pad, 90, 420, 110)
    for x in (180, 860):
        pad.box(x, 180, x + 16, 560, WOOD)
    pad.line(188, 200, 520, 232, 868, 200, fill=INK, width=4)
    colours = (PAPER, "#d6e5f1", "#f6d6dd", "#fbe9a9", "#d9ecd0", PAPER)
    for number, colour in enumerate(colours):
        left, top = 224 + number * 104, 214 + (number in (2, 3)) * 14
        pad.box(left, top, left + 82, top + 140, colour)
        pad.box(left, top + 112, left + 82, top + 122, FLOWERS[number % 5])
        for x in (left + 6, left + 68):
            pad.box(x, top - 12, x + 8, top + 16, DARK_WOOD)
    pad.shape(430, 500, 590, 500, 570, 590, 450, 590, fill=WOOD)
    pad.disc(510, 500, 80, PAPER, high=26)
    return pad


def _pot() -> Pad:
    pad = _inside()
    pad.box(0, 400, WIDTH, HEIGHT, WOOD)
    pad.box(300, 250, 660, 470, RED, round_by=26)
    pad.box(280, 240, 680, 272, "#a8432e", round_by=12)
    pad.box(230, 300, 310, 326, INK, round_by=10)
    pad.box(650, 300, 730, 326, INK, round_by=10)
    pad.disc(480, 240, 180, PAPER, high=34)
    for number in range(40):
        pad.disc(330 + number * 67 % 300, 226 + number * 29 % 30, 7, (RED, "#8c3b2a", WHITE)[number % 3])
    for x in (400, 480, 560):
        pad.line(x, 190, x + 18, 150, x - 10, 112, x + 10, 70, fill="#e7ddcb", width=10)
    pad.line(740, 420, 860, 240, fill=DARK_WOOD, width=16)
    pad.disc(868, 226, 34, DARK_WOOD, high=24)
    return pad


def _post() -> Pad:
    pad = _outside()
    _tree(pad, 780, 400, 120)
    pad.shape(0, 560, WIDTH, 470, WIDTH, HEIGHT, 0, HEIGHT, fill=STONE)
    pad.box(340, 180, 520, 580, RED, round_by=14)
    pad.disc(430, 180, 96, RED, high=50)
    pad.box(330, 200, 530, 220, "#a8432e")
    pad.box(366, 262, 494, 280, INK, round_by=4)
    pad.box(384, 320, 476, 410, PAPER)
    for row in range(4):
        pad.line(394, 340 + row * 18, 466, 340 + row * 18, fill=INK, width=3)
    pad.box(320, 560, 540, 596, INK)
    pad.shape(500, 250, 580, 226, 590, 276, 510, 300, fill=WHITE)
    pad.line(500, 250, 550, 268, 580, 226, fill=STONE, width=4)
    return pad


def _tea() -> Pad:
    pad = Pad("#3d4a63")
    pad.box(0, 430, WIDTH, HEIGHT, WOOD)
    pad.disc(770, 130, 54, "#f5efd6")
    pad.disc(792, 118, 46, "#3d4a63")
    pad.disc(360, 360, 130, BLUE, high=112)
    pad.box(330, 226, 390, 258, "#3f6690", round_by=10)
    pad.disc(360, 224, 16, YELLOW)
    pad.shape(470, 340, 560, 270, 574, 290, 486, 392, fill=BLUE)
    pad.bow(180, 290, 290, 460, fill=BLUE, width=20)
    for x in (610, 760):
        pad.disc(x, 470, 76, WHITE, high=20)
        pad.shape(x - 50, 390, x + 50, 390, x + 34, 466, x - 34, 466, fill=WHITE)
        pad.disc(x, 390, 50, "#b57a4c", high=14)
        pad.line(x, 366, x + 10, 340, x - 8, 316, fill="#dfe3ea", width=6)
    return pad


def _trolley() -> Pad:
    pad = _outside()
    for left, colour in ((30, RED), (330, BLUE), (630, LEAF)):
        for stripe in range(6):
            shade = colour if stripe % 2 else WHITE
            pad.shape(*(left + stripe * 45, 170, left + 45 + stripe * 45, 170), *_foot(left, stripe), fill=shade)
        pad.box(left, 400, left + 270, 470, WOOD)
        for number in range(10):
            fruit = (RED, YELLOW, LEAF, "#e9a15b")[(number + left) % 4]
            pad.disc(left + 24 + number * 25, 392 - number % 2 * 16, 17, fruit)
    pad.box(420, 430, 560, 600, "#7a4f77", round_by=14)
    pad.line(560, 440, 640, 330, 690, 330, fill=INK, width=9)
    for x in (446, 534):
        pad.disc(x, 606, 24, INK)
        pad.disc(x, 606, 10, STONE)
    for number, lean in enumerate((-24, 0, 22)):
        pad.line(470 + number * 20, 430, 470 + number * 20 + lean, 372, fill=DARK_LEAF, width=9)
    return pad


def _foot(left: float, stripe: int) -> tuple[float, float, float, float]:
    return (left + 45 + stripe * 45, 250, left + stripe * 45, 250)


MOTIFS: Mapping[str, Callable[[], Pad]] = MappingProxyType(
    {
        "garden": _garden,
        "table": _table,
        "beds": _beds,
        "board": _board,
        "feeder": _feeder,
        "cat": _cat,
        "wall": _wall,
        "line": _line,
        "pot": _pot,
        "post": _post,
        "tea": _tea,
        "trolley": _trolley,
    }
)
