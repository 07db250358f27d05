"""The site in a browser that runs no scripts: nothing of the work on an ordinary day needs them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kloe.judgement import Rating
from tests.browser import walking
from tests.browser.entered import FRAMEWORK, Entered, LineSaid
from tests.browser.filled_site import FilledSite
from tests.browser.windows import PHONE, window
from tests.factories import PASSWORD


@pytest.fixture
def page(chromium: Browser, filled_site: FilledSite) -> Iterator[Page]:
    """A phone without scripts, on which the manager has signed in."""
    with window(chromium, filled_site.address, java_script_enabled=False, viewport=PHONE) as page:
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(filled_site.person("manager").email)
        page.get_by_label("Password").fill(PASSWORD)
        walking.press(page, "Sign in")
        expect(page.get_by_role("heading", level=1)).to_have_text("Where we stand")
        yield page


def test_evidence_with_a_file_is_added(page: Page, tmp_path: Path):
    evidence = Entered.on(date.today()).evidence
    walking.add_evidence(page, evidence, tmp_path / evidence.file_name)
    for code, shows in evidence.lines.items():
        expect(page.get_by_role("link", name=f"{code} {FRAMEWORK.line(code).title}")).to_be_visible()
        expect(page.get_by_text(shows).first).to_be_visible()


def test_line_is_answered_and_judged(page: Page, filled_site: FilledSite):
    line = FRAMEWORK.line("W5")
    page.goto(filled_site.path("assessments.line", ref=filled_site.world.values["assessments"]["ref"], code=line.code))
    walking.answer_and_judge(page, LineSaid(line, Rating.GOOD, Rating.GOOD))
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=f"{line.code} {line.title}"))
    expect(row.get_by_text("Good", exact=True).first).to_be_visible()


def test_mistake_is_told_and_what_was_typed_is_kept(page: Page):
    walking.follow(walking.menu(page), "Good news")
    walking.follow(page.get_by_role("main"), "Add good news")
    page.get_by_label("What happened?").fill("She danced again.")
    walking.press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter a title.")
    expect(page.get_by_label("What happened?")).to_have_value("She danced again.")
