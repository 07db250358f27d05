"""Handing out a kept file only if it is, to the last byte, what was stored."""

import hashlib
import io
from typing import Any, BinaryIO


class FileChanged(OSError):
    """A kept file no longer holds the bytes that it is named after."""


class CheckedReading(io.RawIOBase):
    """A stream of a kept file that gives the last bytes only once all of them were what they should be.

    Where they are not, reading raises FileChanged before the end: whoever is downloading gets no whole file then.
    """

    def __init__(self, stream: BinaryIO, *, sha256: str, size: int) -> None:
        """stream: closed together with this one. size: bytes."""
        self._stream = stream
        self._sha256 = sha256
        self._left = size
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with the next bytes and return how many there are, none at the end."""
        piece = self._stream.read(min(len(buffer), self._left))
        self._left -= len(piece)
        self._digest.update(piece)
        ends_early = not piece and self._left
        if ends_early or (not self._left and self._digest.hexdigest() != self._sha256):
            raise FileChanged(f"The kept file {self._sha256} has been changed.")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Close the stream below as well."""
        self._stream.close()
        super().close()
