"""Where files are kept on the disk: once for each service, under the SHA-256 of their bytes.

    <root>/incoming/taken-….part            on the way in
    <root>/<service id>/<aa>/<aabb…>        kept; aa are the first two digits of the digest

The bytes are on the disk before the name is, and the name before the row that speaks of it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from evidence.records.blob_store import is_digest, parts_of, service_part
from evidence.records.blobs_incoming import FOLDER_MODE, IncomingFolder
from evidence.records.disk_room import needing_room, settle_folder
from evidence.records.intake import TakenIn, sha256_of


class BlobFolder(IncomingFolder):
    """The kept files of all services below one folder, and the incoming ones: a BlobStore that always answers."""

    def keep(self, service_id: str, taken: TakenIn) -> None:
        """Moves a file that was taken in to its place. The temporary file is gone afterwards.

        The same bytes are kept once. A kept file with another size is replaced when its own digest is wrong.
        Raises NoRoomLeft; then the temporary file is gone too, and nothing else has changed.
        """
        place = self.path_of(service_id, taken.sha256)
        try:
            if _is_kept(place, taken):
                # A sweep of files that no row speaks of goes by age; this one is about to be spoken of again.
                os.utime(place)
                return
            with needing_room():
                new_folders = self._make_folders(place.parent)
                os.replace(taken.path, place)
            for folder in (place.parent, *new_folders):
                settle_folder(folder)
        finally:
            taken.path.unlink(missing_ok=True)

    def open(self, service_id: str, sha256: str) -> BinaryIO:
        """A kept file, open for reading. Raises FileNotFoundError."""
        return self.path_of(service_id, sha256).open("rb")

    def path_of(self, service_id: str, sha256: str) -> Path:
        """Where the file is, or would be, kept."""
        return self.root.joinpath(*parts_of(service_id, sha256))

    def all_of(self, service_id: str) -> Iterator[str]:
        """The digests of all files kept for a service, in order. None when it has no folder yet."""
        service_folder = self.root / service_part(service_id)
        if not service_folder.is_dir():
            return
        for shelf in sorted(folder for folder in service_folder.iterdir() if folder.is_dir()):
            yield from sorted(file.name for file in shelf.iterdir() if is_digest(file.name))

    def older_than(self, service_id: str, moment: datetime) -> Iterator[str]:
        """The digests of those that were last kept before an aware moment, in order."""
        for sha256 in self.all_of(service_id):
            with suppress(FileNotFoundError):
                if not _was_kept_since(self.path_of(service_id, sha256), moment):
                    yield sha256

    def remove(self, service_id: str, sha256: str, *, kept_before: datetime | None = None) -> bool:
        """Removes a file, unless it was kept since a moment. Returns whether there was one to remove."""
        place = self.path_of(service_id, sha256)
        try:
            if kept_before and _was_kept_since(place, kept_before):
                return False
            place.unlink()
        except FileNotFoundError:
            return False
        return True

    def _make_folders(self, folder: Path) -> list[Path]:
        """Makes a folder and those above it. Returns the ones above, whose new names are still to be settled."""
        if folder.is_dir():
            return []
        folder.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        return [folder.parent, self.root]


def _is_kept(place: Path, taken: TakenIn) -> bool:
    try:
        size = place.stat().st_size
    except FileNotFoundError:
        return False
    return size == taken.size or sha256_of(place) == taken.sha256


def _was_kept_since(place: Path, moment: datetime) -> bool:
    return place.stat().st_mtime >= moment.timestamp()
