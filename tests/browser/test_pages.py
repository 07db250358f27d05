"""Every page for every kind of person, in a real browser: fit for everybody on a desk's screen and on a phone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.filled_site import FilledSite
from tests.browser.fitness import problems_at, problems_of
from tests.integration.guards.endpoints import SIGNED_OUT


@pytest.mark.parametrize("principal", [SIGNED_OUT, "staff", "manager"])
def test_pages_are_fit_for_everybody(chromium: Browser, filled_site: FilledSite, principal: str):
    with filled_site.window_of(chromium, principal) as page:
        assert problems_at(page, filled_site.pages_of(principal)) == []


def test_pages_of_a_viewer_are_fit_for_everybody(chromium: Browser, filled_site: FilledSite):
    """On the phone all of them; on a desk's screen they are those of the manager, without what only managers do."""
    paths = filled_site.pages_of("viewer")
    of_managers = set(filled_site.pages_of("manager"))
    with filled_site.window_of(chromium, "viewer") as page:
        told = problems_at(page, paths, ["phone"])
        told += problems_at(page, [path for path in paths if path not in of_managers], ["desk"])
    assert told == []


def test_pages_of_a_lead_alone_are_fit_for_everybody(chromium: Browser, filled_site: FilledSite):
    paths = set(filled_site.pages_of("lead")) - set(filled_site.pages_of("manager"))
    assert paths
    with filled_site.window_of(chromium, "lead") as page:
        assert problems_at(page, sorted(paths)) == []


def test_signed_off_round_is_fit_for_everybody(chromium: Browser, filled_site: FilledSite):
    reference = filled_site.world.values["packs"]["ref"]
    codes = {"view": {}, "overall": {}, "signing": {}, "key_question": {"code": "S"}, "line": {"code": "S1"}}
    paths = [filled_site.path(f"assessments.{name}", ref=reference, **code) for name, code in codes.items()]
    with filled_site.window_of(chromium, "manager") as page:
        assert problems_at(page, paths) == []


def test_page_that_is_not_fit_is_told(chromium: Browser, filled_site: FilledSite):
    with filled_site.window_of(chromium, SIGNED_OUT) as page:
        page.goto("/sign-in")
        page.evaluate(
            """() => {
                const heading = document.querySelector("main h1");
                heading.innerHTML = "m".repeat(99) + "<input>";
                heading.style.whiteSpace = "nowrap";
                heading.style.color = "#bbb";
            }"""
        )
        told = " ".join(problems_of(page))
    for words in ("on the desk: label", "on the desk: color-contrast", "on the phone: it scrolls sideways"):
        assert words in told


def test_prints_show_what_was_written_and_no_way_around(chromium: Browser, filled_site: FilledSite):
    """Whatever leads elsewhere or can be pressed stays on the screen."""
    packs = filled_site.world.values["packs"]["ref"]
    paths = [
        filled_site.path("packs.assessment", ref=packs),
        filled_site.path("lines.view", framework="asc-2017-11", code="S1"),
        filled_site.path("items.view", **filled_site.world.values["items"]),
    ]
    with filled_site.window_of(chromium, "manager") as page:
        for path in paths:
            page.goto(path)
            expect(page.get_by_role("navigation", name="Main")).to_be_visible()
            page.emulate_media(media="print")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
            expect(page.get_by_role("button")).to_have_count(0)
            expect(page.locator(".btn, .back, .jump").filter(visible=True)).to_have_count(0)
            page.emulate_media(media="screen")
