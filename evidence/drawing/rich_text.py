"""Cleaned HTML, such as Markdown gives, as blocks of a document.

Known are p, strong, b, em, i, ul, ol, li, a, blockquote, br, h3 to h6 and code. Any other tag comes out as the text it
was typed as.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from evidence.drawing.document import Block, Bullets, Cell, Paragraph, ParagraphKind, Span

_BOLD, _ITALIC = frozenset({"strong", "b"}), frozenset({"em", "i"})
_HEADINGS = frozenset({"h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol"})
_INLINE = _BOLD | _ITALIC | {"code", "a"}
_KNOWN = _INLINE | _HEADINGS | _LISTS | {"p", "li", "blockquote", "br"}
_SPACES = re.compile(r"[ \t\n\r\f]+")


def html_blocks(clean_html: str) -> tuple[Block, ...]:
    """The blocks that `clean_html` says, ready for a section or a table cell.

    clean_html: HTML that has been through an allow-list. Broken or unknown markup raises nothing: it is kept as text.
    """
    reader = _Reader()
    reader.feed(clean_html)
    reader.close()
    return reader.finished()


@dataclass
class _Holder:
    """What is open around the text being read: the whole, a list, a list item or a quote."""

    tag: str
    blocks: list[Block] = field(default_factory=list)
    items: list[Cell] = field(default_factory=list)
    start: int = 1


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._holders = [_Holder("")]
        self._spans: list[Span] = []
        self._inline: list[tuple[str, str]] = []
        self._style: ParagraphKind = "body"

    def finished(self) -> tuple[Block, ...]:
        """Every block, with what was left open closed."""
        self._end_paragraph()
        while len(self._holders) > 1:
            self._close_holder()
        return tuple(self._holders[0].blocks)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens what a tag stands for; an unknown tag is text."""
        if tag not in _KNOWN:
            self.handle_data(self.get_starttag_text() or "")
        elif tag == "br":
            self._spans.append(Span("\n"))
        elif tag in _INLINE:
            self._inline.append((tag, dict(attrs).get("href") or ""))
        else:
            self._end_paragraph()
            if tag in _HEADINGS:
                self._style = "heading"
            elif tag != "p":
                self._open_holder(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Reads <br/>, and shows other closed tags as text."""
        if tag == "br":
            self._spans.append(Span("\n"))
        elif tag not in _KNOWN:
            self.handle_data(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Closes what a tag stands for; the end of an unknown tag is text."""
        if tag not in _KNOWN:
            self.handle_data(f"</{tag}>")
        elif tag in _INLINE:
            for at in reversed(range(len(self._inline))):
                if self._inline[at][0] == tag:
                    del self._inline[at]
                    break
        else:
            self._end_paragraph()
            if tag in _LISTS | {"li", "blockquote"} and any(holder.tag == tag for holder in self._holders):
                while self._holders[-1].tag != tag:
                    self._close_holder()
                self._close_holder()

    def handle_data(self, data: str) -> None:
        """Takes text with the emphasis and link that are open around it."""
        text = _SPACES.sub(" ", data)
        if not self._spans or self._spans[-1].text.endswith(("\n", " ")):
            text = text.lstrip(" ")
        if not text:
            return
        tags = {tag for tag, _ in self._inline}
        link = next((href for tag, href in reversed(self._inline) if tag == "a"), "")
        self._spans.append(Span(text, bool(tags & _BOLD), bool(tags & _ITALIC), "code" in tags, link))

    def _end_paragraph(self) -> None:
        spans, self._spans = self._spans, []
        style, self._style = self._style, "body"
        if any(span.text.strip() for span in spans):
            if style == "body" and any(holder.tag == "blockquote" for holder in self._holders):
                style = "quote"
            self._holders[-1].blocks.append(Paragraph(tuple(spans), style))

    def _open_holder(self, tag: str, attrs: dict[str, str | None]) -> None:
        inside = self._holders[-1].tag
        if tag == "li" and inside not in _LISTS:
            self._holders.append(_Holder("ul"))
        elif tag != "li" and inside in _LISTS:
            self._holders.append(_Holder("li"))
        start = attrs.get("start") or "1"
        self._holders.append(_Holder(tag, start=int(start) if start.isdecimal() and len(start) < 7 else 1))

    def _close_holder(self) -> None:
        holder = self._holders.pop()
        around = self._holders[-1]
        if holder.tag == "li":
            around.items.append(tuple(holder.blocks))
            return
        if holder.tag in _LISTS:
            items = [*holder.items, *((tuple(holder.blocks),) if holder.blocks else ())]
            holder.blocks = [Bullets(tuple(items), holder.tag == "ol", holder.start)] if items else []
        around.blocks.extend(holder.blocks)
