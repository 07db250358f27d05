"""The words inside files, and what a child process makes of files that are damaged, locked or traps."""

import re
import subprocess
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from evidence.records import file_text
from evidence.records.file_text import CSV, EXCEL, PDF, PLAIN, WORD, read_words
from tests.integration.search.office_files import excel, pdf, scan, word
from tests.unit.records.test_search_words import stems


def run(media_type: str, content: bytes) -> subprocess.CompletedProcess[bytes]:
    """What the program does with a file."""
    command = [sys.executable, "-m", file_text.__name__, media_type]
    return subprocess.run(command, input=content, capture_output=True, timeout=60, check=False)


def test_pdf_gives_the_words_of_each_page():
    assert read_words(PDF, pdf("Fridge at 4°", "Warfarin")[0]) == ("Fridge at 4°\nWarfarin", False)


def test_word_gives_paragraphs_tables_and_headers():
    text, _ = read_words(WORD, word("First.", "Second.", table=("left", "right"), header="Top")[0])
    assert text.split() == ["First.", "Second.", "left", "right", "Top"]


def test_excel_gives_sheets_cells_and_whole_numbers():
    rows = (("Name", None, "Level"), ("Nwosu", 3.0, 2.5), (date(2025, 3, 4), datetime(2025, 3, 4, 9, 30), True))
    text, _ = read_words(EXCEL, excel(*rows, sheet="Training")[0])
    assert text.split("\n") == ["Training", "Name Level", "Nwosu 3 2.5", "2025-03-04 2025-03-04 09:30:00 True"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("kind", [CSV, PLAIN])
def test_text_is_read_as_excel_saves_it(kind: str, encoding: str):
    assert read_words(kind, "Siân;5 €".encode(encoding)) == ("Siân;5 €", False)


def test_scan_has_no_words():
    assert stems(read_words(PDF, scan()[0])[0]) == []


def test_text_is_cut_at_its_limit():
    assert read_words(CSV, b"abcdef", most=4) == ("abcd", True)
    text, is_cut = read_words(PDF, pdf("one two", "three four", "five six")[0], most=12)
    assert (text, is_cut) == ("one two\nthre", True)


def test_time_is_up_before_the_last_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_text, "SECONDS_TO_READ", -1)
    assert read_words(PDF, pdf("one", "two")[0]) == ("one", True)


def test_signs_that_no_database_takes_are_left_out():
    text, _ = read_words(CSV, b"a\x00b\x0bof\xc2\xadfice\r\nend")
    assert text == "a b office\nend"


def test_program_gives_the_text_and_how_it_ended():
    done = run(CSV, "Łukasz\nbaked".encode())
    assert (done.returncode, done.stdout.decode()) == (0, "Łukasz\nbaked\nwhole")
    long = run(CSV, b"a " * file_text.MOST_LETTERS)
    assert long.stdout.endswith(b"\ncut")
    assert len(long.stdout) < file_text.MOST_LETTERS + 10


def locked() -> bytes:
    """A PDF that asks for a password."""
    writer, written = PdfWriter(PdfReader(BytesIO(pdf("secret")[0]))), BytesIO()
    writer.encrypt("open sesame", algorithm="RC4-128")
    writer.write(written)
    return written.getvalue()


def swollen(main: str) -> bytes:
    """A Word document that is small, and takes gigabytes of memory to open."""
    source, written = zipfile.ZipFile(BytesIO(word("x")[0])), BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            if name != main:
                target.writestr(name, source.read(name))
        with target.open(main, "w", force_zip64=True) as part:
            part.write(b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>')
            for _ in range(100):
                part.write(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 30_000)
            part.write(b"</w:body></w:document>")
    return written.getvalue()


BROKEN = {
    "damaged PDF": (PDF, b"%PDF-1.7\n" + b"\x00garbage" * 100),
    "cut PDF": (PDF, b"%PDF-1.4 1 0 obj <<"),
    "locked PDF": (PDF, locked()),
    "damaged Word": (WORD, b"PK\x03\x04garbage"),
    "Word that is Excel": (WORD, excel(("a",))[0]),
    "damaged Excel": (EXCEL, word("x")[0]),
    "kind without a reader": ("image/png", b"\x89PNG"),
    "nothing": (WORD, b""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_program_refuses_what_it_cannot_open(name: str):
    kind, content = BROKEN[name]
    done = run(kind, content)
    assert done.returncode == 1
    assert done.stdout == b""
    assert len(done.stderr.splitlines()[-1].split()) == 1, "only the kind of error is told, never what the file says"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to its memory")
def test_program_may_not_take_more_memory_than_it_is_given():
    done = run(WORD, swollen("word/document.xml"))
    assert done.returncode != 0
    assert done.stdout == b""


def test_million_empty_rows_are_passed_over():
    book = zipfile.ZipFile(BytesIO(excel(("first",))[0]))
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name in book.namelist():
            content = book.read(name)
            if name.endswith("sheet1.xml"):
                content = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content)
                row = b'<row r="1048576"><c r="A1048576"><v>7</v></c><c r="XFD1048576"><v>8</v></c></row>'
                content = content.replace(b"</sheetData>", row + b"</sheetData>")
            target.writestr(name, content)
    text, is_cut = read_words(EXCEL, written.getvalue())
    assert text.split() == ["Sheet1", "first", "7", "8"]
    assert not is_cut
