"""Answering and judging one line: what its page shows, what it saves, and that nothing typed is ever lost."""

from typing import Any

import pytest
from flask import Flask

from evidence.records.words import Bearing
from kloe.judgement import Rating
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import (
    NEXT,
    OVERVIEW,
    answers,
    checked,
    line_of,
    rows_of,
    save,
    start,
    value_of,
)
from tests.pages import text_of


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def page_of(client: PageCheckingClient, path: str, code: str) -> Any:
    return client.get(f"{path}lines/{code}").page


def described(page: Any) -> str:
    """What the page says the answers describe."""
    section = next(each for each in page.all("section") if each.get("aria-labelledby") == "described-heading")
    return text_of(section)


def test_page_begins_with_good(manager_client: PageCheckingClient, path: str):
    page = page_of(manager_client, path, "S1")
    sections = [text_of(heading).split("?")[0] for heading in page.all("h2")]
    assert [words.split()[0] for words in sections[:5]] == ["Good", "Outstanding", "Requires", "Inadequate", "Your"]


def test_every_statement_asks_in_the_words_of_its_rating(manager_client: PageCheckingClient, path: str):
    page = page_of(manager_client, path, "S1")
    asked = {
        each.get("id"): [text_of(label) for label in each.iter("label") if label.get("for") is None]
        for each in page.with_class("statement")
    }
    for statement in line_of("S1").characteristics:
        words = ["This is us", "Partly", "Not us"]
        if statement.rating in (Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE):
            words = ["Yes", "Sometimes", "No"]
        assert asked[statement.key] == [*words, "Does not apply"]
        assert statement.text in page.text


def test_what_is_not_confirmed_is_marked(manager_client: PageCheckingClient, path: str):
    line = line_of("W5")
    page = page_of(manager_client, path, "W5")
    marks = [text_of(mark) for mark in page.with_class("state-provisional")]
    assert marks.count("provisional") == sum(not prompt.is_confirmed for prompt in line.prompts) > 0
    assert marks.count("our reading") == sum(not each.is_confirmed for each in line.characteristics) > 0
    assert not page_of(manager_client, path, "S1").with_class("state-provisional")


def test_partly_answered_page_is_saved_and_shown_again(manager_client: PageCheckingClient, path: str):
    fields = {"answer-S1.good.1": "us", "answer-S1.good.2": "partly", "reason-S1.good.2": "Weekends are weaker."}
    assert save(manager_client, path, "S1", fields).location.endswith("/lines/S1#judgement")
    page = page_of(manager_client, path, "S1")
    assert "S1 is saved." in page.text
    assert checked(page, "answer-S1.good.1") == ["us"]
    assert checked(page, "answer-S1.good.2") == ["partly"]
    assert value_of(page, "reason-S1.good.2") == "Weekends are weaker."
    assert checked(page, "answer-S1.good.3") == []
    assert "4 of 6 statements for good still to answer" in described(page)


def test_level_described_is_shown_with_its_reasons_after_saving(manager_client: PageCheckingClient, path: str):
    before = page_of(manager_client, path, "S1")
    assert "Save your answers to see which level they describe." in before.text
    save(manager_client, path, "S1", answers(line_of("S1")))
    words = described(page_of(manager_client, path, "S1"))
    assert "Good" in words
    assert "6 of 6 statements for good are true" in words
    assert "not the regulator’s arithmetic" in words


def test_reason_leads_to_the_statements_it_names(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S1", answers(line_of("S1"), requires_improvement_2="us"))
    page = page_of(manager_client, path, "S1")
    assert "#S1.requires-improvement.2" in [link.get("href") for link in page.all("a")]
    assert "S1.requires-improvement.2" in page.by_id


@pytest.mark.parametrize(
    ("button", "end"),
    [("Save", "/lines/S1#judgement"), (NEXT, "/lines/S2"), (OVERVIEW, "/")],
    ids=["stay", "next", "overview"],
)
def test_buttons_lead_on(manager_client: PageCheckingClient, path: str, button: str, end: str):
    answer = save(manager_client, path, "S1", {"answer-S1.good.1": "us"}, button)
    assert answer.location == path.removesuffix("/") + end


def test_next_line_after_the_last_is_the_overview(manager_client: PageCheckingClient, path: str):
    assert save(manager_client, path, "W5", {"answer-W5.good.1": "us"}, NEXT).location == path


def test_judgement_that_the_answers_describe_needs_no_reason(manager_client: PageCheckingClient, path: str):
    assert save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"}).status_code == 302
    page = page_of(manager_client, path, "S1")
    assert checked(page, "judgement") == ["good"]
    assert "Judged by Manager of Rose Lodge" in page.text


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"judgement": "outstanding"}, "Enter why you judge it outstanding: your answers describe good."),
        (
            {"judgement": "requires-improvement"},
            "Enter why you judge it requires improvement: your answers describe good.",
        ),
    ],
)
def test_other_judgement_needs_a_reason(
    manager_client: PageCheckingClient, path: str, said: dict[str, str], message: str
):
    filled = answers(line_of("S1"))
    answer = save(manager_client, path, "S1", {**filled, **said})
    assert answer.status_code == 200
    assert answer.page.problems_told == [message]
    assert checked(answer.page, "answer-S1.good.6") == ["us"]
    assert checked(answer.page, "judgement") == [said["judgement"]]
    assert save(manager_client, path, "S1", {**filled, **said, "reason": "Our survey says so."}).status_code == 302


def test_judgement_without_a_level_described_needs_a_reason(manager_client: PageCheckingClient, path: str):
    answer = save(manager_client, path, "S1", {"judgement": "good"})
    assert answer.page.problems_told == ["Enter why you judge it good: your answers do not describe a level yet."]


def test_judgement_is_held_against_what_was_answered_before_too(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S1", answers(line_of("S1")))
    assert save(manager_client, path, "S1", {"judgement": "good"}).status_code == 302


def test_judgement_can_be_taken_back(manager_client: PageCheckingClient, path: str):
    save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"})
    save(manager_client, path, "S1", {"judgement": ""})
    assert checked(page_of(manager_client, path, "S1"), "judgement") == [""]
    assert rows_of(manager_client.get(path).page, "The lines of Safe")[0][1] == "Not judged yet"


def test_statement_that_does_not_apply_needs_a_reason_and_nothing_is_lost(
    manager_client: PageCheckingClient, path: str
):
    fields = {"answer-S1.good.1": "not-applicable", "answer-S1.good.2": "us", "reason": "Later."}
    answer = save(manager_client, path, "S1", fields)
    assert answer.page.problems_told == ["Enter a few words in the note at S1.good.1: why does it not apply to you?"]
    assert checked(answer.page, "answer-S1.good.1") == ["not-applicable"]
    assert checked(answer.page, "answer-S1.good.2") == ["us"]
    assert value_of(answer.page, "reason") == "Later."
    assert page_of(manager_client, path, "S1").with_class("has-note") == []
    save(manager_client, path, "S1", {**fields, "reason-S1.good.1": "Nobody lives here yet."})
    assert checked(page_of(manager_client, path, "S1"), "answer-S1.good.1") == ["not-applicable"]


def test_all_problems_are_told_at_once(manager_client: PageCheckingClient, path: str):
    fields = {"answer-S1.good.1": "not-applicable", "reason-S1.good.3": "A word without an answer", "judgement": "good"}
    assert save(manager_client, path, "S1", fields).page.problems_told == [
        "Enter a few words in the note at S1.good.1: why does it not apply to you?",
        "Choose an answer to S1.good.3, or clear what you wrote and ticked beside it.",
        "Enter why you judge it good: your answers do not describe a level yet.",
    ]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("answer-S1.good.1", "maybe", "Choose one of the answers to S1.good.1."),
        ("answer-S2.good.1", "us", "There is no statement S2.good.1 on this line. Open the page again."),
        ("judgement", "splendid", "Choose one of the four ratings, or “Not judged yet”."),
        ("judgement", "not-applicable", "Choose one of the four ratings, or “Not judged yet”."),
    ],
)
def test_value_that_the_page_does_not_offer_is_refused(
    manager_client: PageCheckingClient, path: str, name: str, value: str, message: str
):
    form = manager_client.form(f"{path}lines/S1", {"answer-S1.good.2": "us"}, button="Save")
    form.fields[name] = value
    answer: Any = manager_client.send(form)
    assert answer.status_code == 200
    assert message in answer.page.problems_told
    assert checked(answer.page, "answer-S1.good.2") == ["us"]


def test_note_that_is_too_long_says_by_how_much(manager_client: PageCheckingClient, path: str):
    fields = {"answer-S1.good.1": "partly", "reason-S1.good.1": "x" * 1_007}
    answer = save(manager_client, path, "S1", fields)
    assert answer.page.problems_told == ["The note on S1.good.1 must be 1,000 characters or fewer. Shorten it by 7."]


def test_whole_line_can_be_said_not_to_apply_only_where_it_names_a_condition(
    manager_client: PageCheckingClient, path: str
):
    assert "Does not apply to our service" not in page_of(manager_client, path, "S1").text
    answer = save(manager_client, path, "S4", {"judgement": "not-applicable"})
    assert answer.page.problems_told == ["Enter why the whole line does not apply to you."]
    save(manager_client, path, "S4", {"judgement": "not-applicable", "reason": "We handle no medicines."})
    row = rows_of(manager_client.get(path).page, "The lines of Safe")[3]
    assert row[1] == "Does not apply"
    save(manager_client, path, "S4", {"judgement": "good", "reason": "We do since May."})
    assert rows_of(manager_client.get(path).page, "The lines of Safe")[3][1] == "Good"


def test_line_for_another_kind_of_service_can_be_left(app: Flask, provider: Any, make_home_care: Any):
    client, service = make_home_care
    path = start(client, service)
    page: Any = client.get(path).page
    assert "Lines judged 0 of 23" in page.text
    assert rows_of(page, "The lines of Effective")[5][1] == "Not for your kind of service"
    assert "You can leave it." in page_of(client, path, "E6").text


@pytest.fixture
def make_home_care(app: Flask, provider: Any) -> tuple[PageCheckingClient, MadeService]:
    """A home care agency and its manager's browser."""
    from evidence.accounts.words import Role, ServiceType

    service = factories.make_service(app, provider, "Door to Door", types=(ServiceType.HOME_CARE,))
    return factories.sign_in(app, factories.make_person(app, service, Role.MANAGER)), service


def test_overview_shows_each_line_with_judgement_aid_and_support(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    for source in ("people", "staff"):
        factories.make_item(app, manager, f"From {source}", lines=["S1"], source=source)
    save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"})
    save(manager_client, path, "S2", {"answer-S2.good.1": "us"})
    page: Any = manager_client.get(path).page
    first, second = rows_of(page, "The lines of Safe")[:2]
    assert first == ["S1 Safeguarding and protection from abuse", "Good", "Good", "Supported"]
    assert second == ["S2 Managing risks", "Not judged yet", "No level yet1 of 19 answered", "No claim yet"]
    assert "1 of 6 lines judged" in page.text
    assert "Lines judged 1 of 24" in page.text
    assert "Go on with S2" in page.text


def test_note_is_worded_kindly_and_its_error_leads_to_it(manager_client: PageCheckingClient, path: str):
    page = page_of(manager_client, path, "S1")
    assert "needed for" not in page.text
    note = next(field for field in page.all("input") if field.get("name") == "reason-S1.good.1")
    hint = page.by_id[note.get("aria-describedby")]
    assert text_of(hint) == "If it does not apply to you, say in a few words why."
    answer = save(manager_client, path, "S1", {"answer-S1.good.1": "not-applicable", "reason-S1.good.3": "A word"})
    (summary,) = answer.page.with_class("error-summary")
    assert [link.get("href") for link in summary.iter("a")] == ["#reason-S1.good.1", "#answer-S1.good.3"]


def test_records_of_a_statement_fold_away_behind_how_many_are_attached(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    item = factories.make_item(app, manager, "Survey", lines=["S1"])
    attached = {"answer-S1.good.1": "us", "records-S1.good.1": [item.reference]}
    save(manager_client, path, "S1", attached)
    folds = page_of(manager_client, path, "S1").with_class("answer-records")
    assert {fold.tag for fold in folds} == {"details"}
    assert [text_of(next(fold.iter("summary"))) for fold in folds[:2]] == [
        "1 record attached S1.good.1",
        "Attach records S1.good.2",
    ]
    assert not any("open" in fold.attrib for fold in folds)


def test_page_begins_with_what_speaks_against_the_line_and_saving_a_claim_says_so_again(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    heading, warning = "Something speaks against this line", "is judged good, and something still speaks against it."
    save(manager_client, path, "S1", {"judgement": "good", "reason": "We see it daily."})
    assert heading not in page_of(manager_client, path, "S1").text
    factories.make_item(app, manager, "Fire report", bearing=Bearing.CHALLENGES)
    claimed = page_of(manager_client, path, "S1").text
    assert claimed.index(heading) < claimed.index("Start here. Is this us?")
    save(manager_client, path, "S1", {"judgement": "good", "reason": "It is nearly mended."})
    assert f"S1 {warning}" in page_of(manager_client, path, "S1").text
    save(manager_client, path, "S1", {"judgement": "inadequate", "reason": "The report says so."})
    assert warning not in page_of(manager_client, path, "S1").text
