"""What axe does not look at: narrow screens, colours that a person chose, and where the focus is."""

from playwright.sync_api import Page

from tests.browser.fitness import problems_of, too_wide

# A window of 1,280 pixels at 400 % has room for as many as a window of 320.
ZOOMED = 320
MOST_STOPS = 12
# In forced colours the browser takes away grounds and shadows. What is left to show the focus is an outline.
_FOCUS_IS_LOST = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body || !focused.matches(":focus-visible")) return "";
    const holders = [focused, focused.closest("label"), focused.closest("summary")].filter(Boolean);
    const isShown = (each) => {
        const style = getComputedStyle(each);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && each.getClientRects().length > 0;
    };
    return holders.some(isShown) ? "" : focused.outerHTML.slice(0, 80);
}"""
# A word that says how something stands has an edge of its own once its ground is taken away.
_MARKS = ".rating:not(.rating-none), .state, .bearing, .tag, .notice, .btn"
_MARKS_ARE_LOST = """marks => [...document.querySelectorAll(marks)].filter((each) => {
    const style = getComputedStyle(each);
    return each.checkVisibility() && style.borderTopStyle === "none" && style.outlineStyle === "none";
}).slice(0, 3).map((each) => each.outerHTML.slice(0, 80))"""


def problems_for_everybody(page: Page) -> list[str]:
    """What is wrong with the open page: by axe on a desk and on a phone, at 400 % zoom, and in forced colours."""
    told = problems_of(page)
    told += [f"at 400 % zoom: {problem}" for problem in too_wide(page, ZOOMED)]
    page.set_viewport_size({"width": 1280, "height": 800})
    return told + problems_in_forced_colours(page)


def problems_in_forced_colours(page: Page, stops: int = MOST_STOPS) -> list[str]:
    """Where the focus can't be seen at the first stops of the Tab key, and marks without an edge."""
    page.emulate_media(forced_colors="active")
    try:
        told = [f"in forced colours: no edge around {mark}" for mark in page.evaluate(_MARKS_ARE_LOST, _MARKS)]
        for _stop in range(stops):
            page.keyboard.press("Tab")
            if lost := page.evaluate(_FOCUS_IS_LOST):
                told.append(f"in forced colours: nothing shows the focus on {lost}")
        return told
    finally:
        page.emulate_media(forced_colors="none")
