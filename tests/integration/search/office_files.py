"""Files with words in them, as people attach them: PDF, Word, Excel, CSV; and some that hold none, or are traps."""

from io import BytesIO

from docx import Document
from openpyxl import Workbook
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.filled_forms import File


def pdf(*pages: str, name: str = "notes.pdf") -> File:
    """A PDF with one line of text on each page."""
    written = BytesIO()
    canvas = Canvas(written)
    for text in pages:
        for number, line in enumerate(text.split("\n")):
            canvas.drawString(60, 780 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return written.getvalue(), name


def scan(name: str = "scan.pdf") -> File:
    """A PDF that holds a picture and no words, as scanners make them."""
    from PIL import Image

    picture, written = BytesIO(), BytesIO()
    Image.new("RGB", (40, 40), "grey").save(picture, "PNG")
    canvas = Canvas(written)
    canvas.drawImage(ImageReader(BytesIO(picture.getvalue())), 0, 0, 500, 700)
    canvas.showPage()
    canvas.save()
    return written.getvalue(), name


def word(*paragraphs: str, table: tuple[str, ...] = (), header: str = "", name: str = "policy.docx") -> File:
    """A Word document with paragraphs, and if wanted a table of one row and a header."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        cells = document.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    written = BytesIO()
    document.save(written)
    return written.getvalue(), name


def excel(*rows: tuple[object, ...], sheet: str = "Sheet1", name: str = "matrix.xlsx") -> File:
    """An Excel workbook with one sheet."""
    book = Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    written = BytesIO()
    book.save(written)
    return written.getvalue(), name


def csv(*lines: str, name: str = "table.csv") -> File:
    """A CSV file."""
    return "\n".join(lines).encode(), name
