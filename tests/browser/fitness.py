"""Whether an open page is fit for everybody: what axe finds in it, and whether it fits the screen."""

from collections.abc import Mapping, Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.windows import DESK, PHONE

Screen = Mapping[str, int]
SCREENS: Mapping[str, Screen] = {"desk": DESK, "phone": PHONE}
# Only what is wrong is told of, in a few words; all that is right would take longer to hand over than to find.
_RUN_AXE = """() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(
    ({ id, help, nodes }) => `${id} (${help}) at ${nodes.slice(0, 3).map(({ target }) => target.join(" ")).join(", ")}`
))"""
_TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const isWide = (each) => each.getBoundingClientRect().right > width + 1;
    const wide = [...document.querySelectorAll("body *")].filter(isWide);
    return ["it scrolls sideways because of " + wide.slice(0, 5).map((each) => each.outerHTML.slice(0, 60)).join(", ")];
}"""


def problems_of(page: Page, screens: Sequence[str] = tuple(SCREENS)) -> list[str]:
    """What is wrong with the open page on each of these screens, in words; empty for a good one."""
    page.evaluate(AXE_SCRIPT)
    told: list[str] = []
    for name in screens:
        page.set_viewport_size({"width": SCREENS[name]["width"], "height": SCREENS[name]["height"]})
        told += [f"on the {name}: {problem}" for check in (_RUN_AXE, _TOO_WIDE) for problem in page.evaluate(check)]
    return told


def too_wide(page: Page, width: int) -> list[str]:
    """What makes the open page scroll sideways on a screen of this width, in words; empty where nothing does."""
    page.set_viewport_size({"width": width, "height": DESK["height"]})
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def problems_at(page: Page, paths: Sequence[str], screens: Sequence[str] = tuple(SCREENS)) -> list[str]:
    """What is wrong with each of these pages, each opened in its turn."""
    told = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answers {answer.status}"
        told += [f"{path} {problem}" for problem in problems_of(page, screens)]
    return told
