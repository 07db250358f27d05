"""Taking in a file that somebody chose: spool, look, check, redraw, measure. What comes out is safe to keep.

Nothing is trusted: the name is made safe, the ending and the first bytes must agree, each kind has its own check, and
pictures are drawn afresh. A refusal says what to do instead. Whatever goes wrong, no temporary file is left.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evidence.records.disk_room import needing_room
from evidence.records.file_kinds import KIND_BY_ENDING, FileKind, kinds_in_words
from evidence.records.file_names import ending, safe_name, with_ending
from evidence.records.leading_bytes import HEAD_LENGTH, what_it_is
from evidence.records.office_files import PASSWORD, container_kind, package_kind, refuse_password
from evidence.records.pictures import redraw
from evidence.records.refusals import ADD_INSTEAD, REFUSED_BY_ENDING, OtherKind, RefusedFile
from evidence.web.formatters import file_size

LIMIT = 25 * 1024 * 1024
TEMPORARY_START, TEMPORARY_END = "taken-", ".part"

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file that passed every check and waits in the incoming folder to be kept.

    name: safe to show, its ending fits the media type. size: bytes. sha256: of the bytes as they will be kept, in lower
    case. path: the temporary file, already settled on the disk.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    path: Path


def take_in(name: str, stream: BinaryIO, *, folder: Path, limit: int = LIMIT) -> TakenIn:
    """Takes in one file and leaves it, checked, as a temporary file in a folder.

    name: as the browser sent it. stream: read in pieces, no further than the limit. limit: bytes.
    Raises RefusedFile with what to do instead, NoRoomLeft when the disk is full. Neither leaves a temporary file.
    """
    name = safe_name(name)
    if refused := REFUSED_BY_ENDING.get(ending(name)):
        raise RefusedFile(name, f"{name} is {refused.words}. {refused.instead}")
    with ExitStack() as on_failure:
        path = _spool(name, stream, folder, limit, on_failure)
        with path.open("rb") as file:
            kind = _kind_of(name, file)
            _check(name, file, kind)
            drawn = redraw(name, file, kind.leading) if kind.is_picture else None
        if drawn is not None:
            picture, new_ending = drawn
            kind = KIND_BY_ENDING[new_ending]
            name = name if ending(name) in kind.endings else with_ending(name, new_ending)
            path = _replaced(path, picture, on_failure)
        taken = TakenIn(name, kind.media_type, path.stat().st_size, sha256_of(path), path)
        on_failure.pop_all()
    return taken


def too_large(name: str, limit: int) -> str:
    """What is said of a file that is larger than the limit, in bytes."""
    return (
        f"{name} is larger than {file_size(limit)}. Make it smaller and add that: "
        "for a PDF or a scan choose a lower quality or fewer pages, for a picture a smaller size."
    )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in lower-case hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _spool(name: str, stream: BinaryIO, folder: Path, limit: int, on_failure: ExitStack) -> Path:
    """The stream as a temporary file, settled on the disk."""
    with needing_room(), _temporary(folder, on_failure) as (path, file):
        size = 0
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise RefusedFile(name, too_large(name, limit))
            file.write(chunk)
        if size == 0:
            raise RefusedFile(name, f"{name} is empty. Open it to check what is in it, save it and add it again.")
    return path


def _replaced(path: Path, content: bytes, on_failure: ExitStack) -> Path:
    """Another temporary file with new content; the first one is removed."""
    path.unlink()
    with needing_room(), _temporary(path.parent, on_failure) as (new_path, file):
        file.write(content)
    return new_path


@contextmanager
def _temporary(folder: Path, on_failure: ExitStack) -> Iterator[tuple[Path, BinaryIO]]:
    """A new temporary file to write in. When the block ends well, its bytes are on the disk."""
    handle, place = tempfile.mkstemp(dir=folder, prefix=TEMPORARY_START, suffix=TEMPORARY_END)
    path = Path(place)
    on_failure.callback(path.unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as file:
        yield path, file
        file.flush()
        os.fsync(file.fileno())


def _kind_of(name: str, file: BinaryIO) -> FileKind:
    """The kind that both the ending and the first bytes speak of. Raises RefusedFile where they don't agree."""
    head = file.read(HEAD_LENGTH)
    found = what_it_is(head)
    kind = KIND_BY_ENDING.get(ending(name))
    if kind is not None and kind.agrees(head):
        return kind
    if found == ".zip":
        found = package_kind(file)
    elif found == ".doc":
        found = container_kind(file)
    if found == PASSWORD:
        raise refuse_password(name, kind.name if kind and kind.leading == ".zip" else "the program that made it")
    raise RefusedFile(name, _really(name, found, kind))


def _check(name: str, file: BinaryIO, kind: FileKind) -> None:
    if kind.check is None:
        return
    try:
        kind.check(name, file)
    except OtherKind as error:
        raise RefusedFile(name, _really(name, error.found, kind)) from error


def _really(name: str, found: str, kind: FileKind | None) -> str:
    """What is wrong with a file whose ending is unknown, missing, or not that of its bytes."""
    claim = "is really" if ending(name) else "has no ending, but it is"
    if taken := KIND_BY_ENDING.get(found):
        return f"{name} {claim} {taken.words}. Rename it to {with_ending(name, taken.endings[0])} and add it again."
    if refused := REFUSED_BY_ENDING.get(found):
        return f"{name} {claim} {refused.words}. {refused.instead}"
    if kind:
        return f"{name} is not {kind.words}, or it is damaged. {_save_again(kind)}"
    if not ending(name):
        return f"{name} has no ending that says what kind of file it is, such as .pdf. {ADD_INSTEAD}"
    return f"{name} is a kind of file we don’t take. Add one of these: {kinds_in_words()}."


def _save_again(kind: FileKind) -> str:
    again = "save it again or take it again" if kind.is_picture else "save it again"
    return f"Open it to check, {again} as {kind.name} ({kind.endings[0]}), and add the new file."
