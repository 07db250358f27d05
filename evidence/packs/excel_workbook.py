"""Sheets as an Excel file: a heading row that stays and filters, wrapped words, real dates, and never a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from evidence.drawing import look
from evidence.packs.office_text import xml_text

Value = str | int | date | None

LONGEST = 32_767  # characters that Excel keeps in a cell
CUT = " … (cut: Excel keeps no more in a cell. The PDF and the Word file have it all.)"
DATE_FORMAT = "d mmm yyyy"
_A4 = 9
_LEFT_ALONE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. name: at most 31 characters. columns: each heading with its width in characters.

    rows: each as long as `columns`; dates become real dates, numbers numbers, and every text stays a text.
    """

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Value, ...], ...]


def write_workbook(sheets: Sequence[Sheet], *, title: str, subject: str, author: str, made_at: datetime) -> bytes:
    """The Excel file of these sheets; equal sheets of the same moment give identical bytes.

    author: whose it is, as the file's properties say. made_at: an aware moment.
    """
    output = BytesIO()
    book = Workbook(output, _LEFT_ALONE)
    moment = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about = {"title": xml_text(title), "subject": xml_text(subject), "author": xml_text(author), "created": moment}
    book.set_properties(about)
    looks = _looks(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, looks, xml_text(title))
    book.close()
    return output.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    plain = {"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10}
    heading = {"bold": True, "bg_color": look.ACCENT_TINT, "font_color": look.ACCENT_DEEP, "bottom": 1}
    return {
        "heading": book.add_format(plain | heading),
        "text": book.add_format(plain),
        "date": book.add_format(plain | {"num_format": DATE_FORMAT, "align": "left"}),
    }


def _write(page: Any, sheet: Sheet, looks: dict[str, Any], title: str) -> None:
    last = len(sheet.columns) - 1
    for number, (heading, width) in enumerate(sheet.columns):
        page.set_column(number, number, width)
        page.write_string(0, number, heading, looks["heading"])
    for place, row in enumerate(sheet.rows, start=1):
        for number, value in enumerate(row):
            _write_cell(page, place, number, value, looks)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), last)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.set_footer(f"&L{_in_footer(title)}&C{sheet.name}&RPage &P of &N")


def _write_cell(page: Any, row: int, column: int, value: Value, looks: dict[str, Any]) -> None:
    if isinstance(value, str) and value:
        page.write_string(row, column, _fitting(value), looks["text"])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, looks["date"])
    elif isinstance(value, int):
        page.write_number(row, column, value, looks["text"])
    else:
        page.write_blank(row, column, None, looks["text"])


def _fitting(text: str) -> str:
    # Excel counts a character outside the first 65,536 as two.
    words = xml_text(text)
    if len(words.encode("utf-16-le")) // 2 <= LONGEST:
        return words
    kept = words.encode("utf-16-le")[: (LONGEST - len(CUT)) * 2].decode("utf-16-le", "ignore")
    return kept + CUT


def _in_footer(title: str) -> str:
    """A title for a footer, in which & begins a command; Excel keeps 255 characters of the whole."""
    return title.replace("&", "&&")[:120]
