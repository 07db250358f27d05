"""Files on their way in: on the disk of this computer, wherever they are kept afterwards."""

from datetime import datetime
from pathlib import Path

from evidence.records.disk_room import needing_room
from evidence.records.intake import TEMPORARY_END, TEMPORARY_START

INCOMING = "incoming"
# Personal things are inside: the folders are for the account that runs the site alone.
FOLDER_MODE = 0o700


class IncomingFolder:
    """`<root>/incoming`, where each file is called `taken-….part` until it is kept."""

    def __init__(self, root: Path) -> None:
        """root: the folder it lies in; made when the first file comes."""
        self.root = root

    def incoming(self) -> Path:
        """The folder for files on their way in, made if need be. Raises NoRoomLeft."""
        folder = self.root / INCOMING
        with needing_room():
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        return folder

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
                # It was kept meanwhile.
                continue
        return gone
