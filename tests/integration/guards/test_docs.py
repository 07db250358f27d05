"""docs/ hangs together: every page is in its index, every link and picture is there, pictures are told and small."""

import re
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from evidence.settings import FROM_ENVIRONMENT
from tests.integration.guards.test_readme import flask_commands, missing_from, settings_named
from tests.pictures import shots
from tests.pictures.camera import MOST_BYTES, MOST_BYTES_OF_ALL

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
PAGES = sorted(DOCS.glob("*.md"))
READ = (*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
SHORTEST_ALT = 15


def links(text: str) -> list[tuple[str, str]]:
    """Where the links of a text lead inside the project: file ("" for the text itself) and part."""
    return LINK.findall(text)


def pictures(text: str) -> list[tuple[str, str]]:
    """The pictures of a text: what is said in their place, and their file."""
    return PICTURE.findall(text)


def parts(text: str) -> set[str]:
    """What the headings of a text are linked by: their words in small letters, with hyphens between them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(file: Path, text: str) -> list[str]:
    """The links of a file that lead to no file or no heading."""
    told = []
    for name, part in links(text):
        target = file.parent / name if name else file
        is_there = target.exists() and (not part or part in parts(text if not name else target.read_text("utf-8")))
        told += [] if is_there else [f"{name}#{part}" if part else name]
    return told


def test_every_page_is_in_the_index():
    listed = {name for name, _ in links((DOCS / "README.md").read_text("utf-8"))}
    assert {page.name for page in PAGES} - {"README.md"} - listed == set()


def test_readme_leads_to_the_index():
    assert "docs/README.md" in {name for name, _ in links((ROOT / "README.md").read_text("utf-8"))}


@pytest.mark.parametrize("file", READ, ids=lambda file: file.name)
def test_links_lead_somewhere(file: Path):
    assert broken(file, file.read_text("utf-8")) == []


def test_broken_links_are_told():
    file = DOCS / "backup.md"
    text = (
        "# A heading, twice\n[a](gone.md) [b](backup.md#gone) [c](#a-heading-twice) [d](#gone) [e](backup.md#make-one)"
    )
    assert broken(file, text) == ["gone.md", "backup.md#gone", "#gone"]


def test_every_picture_is_there_and_told_in_words():
    for file in READ:
        for words, name in pictures(file.read_text("utf-8")):
            assert (file.parent / name).is_file(), f"{file.name}: {name}"
            assert len(words) >= SHORTEST_ALT, f"{file.name}: say what {name} shows"
    assert pictures("![](a.png) [b](b.md) ![Seen](c.png)") == [("", "a.png"), ("Seen", "c.png")]


def test_pictures_are_those_that_are_taken_and_shown():
    there = {file.name for file in PICTURES.iterdir()}
    taken = {name for shot in shots.ALL for name in shot.files}
    shown = {Path(name).name for file in READ for _, name in pictures(file.read_text("utf-8"))}
    assert there == taken, "Run: python -m tests.pictures"
    assert there - shown == set()


def test_twelve_pages_are_taken_on_a_phone_and_on_a_computer():
    assert [len(shots.PAGES), {shot.widths for shot in shots.PAGES}] == [12, {(360, 1280)}]


def test_pictures_are_as_wide_as_they_say_and_small():
    sizes = {}
    for file in PICTURES.iterdir():
        with Image.open(file) as picture:
            assert picture.width == int(file.stem.rpartition("-")[2]), file.name
        sizes[file.name] = file.stat().st_size
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) <= MOST_BYTES_OF_ALL


def test_pages_of_pictures_are_pages_of_the_site(app: Flask):
    assert {shot.endpoint for shot in shots.ALL} - set(app.view_functions) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_settings_are_there(app: Flask, page: Path):
    text = page.read_text("utf-8").replace(" …", "")
    assert [words for words in flask_commands(text) if missing_from(app, words)] == []
    assert settings_named(text) <= set(FROM_ENVIRONMENT)


def test_commands_of_the_server_are_there(app: Flask):
    """What units, containers and pages start is a command that the site knows."""
    told = [*DOCS.glob("*.md"), *(file for file in (ROOT / "deploy").iterdir() if file.suffix != ".dockerignore")]
    started = [
        (file.name, line.strip())
        for file in told
        for line in re.findall(r"(?:flask --app app|sudo tracker) ([a-z][\w \-]*)", file.read_text("utf-8"))
    ]
    assert ("server.md", "db upgrade") in started
    assert ("evidence-tracker-jobs.service", "jobs work") in started
    assert [each for each in started if missing_from(app, each[1].split())] == []


def test_settings_of_the_server_are_those_that_are_read():
    text = (ROOT / "deploy" / "settings.env.example").read_text("utf-8")
    named = set(re.findall(r'^(?:# )?([A-Z_]+)="', text, re.MULTILINE))
    assert named >= {"SECRET_KEY", "BEHIND_PROXY"}
    assert named <= set(FROM_ENVIRONMENT)
