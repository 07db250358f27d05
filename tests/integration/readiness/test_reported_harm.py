"""Harm that a round reports is what needs somebody first, until an action is planned or the answer is another."""

import pytest
from flask import Flask

from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.assessments.filled import save, start
from tests.integration.readiness.test_first_page import addresses, needs
from tests.statements import count_queries

NEED = "1 line says that people may come to harm"


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round in which harm is reported on one line."""
    path = start(manager_client, service)
    save(manager_client, path, "S2", {"answer-S2.inadequate.1": "partly", "judgement": "good", "reason": "One day."})
    return path


def first_page(client: PageCheckingClient, service: MadeService) -> dict:
    return needs(client.get(f"{service.path}/").page)  # type: ignore[attr-defined]


def test_reported_harm_comes_first_and_leads_to_an_action(
    manager_client: PageCheckingClient, service: MadeService, path: str
):
    found = first_page(manager_client, service)
    assert next(iter(found)) == NEED
    assert addresses(found[NEED]) == [f"{service.path}/actions/add?line={FRAMEWORK}/S2"]


def test_viewer_is_led_to_the_line(viewer_client: PageCheckingClient, service: MadeService, path: str):
    assert addresses(first_page(viewer_client, service)[NEED]) == [f"{service.path}/lines/{FRAMEWORK}/S2"]


def test_open_action_on_the_line_answers_it(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    factories.make_action(app, manager, lines=("S1",))
    assert NEED in first_page(manager_client, service)
    factories.make_action(app, manager, lines=("S2",))
    assert NEED not in first_page(manager_client, service)


def test_action_from_before_does_not_silence_it(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_action(app, manager, "New hoist slings", lines=("S2",))
    path = start(manager_client, service)
    save(manager_client, path, "S2", {"answer-S2.inadequate.1": "us"})
    assert NEED in first_page(manager_client, service)


def test_answer_taken_back_ends_it(manager_client: PageCheckingClient, service: MadeService, path: str):
    save(manager_client, path, "S2", {"answer-S2.inadequate.1": "not-us"})
    assert NEED not in first_page(manager_client, service)


def test_neighbours_do_not_see_it(
    neighbour_manager_client: PageCheckingClient, neighbour_service: MadeService, service: MadeService, path: str
):
    assert NEED not in first_page(neighbour_manager_client, neighbour_service)


def test_sign_off_warns_of_it_and_names_the_statement(manager_client: PageCheckingClient, path: str):
    page = manager_client.get(f"{path}sign-off").text
    assert page.index("This round says that people may come to harm") < page.index("What is still missing")
    save(manager_client, path, "S2", {"answer-S2.inadequate.1": "not-us"})
    assert "This round says that people may come to harm" not in manager_client.get(f"{path}sign-off").text


def test_first_page_still_asks_at_most_twelve_times(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    with count_queries() as counted:
        manager_client.get(f"{service.path}/")
    assert len(counted) <= 12
