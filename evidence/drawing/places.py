"""The places of a document that bookmarks, contents, index and links lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evidence.drawing.document import Bullets, Cell, Document, Facts, Reference, Span, Table
from evidence.drawing.fonts import clean


@dataclass(frozen=True)
class Heading:
    """A heading of the finished document: its text, its level from 1 and the name of its place in the PDF.

    text: "" for a heading that shows nothing.
    """

    text: str
    level: int
    place: str


@dataclass(frozen=True)
class Plan:
    """sections: the heading of each section, in order. destinations: reference -> name of its place in the PDF."""

    sections: tuple[Heading, ...]
    destinations: Mapping[str, str]

    @property
    def headings(self) -> list[Heading]:
        """The headings that have words, for contents and bookmarks."""
        return [heading for heading in self.sections if heading.text]


def plan(document: Document) -> Plan:
    """Names a place for every section and every reference of `document`.

    A reference that stands in several places leads to the first.
    """
    sections = []
    destinations: dict[str, str] = {}
    for number, section in enumerate(document.sections):
        place = f"section-{number}"
        words = " ".join(section.heading.split()) if clean(section.heading).strip() else ""
        sections.append(Heading(words, section.level, place))
        if section.ref:
            destinations.setdefault(section.ref, place)
        for ref in _references(section.blocks):
            destinations.setdefault(ref, f"reference-{len(destinations)}")
    return Plan(tuple(sections), destinations)


def _references(cells: Iterable[Cell | Span]) -> Iterator[str]:
    for cell in cells:
        match cell:
            case Reference():
                yield cell.ref
            case Facts():
                yield from _references(value for _, value in cell.pairs)
            case Table():
                yield from _references(inner for row in cell.rows for inner in row)
            case Bullets():
                yield from _references(cell.items)
            case tuple():
                yield from _references(cell)
