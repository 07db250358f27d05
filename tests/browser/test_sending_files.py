"""Files are sent as they are chosen: progress, what is wrong with one at once, taking one off, and no signal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import walking
from tests.browser.filled_site import FilledSite
from tests.browser.windows import PHONE
from tests.factories import A_FILE

CSV = {"name": "falls.csv", "mimeType": "text/csv", "buffer": A_FILE[0]}


@pytest.fixture
def page(chromium: Browser, filled_site: FilledSite) -> Iterator[Page]:
    """A manager's phone, on the form that adds evidence."""
    with filled_site.window_of(chromium, "manager", viewport=PHONE) as page:
        page.goto(filled_site.path("items.add"))
        page.get_by_label("Title").fill("Falls in spring")
        page.get_by_label("Where does it come from?").select_option(label="Outcomes that were measured")
        yield page


def rows(page: Page) -> Locator:
    """The files chosen, as the form lists them."""
    return page.get_by_role("list", name="Files chosen").get_by_role("listitem")


def test_files_arrive_before_the_form_and_one_is_taken_off(page: Page, tmp_path: Path):
    walking.draw_a_file(tmp_path / "survey.pdf")
    page.get_by_label("Files").first.set_input_files([CSV, {**CSV, "name": "other.csv", "buffer": b"a,b\n1,2\n"}])
    page.get_by_label("Files").first.set_input_files(tmp_path / "survey.pdf")
    expect(rows(page)).to_have_count(3)
    expect(rows(page).get_by_text("Has arrived")).to_have_count(3)
    walking.press(page, "Take it off other.csv")
    expect(rows(page)).to_have_count(2)
    walking.press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Falls in spring")
    expect(page.get_by_role("link", name="falls.csv")).to_be_visible()
    expect(page.get_by_role("link", name="survey.pdf")).to_be_visible()
    expect(page.get_by_text("other.csv")).to_have_count(0)


def test_what_is_not_taken_is_told_beside_the_file_and_is_taken_off(page: Page, tmp_path: Path):
    video, large = tmp_path / "garden.mp4", tmp_path / "large.csv"
    video.write_bytes(b"\0" * 9_000)
    with large.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    page.get_by_label("Files").first.set_input_files([video, large])
    expect(rows(page).get_by_text("Videos can’t be kept here.")).to_be_visible()
    expect(rows(page).get_by_text("It is larger than 25 MB. Make it smaller")).to_be_visible()
    walking.press(page, "Save")
    expect(page.get_by_role("button", name="Take it off garden.mp4")).to_be_focused()
    walking.press(page, "Take it off garden.mp4")
    walking.press(page, "Take it off large.csv")
    walking.press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Falls in spring")


def test_file_of_a_form_that_was_not_saved_is_there_again(page: Page, filled_site: FilledSite):
    page.get_by_label("Files").first.set_input_files([CSV])
    expect(rows(page).get_by_text("Has arrived")).to_be_visible()
    page.wait_for_timeout(600)
    page.goto(filled_site.path("items.add"))
    expect(rows(page).get_by_text("falls.csv").first).to_be_visible()


def test_file_that_arrived_looks_the_same_after_something_is_to_be_put_right(page: Page):
    page.get_by_label("Title").fill("")
    page.get_by_label("Files").first.set_input_files([CSV, {**CSV, "name": "other.csv", "buffer": b"a,b\n1,2\n"}])
    expect(rows(page).get_by_text("Has arrived")).to_have_count(2)
    walking.press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    expect(rows(page).get_by_text("Has arrived")).to_have_count(2)
    walking.press(page, "Take it off other.csv")
    expect(rows(page)).to_have_count(1)
    page.get_by_label("Title").fill("Falls in spring")
    walking.press(page, "Save")
    expect(page.get_by_role("link", name="falls.csv")).to_be_visible()
    expect(page.get_by_text("other.csv")).to_have_count(0)
