"""The page of search: what it finds, how it shows it, and what it says where there is nothing."""

from typing import Any
from urllib.parse import quote

from flask import Flask

from evidence.database import saving
from evidence.records import store as records
from evidence.records.words import Kind, State
from evidence.stories.models import Story
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.search.office_files import csv, pdf, scan
from tests.pages import text_of


def search(client: PageCheckingClient, service: MadeService, typed: str, **more: object) -> Any:
    """The page that a search leads to."""
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    answer: Any = client.get(f"{service.path}/search?q={quote(typed)}{rest}")
    assert answer.status_code == 200
    return answer.page


def titles(page: Any) -> list[str]:
    """The titles of the records on a page of what was found, in order."""
    return [text_of(heading) for heading in page.all("h3") if heading.find("a") is not None]


def marked(page: Any) -> list[str]:
    """Everything that is marked as found."""
    return [text_of(mark) for mark in page.all("mark")]


def read_files(app: Flask) -> None:
    """Do the work that waits."""
    while app.extensions["worker"].run_one():
        pass


def test_what_was_found_is_marked_in_title_text_and_reference(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    story = factories.make_story(app, manager, "Mrs B. bakes again")
    page = search(manager_client, service, "baking scones")
    assert titles(page) == ["Mrs B. bakes again"]
    assert marked(page) == ["bakes", "baked", "scones"]
    assert "1 record found" in page.text
    assert marked(search(manager_client, service, story.reference.lower())) == [story.reference]


def test_markup_in_what_was_typed_and_found_stays_text(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_item(app, manager, "<script>alert(1)</script> audit")
    page = search(manager_client, service, '"><script>alert')
    assert titles(page) == ["<script>alert(1)</script> audit"]
    assert marked(page) == ["script", "alert"]
    assert page.by_id["search-words"].get("value") == '"><script>alert'


def test_words_inside_a_file_are_shown_with_its_name(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    pages = [f"Page {number} says nothing of it." for number in range(1, 40)]
    file = pdf(*pages, "The oxygen cylinders were stored upright.", name="fire-safety.pdf")
    item = factories.make_item(app, manager, "Visit of the fire officer", files=[file])
    assert titles(search(manager_client, service, "cylinder")) == []
    read_files(app)
    page = search(manager_client, service, "oxygen cylinder")
    assert titles(page) == ["Visit of the fire officer"]
    assert marked(page) == ["oxygen", "cylinders"]
    assert "Found in file fire-safety.pdf" in page.text
    assert f"/files/{item.file_ids[0]}" in [link.get("href") for link in page.all("a")]


def test_file_is_found_by_its_name(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_item(app, manager, "Certificate", files=[scan("hoist_LOLER.pdf")])
    page = search(manager_client, service, "loler")
    assert titles(page) == ["Certificate"]
    assert marked(page) == ["LOLER"]


def test_lines_of_the_framework_are_offered(manager_client: PageCheckingClient, service: MadeService):
    for typed in ("medicines", "S4", "s4 medicine"):
        page = search(manager_client, service, typed)
        links = [link.get("href") for link in page.all("a")]
        assert f"{service.path}/lines/asc-2017-11/S4" in links, typed
    assert "Medicines" in marked(search(manager_client, service, "medicines"))
    assert "Lines of" not in search(manager_client, service, "zebra").text


def test_kinds_can_be_chosen_and_are_counted(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_item(app, manager, "Hoist check")
    factories.make_story(app, manager, "She likes the new hoist")
    factories.make_action(app, manager, "Buy a hoist")
    page = search(manager_client, service, "hoist")
    assert len(titles(page)) == 3
    assert "All 3" in page.text
    assert titles(search(manager_client, service, "hoist", kind="action")) == ["Buy a hoist"]
    assert len(titles(search(manager_client, service, "hoist", kind="zebra"))) == 3
    only_others = search(manager_client, service, "likes", kind="action")
    assert titles(only_others) == []
    assert "Records of other kinds have these words" in only_others.text


def test_pages_of_twenty(app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService):
    with factories.at_once(app):
        for number in range(45):
            factories.make_item(app, manager, f"Walk round {number}")
    first, last = search(manager_client, service, "walk"), search(manager_client, service, "walk", page=3)
    assert "45 records found" in first.text
    assert (len(titles(first)), len(titles(last))) == (20, 5)
    assert titles(search(manager_client, service, "walk", page=99)) == titles(last)
    shown = [title for number in (1, 2, 3) for title in titles(search(manager_client, service, "walk", page=number))]
    assert len(set(shown)) == 45
    following = next(link for link in first.all("a") if link.get("rel") == "next")
    assert titles(manager_client.get(following.get("href")).page) == shown[20:40]


def test_archived_records_are_found_only_when_asked_for(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    story = factories.make_story(app, manager, "The brass band came")
    with app.app_context(), saving():
        record, _ = records.get_record(manager.scope, Kind.STORY, Story, story.reference)
        records.archive(manager.scope, record)
    assert titles(search(manager_client, service, "brass")) == []
    page = search(manager_client, service, "brass", archived="yes")
    assert titles(page) == ["The brass band came"]
    assert "Archived" in page.text
    with app.app_context(), saving():
        record, _ = records.get_record(manager.scope, Kind.STORY, Story, story.reference)
        records.bring_back(manager.scope, record, to=State.ACCEPTED)
    assert titles(search(manager_client, service, "brass")) == ["The brass band came"]


def test_beginnings_are_tried_where_nothing_has_the_words_themselves(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_item(app, manager, "Physiotherapist’s report")
    page = search(manager_client, service, "physio")
    assert titles(page) == ["Physiotherapist’s report"]
    assert marked(page) == ["Physiotherapist’s"]
    assert "Nothing has exactly these words" in page.text
    assert "Nothing has exactly" not in search(manager_client, service, "physio*").text


def test_page_says_what_to_do_where_there_is_nothing(manager_client: PageCheckingClient, service: MadeService):
    assert "Enter what you are looking for" in manager_client.get(f"{service.path}/search").page.text
    assert "Enter what you are looking for" in search(manager_client, service, "   ").text
    assert "There is no word in what you typed" in search(manager_client, service, "🎂 * “”").text
    nothing = search(manager_client, service, "zebra crossing")
    assert "0 records found" in nothing.text
    assert "Try fewer words" in nothing.text


def test_search_for_very_much_says_that_it_was_cut(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    words = " ".join(f"word{number}" for number in range(60))
    assert "Only the first 12 words were looked for" in search(manager_client, service, words).text
    assert search(manager_client, service, "x" * 5000).heading == "Search"
    assert search(manager_client, service, "\x00\ud7ff\n\tNEAR(").heading == "Search"


def test_record_page_says_which_files_have_no_words(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    item = factories.make_item(app, manager, "Certificate", files=[scan(), csv("a,b", name="b.csv")])
    address = f"{service.path}/evidence/{item.reference}"
    assert "No words could be read" not in manager_client.get(address).page.text
    read_files(app)
    assert manager_client.get(address).page.text.count("No words could be read") == 1


def test_staff_are_led_to_what_they_may_open(
    app: Flask, manager: MadePerson, staff: MadePerson, staff_client: PageCheckingClient, service: MadeService
):
    factories.make_item(app, manager, "Choir of the school")
    factories.make_item(app, staff, "Choir on Sunday")
    factories.make_story(app, manager, "The choir came")
    page = search(staff_client, service, "choir")
    assert sorted(titles(page)) == ["Choir on Sunday", "The choir came"]
    for heading in page.all("h3"):
        link = heading.find("a")
        assert staff_client.get(link.get("href")).status_code == 200
    line = search(staff_client, service, "S4")
    assert f"{service.path}/lines/asc-2017-11/S4" in [link.get("href") for link in line.all("a")]
