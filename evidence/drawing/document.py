"""What a document says, before it is drawn: cover, sections, blocks and index, as frozen dataclasses.

Every text is written as people typed it; drawing escapes it. A text is a plain string, in which a new line starts a new
line and an empty line starts a new paragraph, or a tuple of `Span` where words carry emphasis or links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ParagraphKind = Literal["body", "lead", "quote", "note", "warning", "heading", "small"]

MAIN_LEVEL, LOWEST_LEVEL = 1, 3


@dataclass(frozen=True)
class Span:
    """Words drawn alike. link: an http, https or mailto address; to: the reference of a place in this document."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    link: str = ""
    to: str = ""


Text = str | tuple[Span, ...]


@dataclass(frozen=True)
class Paragraph:
    """Running text. style "heading" is a small heading inside a section that stays out of the contents."""

    text: Text
    style: ParagraphKind = "body"


@dataclass(frozen=True)
class RatingMark:
    """A rating as word, shape and colour together. rating: "outstanding", "good", "requires-improvement" or
    "inadequate"; anything else is drawn as a plain ring, for "not judged yet" and the like."""

    word: str
    rating: str = ""


@dataclass(frozen=True)
class Reference:
    """The place a reference such as EV-7KX3M points to, drawn as the reference and a title after it."""

    ref: str
    title: Text = ""


@dataclass(frozen=True)
class Bullets:
    """A list of points. is_numbered: 1, 2, 3 from `start` in place of bullets."""

    items: tuple[Cell, ...]
    is_numbered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Facts:
    """A summary list: pairs of a label and what is known."""

    pairs: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Table:
    """A table whose headings repeat on each page it runs over.

    rows: each as long as `headings`; a shorter row is filled with empty cells. widths: one number for each column,
    relative to each other; without them the columns follow what they hold.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture. content: the bytes of a JPEG or PNG file. width, height: pixels. words: what it shows, for those who
    can't see it."""

    content: bytes
    width: int
    height: int
    words: str


@dataclass(frozen=True)
class Pictures:
    """Pictures in rows, side by side."""

    pictures: tuple[Picture, ...]


Block = Paragraph | Facts | Table | Bullets | RatingMark | Reference | Pictures
Cell = Text | Block | tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. level: 1 for a main section, 2 and 3 below it.

    ref: a reference that links and the index can point to. starts_page: begin on a new page. is_whole: stand on one
    page, if it is no longer than a page.
    Raises ValueError when level is not 1, 2 or 3.
    """

    heading: str
    level: int = MAIN_LEVEL
    blocks: tuple[Block, ...] = ()
    ref: str = ""
    starts_page: bool = False
    is_whole: bool = False

    def __post_init__(self) -> None:
        if not MAIN_LEVEL <= self.level <= LOWEST_LEVEL:
            raise ValueError(f"Section level must be 1, 2 or 3, not {self.level}")


@dataclass(frozen=True)
class IndexEntry:
    """A line of the index: the pages where `ref` stands are found while drawing."""

    ref: str
    heading: str


@dataclass(frozen=True)
class Cover:
    """The first page: whose document it is, then facts such as location id, framework, dates and who made it."""

    service: str = ""
    facts: tuple[tuple[str, Cell], ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole document.

    language: an IETF tag for screen readers. footer: a short line at the foot of each page. disclaimer: drawn at the
    foot of the cover, or after the last section when there is no cover. has_contents: list headings with page numbers.
    made_at: an aware time for the file's properties; they say 1 January 2000 when it is not given.
    """

    title: str
    subtitle: str = ""
    author: str = ""
    subject: str = ""
    language: str = "en-GB"
    cover: Cover | None = None
    sections: tuple[Section, ...] = ()
    index: tuple[IndexEntry, ...] = ()
    footer: str = ""
    disclaimer: str = ""
    has_contents: bool = True
    made_at: datetime | None = None
