"""Pictures of stories as a book shows them: scaled down and drawn afresh, with nothing but the picture in the file."""

from collections.abc import Iterable
from io import BytesIO
from uuid import UUID

from PIL import Image

from evidence.drawing.document import Picture
from evidence.records import attachments
from evidence.records.attachments import FileOnPage
from evidence.records.blob_store import FilesUnreachable

LONGEST_SIDE = 1000
JPEG_QUALITY = 80
_FORMATS = ("JPEG", "PNG")
# What Pillow raises for bytes that are not the picture they claim to be.
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, Image.DecompressionBombError)


def open_picture(file: FileOnPage, service_id: UUID, words: str) -> Picture | None:
    """A story's picture, at most 1,000 pixels a side, as a JPEG; None when its file is gone, changed or damaged.

    words: what it shows. Raises FilesUnreachable when the place where files are kept does not answer.
    """
    try:
        with attachments.open_file(file, service_id) as stream:
            return scaled(stream.read(), words)
    except FilesUnreachable:
        raise
    except _UNREADABLE:
        return None


def open_pictures(files: Iterable[tuple[FileOnPage, str]], service_id: UUID) -> dict[UUID, Picture]:
    """Those of these pictures that can be opened, by their files' ids. files: each with what it shows."""
    opened = ((file.id, open_picture(file, service_id, words)) for file, words in files)
    return {file_id: picture for file_id, picture in opened if picture is not None}


def scaled(content: bytes, words: str) -> Picture:
    """A picture from the bytes of a JPEG or PNG file; what shines through becomes white. Raises as Pillow does."""
    picture = Image.open(BytesIO(content), formats=_FORMATS)
    # A JPEG can be read at a half or a quarter of its size, which is quicker.
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    shown = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", shown.size, "white")
    fresh.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    output = BytesIO()
    fresh.save(output, "JPEG", quality=JPEG_QUALITY)
    return Picture(output.getvalue(), fresh.width, fresh.height, words)
