"""What scripts add to a list whose records can be ticked, and that archiving is undone by one press."""

from playwright.sync_api import Browser, expect

from tests.browser.filled_site import FilledSite


def test_one_tick_takes_the_whole_page_and_the_number_is_told(chromium: Browser, filled_site: FilledSite):
    with filled_site.window_of(chromium, "manager") as page:
        page.goto(f"{filled_site.path('items.index')}?view=table")
        boxes = page.locator("input[name='record']")
        number = boxes.count()
        assert number > 1
        page.get_by_label(f"Tick all {number} on this page").check()
        expect(page.locator("input[name='record']:checked")).to_have_count(number)
        expect(page.locator(".many-words")).to_have_text(f"{number} ticked:")
        boxes.first.uncheck()
        expect(page.locator(".many-words")).to_have_text(f"{number - 1} ticked:")
        page.get_by_label(f"Tick all {number} on this page").check()
        page.get_by_label(f"Tick all {number} on this page").uncheck()
        expect(page.locator("input[name='record']:checked")).to_have_count(0)


def test_archiving_is_undone_by_one_press(chromium: Browser, filled_site: FilledSite):
    with filled_site.window_of(chromium, "manager") as page:
        page.goto(f"{filled_site.path('stories.index')}?view=cards")
        number = page.locator(".record-card").count()
        page.locator("input[name='record']").first.check()
        page.get_by_role("button", name="Archive").click()
        page.get_by_role("button", name="Archive them").click()
        expect(page.locator(".record-card")).to_have_count(number - 1)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".notice").first).to_have_text("1 story is back.")
        expect(page.locator(".record-card")).to_have_count(number)
