"""How wide the columns of a table should be, judged by what they hold."""

from __future__ import annotations

import re

from evidence.drawing.document import Cell, Paragraph, RatingMark, Reference, Span, Table
from evidence.drawing.grid import PADDING
from evidence.drawing.look import TEXT_WIDTH
from evidence.drawing.page_text import plain

_CHARACTER = 5.4  # points, on average, in the type of table cells
_LONGEST_WORD, _LONGEST_TEXT = 16, 60
_UNBREAKABLE = "_"
_NUMBER = re.compile(r"[£+\u2212-]?[0-9][0-9,.]*%?")


def column_widths(table: Table, columns: int) -> tuple[float, ...]:
    """Widths in points that add up to the text's width: first room for the longest word of each column, then the rest
    in step with how much longer its texts are."""
    cells = [[row[n] for row in (table.headings, *table.rows) if n < len(row)] for n in range(columns)]
    texts = [[_words(cell) for cell in column] for column in cells]
    headings = [*table.headings, *[""] * (columns - len(table.headings))]
    least = [max(_least(column), _least_heading(words)) for column, words in zip(texts, headings, strict=True)]
    wished = [_wished(column) for column in texts]
    spare = TEXT_WIDTH - sum(least)
    more = [max(wish - low, 0.0) for wish, low in zip(wished, least, strict=True)]
    if spare <= 0 or not sum(more):
        more = least
    return tuple(low + max(spare, 0.0) * extra / sum(more) for low, extra in zip(least, more, strict=True))


def is_numeric(texts: list[Cell]) -> bool:
    """Whether a column holds numbers alone, which then line up at the right."""
    return any(texts) and all(isinstance(text, str) and (not text or _NUMBER.fullmatch(text)) for text in texts)


def _least(texts: list[str]) -> float:
    longest = max((_word_length(word) for text in texts for word in text.split()), default=1)
    return longest * _CHARACTER + 2 * PADDING + 2


def _least_heading(words: str) -> float:
    """Room to keep a short heading on one line."""
    return min(len(words), _LONGEST_WORD) * _CHARACTER + 2 * PADDING + 2


def _word_length(word: str) -> int:
    return len(word) if _UNBREAKABLE in word[-1:] else min(len(word), _LONGEST_WORD)


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
            return cell.word.replace(" ", _UNBREAKABLE)[:24] + 6 * _UNBREAKABLE
        case Reference():
            return f"{cell.ref} {plain(cell.title)}"
        case tuple():
            return " ".join(part.text if isinstance(part, Span) else _words(part) for part in cell)
    return _LONGEST_TEXT * "x"
