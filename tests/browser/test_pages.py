"""Every page for every kind of person, in a real browser: axe finds nothing, phones need not scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.filled_site import FilledSite
from tests.browser.running_site import RunningSite
from tests.browser.windows import DESK, PHONE, window
from tests.integration.guards.endpoints import SIGNED_OUT

_AXE = Axe()
# Only what is wrong is told of node by node, which takes half the time.
_OPTIONS = {"resultTypes": ["violations"]}
_TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    return document.scrollingElement.scrollWidth > width
        ? [...document.querySelectorAll("main *, header, footer")]
            .filter((element) => element.getBoundingClientRect().right > width + 1)
            .map((element) => element.tagName.toLowerCase() + "." + element.className).slice(0, 5)
        : [];
}"""


def problems_of(page: Page) -> list[str]:
    """What is wrong with the open page on a desk's screen and on a phone's."""
    told = []
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        found = _AXE.run(page, options=_OPTIONS).response["violations"]
        told += [f"{name}: {each['id']} at {_targets(each)}: {each['help']}" for each in found]
    if too_wide := page.evaluate(_TOO_WIDE):
        told.append(f"phone: scrolls sideways because of {too_wide}")
    return told


def _targets(violation: dict) -> str:
    return ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])


def problems_at(page: Page, paths: list[str]) -> list[str]:
    """What is wrong with each of these pages, each opened in its turn."""
    told = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        told += [f"{path} on the {problem}" for problem in problems_of(page)]
    return told


def test_set_up_is_fit_for_everybody(chromium: Browser, site: RunningSite):
    with window(chromium, site.address) as page:
        told = problems_at(page, ["/set-up"])
        page.get_by_role("button", name="Finish set-up").click()
        page.get_by_role("alert").wait_for()
        assert told + problems_of(page) == []


@pytest.mark.parametrize("principal", [SIGNED_OUT, "staff", "viewer", "manager"])
def test_pages_are_fit_for_everybody(chromium: Browser, filled_site: FilledSite, principal: str):
    with filled_site.window_of(chromium, principal) as page:
        assert problems_at(page, filled_site.pages_of(principal)) == []


def test_pages_of_a_lead_alone_are_fit_for_everybody(chromium: Browser, filled_site: FilledSite):
    paths = set(filled_site.pages_of("lead")) - set(filled_site.pages_of("manager"))
    assert paths
    with filled_site.window_of(chromium, "lead") as page:
        assert problems_at(page, sorted(paths)) == []


@pytest.mark.parametrize("endpoint", ["view", "overall", "signing", "key_question", "line"])
def test_signed_off_round_is_fit_for_everybody(chromium: Browser, filled_site: FilledSite, endpoint: str):
    code = {"key_question": {"code": "S"}, "line": {"code": "S1"}}.get(endpoint, {})
    path = filled_site.path(f"assessments.{endpoint}", ref=filled_site.world.values["packs"]["ref"], **code)
    with filled_site.window_of(chromium, "manager") as page:
        assert problems_at(page, [path]) == []
