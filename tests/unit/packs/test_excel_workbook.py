"""Sheets as an Excel file: real dates, no formula whatever is typed, headings that stay, and pages that print."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from evidence.packs.excel_workbook import CUT, LONGEST, Sheet, Value, write_workbook

MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COLUMNS = (("Title", 40), ("Due", 13), ("How many", 10))


def written(*rows: tuple[Value, ...], title: str = "Pack of Rose Lodge") -> bytes:
    sheets = [Sheet("Actions", COLUMNS, rows)]
    return write_workbook(sheets, title=title, subject="A plan", author="Rose Lodge", made_at=MADE_AT)


def opened(*rows: tuple[Value, ...], title: str = "Pack of Rose Lodge") -> Any:
    return openpyxl.load_workbook(BytesIO(written(*rows, title=title)))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 1234", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "https://example.org", "007", "\t=1"],
)
def test_what_is_typed_stays_a_text(text: str):
    cell = opened((text, None, None))["Actions"]["A2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.hyperlink is None


def test_dates_and_numbers_are_real_ones():
    page = opened(("Slings", date(2026, 6, 30), 12))["Actions"]
    assert page["B2"].value == datetime(2026, 6, 30)
    assert page["B2"].is_date
    assert page["B2"].number_format == "d mmm yyyy"
    assert page["C2"].value == 12


def test_heading_row_stays_filters_and_prints_on_each_page():
    page = opened(("a", None, None), ("b", None, None))["Actions"]
    assert [cell.value for cell in page[1]] == ["Title", "Due", "How many"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:C3"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert page.page_setup.paperSize == 9
    assert page["A2"].alignment.wrap_text
    assert page.column_dimensions["A"].width == pytest.approx(40, abs=1)


def test_empty_sheet_still_opens():
    page = opened()["Actions"]
    assert page.max_row == 1
    assert page.auto_filter.ref == "A1:C2"


def test_file_says_what_it_is():
    properties = opened(title="A & B").properties
    assert (properties.title, properties.creator, properties.subject) == ("A & B", "Rose Lodge", "A plan")
    assert properties.created == MADE_AT.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x0bc\x7f", "abc\x7f"),
        ("a\ud800b", "ab"),
        ("_x0041_", "_x0041_"),
        ("Łukasz 🎉 محمد", "Łukasz 🎉 محمد"),
        ("one\r\ntwo", "one\ntwo"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_any_character_is_kept_or_left_out(typed: str, kept: str):
    assert opened((typed, None, None))["Actions"]["A2"].value == kept


@pytest.mark.parametrize("character", ["x", "🎉"])
def test_text_that_is_too_long_is_cut_and_says_so(character: str):
    value = opened((character * 40_000, None, None))["Actions"]["A2"].value
    assert value.endswith(CUT)
    assert LONGEST - 2 <= len(value.encode("utf-16-le")) // 2 <= LONGEST


def test_text_that_just_fits_is_whole():
    assert opened(("x" * LONGEST, None, None))["Actions"]["A2"].value == "x" * LONGEST


def test_same_sheets_of_the_same_moment_give_the_same_bytes():
    assert written(("a", date(2026, 1, 1), 1)) == written(("a", date(2026, 1, 1), 1))
