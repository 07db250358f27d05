"""What the page of patterns shows: made-up records, links, files and happenings, and every block of a document."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from evidence.drawing.document import Bullets, Facts, Paragraph, RatingMark, Reference, Span, Table
from kloe.framework import Framework

FRAMEWORK = "asc-2017-11"
_MOMENT = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
_ID = "00000000-0000-7000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class SamplePlace:
    """What parts that lead to a service's pages ask of `place`: the service's reference, and what the person may do."""

    service: Any
    scope: Any


def place_of(reference: str) -> SamplePlace:
    """A place for a manager in the service with this reference."""
    return SamplePlace(SimpleNamespace(reference=reference), SimpleNamespace(manages=True, role="manager"))


def samples(framework: Framework) -> dict[str, Any]:
    """Every variable that the patterns' templates show."""
    line = framework.lines[0]
    return {
        "framework": framework,
        "line": line,
        "records": [_record(state) for state in ("waiting", "accepted", "open", "done", "archived")],
        "secret": _record("accepted", is_confidential=True),
        "links": [(_link(bearing), line) for bearing in ("supports", "challenges", "background")],
        "resolved": _link("challenges", resolved_at=_MOMENT, resolution="A second lock was fitted in *May*."),
        "files": [_file("Survey.pdf", "read"), _file("Scan.jpg", "empty"), _file("Old.docx", "unreadable")],
        "kept_files": [SimpleNamespace(id=_ID, name="Card.jpg")],
        "history": [_happening("added the evidence", ""), _happening("accepted it", "Seen with the originals.")],
        "entries": [
            {"when": "22 November 2026, 14:05", "who": "Mary Okonkwo", "what": "closed it", "words": "It holds."},
            {"when": "3 November 2026, 09:30", "who": "Ben Hall", "what": "added it", "about": "AC-7KX3M"},
        ],
        "stale": SimpleNamespace(number=3, saved_at=_MOMENT),
        "differences": [SimpleNamespace(label="Title", before=("Survey",), after=("Residents’ survey, spring",))],
        "pages": SimpleNamespace(blueprint="items"),
        "day": date(2026, 11, 22),
        "statements": [
            SimpleNamespace(applies=("residential",), is_official=False, is_confirmed=False),
            SimpleNamespace(applies=(), is_official=True, is_confirmed=True),
        ],
        "document_blocks": _blocks(),
    }


def _record(state: str, *, is_confidential: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        reference="EV-7KX3M", title="Residents’ survey", state=state, is_confidential=is_confidential
    )


def _link(bearing: str, **resolved: Any) -> SimpleNamespace:
    said = {"shows": "Nine of ten people feel safe.", "resolved_at": None, "resolution": "", **resolved}
    return SimpleNamespace(framework_id=FRAMEWORK, code="S1", bearing=bearing, **said)


def _file(name: str, reading: str) -> SimpleNamespace:
    return SimpleNamespace(
        id=_ID, attachment_id=name, name=name, size=2_400_000, added_at=_MOMENT, reading=reading, is_cut=False
    )


def _happening(what: str, word: str) -> SimpleNamespace:
    return SimpleNamespace(at=_MOMENT, who="Mary Okonkwo", what=what, word=word)


def _blocks() -> list[Any]:
    return [
        Paragraph((Span("Nine of ten", is_bold=True), Span(" people feel safe."))),
        Paragraph("“They listen to me.”", "quote"),
        Paragraph("Not signed off yet.", "warning"),
        RatingMark("Good", "good"),
        Reference("EV-7KX3M", "Residents’ survey"),
        Bullets(("Ask again in spring.", "Tell the families.")),
        Facts((("Location", "Maple Court"), ("Framework", "KLOEs 2017"))),
        Table(("Line", "Judged"), (("S1", RatingMark("Good", "good")),), caption="One line"),
    ]
