"""Text as ReportLab flowables, safely: whatever people typed comes out as typed, never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable
from reportlab.platypus import Paragraph as ReportLabParagraph

from evidence.drawing import arabic
from evidence.drawing.document import Span, Text
from evidence.drawing.fonts import Run, clean, runs, width
from evidence.drawing.look import ACCENT
from evidence.drawing.mixed_text import MixedParagraph

_SCHEMES = ("http", "https", "mailto")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n\s*")
_URL_CHARACTERS = "%/:?#[]@!$&'()*+,;=~"


class PlainParagraph(ReportLabParagraph):  # type: ignore[misc]
    """ReportLab's paragraph, laid out once for each width, which draws nothing on a canvas that only rehearses."""

    _laid_out = 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The width given and the height of the lines."""
        if self._laid_out != available_width or not hasattr(self, "blPara"):  # splitting may throw its lines away
            super().wrap(available_width, available_height)
            self._laid_out = available_width
        return available_width, float(self.height)

    def draw(self) -> None:
        """Draws the lines."""
        if not getattr(self.canv, "is_rehearsal", False):
            super().draw()


def spans(text: Text) -> tuple[Span, ...]:
    """`text` as spans, cleaned for drawing, with links that are not http, https or mailto taken off."""
    given = (Span(text),) if isinstance(text, str) else text
    return tuple(replace(span, text=clean(span.text), link=_safe_link(span.link)) for span in given)


def _safe_link(link: str) -> str:
    printable = "".join(character for character in link if character.isprintable() and not character.isspace())
    try:
        scheme = urlsplit(printable).scheme.lower()
    except ValueError:
        return ""
    return quote(printable.encode("utf-8", "ignore"), safe=_URL_CHARACTERS) if scheme in _SCHEMES else ""


def paragraphs(text: Text, style: ParagraphStyle, destinations: Mapping[str, str] | None = None) -> list[Flowable]:
    """`text` as one flowable for each paragraph; an empty list for a blank text.

    destinations: reference -> name of a place in the PDF; a span that points elsewhere is drawn as plain words.
    """
    return [_paragraph(part, style, destinations or {}) for part in _parts(spans(text))]


def line(text: Text, style: ParagraphStyle, destinations: Mapping[str, str] | None = None) -> Flowable:
    """`text` as one single flowable, empty lines in it kept as line ends; a blank text still takes up a line."""
    return _paragraph(spans(text), style, destinations or {})


def _paragraph(part: Sequence[Span], style: ParagraphStyle, destinations: Mapping[str, str]) -> Flowable:
    if any(arabic.has_right_to_left(span.text) for span in part):
        return MixedParagraph(part, style, destinations)
    marked_up = "".join(_markup(span, destinations) for span in part)
    return PlainParagraph(marked_up if marked_up.strip() else "\u00a0", style)


def _parts(given: Iterable[Span]) -> list[list[Span]]:
    """The spans of each paragraph, parted where a text has an empty line."""
    parts: list[list[Span]] = [[]]
    for span in given:
        first, *others = _EMPTY_LINE.split(span.text)
        parts[-1].append(replace(span, text=first))
        parts.extend([replace(span, text=other)] for other in others)
    trimmed = (_trimmed(part) for part in parts)
    return [part for part in trimmed if any(span.text.strip() for span in part)]


def _trimmed(part: list[Span]) -> list[Span]:
    """`part` without line ends before its first and after its last word."""
    if part:
        part[0] = replace(part[0], text=part[0].text.lstrip("\n"))
        part[-1] = replace(part[-1], text=part[-1].text.rstrip("\n"))
    return part


def _markup(span: Span, destinations: Mapping[str, str]) -> str:
    words = escape(span.text).replace("\n", "<br/>")
    if span.is_bold:
        words = f"<b>{words}</b>"
    if span.is_italic:
        words = f"<i>{words}</i>"
    if span.is_code:
        words = f'<font color="{ACCENT}">{words}</font>'
    if span.to in destinations:
        return f'<a href="#{destinations[span.to]}" color="{ACCENT}">{words}</a>'
    if span.link:
        return f'<a href={quoteattr(span.link)} color="{ACCENT}"><u>{words}</u></a>'
    return words


def plain(text: Text) -> str:
    """The words of `text` alone, as typed."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def shortened(text: str, most: int) -> str:
    """`text` as it will be drawn, on one line, cut to `most` characters with an ellipsis when it is longer."""
    words = " ".join(clean(text).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def one_line(text: str, size: float, available: float, *, is_bold: bool = False) -> tuple[Run, ...]:
    """The runs of `text` on one line, shortened with an ellipsis when wider than `available` points."""
    words = " ".join(clean(text).split())
    drawn = runs(words, is_bold=is_bold)
    if width(drawn, size) <= available:
        return drawn
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width(runs(words[:middle].rstrip() + "…", is_bold=is_bold), size) <= available
        low, high = (middle, high) if fits else (low, middle - 1)
    return runs(words[:low].rstrip() + "…", is_bold=is_bold)
