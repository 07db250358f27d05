"""The words inside a file: PDF, Word, Excel, CSV and plain text. Run as a program of its own, never inside the site.

    python -m evidence.records.file_text MEDIA_TYPE < file > text

Files come from anywhere: a small one can unpack to a great deal, and a damaged one can keep a reader busy for ever. So
this runs in a child process that limits itself: processor time, memory, length. What was read until then is given, in
UTF-8; the last line says "whole" or "cut". Exit status 0 only when the file could be opened.
"""

import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, PLAIN = "text/csv", "text/plain"
READABLE = (PDF, WORD, EXCEL, CSV, PLAIN)

MOST_LETTERS = 1_000_000
MOST_MEMORY = 1024 * 1024 * 1024
# Seconds of processor time: after the first nothing more is read, after the second the system stops the process.
SECONDS_TO_READ, SECONDS_TO_LIVE = 20, 30
WHOLE, CUT = "whole", "cut"
_CONTROLS = {code: " " for code in (*range(32), 127) if code not in (9, 10)}


def read_words(media_type: str, content: bytes, *, most: int = MOST_LETTERS) -> tuple[str, bool]:
    """The text of a file, and whether it is only the beginning. most: letters.

    Raises whatever the reader of its kind raises for a file it can't open, KeyError for a kind that has no reader.
    """
    kept: list[str] = []
    room = most
    until = time.process_time() + SECONDS_TO_READ
    for part in _READERS[media_type](content):
        text = _clean(part)
        if text.strip():
            # Empty rows and pages take no room, so that a million of them do not hide what comes after.
            kept.append(text[:room])
            room -= len(text) + 1
        if room <= 0 or time.process_time() > until:
            return "\n".join(kept), True
    return "\n".join(kept), False


def _clean(text: str) -> str:
    """Text without control signs, halves of signs and hidden hyphens, its blanks as they are."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "").translate(_CONTROLS)


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(BytesIO(content)).pages:
        try:
            yield page.extract_text().strip()
        except MemoryError:
            raise
        except Exception:
            # One damaged page must not hide the others, and there is no end to the ways of being damaged.
            continue


def _word(content: bytes) -> Iterator[str]:
    from docx import Document
    from docx.oxml import parse_xml

    document = Document(BytesIO(content))
    yield from _paragraphs(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] in _BESIDE_THE_TEXT and not relation.is_external:
            yield from _paragraphs(parse_xml(relation.target_part.blob))


_BESIDE_THE_TEXT = ("header", "footer", "footnotes", "endnotes", "comments")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def _paragraphs(root: Any) -> Iterator[str]:
    """The text of each paragraph below an element, those of tables and text boxes as well, in order."""
    words: list[str] = []
    # What stands in a fallback is said once more, for programs of long ago.
    left_out = {id(element) for fallback in root.iter(_FALLBACK) for element in fallback.iter()}
    for element in root.iter():
        if id(element) in left_out:
            continue
        if element.tag == f"{_W}p" and words:
            yield "".join(words)
            words = []
        elif element.tag == f"{_W}t":
            words.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}tc"):
            words.append(" ")
    yield "".join(words)


def _excel(content: bytes) -> Iterator[str]:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield str(sheet.title)
        # The stated size is not believed: it may be a million empty rows of sixteen thousand cells.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield " ".join(_cell(value) for value in row if value is not None)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text.removesuffix(" 00:00:00")


def _plain(content: bytes) -> Iterator[str]:
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("cp1252", errors="replace")


_READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    PDF: _pdf,
    WORD: _word,
    EXCEL: _excel,
    CSV: _plain,
    PLAIN: _plain,
}


def _limit() -> None:
    """Take from this process what a hostile file could use: memory, time, writing files. Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_TO_LIVE, SECONDS_TO_LIVE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read the file on standard input and write its text to standard output. Returns the exit status."""
    _limit()
    try:
        text, is_cut = read_words(sys.argv[1], sys.stdin.buffer.read())
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return 1
    sys.stdout.buffer.write(f"{text}\n{CUT if is_cut else WHOLE}".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
