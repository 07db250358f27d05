import pytest

from tests.unit.records import sample_files as sample
from tests.unit.records.conftest import Refusal, Take


@pytest.mark.parametrize(
    "content",
    [
        sample.PDF,
        b"\n\n" + sample.PDF,
        b"x" * 900 + sample.PDF,
        sample.PDF + bytes(3000),
        sample.PDF.rstrip() + b" " * 20,
        sample.PDF + b"%%EOF" + b"<signature>" * 100,
    ],
)
def test_pdf_is_taken_as_it_is(take: Take, content: bytes) -> None:
    taken = take("Audit.pdf", content)
    assert (taken.name, taken.media_type, taken.path.read_bytes()) == ("Audit.pdf", "application/pdf", content)


def test_pdf_cut_off_before_its_end_is_refused(refusal: Refusal) -> None:
    assert refusal("audit.pdf", sample.PDF.replace(b"%%EOF", b"")) == (
        "audit.pdf is not complete: its end is missing. Download, save or scan it again and add the new file."
    )


def test_pdf_mark_too_far_in_is_refused(refusal: Refusal) -> None:
    assert refusal("audit.pdf", b"x" * 1024 + sample.PDF).startswith("audit.pdf is not a PDF, or it is damaged. ")


@pytest.mark.parametrize(
    "content",
    [
        sample.CSV,
        b"\xef\xbb\xbf" + sample.CSV,
        "Name,Cost\nZoë,£5 – “each”\n".encode("cp1252"),
        b"one column\r\n",
        b"a\tb\n\x1a",
        b"<18,18-64,65+\n1,2,3\n",
        b"Kind of file,%PDF-1.4\n",
        "ż".encode() * 70_000,
    ],
)
def test_table_of_text_is_taken_as_it_is(take: Take, content: bytes) -> None:
    taken = take("rota.csv", content)
    assert (taken.media_type, taken.path.read_bytes()) == ("text/csv", content)


@pytest.mark.parametrize(
    "content", ["Name,Room\n".encode("utf-16"), b"a,b\n1,\x00\n", b"a,b\n\x07\n", b"a,\x81\xfe\n", b"a,\x1b[31m\n"]
)
def test_bytes_that_are_not_text_are_refused_as_csv(refusal: Refusal, content: bytes) -> None:
    assert refusal("rota.csv", content) == (
        "rota.csv is not a CSV file that can be read. "
        "Open it in Excel and choose Save As, CSV UTF-8. Then add the new file."
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script>", "is really a web page. "),
        (b"\xef\xbb\xbf\n <script>alert(1)</script>", "is really a web page. "),
        (b"<svg onload=alert(1)>", "is really a drawing that can hold programs. "),
        (b"\n" * 70_000 + b"<script>alert(1)</script>", "is a web page or a program with the ending of a CSV file. "),
    ],
)
def test_page_under_the_name_of_a_table_is_refused(refusal: Refusal, content: bytes, words: str) -> None:
    assert refusal("rota.csv", content).startswith(f"rota.csv {words}")
