"""The code keeps to its own rules: short files, short functions, names that say something, no traces of a machine."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 50
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "data", "tools"}
MACHINE = re.compile(re.escape(str(ROOT)) + r"|/(?:home|Users)/[a-z]\w+", re.ASCII)
INDEX = re.compile(r"--(?:extra-)?index-url|--find-links|://")
CODE = ("app.py", "kloe", "evidence", "tests")
LEFT_OUT = {"instance", "__pycache__", "node_modules"}
TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".toml",
    ".md",
    ".txt",
    ".ini",
    ".mako",
    ".yml",
    ".yaml",
    ".cfg",
    ".svg",
    ".sh",
    "",
}


def python_files() -> list[Path]:
    return [
        file for place in CODE for file in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]


def text_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in LEFT_OUT and (name == ".ci" or not name.startswith("."))]
        yield from (Path(folder, name) for name in names if Path(name).suffix in TEXT)


def too_long(source: str) -> list[str]:
    """What is longer than it may be in a module: its file, its functions."""
    count = len(source.splitlines())
    told = [f"{count} lines"] if count > MOST_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            told += [f"{node.name}() is {length} lines"] if length > MOST_LINES_OF_A_FUNCTION else []
    return told


def is_migration(file: Path) -> bool:
    return file.parent.name == "versions"


def test_files_and_functions_are_short():
    told = {file: too_long(file.read_text("utf-8")) for file in python_files() if not is_migration(file)}
    assert {str(file.relative_to(ROOT)): found for file, found in told.items() if found} == {}


def test_long_files_and_functions_are_told():
    body = "    x = 1\n" * 49
    assert too_long(f"def short():\n{body}") == []
    assert too_long(f"class C:\n    def long(self):\n{body.replace('    x', '        x')}        y = 1\n") == [
        "long() is 51 lines"
    ]
    assert too_long("x = 1\n" * 400) == []
    assert too_long("x = 1\n" * 401) == ["401 lines"]


def test_modules_have_names_that_say_something():
    assert [file for file in python_files() if SAYS_NOTHING & {file.stem, *file.relative_to(ROOT).parent.parts}] == []


def test_nothing_names_the_machine_it_was_made_on():
    told = [file for file in text_files() if MACHINE.search(file.read_text("utf-8", errors="replace"))]
    assert told == []


@pytest.mark.parametrize("trace", [str(ROOT / "app.py"), "/home/" + "ann/tracker", "/Users/" + "ann"])
def test_traces_of_a_machine_are_told(trace: str):
    assert MACHINE.search(f"see {trace} for more")


def test_requirements_name_no_place_to_fetch_from():
    for file in ROOT.glob("requirements*.txt"):
        assert not INDEX.search(file.read_text("utf-8")), file


@pytest.mark.parametrize("line", ["--index-url x", "--extra-index-url x", "--find-links x", "x @ https://host/x.whl"])
def test_places_to_fetch_from_are_told(line: str):
    assert INDEX.search(line)


def test_every_requirement_is_pinned():
    lines = [line for file in ROOT.glob("requirements*.txt") for line in file.read_text("utf-8").splitlines()]
    assert [line for line in lines if not is_pinned(line)] == []
    assert not is_pinned("flask>=3")
    assert not is_pinned("flask")


def is_pinned(line: str) -> bool:
    return not line or line.startswith(("#", "-r ")) or re.fullmatch(r"[\w.\[\]-]+==[\w.]+(?: *;.*)?", line) is not None
