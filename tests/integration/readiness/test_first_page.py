"""The first page of a service: the five key questions, what needs somebody, what came in, and how to begin."""

from datetime import date, timedelta
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from evidence.records.words import Bearing
from evidence.web import clock
from evidence.web.formatters import long_date
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.lines.filled import add_item, archive, judge, judge_key_questions, leave_out
from tests.pages import Page, text_of
from tests.statements import count_queries

MOST_QUERIES = 12
LONG_AGO = date(2020, 1, 1)


def card(page: Page, code: str) -> Element:
    """The card of one key question."""
    heading = page.by_id[f"standing-{code}"]
    return next(part for part in page.above(heading) if "standing" in part.get("class", "").split())


def needs(page: Page) -> dict[str, Element]:
    """What needs somebody, by its title, in the page's order."""
    return {text_of(need.find("h3")): need for need in page.with_class("need")}


def addresses(part: Element) -> list[str]:
    return [link.get("href", "") for link in part.iter("a")]


def test_new_service_is_told_three_first_steps_and_not_what_it_lacks(
    manager_client: PageCheckingClient, service: MadeService
):
    page = manager_client.get(f"{service.path}/").page
    steps = page.with_class("first-steps")[0]
    assert len(list(steps.iter("li"))) == 3
    assert addresses(steps) == [
        f"{service.path}/lines/{FRAMEWORK}/S1",
        f"{service.path}/evidence/add",
        f"{service.path}/assessments/",
    ]
    assert needs(page) == {}


@pytest.mark.parametrize("beginning", ["evidence", "judgement"])
def test_first_steps_go_once_the_service_has_begun(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, beginning: str
):
    if beginning == "evidence":
        add_item(app, manager, "Survey", "S1")
    else:
        judge(app, manager, S1="good")
    page = manager_client.get(f"{service.path}/").page
    assert page.with_class("first-steps") == []
    assert any(title.endswith("nothing to show yet") for title in needs(page))


def test_card_tells_judgement_lines_and_what_is_held(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, C1="outstanding", C2="good")
    judge_key_questions(app, manager, C="outstanding")
    add_item(app, manager, "Survey", "C1", "C2")
    archive(app, manager, add_item(app, manager, "Old survey", "C3"))
    factories.make_story(app, manager, lines=["C1", "C3"])
    page = manager_client.get(f"{service.path}/").page
    words = text_of(card(page, "C"))
    assert f"Outstanding on {long_date(clock.today())}" in words
    for fact in ("2 of 3 lines judged", "1 piece of evidence", "1 story"):
        assert fact in words
    assert "contested" not in words
    words = text_of(card(page, "S"))
    for fact in ("Not judged yet", "0 of 6 lines judged", "0 pieces of evidence", "0 stories"):
        assert fact in words
    assert "%" not in page.text


def test_each_line_of_the_map_leads_to_it_with_its_judgement_in_words(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, C1="outstanding", C2="requires-improvement")
    add_item(app, manager, "Complaint", "C3", bearing=Bearing.CHALLENGES)
    page = manager_client.get(f"{service.path}/").page
    row = next(part for part in page.above(page.by_id["map-C"]) if part.get("class") == "map-row")
    links = list(row.iter("a"))
    assert [link.get("href") for link in links] == [f"{service.path}/lines/{FRAMEWORK}/C{n}" for n in (1, 2, 3)]
    assert [text_of(link) for link in links] == [
        "C1 Kindness, respect and compassion: Outstanding",
        "C2 Involving people in decisions about their care: Requires improvement",
        "C3 Privacy and dignity: Not judged yet, contested",
    ]


def test_line_that_does_not_apply_is_neither_wanted_nor_bare(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S1="good")
    before = manager_client.get(f"{service.path}/").page
    assert "1 of 6 lines judged" in text_of(card(before, "S"))
    assert "24 lines have nothing to show yet" in needs(before)
    leave_out(app, manager, "S4")
    after = manager_client.get(f"{service.path}/").page
    assert "1 of 5 lines judged" in text_of(card(after, "S"))
    assert "23 lines have nothing to show yet" in needs(after)


def test_everything_that_needs_somebody_is_told_most_pressing_first(
    app: Flask, manager: MadePerson, staff: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S3="good")
    add_item(app, manager, "Complaint", "S3", bearing=Bearing.CHALLENGES)
    overdue = factories.make_action(app, manager, "Overdue", due_on=LONG_AGO).reference
    factories.make_action(app, manager, "Due today", due_on=clock.today())
    waiting = add_item(app, staff, "Card", "C1")
    stale = add_item(app, manager, "Old audit", "S5", good_until=clock.today() - timedelta(days=1))
    add_item(app, manager, "Good for today", "S6", good_until=clock.today())
    page = manager_client.get(f"{service.path}/").page
    found = needs(page)
    assert list(found) == [
        "1 line is contested",
        "1 action is overdue",
        "1 thing is waiting for a manager",
        "20 lines have nothing to show yet",
        "1 piece of evidence is out of date",
    ]
    contested, late, sent, bare, old = found.values()
    assert addresses(contested) == [f"{service.path}/lines/{FRAMEWORK}/S3"]
    assert addresses(late) == [f"{service.path}/actions/{overdue}"]
    assert addresses(sent) == [f"{service.path}/evidence/{waiting}"]
    assert addresses(old) == [f"{service.path}/evidence/{stale}"]
    assert addresses(bare)[0] == f"{service.path}/evidence/add?line={FRAMEWORK}/S1"
    assert addresses(bare)[-1] == f"{service.path}/lines/"
    assert len(addresses(bare)) == 4
    for address in [address for need in found.values() for address in addresses(need)]:
        assert manager_client.get(address).status_code == 200


def test_weak_line_without_an_action_asks_for_one(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, E1="requires-improvement", E2="inadequate", E3="good")
    factories.make_action(app, manager, lines=["E2"], due_on=clock.today())
    need = needs(manager_client.get(f"{service.path}/").page)["1 weak line has no action"]
    assert addresses(need) == [f"{service.path}/actions/add?line={FRAMEWORK}/E1"]


def test_first_three_are_named_and_the_others_counted(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    for n in range(5):
        factories.make_action(app, manager, f"Due in 202{n}", due_on=date(2020 + n, 1, 1))
    need = needs(manager_client.get(f"{service.path}/").page)["5 actions are overdue"]
    assert [text_of(link) for link in need.iter("a")] == [
        "Due in 2020",
        "Due in 2021",
        "Due in 2022",
        "and 2 more: 5 actions are overdue",
    ]


def test_what_waits_leads_to_the_list_of_each_kind(
    app: Flask, staff: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    for n in range(3):
        factories.make_story(app, staff, f"Story {n}")
    stories = f"{service.path}/stories/?state=waiting"
    need = needs(manager_client.get(f"{service.path}/").page)["3 things are waiting for a manager"]
    assert stories not in addresses(need)
    factories.make_story(app, staff, "Story 4")
    need = needs(manager_client.get(f"{service.path}/").page)["4 things are waiting for a manager"]
    assert addresses(need)[3:] == [stories]
    for n in range(2):
        add_item(app, staff, f"Card {n}", "C1")
    need = needs(manager_client.get(f"{service.path}/").page)["6 things are waiting for a manager"]
    links = {text_of(link): link.get("href") for link in list(need.iter("a"))[3:]}
    assert links == {
        "2 pieces of evidence": f"{service.path}/evidence/?state=waiting",
        "4 stories": stories,
    }


def test_what_is_coming_is_told_nearest_first(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    today = clock.today()
    factories.make_action(app, manager, "Due in a week", due_on=today + timedelta(days=7))
    factories.make_action(app, manager, "Due today", due_on=today)
    factories.make_action(app, manager, "Due next year", due_on=today + timedelta(days=300))
    add_item(app, manager, "Renew me", "S1", good_until=today + timedelta(days=3))
    page = manager_client.get(f"{service.path}/").page
    section = next(part for part in page.above(page.by_id["coming"]) if part.tag == "section")
    assert [text_of(link) for link in section.iter("a")] == ["Due today", "Renew me", "Due in a week"]
    assert f"Evidence to renew by {long_date(today + timedelta(days=3))}, in 3 days" in text_of(section)


def test_judgements_name_their_round_and_the_likely_overall_its_principle(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S1="good")
    judge_key_questions(app, manager, S="good")
    page = manager_client.get(f"{service.path}/").page
    overall = next(part for part in page.above(page.by_id["overall"]) if part.tag == "section")
    assert "once all 5 key questions are judged" in text_of(overall)
    assert "Go on with Spring self-assessment" in text_of(overall)
    assert "in Spring self-assessment" in text_of(card(page, "S"))
    judge_key_questions(app, manager, E="good", C="outstanding", R="good", W="requires-improvement")
    page = manager_client.get(f"{service.path}/").page
    words = text_of(next(part for part in page.above(page.by_id["overall"]) if part.tag == "section"))
    assert "Good" in words
    assert "From Spring self-assessment, which is not signed off yet" in words
    assert "no prediction" in words


def test_signed_off_round_stands_until_the_next_one_is_whole(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_signed_off_round(app, manager)
    judge_key_questions(app, manager, S="inadequate")
    page = manager_client.get(f"{service.path}/").page
    words = text_of(next(part for part in page.above(page.by_id["overall"]) if part.tag == "section"))
    assert "From Winter self-assessment, signed off on" in words
    assert "Inadequate" not in words
    assert "Inadequate" in text_of(card(page, "S"))


def test_chart_has_its_numbers_in_a_table(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S1="good")
    add_item(app, manager, "Complaint", "C3", bearing=Bearing.CHALLENGES)
    page = manager_client.get(f"{service.path}/").page
    assert page.by_id["support-chart-title"].text == "How well your lines are carried"
    said = page.by_id["support-chart-description"].text
    assert "Safe: 1 nothing counts, 5 not judged yet." in said
    assert "Caring: 1 contested, 2 not judged yet." in said
    table = next(part for part in page.all("table") if "How well" in text_of(part))
    assert "Safe105" in text_of(table)


def test_closed_actions_and_archived_evidence_need_nobody(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_closed_action(app, manager)
    archive(app, manager, add_item(app, manager, "Old audit", "S5", good_until=LONG_AGO))
    titles = list(needs(manager_client.get(f"{service.path}/").page))
    assert titles == ["24 lines have nothing to show yet"]


def test_latest_additions_are_the_newest_six_of_any_kind(
    app: Flask, manager: MadePerson, staff: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "First of all", "S1")
    factories.make_story(app, manager, "She walks again")
    factories.make_action(app, manager, "New slings")
    for n in range(3):
        add_item(app, manager, f"Survey {n}", "S1")
    add_item(app, staff, "Card", "C1")
    latest = manager_client.get(f"{service.path}/").page.with_class("latest")[0]
    added = [text_of(item) for item in latest.iter("li")]
    assert [words.split(" EV-")[0].split(" ST-")[0].split(" AC-")[0] for words in added] == [
        "Card",
        "Survey 2",
        "Survey 1",
        "Survey 0",
        "New slings",
        "She walks again",
    ]
    assert {span.get("class") for span in latest.iter("span") if span.text in ("Evidence", "Story", "Action")} == {
        "tag tag-calm"
    }
    assert added[0].endswith(f"Evidence today, {staff.name}")
    assert added[4].endswith(f"Action today, {manager.name}")
    assert added[5].endswith(f"Story today, {manager.name}")


def test_viewer_sees_where_it_stands_without_what_is_confidential(
    app: Flask, manager: MadePerson, viewer_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "Survey", "S1")
    add_item(app, manager, "Whistleblowing", "W2", bearing=Bearing.CHALLENGES, is_confidential=True)
    add_item(app, manager, "Old secret", "W1", good_until=LONG_AGO, is_confidential=True)
    factories.make_action(app, manager, "Secret action", due_on=LONG_AGO, is_confidential=True)
    page = viewer_client.get(f"{service.path}/").page
    assert list(needs(page)) == ["23 lines have nothing to show yet"]
    for title in ("Whistleblowing", "Old secret", "Secret action"):
        assert title not in page.text
    assert "Survey" in page.text
    assert "0 pieces of evidence" in text_of(card(page, "W"))
    assert [address for link in page.all("a") if "/add" in (address := link.get("href", ""))] == []


def test_care_staff_get_what_they_can_send_in_and_what_they_have_sent(
    app: Flask, manager: MadePerson, staff: MadePerson, staff_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "Of the manager", "S1")
    factories.make_story(app, manager, "Story of the manager")
    card_sent = add_item(app, staff, "Card", "C1")
    archive(app, manager, add_item(app, staff, "Taken away", "C1"))
    page = staff_client.get(f"{service.path}/").page
    doors = [link.get("href") for link in page.with_class("door")]
    assert doors == [f"{service.path}/stories/add", f"{service.path}/evidence/add", f"/library/{FRAMEWORK}/"]
    sent = [text_of(item) for item in page.with_class("record-list")[0].iter("li")]
    assert sent == [f"Card {card_sent} Waiting for a manager Sent in today"]
    assert page.with_class("standing") == []
    assert page.with_class("need") == []
    assert "call 999" in page.text
    for door in doors:
        assert staff_client.get(door).status_code == 200


def test_accepting_shows_on_the_page_of_who_sent_it_in(
    app: Flask, staff: MadePerson, manager_client: PageCheckingClient, staff_client: PageCheckingClient, service
):
    reference = add_item(app, staff, "Card", "C1")
    manager_client.submit(f"{service.path}/evidence/{reference}/accept")
    sent = text_of(staff_client.get(f"{service.path}/").page.with_class("record-list")[0])
    assert "Accepted" in sent
    assert "Waiting" not in sent


def test_nothing_of_other_services_is_told(
    app: Flask,
    manager: MadePerson,
    neighbour_manager_client: PageCheckingClient,
    neighbour_service: MadeService,
    other_manager_client: PageCheckingClient,
    other_service: MadeService,
):
    judge(app, manager, S1="good")
    judge_key_questions(app, manager, S="good")
    add_item(app, manager, "Survey", "S1", good_until=LONG_AGO)
    factories.make_action(app, manager, due_on=LONG_AGO)
    for client, place in ((neighbour_manager_client, neighbour_service), (other_manager_client, other_service)):
        page = client.get(f"{place.path}/").page
        assert len(page.with_class("first-steps")) == 1
        assert "Survey" not in page.text
        assert "Not judged yet" in text_of(card(page, "S"))


def test_first_page_asks_the_same_few_questions_however_much_there_is(
    app: Flask, manager: MadePerson, staff: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S1="good", S2="good")
    judge_key_questions(app, manager, S="good")
    counts = []
    for number in (1, 40):
        with factories.at_once(app):
            for each in range(number):
                factories.make_item(app, manager, f"Evidence {number}-{each}", lines=["S1", "C1"])
                factories.make_item(app, staff, f"Card {number}-{each}")
                factories.make_story(app, manager, f"Story {number}-{each}")
                factories.make_action(app, manager, f"Action {number}-{each}", due_on=LONG_AGO)
        with count_queries() as statements:
            assert manager_client.get(f"{service.path}/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert max(counts) <= MOST_QUERIES
