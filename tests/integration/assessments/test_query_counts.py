"""The pages of a round take few queries, and no more when there is more to show."""

import pytest
from flask import Flask

from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.integration.assessments.filled import answers, judge_key_question, line_of, rounds_of, save, start
from tests.statements import count_queries

MOST = 12
PAGES = ("", "?harm=S1", "lines/S1", "lines/S2?harm=S1", "key-questions/S", "overall", "sign-off")


def counts(client: PageCheckingClient, path: str, pages: tuple[str, ...] = PAGES) -> dict[str, int]:
    found = {}
    for page in pages:
        with count_queries() as statements:
            assert client.get(path + page).status_code == 200
        found[page] = len(statements)
    return found


def fill(app: Flask, manager: MadePerson, number: int) -> list[str]:
    made = [factories.make_item(app, manager, f"Number {each}", lines=["S1", "S2"]).reference for each in range(number)]
    factories.make_item(app, manager, "With a file", lines=["S1"], files=[A_FILE])
    factories.make_story(app, manager, lines=["S1"])
    factories.make_action(app, manager, lines=["S1"])
    return made


@pytest.mark.parametrize("number", [1, 40])
def test_open_round_takes_few_queries_whatever_it_holds(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    service: MadeService,
    number: int,
):
    path = start(manager_client, service)
    made = fill(app, manager, number)
    filled = {**answers(line_of("S1"), inadequate_1="us"), "records-S1.good.1": made[-20:]}
    save(manager_client, path, "S1", {**filled, "judgement": "good", "reason": "Yes."})
    judge_key_question(manager_client, path, "S")
    for client in (manager_client, viewer_client):
        found = counts(client, path)
        assert max(found.values()) <= MOST, found


def test_number_of_queries_does_not_grow(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = start(manager_client, service)
    fill(app, manager, 1)
    few = counts(manager_client, path)
    fill(app, manager, 30)
    assert counts(manager_client, path) == few


def test_signed_off_round_takes_few_queries(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    service: MadeService,
):
    fill(app, manager, 5)
    path = f"{rounds_of(service)}{factories.make_signed_off_round(app, manager)}/"
    assert max(counts(manager_client, path).values()) == 4
    assert max(counts(viewer_client, path).values()) == 5


def test_list_takes_the_same_for_any_number_of_rounds(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_signed_off_round(app, manager)
    one = counts(manager_client, rounds_of(service), ("",))
    factories.make_signed_off_round(app, manager)
    factories.make_open_round(app, manager)
    assert counts(manager_client, rounds_of(service), ("",)) == one == {"": 5}
