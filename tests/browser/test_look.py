"""The look in a real browser: fit by night, at every width, on paper, with large targets and little to fetch."""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.filled_site import FilledSite
from tests.browser.fitness import problems_at, too_wide
from tests.browser.windows import DESK, PHONE

WIDTHS = (320, 360, 768, 1280, 1920)
MOST_BYTES = 100 * 1024
SMALLEST_TARGET = 44
# What is pressed, apart from links in running text, which WCAG leaves out.
_TOO_SMALL = """smallest => [...document.querySelectorAll(
    ".btn, .chip, .site-header a, .site-nav a, .form-control, .form-select, summary:not(.source summary), .form-check"
)].filter((each) => each.checkVisibility({ contentVisibilityAuto: true }) && !each.closest(".visually-hidden"))
  .map((each) => [each.getBoundingClientRect().height, each.outerHTML.slice(0, 80)])
  .filter(([height]) => height < smallest - 0.5).map(([height, html]) => `${height}: ${html}`)"""


def pages(site: FilledSite) -> list[str]:
    """One page of every make."""
    values = site.world.values
    return [
        "/patterns",
        "/look",
        "/me",
        site.path("readiness.index"),
        site.path("lines.index"),
        site.path("lines.view", framework="asc-2017-11", code="S1"),
        site.path("items.index"),
        site.path("items.add"),
        site.path("stories.view", **values["stories"]),
        site.path("actions.index"),
        site.path("assessments.line", ref=values["assessments"]["ref"], code="S1"),
        site.path("accounts.people"),
    ]


@pytest.fixture(params=["night"])
def page(chromium: Browser, filled_site: FilledSite, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The manager's window, with a look chosen: the other one is what every page is tested in anyway."""
    with filled_site.window_of(chromium, "manager") as page:
        page.context.add_cookies([{"name": "look", "value": request.param, "url": filled_site.address}])
        yield page


def test_pages_are_fit_in_the_chosen_look(page: Page, filled_site: FilledSite):
    assert problems_at(page, pages(filled_site)) == []


def test_pages_fit_every_width(chromium: Browser, filled_site: FilledSite):
    told = []
    with filled_site.window_of(chromium, "manager") as page:
        for path in pages(filled_site):
            page.goto(path)
            told += [f"{path} {width}: {problem}" for width in WIDTHS for problem in too_wide(page, width)]
    assert told == []


def test_targets_are_large_on_a_phone(chromium: Browser, filled_site: FilledSite):
    told = {}
    with filled_site.window_of(chromium, "manager", viewport=PHONE) as page:
        for path in pages(filled_site):
            page.goto(path)
            told[path] = page.evaluate(_TOO_SMALL, SMALLEST_TARGET)
        page.locator("main .btn").first.evaluate(
            "button => { button.style.minHeight = button.style.padding = 0; button.style.height = '20px'; }"
        )
        assert page.evaluate(_TOO_SMALL, SMALLEST_TARGET)
    assert {path: small for path, small in told.items() if small} == {}


def test_pages_are_light_to_fetch(chromium: Browser, filled_site: FilledSite):
    told = {}
    for path in pages(filled_site)[1:]:
        with filled_site.window_of(chromium, "manager") as page:
            answers: list[Response] = []
            page.on("response", lambda answer, kept=answers: kept.append(answer))
            page.goto(path, wait_until="networkidle")
            told[path] = sum(len(gzip.compress(answer.body())) for answer in answers if answer.status == 200)
    assert all(size > 10_000 for size in told.values())
    assert {path: size for path, size in told.items() if size > MOST_BYTES} == {}


def test_paper_is_white_whatever_the_look(page: Page, filled_site: FilledSite):
    for path in pages(filled_site):
        page.goto(path)
        page.emulate_media(media="print", color_scheme="dark")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        ink = page.evaluate("getComputedStyle(document.querySelector('main p')).color")
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        assert (ground, ink) in [("rgb(255, 255, 255)", "rgb(0, 0, 0)"), ("rgb(255, 255, 255)", "rgb(51, 51, 51)")]
        page.emulate_media(media="screen", color_scheme="no-preference")


@pytest.mark.parametrize(
    ("look", "scheme", "is_dark"),
    [("night", "light", True), ("light", "dark", False), ("", "dark", True), ("", "light", False)],
)
def test_choice_goes_before_the_device(
    chromium: Browser, filled_site: FilledSite, look: str, scheme: str, is_dark: bool
):
    with filled_site.window_of(chromium, "manager", color_scheme=scheme) as page:
        if look:
            page.context.add_cookies([{"name": "look", "value": look, "url": filled_site.address}])
        page.goto("/me")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(18, 27, 27)") is is_dark


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_of_a_phone_opens_by_hand_and_by_keyboard(chromium: Browser, filled_site: FilledSite, scripts: bool):
    with filled_site.window_of(chromium, "manager", viewport=PHONE, java_script_enabled=scripts) as page:
        page.goto("/me")
        menu = page.get_by_role("navigation", name="Main")
        expect(menu.get_by_role("link")).to_have_count(4)
        opener = menu.locator("summary")
        expect(opener).to_be_in_viewport(ratio=1)
        opener.click()
        for word in ("Lines", "Self-assessment", "People", "Your account"):
            expect(menu.get_by_role("link", name=word, exact=True)).to_be_visible()
        expect(menu.get_by_role("button", name="Sign out")).to_be_visible()
        opener.click()
        expect(menu.get_by_role("link", name="Lines", exact=True)).to_be_hidden()
        opener.focus()
        page.keyboard.press("Enter")
        menu.get_by_role("link", name="Lines", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lines")


def test_menu_closes_on_escape_and_elsewhere(chromium: Browser, filled_site: FilledSite):
    with filled_site.window_of(chromium, "manager", viewport=DESK) as page:
        page.goto("/me")
        menu = page.get_by_role("navigation", name="Main")
        people = menu.get_by_role("link", name="People", exact=True)
        for close in (
            lambda: page.keyboard.press("Escape"),
            lambda: page.get_by_role("main").click(position={"x": 5, "y": 5}),
        ):
            menu.locator("summary").click()
            expect(people).to_be_visible()
            close()
            expect(people).to_be_hidden()
        menu.locator("summary").click()
        page.keyboard.press("Escape")
        expect(menu.locator("summary")).to_be_focused()


def test_person_of_a_phone_signs_out_from_the_menu(chromium: Browser, filled_site: FilledSite):
    with filled_site.window_of(chromium, "viewer", viewport=PHONE) as page:
        page.goto("/me")
        page.get_by_role("navigation", name="Main").locator("summary").click()
        page.get_by_role("button", name="Sign out", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
