"""The kinds of file we take: ending, media type, name, and the check that a file is really that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from evidence.records.leading_bytes import PDF_MARK, what_it_is
from evidence.records.office_files import check_excel, check_word
from evidence.records.plain_files import check_csv, check_pdf
from evidence.web.formatters import join_words


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken.

    endings: in lower case with the dot; the first one is given to a new file.
    name: "PDF"; words: "a PDF", as after "is really".
    leading: what leading_bytes calls its first bytes.
    check: called with the name and the open file, raises RefusedFile or OtherKind; None for pictures, whose check is
    that they can be redrawn.
    """

    endings: tuple[str, ...]
    media_type: str
    name: str
    words: str
    leading: str
    check: Callable[[str, BinaryIO], None] | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, which is redrawn before it is kept."""
        return self.media_type.startswith("image/")

    def agrees(self, head: bytes) -> bool:
        """Whether the first bytes of a file can be those of this kind."""
        found = what_it_is(head)
        if self.leading == "" and found == ".pdf":
            # A table may hold the five letters somewhere; a PDF that goes by the name of a table begins with them.
            return not head.startswith(PDF_MARK)
        return found == self.leading


_OFFICE = "application/vnd.openxmlformats-officedocument"

FILE_KINDS: tuple[FileKind, ...] = (
    FileKind((".pdf",), "application/pdf", "PDF", "a PDF", ".pdf", check_pdf),
    FileKind((".docx",), f"{_OFFICE}.wordprocessingml.document", "Word", "a Word document", ".zip", check_word),
    FileKind((".xlsx",), f"{_OFFICE}.spreadsheetml.sheet", "Excel", "an Excel workbook", ".zip", check_excel),
    FileKind((".csv",), "text/csv", "CSV", "a CSV file", "", check_csv),
    FileKind((".jpg", ".jpeg"), "image/jpeg", "JPEG", "a JPEG picture", ".jpg"),
    FileKind((".png",), "image/png", "PNG", "a PNG picture", ".png"),
    FileKind((".webp",), "image/webp", "WebP", "a WebP picture", ".webp"),
    FileKind((".heic", ".heif"), "image/heic", "HEIC", "a HEIC picture", ".heic"),
)

KIND_BY_ENDING: dict[str, FileKind] = {ending: kind for kind in FILE_KINDS for ending in kind.endings}
# What a file field offers to choose from.
TAKEN_ENDINGS: tuple[str, ...] = tuple(KIND_BY_ENDING)


def kinds_in_words() -> str:
    """The kinds we take, for a hint: "PDF, Word (.docx), … and HEIC (.heic, .heif)"."""
    return join_words([f"{kind.name} ({', '.join(kind.endings)})" for kind in FILE_KINDS])
