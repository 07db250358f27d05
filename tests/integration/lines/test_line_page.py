"""The page of one line: its text with its sources, what the service holds, what was done, and the way on."""

import pytest
from flask import Flask

from evidence.accounts.words import Role, ServiceType
from evidence.records.words import Bearing
from kloe.judgement import Rating
from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.lines.filled import add_item, judge
from tests.pages import Page, text_of
from tests.statements import count_queries

CODES = [line.code for line in load_framework(FRAMEWORK).lines]
MOST_QUERIES = 12


def line_path(service: MadeService, code: str) -> str:
    return f"{service.path}/lines/{FRAMEWORK}/{code}"


def words_of(page: Page, identity: str) -> str:
    return text_of(page.by_id[identity])


@pytest.mark.parametrize("code", CODES)
def test_text_of_the_line_is_there_whole_with_its_sources(
    manager_client: PageCheckingClient, service: MadeService, code: str
):
    framework = load_framework(FRAMEWORK)
    line = framework.line(code)
    page = manager_client.get(line_path(service, code)).page
    assert page.heading == line.title
    assert line.question in page.text
    shown = [text_of(item) for item in page.with_class("prompt-list")[0]]
    assert len(shown) == len(line.prompts)
    for prompt, words in zip(line.prompts, shown, strict=True):
        assert words.startswith(prompt.text)
        assert words.removeprefix(prompt.text).startswith(" provisional") != prompt.is_confirmed
    titles = {source.id: source.title for source in framework.sources}
    for characteristic in line.characteristics:
        words = words_of(page, characteristic.key)
        assert words.startswith(characteristic.text)
        assert ("Our reading" in words) != characteristic.is_confirmed
        assert titles[characteristic.source] in words


def test_ratings_stand_in_their_order_each_with_its_own_statements(
    manager_client: PageCheckingClient, service: MadeService
):
    page = manager_client.get(line_path(service, "S1")).page
    columns = page.with_class("level")
    assert [text_of(column.find("h3")) for column in columns] == [
        "Outstanding",
        "Good",
        "Requires improvement",
        "Inadequate",
    ]
    line = load_framework(FRAMEWORK).line("S1")
    for rating, column in zip(Rating, columns, strict=True):
        keys = [item.get("id") for item in column.iter("li")]
        assert keys == [characteristic.key for characteristic in line.at(rating)]


def test_where_a_line_applies_is_said_in_words(app: Flask, provider, manager_client, service: MadeService):
    banner = manager_client.get(line_path(service, "S4")).page.with_class("where-banner")[0]
    assert text_of(banner) == "Only where the service handles medicines."
    assert manager_client.get(line_path(service, "S1")).page.with_class("where-banner") == []
    agency = factories.make_service(app, provider, "Elm Home Care", types=(ServiceType.HOME_CARE,))
    client = factories.sign_in(app, factories.make_person(app, agency, Role.MANAGER))
    for path, counts in ((line_path(service, "E6"), True), (line_path(agency, "E6"), False)):
        banner = (manager_client if counts else client).get(path).page.with_class("where-banner")[0]
        assert text_of(banner).startswith("Only for a place where people live")
        assert ("does not count for you" not in text_of(banner)) is counts
    prompt = next(item for item in manager_client.get(line_path(service, "C3")).page.with_class("where"))
    assert text_of(prompt) == "Only where people receive visitors."


def test_sections_follow_the_text_in_their_order(manager_client: PageCheckingClient, service: MadeService):
    page = manager_client.get(line_path(service, "S1")).page
    sections = [panel.get("id") for panel in page.with_class("panel")]
    assert [name for name in sections if name != "claim"] == ["evidence", "stories", "actions", "history"]
    jumps = [link.get("href") for nav in page.with_class("jump") for link in nav.iter("a")]
    assert jumps[-len(sections) :] == [f"#{name}" for name in sections]


@pytest.mark.parametrize(
    ("section", "room"), [("evidence", "evidence"), ("stories", "stories"), ("actions", "actions")]
)
def test_adding_from_a_section_leads_to_the_form_with_the_line_ticked(
    manager_client: PageCheckingClient, service: MadeService, section: str, room: str
):
    page = manager_client.get(line_path(service, "S3")).page
    links = [link.get("href") for link in page.by_id[section].iter("a")]
    add = next(link for link in links if link.startswith(f"{service.path}/{room}/add"))
    form = manager_client.get(add).page
    ticked = [box.get("value") for box in form.all("input") if box.get("name") == "lines" and "checked" in box.attrib]
    assert ticked == [f"{FRAMEWORK}/S3"]


def test_what_is_linked_to_the_line_is_shown_and_nothing_else(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "Survey of safety", "S1")
    add_item(app, manager, "Menu survey", "E3")
    factories.make_story(app, manager, "She walks again", lines=["S1"])
    factories.make_action(app, manager, "New door alarm", lines=["S1"])
    page = manager_client.get(line_path(service, "S1")).page
    assert "Survey of safety" in words_of(page, "evidence")
    assert "She walks again" in words_of(page, "stories")
    assert "New door alarm" in words_of(page, "actions")
    assert "Menu survey" not in page.text


def test_history_tells_what_was_done_on_this_line(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    survey = add_item(app, manager, "Survey", "S1")
    menu = add_item(app, manager, "Menu survey", "E3")
    page = manager_client.get(line_path(service, "S1")).page
    history = words_of(page, "history")
    assert f"{manager.name} added evidence {survey}" in history
    assert menu not in history
    assert "Nothing has been done here yet." in words_of(manager_client.get(line_path(service, "S2")).page, "history")


def test_history_tells_of_judging_the_line(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    round_ = judge(app, manager, S1="good")
    assert f"{round_} S1" in words_of(manager_client.get(line_path(service, "S1")).page, "history")
    assert f"{round_} S1" not in words_of(manager_client.get(line_path(service, "S2")).page, "history")


def test_viewer_reads_everything_but_what_is_confidential_and_adds_nothing(
    app: Flask, manager: MadePerson, viewer_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "Survey", "S1")
    secret = add_item(app, manager, "Whistleblowing", "S1", bearing=Bearing.CHALLENGES, is_confidential=True)
    page = viewer_client.get(line_path(service, "S1")).page
    assert "Survey" in words_of(page, "evidence")
    assert "Whistleblowing" not in page.text
    assert secret not in page.html
    assert [link.get("href") for link in page.all("a") if "/add" in link.get("href", "")] == []


def test_contested_line_says_at_its_head_what_speaks_against_it_and_what_to_do(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    service: MadeService,
):
    add_item(app, manager, "Survey", "S1")
    complaint = add_item(app, manager, "Complaint", "S1", bearing=Bearing.CHALLENGES)
    add_item(app, manager, "Fall", "S1", bearing=Bearing.CHALLENGES, is_confidential=True)
    page = manager_client.get(line_path(service, "S1")).page
    assert page.html.index('id="trouble"') < page.html.index('id="prompts"')
    about = f"{service.path}/evidence/{complaint}"
    hrefs = [link.get("href") for link in page.by_id["trouble"].iter("a")]
    assert {about, f"{about}/resolve/{FRAMEWORK}/S1", f"{service.path}/actions/add?line={FRAMEWORK}/S1"} < set(hrefs)
    assert len(hrefs) == 5
    words = words_of(page, "trouble")
    assert "Something speaks against this line" in words
    assert "Survey" not in words
    read = viewer_client.get(line_path(service, "S1")).page
    assert [link.get("href") for link in read.by_id["trouble"].iter("a")] == [about]
    assert "Fall" not in read.text
    action = factories.make_action(app, manager, "New door alarm", lines=["S1"]).reference
    planned = words_of(manager_client.get(line_path(service, "S1")).page, "trouble")
    assert f"New door alarm {action}, due by 30 June 2026" in planned
    assert "Plan an action" not in planned


def test_line_that_nothing_contests_has_no_notice(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "Survey", "S1")
    complaint = add_item(app, manager, "Complaint", "S2", bearing=Bearing.CHALLENGES)
    assert "trouble" not in manager_client.get(line_path(service, "S1")).page.by_id
    assert "trouble" in manager_client.get(line_path(service, "S2")).page.by_id
    manager_client.submit(
        f"{service.path}/evidence/{complaint}/resolve/{FRAMEWORK}/S2", {"resolution": "We said sorry and changed it."}
    )
    assert "trouble" not in manager_client.get(line_path(service, "S2")).page.by_id


def test_lines_are_turned_like_pages_over_all_key_questions(manager_client: PageCheckingClient, service: MadeService):
    path, seen = line_path(service, CODES[0]), []
    while path:
        page = manager_client.get(path).page
        seen.append(path.rsplit("/", 1)[-1])
        rels = {link.get("rel"): link.get("href") for link in page.with_class("turn")[0].iter("a")}
        assert ("prev" in rels) == (len(seen) > 1)
        if "prev" in rels:
            assert rels["prev"].endswith(f"/{seen[-2]}")
        path = rels.get("next", "")
    assert seen == CODES


@pytest.mark.parametrize("place", ["asc-2017-11/S99", "asc-2017-11/s1", "asc-1066/S1", "own/nobody/S1"])
def test_unknown_lines_and_frameworks_are_not_found(
    manager_client: PageCheckingClient, service: MadeService, place: str
):
    assert manager_client.get(f"{service.path}/lines/{place}").status_code == 404
    assert manager_client.get(f"/library/{place}").status_code == 404


def test_line_of_another_service_is_not_found(
    manager_client: PageCheckingClient, neighbour_service: MadeService, other_service: MadeService
):
    for elsewhere in (neighbour_service, other_service):
        assert manager_client.get(line_path(elsewhere, "S1")).status_code == 404
        assert manager_client.get(f"{elsewhere.path}/lines/").status_code == 404


def test_page_asks_the_same_few_questions_however_much_there_is(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S1="good")
    counts = []
    for number in (1, 50):
        with factories.at_once(app):
            for each in range(number):
                factories.make_item(app, manager, f"Evidence {number}-{each}", lines=["S1"])
                factories.make_story(app, manager, f"Story {number}-{each}", lines=["S1"])
                factories.make_action(app, manager, f"Action {number}-{each}", lines=["S1"])
        with count_queries() as statements:
            assert manager_client.get(line_path(service, "S1")).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert max(counts) <= MOST_QUERIES
