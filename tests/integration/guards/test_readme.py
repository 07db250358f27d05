"""What README tells people to type is there: commands, options, settings, links, and the lines for each system."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from flask import Flask

from evidence.settings import FROM_ENVIRONMENT
from tests.needed import missing

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text("utf-8")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
MARKED = re.compile(r"<!-- (\w+) command: (\w+) -->\s*```\w*\n(.+)\n```")


def flask_commands(text: str) -> list[list[str]]:
    """The words of every `flask …` that a text names, without the word flask."""
    return [shlex.split(code)[1:] for code in CODE.findall(text) if code.startswith("flask ")]


def missing_from(app: Flask, words: list[str]) -> str:
    """The first word of a command that the site does not know; empty when it knows them all."""
    command: click.Command = app.cli
    context = click.Context(command)
    for word in words:
        if word.startswith("-"):
            known = {option for parameter in command.params for option in parameter.opts}
            if word not in known:
                return word
        elif isinstance(command, click.Group):
            if (found := command.get_command(context, word)) is None:
                return word
            command = found
    return ""


def settings_named(text: str) -> set[str]:
    """The settings that a text has in the first column of a table."""
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))


def test_commands_exist_with_their_options(app: Flask):
    named = flask_commands(README)
    assert {("people", "add"), ("frameworks", "check"), ("db", "upgrade"), ("jobs", "work")} <= {
        (*w[:2],) for w in named
    }
    assert [words for words in named if missing_from(app, words)] == []


@pytest.mark.parametrize(
    ("text", "word"), [("`flask fly`", "fly"), ("`flask jobs fly`", "fly"), ("`flask verify --x`", "--x")]
)
def test_command_that_does_not_exist_is_told(app: Flask, text: str, word: str):
    assert [missing_from(app, words) for words in flask_commands(text)] == [word]


def test_options_of_the_desk_exist():
    told = subprocess.run([sys.executable, str(ROOT / "app.py"), "--help"], capture_output=True, text=True, check=True)
    named = set(re.findall(r"^\| `(--[\w-]+)", README, re.MULTILINE))
    assert named == set(re.findall(r"^\s+(--[\w-]+)", told.stdout, re.MULTILINE)) - {"--help"}


def test_settings_are_those_that_are_read():
    assert settings_named(README) == set(FROM_ENVIRONMENT)
    assert settings_named("| `NOT_READ` | off |\n") == {"NOT_READ"}


def test_links_lead_to_files_that_are_there():
    assert [link for link in LINK.findall(README) if not (ROOT / link).exists()] == []
    assert LINK.findall("[a](docs/gone.md) [b](https://example.org)") == ["docs/gone.md"]


def test_each_system_has_its_two_lines():
    lines = {(what, system): line for what, system, line in MARKED.findall(README)}
    assert lines.keys() == {(what, system) for what in ("run", "test") for system in ("linux", "windows")}
    assert lines["run", "linux"].endswith("app.py")
    assert lines["test", "linux"].endswith("-m pytest")
    for system, python in (("linux", ".venv/bin/python"), ("windows", ".venv\\Scripts\\python")):
        assert all("venv" in lines[what, system] and python in lines[what, system] for what in ("run", "test"))


def test_ci_runs_the_marked_line():
    if shutil.which("awk") is None:
        missing("This test needs awk, as .ci/run does.")
    awk = re.search(r"awk '([^']+)' README.md", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert awk is not None
    found = subprocess.run(["awk", awk[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ("test", "linux", found.strip()) in MARKED.findall(README)
