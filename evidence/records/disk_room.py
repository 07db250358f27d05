"""What happens when the disk is full: one error with words for people, and nothing half written left behind."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# EDQUOT is the limit of one person or project on a server; Windows does not know it.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

NO_ROOM = (
    "There is no room left to keep this file. Nothing you wrote on the form is lost. "
    "Save it without the file, ask the person who looks after this tracker to make room, then add the file again."
)


class NoRoomLeft(Exception):
    """The disk is full. The message is for the person at the form."""

    def __init__(self) -> None:
        super().__init__(NO_ROOM)
        self.message = NO_ROOM


@contextmanager
def needing_room() -> Iterator[None]:
    """Raises NoRoomLeft for a full disk inside the block; other errors pass as they are."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoRoomLeft from error
        raise


def settle_folder(folder: Path) -> None:
    """Waits until the names in a folder are on the disk. Windows has no such call and does not need it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
