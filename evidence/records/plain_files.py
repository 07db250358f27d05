"""Checks of the two kinds that are neither pictures nor packages: PDF and CSV."""

import codecs
import os
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from evidence.records.leading_bytes import HEAD_LENGTH, PDF_MARK, PDF_MARK_WITHIN, what_markup_is
from evidence.records.refusals import RefusedFile

CHUNK = 64 * 1024
END_MARK = b"%%EOF"
END_MARK_WITHIN = 4096
# Some programs fill a PDF up with blanks after its end.
_FILLING = b"\x00 \t\r\n"
_LONGEST_FILLING = 64 * 1024
_ALLOWED_CONTROLS = set("\t\n\r\x0c\x1a")


def check_pdf(name: str, file: BinaryIO) -> None:
    """Raises RefusedFile for a file without the mark of a PDF near its start and near its end."""
    file.seek(0)
    if PDF_MARK not in file.read(PDF_MARK_WITHIN):
        raise RefusedFile(name, f"{name} is not a PDF, or it is damaged. Save or scan it again and add the new file.")
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_FILLING))
    end = file.read().rstrip(_FILLING)
    if END_MARK not in end[-END_MARK_WITHIN:]:
        raise RefusedFile(
            name, f"{name} is not complete: its end is missing. Download, save or scan it again and add the new file."
        )


def check_csv(name: str, file: BinaryIO) -> None:
    """Raises RefusedFile for a file that is not plain text in UTF-8 or Windows-1252, or that begins with a tag."""
    if not (_is_text(file, "utf-8-sig") or _is_text(file, "cp1252")):
        raise RefusedFile(
            name,
            f"{name} is not a CSV file that can be read. "
            "Open it in Excel and choose Save As, CSV UTF-8. Then add the new file.",
        )
    if _begins_with_tag(file):
        raise RefusedFile(
            name,
            f"{name} is a web page or a program with the ending of a CSV file. "
            "Open it in Excel and choose Save As, CSV UTF-8. Then add the new file.",
        )


def _is_text(file: BinaryIO, encoding: str) -> bool:
    try:
        return all(_has_no_controls(text) for text in _decoded(file, encoding))
    except UnicodeDecodeError:
        return False


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _has_no_controls(text: str) -> bool:
    return all(unicodedata.category(sign) != "Cc" for sign in set(text) - _ALLOWED_CONTROLS)


def _begins_with_tag(file: BinaryIO) -> bool:
    """Whether the first thing after any number of blanks is a tag."""
    start = 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        rest = chunk.removeprefix(codecs.BOM_UTF8).lstrip()
        if rest:
            file.seek(start + len(chunk) - len(rest))
            return what_markup_is(file.read(HEAD_LENGTH)) != ""
        start += len(chunk)
    return False
