"""Paragraphs that hold right-to-left words: broken into lines in reading order, each line then put in drawing order.

ReportLab breaks and draws every paragraph from left to right. That would tear an Arabic name apart where it runs over
the end of a line, so these paragraphs lay out their own lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from evidence.drawing import arabic
from evidence.drawing.document import Span
from evidence.drawing.fonts import Run, font_runs, width
from evidence.drawing.look import ACCENT

Characters = list[tuple[str, int]]


class MixedParagraph(Flowable):  # type: ignore[misc]
    """A paragraph of cleaned spans of which at least one holds right-to-left letters.

    destinations: reference -> name of a place in the PDF, for spans with `to`. A paragraph that is mainly Arabic
    (is_right_to_left) runs from right to left and is set at the right-hand side.
    """

    def __init__(self, spans: Sequence[Span], style: ParagraphStyle, destinations: Mapping[str, str]) -> None:
        super().__init__()
        self._spans = tuple(spans)
        self._style = style
        self._destinations = destinations
        self.is_right_to_left = arabic.is_mainly_right_to_left("".join(span.text for span in spans))
        self._hard_lines: list[Characters] = [[]]
        for number, span in enumerate(spans):
            first, *others = span.text.split("\n")
            self._hard_lines[-1].extend((character, number) for character in first)
            self._hard_lines.extend([(character, number) for character in line] for line in others)
        self._lines: list[Characters] = []
        self._widths: dict[tuple[tuple[str, int], ...], float] = {}
        self.width = self.height = 0.0
        self.spaceBefore, self.spaceAfter = style.spaceBefore, style.spaceAfter

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """The width given and the height all lines need."""
        if self._lines and self.width == available_width:
            return self.width, self.height
        self.width = available_width
        self._lines = [line for hard in self._hard_lines for line in self._broken(hard, available_width)]
        self.height = len(self._lines) * self._style.leading
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """The lines that fit and the lines that do not, or nothing when not one line fits."""
        self.wrap(available_width, available_height)
        fitting = int((available_height + 0.01) // self._style.leading)
        if fitting < 1:
            return []
        if fitting >= len(self._lines):
            return [self]
        first, rest = self._part(self._lines[:fitting]), self._part(self._lines[fitting:])
        first.spaceAfter = rest.spaceBefore = 0
        return [first, rest]

    def draw(self) -> None:
        """Draws every line, the first at the top."""
        baseline = self.height - self._style.fontSize
        for line in self._lines:
            runs = list(self._runs(line))
            self._draw_line(runs, baseline)
            baseline -= self._style.leading

    def _part(self, lines: list[Characters]) -> MixedParagraph:
        part = MixedParagraph(self._spans, self._style, self._destinations)
        part._hard_lines, part._widths = lines, self._widths
        return part

    def _broken(self, hard_line: Characters, available: float) -> Iterator[Characters]:
        """`hard_line` in lines no wider than `available`, broken at spaces, or inside a word wider than a line."""
        line: Characters = []
        used = 0.0
        for is_space, group in groupby(hard_line, lambda pair: pair[0] == " "):
            word = list(group)
            wide = self._width(word)
            if not is_space and line and used + wide > available:
                yield self._without_end_spaces(line)
                line, used = [], 0.0
            if not is_space and wide > available:
                *full, word = self._chopped(word, available)
                yield from full
                wide = self._width(word)
            if line or not is_space:
                line, used = line + word, used + wide
        yield self._without_end_spaces(line)

    def _chopped(self, word: Characters, available: float) -> list[Characters]:
        pieces: list[Characters] = [[]]
        used = 0.0
        for pair in word:
            wide = self._width([pair])
            if pieces[-1] and used + wide > available:
                pieces.append([])
                used = 0.0
            pieces[-1].append(pair)
            used += wide
        return pieces

    @staticmethod
    def _without_end_spaces(line: Characters) -> Characters:
        end = len(line)
        while end and line[end - 1][0] == " ":
            end -= 1
        return line[:end]

    def _width(self, word: Characters) -> float:
        """How wide one word is; its order does not matter for that."""
        key = tuple(word)
        if key not in self._widths:
            runs_left = arabic.has_right_to_left("".join(character for character, _ in word))
            shaped = [(character, number, runs_left) for character, number in self._shaped(word)]
            self._widths[key] = sum(width([run], self._style.fontSize) for run, _ in self._with_spans(shaped))
        return self._widths[key]

    @staticmethod
    def _shaped(line: Characters) -> Characters:
        return [
            (character, number)
            for number, group in groupby(line, lambda pair: pair[1])
            for character in arabic.shape("".join(character for character, _ in group))
        ]

    def _runs(self, line: Characters) -> Iterator[tuple[Run, Span]]:
        """What to draw from left to right, each run with the span it belongs to."""
        ordered = arabic.in_drawing_order(self._shaped(line), is_right_to_left=self.is_right_to_left)
        return self._with_spans(ordered)

    def _with_spans(self, ordered: list[tuple[str, int, bool]]) -> Iterator[tuple[Run, Span]]:
        for number, same in groupby(ordered, lambda entry: entry[1]):
            span = self._spans[number]
            is_bold = span.is_bold or "Bold" in self._style.fontName
            is_italic = span.is_italic or "Italic" in self._style.fontName
            for run in font_runs(list(same), is_bold=is_bold, is_italic=is_italic):
                yield run, span

    def _draw_line(self, runs: Sequence[tuple[Run, Span]], baseline: float) -> None:
        size = self._style.fontSize
        spare = self.width - width([run for run, _ in runs], size)
        x = spare if self._stands_right() else 0.0
        text = self.canv.beginText(x, baseline)
        for run, span in runs:
            is_link = bool(span.link or span.to in self._destinations)
            text.setFont(run.font, size)
            text.setFillColor(HexColor(ACCENT) if is_link or span.is_code else self._style.textColor)
            text.textOut(run.text)
            across = width([run], size)
            if is_link:
                self._link(span, (x, baseline - 0.25 * size, x + across, baseline + size))
            x += across
        self.canv.drawText(text)

    def _stands_right(self) -> bool:
        if self._style.alignment == TA_RIGHT:
            return True
        keeps_left = getattr(self._style, "keepsLeft", 0) and len(self._lines) == 1
        return self.is_right_to_left and not keeps_left

    def _link(self, span: Span, box: tuple[float, float, float, float]) -> None:
        if span.to:
            self.canv.linkRect("", self._destinations[span.to], box, relative=1, thickness=0)
        else:
            self.canv.linkURL(span.link, box, relative=1, thickness=0)
