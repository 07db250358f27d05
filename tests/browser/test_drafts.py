"""What people type outlasts a reload and a lost signal, and stays on no device once it is saved or they sign out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import walking
from tests.browser.filled_site import FilledSite
from tests.browser.windows import PHONE

KEPT = """() => [localStorage, sessionStorage].map((place) => Object.keys(place)
    .filter((key) => key.startsWith("draft ")).map((key) => place.getItem(key)).join(""))"""


@pytest.fixture
def page(chromium: Browser, filled_site: FilledSite) -> Iterator[Page]:
    """A manager's phone, on the form that adds a story."""
    with filled_site.window_of(chromium, "manager", viewport=PHONE) as page:
        page.goto(filled_site.path("stories.add"))
        yield page


def kept(page: Page) -> tuple[str, str]:
    """The drafts that this browser keeps: on the device, and for this tab alone."""
    of_device, of_tab = page.evaluate(KEPT)
    return of_device, of_tab


def type_story(page: Page) -> None:
    """Type a part of a story, and wait until it is kept."""
    page.get_by_label("Title").fill("Boots by the door")
    page.get_by_label("What happened?").fill("She asked for her boots.")
    wait_until_kept(page, 0)


def wait_until_kept(page: Page, place: int) -> None:
    """Wait until the words are kept: 0 on the device, 1 for the tab."""
    for _each in range(100):
        if "asked for her boots" in kept(page)[place]:
            return
        page.wait_for_timeout(50)
    raise AssertionError("The words were not kept")


def expect_nothing_kept(page: Page) -> None:
    """Wait until no draft is left, which the page's script sees to as it starts."""
    for _each in range(100):
        if kept(page) == ("", ""):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"Kept: {kept(page)}")


def test_words_survive_a_reload_until_they_are_saved(page: Page):
    type_story(page)
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Your draft from")
    expect(page.get_by_label("What happened?")).to_have_value("She asked for her boots.")
    walking.press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Boots by the door")
    expect_nothing_kept(page)


def test_words_that_are_sent_back_are_kept_too_until_they_are_thrown_away(page: Page, filled_site: FilledSite):
    type_story(page)
    page.get_by_label("Title").fill("")
    walking.press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    page.goto(filled_site.path("stories.add"))
    expect(page.get_by_label("What happened?")).to_have_value("She asked for her boots.")
    walking.press(page, "Throw it away")
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect_nothing_kept(page)


def test_signing_out_leads_back_to_words_that_are_not_saved(page: Page, filled_site: FilledSite):
    page.get_by_label("Title").fill("Boots by the door")
    page.get_by_label("What happened?").fill("She asked for her boots.")
    page.locator("#sign-out").evaluate("form => form.requestSubmit()")
    asked = page.get_by_role("alertdialog")
    expect(asked).to_contain_text(": Boots by the door")
    walking.press(page, "Go back to them")
    expect(asked).to_have_count(0)
    expect(page.get_by_label("What happened?")).to_have_value("She asked for her boots.")
    page.goto(filled_site.path("items.index"))
    page.locator("#sign-out").evaluate("form => form.requestSubmit()")
    walking.press(page, "Go back to them")
    expect(page.get_by_label("What happened?")).to_have_value("She asked for her boots.")
    walking.press(page, "Throw it away")


def test_nothing_is_left_after_signing_out(page: Page, filled_site: FilledSite):
    type_story(page)
    page.goto(filled_site.path("stories.index"))
    page.locator("#sign-out").evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("alertdialog")).to_contain_text("You have words that are not saved")
    walking.press(page, "Sign out and throw them away")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect_nothing_kept(page)


def test_draft_is_offered_in_another_window_but_never_to_somebody_else(
    chromium: Browser, page: Page, filled_site: FilledSite
):
    type_story(page)
    other = page.context.new_page()
    other.goto(filled_site.path("stories.add"))
    expect(other.get_by_label("What happened?")).to_have_value("")
    walking.press(other, "Bring it here")
    expect(other.get_by_label("What happened?")).to_have_value("She asked for her boots.")
    with filled_site.window_of(chromium, "lead") as lead:
        lead.goto("/")
        cookies = lead.context.cookies()
    page.context.add_cookies(cookies)
    page.goto(filled_site.path("stories.add"))
    expect(page.get_by_label("What happened?")).to_have_value("")
    expect_nothing_kept(page)


def test_draft_of_what_is_confidential_goes_with_its_tab(page: Page, filled_site: FilledSite):
    type_story(page)
    walking.unfold(page, walking.MORE)
    page.get_by_label("Confidential").check()
    wait_until_kept(page, 1)
    assert kept(page)[0] == ""
    other = page.context.new_page()
    other.goto(filled_site.path("stories.add"))
    expect(other.get_by_label("What happened?")).to_have_value("")
    expect_nothing_kept(other)


def test_lost_signal_keeps_the_form_and_says_try_again(chromium: Browser, page: Page, filled_site: FilledSite):
    # A window of its own: browsers log a lost signal as an error.
    context = chromium.new_context(base_url=filled_site.address, viewport=PHONE)
    context.add_cookies(page.context.cookies())
    phone = context.new_page()
    phone.goto(filled_site.path("stories.add"))
    type_story(phone)
    context.set_offline(True)
    walking.press(phone, "Save")
    expect(phone.get_by_role("alert")).to_contain_text("It is not saved yet")
    expect(phone.get_by_label("What happened?")).to_have_value("She asked for her boots.")
    context.set_offline(False)
    walking.press(phone, "Try again")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Boots by the door")
    context.close()
