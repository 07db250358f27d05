"""Word and Excel files as people get them: downloaded, opened and read."""

from io import BytesIO
from typing import Any

import docx
import openpyxl
from docx.document import Document as WordFile

from tests.clients import PageCheckingClient

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(client: PageCheckingClient, address: str, kind: str, name: str) -> bytes:
    """The bytes of a file behind an address, which must come as a download under this name."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    return answer.data


def word_words(made: bytes) -> str:
    """All words of a Word file, paragraphs and cells in order, one a line."""
    file: WordFile = docx.Document(BytesIO(made))
    parts: list[str] = []
    for each in file.iter_inner_content():
        if hasattr(each, "rows"):
            parts += [cell.text for row in each.rows for cell in row.cells]
        else:
            parts.append(each.text)
    return "\n".join(parts)


def sheets_of(made: bytes) -> dict[str, list[list[Any]]]:
    """The rows of each sheet of an Excel file, headings first; no cell may be a formula."""
    book = openpyxl.load_workbook(BytesIO(made))
    for page in book:
        assert not [cell for row in page for cell in row if cell.data_type == "f"], page.title
    return {page.title: [list(row) for row in page.values] for page in book}
