"""The page of patterns shows every macro that pages can use, and stands up to the checks that every page does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.clients import PageCheckingClient
from tests.pages import text_of

TEMPLATES = Path(__file__).parents[3] / "templates"


def macros_of(app: Flask, source: str) -> Iterator[str]:
    """The names of the macros of a template that others can use; those that begin with _ are its own."""
    for macro in app.jinja_env.parse(source).find_all(nodes.Macro):
        if not macro.name.startswith("_"):
            yield macro.name


def calls_of(app: Flask, source: str) -> Iterator[str]:
    """The names of all that a template calls."""
    for call in app.jinja_env.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            yield call.node.name


def not_shown(app: Flask, macro_files: dict[str, str], shown: set[str]) -> list[str]:
    """The macros of these files (name, source) that no template of the page calls."""
    found = ((name, macro) for name, source in macro_files.items() for macro in macros_of(app, source))
    return [f"{name}: {macro}" for name, macro in found if macro not in shown]


def test_every_macro_is_shown(app: Flask):
    pages = [*(TEMPLATES / "patterns").glob("*.html"), TEMPLATES / "base.html"]
    shown = {name for page in pages for name in calls_of(app, page.read_text("utf-8"))}
    files = {file.name: file.read_text("utf-8") for file in sorted((TEMPLATES / "macros").glob("*.html"))}
    assert len(files) > 5
    assert not_shown(app, files, shown) == []


def test_macro_that_is_not_shown_is_told(app: Flask):
    source = "{% macro _own() %}{% endmacro %}{% macro shown() %}{% endmacro %}{% macro forgotten() %}{% endmacro %}"
    assert not_shown(app, {"new.html": source}, {"shown"}) == ["new.html: forgotten"]


@pytest.mark.parametrize("look", ["", "?look=night", "?look=light", "?look=device", "?look=purple"])
def test_page_of_patterns_opens_in_every_look(manager_client: PageCheckingClient, look: str):
    page = manager_client.get(f"/patterns{look}").page
    sheets = [sheet for sheet in page.all("link") if "css/night.css" in sheet.get("href", "")]
    media = [sheet.get("media") for sheet in sheets]
    wanted = {"?look=night": ["screen"], "?look=light": []}
    assert media == wanted.get(look, ["screen and (prefers-color-scheme: dark)"])


def test_sample_form_tells_what_is_wrong_with_it(manager_client: PageCheckingClient):
    page = manager_client.submit("/patterns", button="Send").page
    assert "Enter a title." in page.problems_told


def test_every_icon_is_shown_with_its_name(manager_client: PageCheckingClient):
    page = manager_client.get("/patterns").page
    names = {text_of(item) for shelf in page.with_class("sample-icons") for item in shelf.iter("li")}
    assert {"evidence", "story", "action", "line", "search", "menu"} <= names
