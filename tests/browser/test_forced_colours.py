"""Pages in colours that a person chose for everything: what is in focus and how things stand can still be seen."""

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility.senses import problems_in_forced_colours
from tests.browser.filled_site import FilledSite


@pytest.fixture(scope="module")
def paths(filled_site: FilledSite) -> list[str]:
    """Pages with marks, forms and lists."""
    values = filled_site.world.values
    return [
        filled_site.path("readiness.index"),
        filled_site.path("lines.view", framework="asc-2017-11", code="S1"),
        filled_site.path("items.add"),
        filled_site.path("actions.index"),
        filled_site.path("assessments.line", ref=values["assessments"]["ref"], code="S1"),
    ]


def test_focus_and_marks_stay_in_sight(chromium: Browser, filled_site: FilledSite, paths: list[str]):
    told = []
    with filled_site.window_of(chromium, "manager") as page:
        for path in paths:
            page.goto(path)
            told += [f"{path} {problem}" for problem in problems_in_forced_colours(page)]
    assert told == []


def test_lost_focus_and_lost_mark_are_told(chromium: Browser, filled_site: FilledSite):
    with filled_site.window_of(chromium, "manager") as page:
        page.goto(filled_site.path("actions.index"))
        _hide_outlines_and_borders(page)
        told = " ".join(problems_in_forced_colours(page, stops=2))
    assert "no edge around" in told
    assert "nothing shows the focus on" in told


def _hide_outlines_and_borders(page: Page) -> None:
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync("*, *:focus-visible { outline: none !important; border: 0 none !important; }");
            document.adoptedStyleSheets = [sheet];
        }"""
    )
