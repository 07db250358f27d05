"""What a place for kept files can do, whether it is a folder on the disk or a bucket, and how it says that it can't.

Files lie in both under the same names: `<service id>/<aa>/<aabb…>`, where aabb… is the SHA-256 of the bytes and aa its
first two digits. So files can be copied from one to the other by any program that copies folders.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from evidence.records.intake import TakenIn

CANT_SAVE = (
    "Files can’t be saved right now: the place where they are kept does not answer. What you typed is kept on this "
    "page. Wait a few minutes, choose the files again and save. Or save without them, and add them later."
)

_SERVICE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FilesUnreachable(OSError):
    """The place for files did not answer, or would not. Whether a file is there is not known then.

    The text is the reason, for whoever looks after the site; `message` is for the person at the form.
    """

    message = CANT_SAVE


class BlobStore(Protocol):
    """The kept files of all services, and those on their way in.

    service_id: the id as text, lower case with hyphens. sha256: 64 lower-case hexadecimal digits. Anything else raises
    ValueError. Whatever asks for kept files raises FilesUnreachable when they can't be asked for.
    """

    def incoming(self) -> Path:
        """The folder on this computer for files on their way in. Raises NoRoomLeft."""

    def keep(self, service_id: str, taken: TakenIn) -> None:
        """Keeps a file that was taken in, fully written when this returns. The temporary file is gone in any case.

        The same bytes are kept once, and count as kept just now. Raises NoRoomLeft; then nothing is kept.
        """

    def open(self, service_id: str, sha256: str) -> BinaryIO:
        """A kept file, to be read once from its start, in pieces. Raises FileNotFoundError.

        Reading may raise FilesUnreachable as well. Only a file on the disk has a file number, as subprocesses want it.
        """

    def all_of(self, service_id: str) -> Iterator[str]:
        """The digests of all files kept for a service, in order."""

    def older_than(self, service_id: str, moment: datetime) -> Iterator[str]:
        """The digests of those that were last kept before an aware moment, in order."""

    def remove(self, service_id: str, sha256: str, *, kept_before: datetime | None = None) -> bool:
        """Removes a file, unless it was kept since a moment. Returns whether there was one to remove."""

    def sweep_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Removes what a crash left on its way in, if it is older than that. Returns how many files went."""


def service_part(service_id: str) -> str:
    """A service's id as part of a path. Raises ValueError for anything else: no path comes from what people type."""
    if not _SERVICE_ID.fullmatch(service_id):
        raise ValueError("A service id is a UUID in lower case with hyphens.")
    return service_id


def parts_of(service_id: str, sha256: str) -> tuple[str, str, str]:
    """The parts of a kept file's path, from the service down. Raises ValueError."""
    if not is_digest(sha256):
        raise ValueError("A digest is 64 hexadecimal digits in lower case.")
    return service_part(service_id), sha256[:2], sha256


def is_digest(name: str) -> bool:
    """Whether a name is that of a kept file."""
    return _SHA256.fullmatch(name) is not None
