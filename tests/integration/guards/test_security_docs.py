"""docs/security.md says who may open what as the site has it now, and names settings and commands that are there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from evidence.accounts import matrix
from evidence.accounts.words import Role
from evidence.settings import FROM_ENVIRONMENT
from tests.integration.guards.endpoints import ENDPOINTS
from tests.integration.guards.test_readme import LINK, flask_commands, missing_from, settings_named

ROOT = Path(__file__).parents[3]
DOCUMENT = ROOT / "docs" / "security.md"
TEXT = DOCUMENT.read_text("utf-8")
OUT_OF_DATE = "docs/security.md is out of date. Run: flask security matrix --write docs/security.md"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site of the test's own, which it may change."""
    return make_app()


def test_document_holds_the_table_of_the_site(app: Flask):
    assert matrix.put_into(TEXT, matrix.as_markdown(app)) == TEXT, OUT_OF_DATE


def test_new_address_makes_the_table_differ(app: Flask):
    app.add_url_rule("/new", "new", lambda: "")
    table = matrix.as_markdown(app)
    assert "| `/new` | GET | it tells nothing of anyone |" in table
    assert matrix.put_into(TEXT, table) != TEXT


def test_table_says_what_the_guards_say(app: Flask):
    """The guards' table is written by hand and tried; this one is read from the decorators."""
    told = {(row.address, method): row.roles for row in matrix.rows(app) for method in row.methods.split(", ")}
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ENDPOINTS:
            meant = frozenset(Role(role) for role in ENDPOINTS[rule.endpoint].roles or ())
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert told[str(rule), method] == meant, rule


def test_every_open_address_says_why(app: Flask):
    assert [row.address for row in matrix.rows(app) if row.opens_for_anyone and not row.reason] == []


def test_command_prints_it_and_writes_it(app: Flask, tmp_path: Path):
    run = app.test_cli_runner().invoke
    assert run(args=["security", "matrix"]).output.strip() == matrix.as_markdown(app)
    copy = tmp_path / "security.md"
    copy.write_text(f"before\n{matrix.BEGIN}\nold\n{matrix.END}\nafter\n", "utf-8")
    done = run(args=["security", "matrix", "--write", str(copy)])
    assert done.exit_code == 0, done.output
    assert copy.read_text("utf-8") == (f"before\n{matrix.BEGIN}\n\n{matrix.as_markdown(app)}\n\n{matrix.END}\nafter\n")


def test_command_leaves_a_document_without_marks_alone(app: Flask, tmp_path: Path):
    other = tmp_path / "other.md"
    other.write_text("nothing of it", "utf-8")
    done = app.test_cli_runner().invoke(args=["security", "matrix", "--write", str(other)])
    assert done.exit_code == 1
    assert "has no" in done.output
    assert other.read_text("utf-8") == "nothing of it"


def test_settings_and_commands_and_links_are_there(app: Flask):
    assert settings_named(TEXT) <= set(FROM_ENVIRONMENT)
    assert [words for words in flask_commands(TEXT.replace(" …", "")) if missing_from(app, words)] == []
    assert [link for link in LINK.findall(TEXT) if not (DOCUMENT.parent / link).exists()] == []


@pytest.mark.parametrize(("setting", "value"), re.findall(r"^\| `(\w+)` \| `?(\w+)`? \| days?", TEXT, re.MULTILINE))
def test_numbers_of_days_are_the_ones_in_force(make_app, setting: str, value: str):
    assert str(make_app().config[setting]) == value
