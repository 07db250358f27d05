"""A kept file is handed out to its end only if it is what was stored."""

import hashlib
import io

import pytest

from evidence.records.checked_reading import CheckedReading, FileChanged

CONTENT = bytes(range(256)) * 100
SHA = hashlib.sha256(CONTENT).hexdigest()


def pieces(content: bytes, size: int = len(CONTENT), piece: int = 1000) -> tuple[bytes, bool]:
    """What can be read in pieces, and whether it came to its end."""
    read = b""
    with io.BufferedReader(CheckedReading(io.BytesIO(content), sha256=SHA, size=size), piece) as stream:
        try:
            while part := stream.read1(piece):
                read += part
        except FileChanged:
            return read, False
    return read, True


@pytest.mark.parametrize("piece", [1, 999, 1000, len(CONTENT), len(CONTENT) + 1])
def test_stored_bytes_come_whole(piece: int) -> None:
    assert pieces(CONTENT, piece=piece) == (CONTENT, True)


@pytest.mark.parametrize("changed", [0, 1500, len(CONTENT) - 1])
def test_changed_bytes_never_come_whole(changed: int) -> None:
    other = bytearray(CONTENT)
    other[changed] ^= 1
    read, whole = pieces(bytes(other))
    assert not whole
    assert len(read) < len(CONTENT)


def test_file_that_has_become_shorter_never_comes_whole() -> None:
    read, whole = pieces(CONTENT[:-1])
    assert not whole
    assert len(read) < len(CONTENT)


def test_what_was_written_behind_the_end_does_not_come() -> None:
    assert pieces(CONTENT + b"more") == (CONTENT, True)


def test_stream_below_is_closed_with_it() -> None:
    below = io.BytesIO(CONTENT)
    io.BufferedReader(CheckedReading(below, sha256=SHA, size=len(CONTENT))).close()
    assert below.closed
