import pytest

from evidence.records.file_kinds import KIND_BY_ENDING, TAKEN_ENDINGS
from evidence.records.refusals import REFUSED_BY_ENDING, REFUSED_KINDS
from tests.unit.records.conftest import Refusal

SAVE_AS_WORD = "Open it in Word and choose Save As, Word document (.docx). Then add the new file."
SAVE_AS_EXCEL = "Open it in Excel and choose Save As, Excel workbook (.xlsx). Then add the new file."
PROGRAM = "Programs are never kept here. Add a PDF, a Word, Excel or CSV file, or a picture instead."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.doc", f"a.doc is an old Word file. {SAVE_AS_WORD}"),
        ("a.xls", f"a.xls is an old Excel file. {SAVE_AS_EXCEL}"),
        ("a.docm", f"a.docm is a Word file with macros (small programs). {SAVE_AS_WORD}"),
        ("a.dotm", f"a.dotm is a Word file with macros (small programs). {SAVE_AS_WORD}"),
        ("a.xlsm", f"a.xlsm is an Excel file with macros (small programs). {SAVE_AS_EXCEL}"),
        ("a.xltm", f"a.xltm is an Excel file with macros (small programs). {SAVE_AS_EXCEL}"),
        ("a.exe", f"a.exe is a program. {PROGRAM}"),
        ("a.bat", f"a.bat is a program. {PROGRAM}"),
        ("a.JS", f"a.JS is a program. {PROGRAM}"),
        ("plan.pdf.exe", f"plan.pdf.exe is a program. {PROGRAM}"),
        (
            "a.htm",
            "a.htm is a web page. Open it in your browser, choose Print and then Save as PDF. Then add the PDF.",
        ),
        (
            "a.svg",
            "a.svg is a drawing that can hold programs. "
            "Open it and export it as a PNG picture or a PDF. Then add the new file.",
        ),
        ("a.zip", "a.zip is a packed folder of files. Unpack it and add the files in it one by one."),
        ("a.7z", "a.7z is a packed folder of files. Unpack it and add the files in it one by one."),
        ("a.ppt", "a.ppt is a PowerPoint file. Open it in PowerPoint and choose Save As, PDF. Then add the PDF."),
        (
            "a.odt",
            "a.odt is an OpenDocument text. "
            "Open it and choose Save As, Word document (.docx), or export it as a PDF. Then add the new file.",
        ),
        (
            "a.txt",
            "a.txt is a plain text file. "
            "Copy the words into the form, or open it in Word and save it as a Word document (.docx) or a PDF.",
        ),
        (
            "a.gif",
            "a.gif is a GIF picture. "
            "Open it in a picture program and save it as PNG or JPEG. Then add the new picture.",
        ),
        (
            "a.mp4",
            "a.mp4 is a video. Videos can’t be kept here. Add a still picture from it, or write down what it shows.",
        ),
        (
            "a.m4a",
            "a.m4a is a sound recording. Sound can’t be kept here. Write down what was said, who said it and when.",
        ),
        (
            "a.msg",
            "a.msg is an e-mail. Print the e-mail to PDF: open it, choose Print, then Save as PDF. Then add the PDF.",
        ),
    ],
)
def test_refused_kind_says_what_to_do_instead(refusal: Refusal, name: str, message: str) -> None:
    assert refusal(name, b"whatever is in it") == message


@pytest.mark.parametrize(
    "ending",
    [
        *(".doc", ".xls", ".docm", ".xlsm", ".dotm", ".xltm", ".html", ".htm", ".svg", ".zip", ".7z", ".rar", ".tar"),
        *(".gz", ".exe", ".bat", ".js", ".ppt", ".pptx", ".odt", ".ods", ".txt", ".rtf", ".gif", ".bmp", ".tif"),
        *(".tiff", ".mp4", ".mov", ".mp3", ".msg", ".eml"),
    ],
)
def test_every_kind_people_try_has_a_refusal(ending: str) -> None:
    assert ending in REFUSED_BY_ENDING


def test_no_ending_is_in_two_rows_of_the_tables() -> None:
    refused = [ending for kind in REFUSED_KINDS for ending in kind.endings]
    assert len(refused) == len(set(refused))
    assert not set(refused) & set(TAKEN_ENDINGS)


def test_every_row_reads_as_sentences() -> None:
    for kind in REFUSED_KINDS:
        assert kind.instead.endswith(".")
        assert not kind.words.endswith(".")
        assert all(ending == ending.lower() and ending.startswith(".") for ending in kind.endings)


def test_kinds_taken_are_those_promised() -> None:
    assert set(KIND_BY_ENDING) == {
        *(".pdf", ".docx", ".xlsx", ".csv", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")
    }
