"""How wide the columns of a table should be, judged by what they hold."""

from __future__ import annotations

import heapq
import re

from evidence.drawing.document import Cell, Paragraph, RatingMark, Reference, Span, Table
from evidence.drawing.fonts import runs, width
from evidence.drawing.grid import PADDING
from evidence.drawing.look import CELL, CELL_HEADING, TEXT_WIDTH
from evidence.drawing.page_text import plain

_CHARACTER = 5.4  # points, on average, in the type of table cells
_LONGEST_WORD, _SHORT_HEADING, _LONGEST_TEXT = 28, 16, 60
_MEASURED = 4
_UNBREAKABLE = "_"
_NUMBER = re.compile(r"[£+\u2212-]?[0-9][0-9,.]*%?")


def column_widths(table: Table, columns: int) -> tuple[float, ...]:
    """Widths in points that add up to the text's width: first room for the longest word of each column, then the rest
    in step with how much longer its texts are."""
    headings = [*table.headings, *[""] * (columns - len(table.headings))]
    least, wished = [], []
    for number, heading in enumerate(headings):
        texts = [_words(row[number]) for row in table.rows if number < len(row)]
        least.append(max(_least(texts), _least_heading(heading)))
        wished.append(_wished(texts))
    spare = TEXT_WIDTH - sum(least)
    if spare <= 0:
        return tuple(TEXT_WIDTH * low / sum(least) for low in least)
    more = [max(wish - low, 0.0) for wish, low in zip(wished, least, strict=True)]
    if not sum(more):
        more = least
    return tuple(low + spare * extra / sum(more) for low, extra in zip(least, more, strict=True))


def is_numeric(texts: list[Cell]) -> bool:
    """Whether a column holds numbers alone, which then line up at the right."""
    return any(texts) and all(isinstance(text, str) and (not text or _NUMBER.fullmatch(text)) for text in texts)


def _least(texts: list[str]) -> float:
    """Room for the longest words, each on a line of its own."""
    longest = heapq.nlargest(_MEASURED, {word for text in texts for word in text.split()}, key=len)
    widths = (width(runs(word[:_LONGEST_WORD]), CELL.fontSize) for word in longest)
    return max(widths, default=0.0) + 2 * PADDING + 1


def _least_heading(words: str) -> float:
    """Room to keep a short heading on one line, or else its longest word."""
    parts = [words] if len(words) <= _SHORT_HEADING else words.split()
    widths = (width(runs(part[:_LONGEST_WORD], is_bold=True), CELL_HEADING.fontSize) for part in parts)
    return max(widths, default=0.0) + 2 * PADDING + 1


def _wished(texts: list[str]) -> float:
    lengths = [min(len(text), _LONGEST_TEXT) for text in texts]
    longest, average = max(lengths, default=0), sum(lengths) / max(len(lengths), 1)
    return (longest + average) / 2 * _CHARACTER + 2 * PADDING


def _words(cell: Cell) -> str:
    """Roughly what a cell says; underscores stand for what must not break."""
    match cell:
        case str():
            return cell
        case Paragraph():
            return plain(cell.text)
        case RatingMark():
            return cell.word.replace(" ", _UNBREAKABLE)[:22] + 6 * _UNBREAKABLE
        case Reference():
            return f"{cell.ref} {plain(cell.title)}"
        case tuple():
            return " ".join(part.text if isinstance(part, Span) else _words(part) for part in cell)
    return _LONGEST_TEXT * "x"
