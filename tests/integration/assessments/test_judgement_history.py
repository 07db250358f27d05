"""What a line was judged, round by round: on the line's own page, and all of it on a page of its own."""

from typing import Any

import pytest
from flask import Flask

from evidence.accounts import audit
from evidence.assessments import claims, store
from evidence.assessments.answers import LineWords, save_line
from evidence.assessments.words import RoundState
from evidence.database import db, saving
from evidence.web import clock
from kloe.judgement import Rating
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.assessments.filled import framework, give_up, line_of, rows_of, save, start
from tests.pages import text_of
from tests.statements import count_queries

CAPTION = "What S1 was judged, newest first"


@pytest.fixture
def line_path(service: MadeService) -> str:
    """The address of the line's own page, outside any round."""
    return f"{service.path}/lines/{FRAMEWORK}/S1"


@pytest.fixture
def all_path(service: MadeService) -> str:
    """The address of all judgements of the line."""
    return f"{service.path}/assessments/judgements/{FRAMEWORK}/S1"


def past_rounds(app: Flask, person: MadePerson, number: int) -> None:
    """So many signed-off rounds in which S1 is judged, without freezing the rest."""
    with app.app_context(), saving():
        for count in range(number):
            reference, _ = store.start_round(person.scope, framework(), f"Round {count + 1}")
            row = store.lock_open_round(person.scope, reference).row
            words = LineWords({}, Rating.GOOD, f"Reason {count + 1}.")
            save_line(person.scope, row, line_of("S1"), words, version=0, records={})
            row.state, row.signed_off_at = RoundState.SIGNED_OFF.value, clock.now()
            row.signed_off_by_id = person.scope.person
            db.session.flush()
            audit.record_change(person.scope, "signed off a self-assessment", reference, {})


def shown(client: PageCheckingClient, path: str) -> list[list[str]]:
    return rows_of(client.get(path).page, CAPTION)


def test_judgements_of_earlier_rounds_stand_beside_the_present_one(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, line_path: str
):
    past_rounds(app, manager, 2)
    path = start(manager_client, service, "Autumn")
    save(manager_client, path, "S1", {"judgement": "inadequate", "reason": "Not since May."})
    rows = shown(manager_client, line_path)
    assert [row[1:3] for row in rows] == [
        ["Inadequate", "Not since May."],
        ["Good", "Reason 2."],
        ["Good", "Reason 1."],
    ]
    assert all(manager.name in row[0] for row in rows)
    for row, begin, end in zip(rows, ("Autumn SA-", "Round 2 SA-"), ("still open", "signed off"), strict=False):
        assert row[3].startswith(begin)
        assert row[3].endswith(end)


def test_history_of_earlier_rounds_is_told_too(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, line_path: str
):
    past_rounds(app, manager, 3)
    history = text_of(manager_client.get(line_path).page.by_id["history"])
    assert history.count("judged a line of a self-assessment") == 3


@pytest.mark.parametrize(("number", "is_more"), [(5, False), (6, True)])
def test_newest_five_are_shown_with_the_way_to_all(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    line_path: str,
    all_path: str,
    number: int,
    is_more: bool,
):
    past_rounds(app, manager, number)
    page: Any = manager_client.get(line_path).page
    assert [row[2] for row in rows_of(page, CAPTION)] == [f"Reason {number - each}." for each in range(5)]
    links = {text_of(link): link.get("href") for link in page.all("a")}
    assert (links.get("All 6 judgements of S1") == all_path) is is_more


def test_all_judgements_are_paged(
    app: Flask,
    manager: MadePerson,
    viewer_client: PageCheckingClient,
    manager_client: PageCheckingClient,
    all_path: str,
):
    past_rounds(app, manager, 21)
    for client in (manager_client, viewer_client):
        assert len(shown(client, all_path)) == 20
        assert [row[2] for row in shown(client, f"{all_path}?page=2")] == ["Reason 1."]
        for odd in ("99", "0", "x", "-3"):
            assert client.get(f"{all_path}?page={odd}").status_code == 200
    assert [row[2] for row in shown(manager_client, f"{all_path}?page=99")] == ["Reason 1."]
    assert "Page 1 of 2" in manager_client.get(all_path).page.text


def test_line_that_nobody_has_judged_says_so(manager_client: PageCheckingClient, line_path: str, all_path: str):
    assert "Nobody has judged this line yet" in manager_client.get(all_path).page.text
    assert "What it was judged" not in manager_client.get(line_path).page.text


def test_round_that_was_given_up_is_left_out(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    service: MadeService,
    line_path: str,
    all_path: str,
):
    past_rounds(app, manager, 1)
    path = start(manager_client, service)
    save(manager_client, path, "S1", {"judgement": "inadequate", "reason": "Not since May."})
    give_up(manager_client, path)
    for page in (line_path, all_path):
        assert [row[1] for row in shown(manager_client, page)] == ["Good"]


def test_line_of_another_service_or_none_is_not_found(
    neighbour_manager_client: PageCheckingClient,
    manager_client: PageCheckingClient,
    service: MadeService,
    all_path: str,
):
    assert neighbour_manager_client.get(all_path).status_code == 404
    assert manager_client.get(f"{service.path}/assessments/judgements/{FRAMEWORK}/X9").status_code == 404


def test_pages_take_the_same_few_queries_for_any_number_of_rounds(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, line_path: str, all_path: str
):
    counts = []
    for number in (1, 25):
        past_rounds(app, manager, number)
        for path in (line_path, all_path):
            manager_client.get(path)
            with count_queries() as statements:
                manager_client.get(path)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_open_round_is_known_beside_more_judgements_than_are_shown(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    past_rounds(app, manager, 7)
    path = start(manager_client, service)
    with app.app_context():
        found = claims.line_claim(manager.scope, FRAMEWORK, "S1")
    assert found.open_round == path.rstrip("/").split("/")[-1]
    assert (found.total, len(found.judgements)) == (7, 5)
    assert found.claim == found.judgements[0]
