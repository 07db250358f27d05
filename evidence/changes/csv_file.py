"""The changes as a CSV file that spreadsheets open, every one that was asked for."""

import csv
import io
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO

from evidence.changes.store import Change
from evidence.changes.telling import as_text
from evidence.web.clock import LONDON

HEADINGS = ("Number", "Recorded", "Happened on", "Who", "What", "About", "Title", "Details")
IN_MEMORY = 2 * 1024 * 1024
# A spreadsheet takes a text that begins like this for a formula and carries it out.
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(changes: Iterable[Change]) -> IO[bytes]:
    """A file, at its beginning, with a line of headings and one line for each change, in UTF-8 with its mark.

    Moments are written in English time with their offset: 2026-03-01T09:30:00+00:00.
    """
    file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  whoever sends it closes it
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for change in changes:
        writer.writerow([safe(cell) for cell in _cells(change)])
    text.detach()
    file.seek(0)
    return file


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_LIKE_A_FORMULA) else cell


def _cells(change: Change) -> tuple[str, ...]:
    return (
        str(change.number),
        change.at.astimezone(LONDON).isoformat(timespec="seconds"),
        change.happened_on.isoformat() if change.happened_on else "",
        change.who,
        change.what,
        change.subject,
        change.title,
        as_text(change.told),
    )
