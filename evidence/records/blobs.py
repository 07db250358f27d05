"""Where files are kept on the disk: once for each service, under the SHA-256 of their bytes.

    <root>/incoming/taken-….part            on the way in
    <root>/<service id>/<aa>/<aabb…>        kept; aa are the first two digits of the digest

The bytes are on the disk before the name is, and the name before the row that speaks of it. No part of a path ever
comes from what somebody typed: service ids and digests are checked against a pattern.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from evidence.records.disk_room import needing_room, settle_folder
from evidence.records.intake import TEMPORARY_END, TEMPORARY_START, TakenIn, sha256_of

INCOMING = "incoming"
# Personal things are inside: the folders are for the account that runs the site alone.
_FOLDER_MODE = 0o700
_SERVICE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobFolder:
    """The kept files of all services below one folder, and the incoming ones.

    service_id: the id as text, lower case with hyphens. sha256: 64 lower-case hexadecimal digits. Anything else raises
    ValueError, in every method.
    """

    def __init__(self, root: Path) -> None:
        """root: the folder for everything; made when the first file comes."""
        self.root = root

    def incoming(self) -> Path:
        """The folder for files on their way in, made if need be. Raises NoRoomLeft."""
        folder = self.root / INCOMING
        with needing_room():
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        return folder

    def keep(self, service_id: str, taken: TakenIn) -> Path:
        """Moves a file that was taken in to its place, and gives that place. The temporary file is gone afterwards.

        The same bytes are kept once. A kept file with another size is replaced when its own digest is wrong.
        Raises NoRoomLeft; then the temporary file is gone too, and nothing else has changed.
        """
        place = self.path_of(service_id, taken.sha256)
        try:
            if _is_kept(place, taken):
                # A sweep of files that no row speaks of goes by age; this one is about to be spoken of again.
                os.utime(place)
                return place
            with needing_room():
                new_folders = self._make_folders(place.parent)
                os.replace(taken.path, place)
            for folder in (place.parent, *new_folders):
                settle_folder(folder)
            return place
        finally:
            taken.path.unlink(missing_ok=True)

    def open(self, service_id: str, sha256: str) -> BinaryIO:
        """A kept file, open for reading. Raises FileNotFoundError."""
        return self.path_of(service_id, sha256).open("rb")

    def exists(self, service_id: str, sha256: str) -> bool:
        """Whether the file is kept."""
        return self.path_of(service_id, sha256).is_file()

    def path_of(self, service_id: str, sha256: str) -> Path:
        """Where the file is, or would be, kept."""
        service_folder = self._service_folder(service_id)
        if not _SHA256.fullmatch(sha256):
            raise ValueError("A digest is 64 hexadecimal digits in lower case.")
        return service_folder / sha256[:2] / sha256

    def all_of(self, service_id: str) -> Iterator[str]:
        """The digests of all files kept for a service, in order. None when it has no folder yet."""
        service_folder = self._service_folder(service_id)
        if not service_folder.is_dir():
            return
        for shelf in sorted(folder for folder in service_folder.iterdir() if folder.is_dir()):
            yield from sorted(file.name for file in shelf.iterdir() if _SHA256.fullmatch(file.name))

    def remove(self, service_id: str, sha256: str) -> bool:
        """Removes a kept file. Returns False when there was none."""
        try:
            self.path_of(service_id, sha256).unlink()
        except FileNotFoundError:
            return False
        return True

    def discard(self, taken: TakenIn) -> None:
        """Removes the temporary file of something that is not to be kept after all."""
        taken.path.unlink(missing_ok=True)

    def sweep_incoming(self, older_than_seconds: float, now: datetime) -> int:
        """Removes what a crash left on its way in, if it is older than that. Returns how many files went.

        now: this moment, aware. Raises ValueError for one without a time zone.
        """
        if now.utcoffset() is None:
            raise ValueError("A time must have a time zone.")
        oldest = now.timestamp() - older_than_seconds
        gone = 0
        for file in self.incoming().glob(f"{TEMPORARY_START}*{TEMPORARY_END}"):
            try:
                if file.stat().st_mtime < oldest:
                    file.unlink()
                    gone += 1
            except FileNotFoundError:
                # It was kept or discarded meanwhile.
                continue
        return gone

    def _service_folder(self, service_id: str) -> Path:
        if not _SERVICE_ID.fullmatch(service_id):
            raise ValueError("A service id is a UUID in lower case with hyphens.")
        return self.root / service_id

    def _make_folders(self, folder: Path) -> list[Path]:
        """Makes a folder and those above it. Returns the ones above, whose new names are still to be settled."""
        if folder.is_dir():
            return []
        folder.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        return [folder.parent, self.root]


def _is_kept(place: Path, taken: TakenIn) -> bool:
    try:
        size = place.stat().st_size
    except FileNotFoundError:
        return False
    return size == taken.size or sha256_of(place) == taken.sha256
