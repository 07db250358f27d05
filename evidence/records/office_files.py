"""Checks of Word (.docx) and Excel (.xlsx) files: really that, readable, and without programs inside.

Also tells what other packages and old Office containers are, so that a refusal can say what to do.
"""

import zipfile
from typing import BinaryIO

from evidence.records.package_parts import (
    BrokenPackage,
    LockedPackage,
    OversizePackage,
    content_types,
    opened,
    read_to_the_end,
)
from evidence.records.refusals import REFUSED_BY_ENDING, OtherKind, RefusedFile

WORD, EXCEL = ".docx", ".xlsx"
PASSWORD = "password"

_MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS: dict[str, str] = {
    f"{_MAIN}wordprocessingml.document.main+xml": WORD,
    f"{_MAIN}wordprocessingml.template.main+xml": ".dotx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": EXCEL,
    f"{_MAIN}spreadsheetml.template.main+xml": ".xltx",
    f"{_MAIN}presentationml.presentation.main+xml": ".pptx",
    f"{_MAIN}presentationml.slideshow.main+xml": ".pptx",
    f"{_MAIN}presentationml.template.main+xml": ".pptx",
    "application/vnd.ms-word.document.macroenabled.main+xml": ".docm",
    "application/vnd.ms-word.template.macroenabledtemplate.main+xml": ".docm",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroenabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.addin.macroenabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": ".xlsb",
}
_OPEN_DOCUMENTS = {b"vnd.oasis.opendocument.text": ".odt", b"vnd.oasis.opendocument.spreadsheet": ".ods"}

_MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet")
_MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/")
_CONTROL_TYPE = "activex"
# Inside a package .bin is the ending of printer settings and of embedded objects, which are looked into.
_PROGRAM_ENDINGS = tuple(ending for ending in REFUSED_BY_ENDING[".exe"].endings if ending != ".bin")
# The stream in which Windows puts a file of any kind that was dropped into a document.
_DROPPED_FILE = "Ole10Native".encode("utf-16-le")
_EMBEDDED_MARKS = (b"MZ", b"\x7fELF", b"#!")

# Names of streams in an old Office container, and what holding one makes it.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", PASSWORD),
    ("__properties_version1.0", ".msg"),
    ("WordDocument", ".doc"),
    ("PowerPoint Document", ".pptx"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
)
_CHUNK = 1024 * 1024


def check_word(name: str, file: BinaryIO) -> None:
    """Raises RefusedFile for anything but a Word document without programs in it, OtherKind for another document."""
    _check(name, file, WORD, "Word", "Word document (.docx)")


def check_excel(name: str, file: BinaryIO) -> None:
    """Raises RefusedFile for anything but an Excel workbook without programs in it, OtherKind for another document."""
    _check(name, file, EXCEL, "Excel", "Excel workbook (.xlsx)")


def refuse_password(name: str, program: str) -> RefusedFile:
    """The refusal of a document that needs a password. program: "Word" or "Excel"."""
    return RefusedFile(
        name,
        f"{name} is locked with a password, so nobody else could open it. "
        f"Open it in {program}, take the password off (File, Info, Protect), save it and add it again.",
    )


def package_kind(file: BinaryIO) -> str:
    """What a zip file holds: ".docx", ".xlsx", ".pptx", ".odt" …, or ".zip" for anything else or unreadable."""
    try:
        with opened(file) as package:
            return _open_document(package) or _main_part(content_types(package)) or ".zip"
    except (BrokenPackage, OversizePackage, LockedPackage):
        return ".zip"


def container_kind(file: BinaryIO) -> str:
    """What an old Office container holds: ".doc", ".xls", ".pptx", ".msg", or PASSWORD for a locked new document."""
    found: set[str] = set()
    kept = b""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        window = kept + chunk
        found |= {kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in window}
        kept = window[-64:]
    return next((kind for _, kind in _STREAMS if kind in found), ".doc")


def _check(name: str, file: BinaryIO, wanted: str, program: str, save_as: str) -> None:
    try:
        with opened(file) as package:
            _check_opened(name, package, wanted, program, save_as)
    except LockedPackage as error:
        raise refuse_password(name, program) from error
    except OversizePackage as error:
        raise RefusedFile(
            name,
            f"{name} is far larger inside than it looks, too large to open safely. "
            f"Open it in {program}, save the pages you need as a PDF and add that.",
        ) from error
    except BrokenPackage as error:
        raise RefusedFile(
            name,
            f"{name} is damaged or not complete. "
            f"Open it in {program}, choose Save As, {save_as}, and add the new file.",
        ) from error


def _check_opened(name: str, package: zipfile.ZipFile, wanted: str, program: str, save_as: str) -> None:
    types = content_types(package)
    if _has_macros(types, package):
        raise RefusedFile(
            name,
            f"{name} has macros (small programs) in it. "
            f"Open it in {program} and choose Save As, {save_as}. Then add the new file.",
        )
    found = _main_part(types)
    if not found:
        raise RefusedFile(
            name,
            f"{name} is not a document that {program} made. "
            f"Open it in {program}, choose Save As, {save_as}, and add the new file.",
        )
    if found != wanted:
        raise OtherKind(found)
    if _has_programs(types, package):
        raise RefusedFile(
            name,
            f"{name} has a program or a control embedded in it. "
            f"Open it in {program}, choose Save As, PDF, and add the PDF.",
        )
    read_to_the_end(package)


def _main_part(types: dict[str, str]) -> str:
    """The kind of the first part that a document of any Office program begins with; "" without one."""
    parts = (kind for name, kind in types.items() if not name.startswith((".", "/")))
    return next((MAIN_PARTS[kind] for kind in parts if kind in MAIN_PARTS), "")


def _open_document(package: zipfile.ZipFile) -> str:
    if "mimetype" not in package.namelist():
        return ""
    with package.open("mimetype") as content:
        text = content.read(200)
    return next((kind for mark, kind in _OPEN_DOCUMENTS.items() if mark in text), "")


def _has_macros(types: dict[str, str], package: zipfile.ZipFile) -> bool:
    return any(mark in kind for kind in types.values() for mark in _MACRO_TYPES) or any(
        mark in part.lower() for part in package.namelist() for mark in _MACRO_PARTS
    )


def _has_programs(types: dict[str, str], package: zipfile.ZipFile) -> bool:
    names = [name.lower() for name in package.namelist()]
    if any(_CONTROL_TYPE in kind for kind in types.values()):
        return True
    if any("/activex/" in f"/{name}" or name.endswith(_PROGRAM_ENDINGS) for name in names):
        return True
    return any(_holds_program(package, name) for name in package.namelist() if "/embeddings/" in f"/{name.lower()}")


def _holds_program(package: zipfile.ZipFile, name: str) -> bool:
    """Whether an embedded object is a program, or a box into which a file of any kind was dropped."""
    kept = b""
    with package.open(name) as content:
        while chunk := content.read(_CHUNK):
            if not kept and chunk.startswith(_EMBEDDED_MARKS):
                return True
            window = kept + chunk
            if _DROPPED_FILE in window:
                return True
            kept = window[-64:]
    return False
