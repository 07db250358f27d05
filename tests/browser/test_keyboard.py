"""The site without a mouse: signing in and adding a piece of evidence, with the focus in sight all the way."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from kloe.judgement import Rating
from kloe.loader import load_framework
from tests.browser.filled_site import FilledSite
from tests.browser.windows import window
from tests.factories import PASSWORD

MOST_STEPS = 80
# What shows where the focus is: its own outline, or that of the label around a choice. Stops inside a field, such as
# the calendar of a date, are shown by the browser.
_IS_SHOWN = """() => {
    const focused = document.activeElement;
    if (!focused.matches(":focus")) return true;
    const holders = [focused, focused.closest("label")].filter(Boolean);
    return holders.some((each) => getComputedStyle(each).outlineStyle !== "none" && !!each.getClientRects().length);
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there. At each stop the page must show where it is."""
    expect(wanted).to_be_attached()
    # A page whose styles are still on their way shows no outline of ours.
    page.wait_for_load_state()
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert page.evaluate(_IS_SHOWN), f"Nothing shows that the focus is on {focused}"
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} is not among the first {MOST_STEPS} stops of {page.url}; the last was {focused}")


def type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def test_evidence_is_added_without_a_mouse(chromium: Browser, filled_site: FilledSite, tmp_path: Path):
    file = tmp_path / "survey.csv"
    file.write_text("month,falls\nMay,3\n", encoding="utf-8")
    with window(chromium, filled_site.address) as page:
        page.goto("/sign-in")
        type_into(page, "E-mail address", filled_site.person("manager").email)
        type_into(page, "Password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Where we stand")
        skip_to_the_main_part(page)
        tab_to(page, page.get_by_role("link", name="Add evidence", exact=True).last)
        page.keyboard.press("Enter")
        fill_in(page, file)
        expect(page.get_by_role("heading", level=1)).to_have_text("Falls in May")
        expect(page.get_by_role("link", name=file.name)).to_be_visible()
        expect(page.get_by_role("link", name="S2 Managing risks")).to_be_visible()


def skip_to_the_main_part(page: Page) -> None:
    """The first stop of every page leads past the header."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the main part")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def fill_in(page: Page, file: Path) -> None:
    type_into(page, "Title", "Falls in May")
    # The same day and month, for browsers differ in which of them they ask for first.
    type_into(page, "When did it happen?", f"0101{date.today().year}")
    type_into(page, "Where does it come from?", "Outcomes")
    tab_to(page, page.locator("#files"))
    # The dialog that opens from here is the browser's own, on some computers not even a page's.
    page.locator("#files").set_input_files(file)
    tab_to(page, page.locator(".line-picker > summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("group").locator("summary", has_text="Safe"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("checkbox", name="S2 Managing risks"))
    page.keyboard.press("Space")
    type_into(page, "What does it show for S2? (optional)", "Three falls, none of them twice in one place.")
    page.keyboard.press("Enter")


def test_line_is_answered_and_judged_without_a_mouse(chromium: Browser, filled_site: FilledSite):
    """The first answers of a line, its judgement and the reason; then on to the overview, which shows it."""
    reference = filled_site.world.values["assessments"]["ref"]
    line = load_framework("asc-2017-11").line("R3")
    with filled_site.window_of(chromium, "manager") as page:
        page.goto(filled_site.path("assessments.line", ref=reference, code=line.code))
        skip_to_the_main_part(page)
        for statement in line.at(Rating.GOOD)[:2]:
            choose(page, f"answer-{statement.key}", "us")
        choose(page, "judgement", Rating.GOOD.value)
        tab_to(page, page.locator("textarea[name=reason]"))
        page.keyboard.type("People choose how their last days go.")
        tab_to(page, page.get_by_role("button", name="Save and go to the overview"))
        page.keyboard.press("Enter")
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=f"{line.code} {line.title}"))
        expect(row.get_by_text("Good", exact=True).first).to_be_visible()


def choose(page: Page, name: str, value: str) -> None:
    """Go to a group of choices, which is one stop, and to the wanted one with the arrow keys."""
    wanted = page.locator(f"input[name='{name}'][value='{value}']")
    tab_to_group(page, name)
    for _press in range(page.locator(f"input[name='{name}']").count()):
        if wanted.is_checked():
            return
        page.keyboard.press("Space" if wanted.evaluate("each => each === document.activeElement") else "ArrowDown")
    expect(wanted).to_be_checked()


def tab_to_group(page: Page, name: str) -> None:
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(_IS_SHOWN), "Nothing shows where the focus is"
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is not among the first {MOST_STEPS} stops of {page.url}")
