"""What the drawing tests share: a PDF drawn and opened again."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader

from evidence.drawing.document import Block, Cover, Document, Section
from evidence.drawing.pdf import draw_pdf


@pytest.fixture
def opened() -> Callable[[Document], PdfReader]:
    """Draws a document and opens it for reading."""
    return lambda document: PdfReader(BytesIO(draw_pdf(document)))


@pytest.fixture
def text_of(opened: Callable[[Document], PdfReader]) -> Callable[[Document], str]:
    """All the text that can be copied out of a drawn document."""
    return lambda document: "\n".join(page.extract_text() for page in opened(document).pages)


@pytest.fixture
def text_of_blocks(text_of: Callable[[Document], str]) -> Callable[..., str]:
    """The text of a document with a single section that holds the given blocks."""

    def draw(*blocks: Block) -> str:
        return text_of(Document("Pack", sections=(Section("Safe", blocks=blocks),)))

    return draw


@pytest.fixture
def pack() -> Document:
    """A pack with a cover, three levels of sections, and nothing else."""
    sections = (
        Section("Safe"),
        Section("S1 Safeguarding", 2, ref="S1"),
        Section("Records", 3),
        Section("Effective", starts_page=True),
        Section("E1 Needs", 2),
    )
    facts = (("Location id", "1-123456789"), ("Framework", "KLOE 2017"))
    return Document(
        "Evidence pack",
        "Spring",
        author="Willow Court Care Ltd",
        cover=Cover("Willow Court", facts),
        sections=sections,
        footer="Confidential",
        disclaimer="Our own judgement.",
    )
