"""Reads and checks frameworks: those that are shipped, each in a folder of its own, and the text of an import.

A folder holds framework.toml, which is read first, and more TOML files, which are read in the order of their names.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from kloe.framework import OWN, Framework
from kloe.framework_text import FRAMEWORK_ID, framework_from_texts
from kloe.problems import FrameworkError, FrameworkErrors

__all__ = [
    "FIRST_FILE",
    "FRAMEWORKS",
    "FrameworkError",
    "FrameworkErrors",
    "UnknownFramework",
    "framework_ids",
    "is_own_id",
    "load_all",
    "load_framework",
    "read_folder",
    "read_framework",
    "read_text",
    "text_of_folder",
]

FRAMEWORKS = Path(__file__).resolve().parent.parent / "seed_data" / "frameworks"
FIRST_FILE = "framework.toml"


class UnknownFramework(KeyError):
    """An id that no shipped framework has."""

    def __init__(self, framework_id: str) -> None:
        self.framework_id = framework_id
        super().__init__(f'There is no framework "{framework_id}".')

    def __str__(self) -> str:
        # KeyError shows the repr of its message, with quotes round the sentence.
        return str(self.args[0])


def framework_ids() -> tuple[str, ...]:
    """The ids of the shipped frameworks, in the order of the alphabet."""
    return tuple(sorted(found.parent.name for found in FRAMEWORKS.glob(f"*/{FIRST_FILE}")))


@cache
def load_framework(framework_id: str) -> Framework:
    """A shipped framework; it is read once. Raises UnknownFramework, or FrameworkErrors when its text is wrong."""
    if framework_id not in framework_ids():
        raise UnknownFramework(framework_id)
    return read_folder(FRAMEWORKS / framework_id)


def load_all() -> dict[str, Framework]:
    """Every shipped framework by its id. Raises FrameworkErrors for the first with a wrong text."""
    return {framework_id: load_framework(framework_id) for framework_id in framework_ids()}


def is_own_id(framework_id: str) -> bool:
    """Whether this can be the id of a framework that a provider brings in itself: own/<provider>/<name>."""
    return framework_id.startswith(OWN) and FRAMEWORK_ID.fullmatch(framework_id) is not None


def read_framework(text: str) -> Framework:
    """The framework in one TOML text, such as an import. Raises FrameworkErrors, which call it "framework text"."""
    return framework_from_texts([("framework text", text)])


def read_folder(folder: Path) -> Framework:
    """The framework in a folder, whose name must be the framework's id. Raises FrameworkErrors."""
    framework = framework_from_texts(_texts_in(folder))
    if framework.id != folder.name:
        what = f'must be the name of its folder, "{folder.name}", not "{framework.id}".'
        raise FrameworkErrors([FrameworkError(FIRST_FILE, "", "id", what)])
    return framework


def text_of_folder(folder: Path) -> str:
    """The files of a folder as one text, which `read_framework` reads as the same framework.

    Raises FrameworkErrors: as `read_folder` does apart from the folder's name, or because the files say something else
    when they stand in one text.
    """
    texts = _texts_in(folder)
    framework = framework_from_texts(texts)
    text = "\n".join(text.removeprefix("\ufeff") for _, text in texts)
    try:
        together = read_framework(text)
    except FrameworkErrors:
        together = None
    if together is None or replace(together, sha256="") != replace(framework, sha256=""):
        what = "can't be joined with the other files to one text. Write [[key_question]], [[line]] or [[source]] first."
        raise FrameworkErrors([FrameworkError(texts[-1][0], "", "", what)])
    return text


def read_text(path: Path) -> str:
    """The text of a file. Raises FrameworkErrors when it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise FrameworkErrors([FrameworkError(path.name, "", "", "is missing. Add it to the folder.")]) from error
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8."
        raise FrameworkErrors([FrameworkError(path.name, "", "", what)]) from error


def _texts_in(folder: Path) -> list[tuple[str, str]]:
    others = sorted(path for path in folder.glob("*.toml") if path.name != FIRST_FILE)
    return [(path.name, read_text(path)) for path in (folder / FIRST_FILE, *others)]
