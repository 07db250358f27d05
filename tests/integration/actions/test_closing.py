"""Closing an action: with a word, and with proof or the reason why there is none; and opening it again."""

from typing import Any

import pytest
from flask import Flask

from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.records.filled import S1, add

WORD = {"closing_word": "Rails are **fitted**."}


@pytest.fixture
def action(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open action about S1."""
    return f"{service.path}/actions/{add(manager_client, service, 'actions', lines=[S1])}"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"no_proof_reason": "Nothing to show"}, "Enter what was done."),
        (WORD, "Choose the proof, enter its reference, or enter why there is none."),
        (
            {**WORD, "proof_reference": "EV-22222"},
            "There is no evidence or story here with this reference. Check it, or choose from the list.",
        ),
        (
            {**WORD, "proof_reference": "nonsense"},
            "There is no evidence or story here with this reference. Check it, or choose from the list.",
        ),
        (
            {**WORD, "proof_reference": "EV-22222", "no_proof_reason": "Nothing to show"},
            "You have named the proof. Take this text away, or the proof.",
        ),
    ],
)
def test_closing_needs_a_word_and_proof_or_a_reason(
    manager_client: PageCheckingClient, action: str, fields: dict[str, str], message: str
):
    answer: Any = manager_client.submit(f"{action}/close", fields)
    assert answer.status_code == 200
    assert answer.page.problems_told == [message]
    assert fields.get("no_proof_reason", "") in answer.text
    assert "Open" in manager_client.get(action).page.with_class("state")[0].text  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["chosen", "typed", "typed loosely"])
def test_action_is_closed_with_proof(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, action: str, how: str
):
    proof = factories.make_item(app, manager, "Photo of the rails")
    fields = {
        "chosen": {"proof": proof.reference},
        "typed": {"proof_reference": proof.reference},
        "typed loosely": {"proof_reference": proof.reference.replace("-", " ").lower()},
    }[how]
    answer = manager_client.submit(f"{action}/close", {**WORD, **fields})
    assert answer.location == action
    page: Any = manager_client.get(action).page
    for words in ("Rails are fitted .", "Photo of the rails", proof.reference, f"Closed by {manager.name}"):
        assert words.replace(" .", ".") in page.text.replace(" .", ".")
    assert page.with_class("state")[0].text == "Done"
    assert "closed an action: “Rails are fitted.”" in page.text
    assert not page.with_class("due-overdue")


def test_story_is_proof_as_well(manager_client: PageCheckingClient, service: MadeService, action: str):
    story = add(manager_client, service, "stories")
    manager_client.submit(f"{action}/close", {**WORD, "proof": story})
    assert f"{service.path}/stories/{story}" in manager_client.get(action).text


def test_action_is_closed_with_a_reason(manager_client: PageCheckingClient, action: str):
    manager_client.submit(f"{action}/close", {**WORD, "no_proof_reason": "It can only be <heard>."})
    page: Any = manager_client.get(action).page
    assert "No proof, because:" in page.text
    assert "It can only be <heard>." in page.text


def test_recent_evidence_of_the_same_lines_is_offered_first(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService, action: str
):
    same = factories.make_item(app, manager, "Same line", lines=("S1", "S2"))
    archived = factories.make_item(app, manager, "Archived")
    other = factories.make_item(app, manager, "Other line", lines=("C1",))
    add(manager_client, service, "actions", title="No proof")
    manager_client.submit(f"{service.path}/evidence/{archived.reference}/archive")
    page: Any = manager_client.get(f"{action}/close").page
    [select] = [field for field in page.all("select") if field.get("name") == "proof"]
    assert [option.get("value") for option in select.iter("option")] == ["", same.reference, other.reference]


@pytest.mark.parametrize("whose", ["another service", "an action", "archived"])
def test_what_is_no_evidence_here_proves_nothing(
    app: Flask,
    manager_client: PageCheckingClient,
    manager: MadePerson,
    neighbour_manager: MadePerson,
    service: MadeService,
    action: str,
    whose: str,
):
    if whose == "another service":
        reference = factories.make_item(app, neighbour_manager).reference
    elif whose == "an action":
        reference = add(manager_client, service, "actions")
    else:
        reference = factories.make_item(app, manager).reference
        manager_client.submit(f"{service.path}/evidence/{reference}/archive")
    answer: Any = manager_client.submit(f"{action}/close", {**WORD, "proof_reference": reference})
    assert answer.page.problems_told[0].startswith("There is no evidence or story here with this reference.")


def test_confidential_proof_is_not_shown_to_viewers(
    app: Flask, manager_client: PageCheckingClient, viewer_client: PageCheckingClient, manager: MadePerson, action: str
):
    secret = factories.make_item(app, manager, "Disciplinary note", is_confidential=True)
    manager_client.submit(f"{action}/close", {**WORD, "proof": secret.reference})
    assert secret.reference in manager_client.get(action).text
    seen: Any = viewer_client.get(action).page
    assert "Rails are" in seen.text
    assert secret.reference not in seen.html
    assert "Disciplinary" not in seen.html


def test_closing_sent_twice_closes_once(manager_client: PageCheckingClient, action: str):
    form = manager_client.form(f"{action}/close", {**WORD, "no_proof_reason": "Seen by all"})
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    page: Any = manager_client.get(action).page
    assert page.text.count("closed an action") == 1


def test_closing_what_somebody_else_closed_shows_their_words_and_keeps_mine(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, action: str
):
    mine = manager_client.form(f"{action}/close", {"closing_word": "My words", "no_proof_reason": "My reason"})
    lead_client.submit(f"{action}/close", {"closing_word": "Their words", "no_proof_reason": "Their reason"})
    answer: Any = manager_client.send(mine)
    assert answer.status_code == 409
    assert "“Their words”" in answer.page.problems_told[0]
    assert "My words" in answer.text
    assert "My reason" in answer.text
    assert "Their words" in manager_client.get(action).text


def test_closed_action_is_opened_again_with_a_reason_and_its_history_stays(
    manager_client: PageCheckingClient, action: str
):
    manager_client.submit(f"{action}/close", {**WORD, "no_proof_reason": "Seen by all"})
    assert manager_client.get(f"{action}/close").location == action
    asked: Any = manager_client.submit(f"{action}/reopen")
    assert asked.page.problems_told == ["Enter why it is open again."]
    form = manager_client.form(f"{action}/reopen", {"reason": "One rail came loose."})
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    page: Any = manager_client.get(action).page
    assert page.with_class("state")[0].text == "Open"
    assert "opened an action again: “One rail came loose.”" in page.text
    assert "closed an action: “Rails are fitted.”" in page.text
    assert "Seen by all" not in page.text
    assert manager_client.get(f"{action}/reopen").location == action


def test_closed_action_comes_back_from_the_archive_closed(manager_client: PageCheckingClient, action: str):
    manager_client.submit(f"{action}/close", {**WORD, "no_proof_reason": "Seen by all"})
    for _ in ("away", "back"):
        manager_client.submit(f"{action}/archive")
    page: Any = manager_client.get(action).page
    assert page.with_class("state")[0].text == "Done"
    assert "Rails are" in page.text


def test_archived_action_is_neither_closed_nor_opened(manager_client: PageCheckingClient, action: str):
    close = manager_client.form(f"{action}/close", {**WORD, "no_proof_reason": "Seen by all"})
    manager_client.submit(f"{action}/archive")
    assert manager_client.send(close).status_code == 409
    assert manager_client.get(f"{action}/close").location == action
    assert manager_client.get(f"{action}/reopen").status_code == 409


def test_only_managers_close(viewer_client: PageCheckingClient, staff_client: PageCheckingClient, action: str):
    for client in (viewer_client, staff_client):
        for page in ("close", "reopen"):
            assert client.get(f"{action}/{page}").status_code == 403
