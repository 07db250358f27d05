"""Pictures on a page: rows in which all are equally high, as wide as the text or as high as is good for the page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from evidence.drawing.document import Picture

_MOST_IN_A_ROW = 3
_GAP = 8.0
_HIGHEST, _HIGHEST_OF_SEVERAL = 250.0, 165.0
_ABOVE, _BELOW = 6.0, 12.0


class PictureRow(Flowable):  # type: ignore[misc]
    """Up to three pictures side by side, in the middle of the page."""

    def __init__(self, pictures: Sequence[Picture], highest: float = _HIGHEST) -> None:
        """highest: points."""
        super().__init__()
        self._pictures, self._highest = pictures, highest
        self.spaceBefore, self.spaceAfter = _ABOVE, _BELOW

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The width given and the height at which the pictures fill it, unless that is too high."""
        room = available_width - _GAP * (len(self._pictures) - 1)
        self.width = available_width
        self.height = min(room / sum(each.width / each.height for each in self._pictures), self._highest)
        return self.width, self.height

    def draw(self) -> None:
        """Draws the pictures; nothing on a canvas that only rehearses."""
        if getattr(self.canv, "is_rehearsal", False):
            return
        widths = [self.height * each.width / each.height for each in self._pictures]
        x = (self.width - sum(widths) - _GAP * (len(widths) - 1)) / 2
        for picture, width in zip(self._pictures, widths, strict=True):
            self.canv.drawImage(ImageReader(BytesIO(picture.content)), x, 0, width, self.height)
            x += width + _GAP


def picture_rows(pictures: Sequence[Picture]) -> list[Flowable]:
    """The pictures in rows of as equal a number as can be: four make two rows of two."""
    rows = -(-len(pictures) // _MOST_IN_A_ROW)
    ends = [round(len(pictures) * row / rows) for row in range(rows + 1)] if rows else []
    highest = _HIGHEST if rows == 1 else _HIGHEST_OF_SEVERAL
    return [PictureRow(pictures[start:end], highest) for start, end in pairwise(ends)]
