"""Opening a zip-based Office file without trusting it: how many parts, how large, how named, and what they claim to be.

Nothing is unpacked to disk. The sizes that a package states are not believed until every part has been read to its end.
"""

import errno
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.parsers import expat

MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
# Office files seldom pack better than 50 to 1; a bomb packs 1,000 to 1. Small packages may pack as well as they can.
HIGHEST_RATIO = 200
RATIO_COUNTS_FROM = 10 * 1024 * 1024
LARGEST_CONTENT_TYPES = 1024 * 1024
# A directory of so many parts, with long names, is smaller than this; a larger one is not read at all.
LARGEST_DIRECTORY = 1024 * 1024

CONTENT_TYPES = "[Content_Types].xml"

_CHUNK = 64 * 1024
_DIRECTORY_END = b"PK\x05\x06"
_DIRECTORY_END_LENGTH = 22
_LONGEST_COMMENT = 65535
_LARGE_DIRECTORY_MARK = b"PK\x06\x07"
_LARGE_DIRECTORY_MARK_LENGTH = 20
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DRIVE = re.compile(r"[A-Za-z]:")
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


class BrokenPackage(Exception):
    """The bytes are not a package that can be read to its end."""


class OversizePackage(Exception):
    """The package has too many parts, or is too large when unpacked."""


class LockedPackage(Exception):
    """A part of the package is encrypted."""


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The package in a file, its directory checked and none of its parts read yet.

    Raises BrokenPackage, OversizePackage or LockedPackage, also for what goes wrong inside the block.
    """
    try:
        _check_directory_size(file)
        file.seek(0)
        with zipfile.ZipFile(file) as package:
            _check_parts(package.infolist())
            yield package
    except _UNREADABLE as error:
        raise BrokenPackage(str(error)) from error
    except OSError as error:
        # A directory that points before the start of the file; every other error is the disk's own.
        if error.errno != errno.EINVAL:
            raise
        raise BrokenPackage(str(error)) from error


def read_to_the_end(package: zipfile.ZipFile) -> None:
    """Reads every part, which proves its stated size and checksum. Raises as `opened` does."""
    total = 0
    for part in package.infolist():
        with package.open(part) as content:
            while chunk := content.read(_CHUNK):
                total += len(chunk)
                if total > MOST_UNPACKED:
                    raise OversizePackage


def content_types(package: zipfile.ZipFile) -> dict[str, str]:
    """What each part says it is: name in lower case -> content type in lower case.

    Every declaration is listed as well, used or not, under ".ending" or "/name". Raises BrokenPackage without a list.
    """
    try:
        with package.open(CONTENT_TYPES) as content:
            text = content.read(LARGEST_CONTENT_TYPES + 1)
    except KeyError as error:
        raise BrokenPackage("no list of content types") from error
    if len(text) > LARGEST_CONTENT_TYPES:
        raise OversizePackage
    by_ending, by_name = _declared(text)
    types = {f".{ending}": kind for ending, kind in by_ending.items()}
    types |= {f"/{name}": kind for name, kind in by_name.items()}
    for name in package.namelist():
        lower = name.lower()
        kind = by_name.get(lower) or by_ending.get(lower.rpartition(".")[2])
        if kind:
            types[lower] = kind
    return types


def _check_directory_size(file: BinaryIO) -> None:
    # zipfile builds an object for every entry before it can be asked how many there are.
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _DIRECTORY_END_LENGTH - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_DIRECTORY_END)
    if at < 0 or len(tail) < at + _DIRECTORY_END_LENGTH:
        raise BrokenPackage("no directory")
    before = tail[max(0, at - _LARGE_DIRECTORY_MARK_LENGTH) : at]
    if before.startswith(_LARGE_DIRECTORY_MARK):
        raise OversizePackage
    parts, length = struct.unpack("<HL", tail[at + 10 : at + 16])
    if parts > MOST_PARTS or length > LARGEST_DIRECTORY:
        raise OversizePackage


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise OversizePackage
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names):
        raise BrokenPackage("two parts with one name")
    for part in parts:
        if part.flag_bits & _ENCRYPTED_FLAGS:
            raise LockedPackage
        if part.compress_type not in _METHODS or _leads_outside(part.orig_filename):
            raise BrokenPackage("a part that no Office file has")
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > packed * HIGHEST_RATIO):
        raise OversizePackage


def _leads_outside(name: str) -> bool:
    tidy = name.replace("\\", "/")
    return tidy.startswith("/") or bool(_DRIVE.match(tidy)) or ".." in tidy.split("/") or "\x00" in tidy


def _declared(text: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The list of content types: ending -> type, and part name -> type, all in lower case."""
    by_ending: dict[str, str] = {}
    by_name: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("ContentType", "").lower()
        element = tag.rpartition(" ")[2]
        if element == "Default":
            by_ending[attributes.get("Extension", "").lower()] = kind
        elif element == "Override":
            by_name[attributes.get("PartName", "").lower().lstrip("/")] = kind

    def refuse_declarations(*_: object) -> None:
        # Entities can make a few bytes grow without end; no Office program writes a declaration here.
        raise BrokenPackage("a document type in the list of content types")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse_declarations
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise BrokenPackage(str(error)) from error
    return by_ending, by_name
