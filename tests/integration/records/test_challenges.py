"""Challenges: which records challenge a line by themselves, and how one is dealt with."""

from typing import Any

import pytest
from flask import Flask

from evidence.items import store as items
from evidence.stories import store as stories
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import ITEM, S1, S2, add, reference_in

PUT_RIGHT = "Rails are **fitted**; no fall in eight weeks."


def bearings(app: Flask, person: MadePerson) -> dict[str, str]:
    """How the records of a service bear on its lines, by code."""
    with app.app_context():
        found = items.support_links(person.scope, FRAMEWORK)
        return {code: str(links[0].bearing.value) for code, links in found.items()}  # type: ignore[attr-defined]


def is_contested(app: Flask, person: MadePerson, code: str = "S1") -> bool:
    """Whether anything unresolved challenges the line."""
    with app.app_context():
        links = [
            link for store in (items, stories) for link in store.support_links(person.scope, FRAMEWORK).get(code, [])
        ]
        return any(link.bearing == "challenges" and not link.resolved for link in links)


@pytest.mark.parametrize("item_kind", ["incident", "complaint"])
def test_incidents_and_complaints_challenge_unless_somebody_says_otherwise(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService, item_kind: str
):
    said = {f"bearing-{S2}": "background"}
    reference = add(manager_client, service, "evidence", item_kind=item_kind, lines=[S1, S2], **said)
    assert bearings(app, manager) == {"S1": "challenges", "S2": "background"}
    page: Any = manager_client.get(f"{service.path}/evidence/{reference}").page
    assert [tag.text for tag in page.with_class("bearing")] == ["Challenges", "Background"]
    assert "Incidents and complaints challenge the lines they are linked to" in page.text


def test_other_kinds_support_unless_somebody_says_otherwise(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    add(manager_client, service, "evidence", lines=[S1, S2], **{f"bearing-{S1}": "challenges"})
    assert bearings(app, manager) == {"S1": "challenges", "S2": "supports"}


def test_form_that_says_nothing_of_bearing_leaves_it_to_the_kind(
    app: Flask, staff_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    form = staff_client.form(f"{service.path}/evidence/add", {**ITEM, "item_kind": "complaint"})
    for name in [name for name in form.fields if name.startswith("bearing-")]:
        form.fields.poplist(name)
    form.fields.setlist("lines", ["S1"])
    staff_client.send(form)
    assert bearings(app, manager) == {"S1": "challenges"}


def test_what_was_decided_stays_when_the_kind_changes_later(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    reference = add(manager_client, service, "evidence", lines=[S1])
    manager_client.submit(f"{service.path}/evidence/{reference}/edit", {"item_kind": "complaint", "lines": [S1, S2]})
    assert bearings(app, manager) == {"S1": "supports", "S2": "challenges"}


def make_challenge(client: PageCheckingClient, service: MadeService, kind: str) -> str:
    """A record of the kind that challenges S1; gives its address."""
    bears = {"lines": [S1], f"bearing-{S1}": "challenges", f"shows-{S1}": "Mrs B. waited an hour."}
    return f"{service.path}/{kind}/{add(client, service, kind, **bears)}"


@pytest.mark.parametrize("kind", ["evidence", "stories"])
def test_challenge_is_dealt_with_and_that_stands_on_the_record_and_on_the_line(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService, kind: str
):
    path = make_challenge(manager_client, service, kind)
    for place in (path, f"{service.path}/lines/{S1}"):
        assert f"{path}/resolve/{S1}" in manager_client.get(place).text
    assert is_contested(app, manager)
    asked: Any = manager_client.get(f"{path}/resolve/{S1}").page
    assert "Mrs B. waited an hour." in asked.text
    empty: Any = manager_client.submit(f"{path}/resolve/{S1}")
    assert empty.page.problems_told == ["Enter how it was dealt with."]
    form = manager_client.form(f"{path}/resolve/{S1}", {"resolution": PUT_RIGHT})
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    assert not is_contested(app, manager)
    for place in (path, f"{service.path}/lines/{S1}"):
        page: Any = manager_client.get(place).page
        assert "Dealt with" in page.text
        assert "Rails are <strong>fitted</strong>" in page.html
    history: Any = manager_client.get(path).page
    assert history.text.count("dealt with a challenge to S1: “Rails are fitted; no fall in eight weeks.”") == 1


def test_what_challenges_a_line_is_named_for_what_it_is(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    reference = add(manager_client, service, "evidence", item_kind="complaint", lines=[S1])
    with app.app_context():
        [link] = items.support_links(manager.scope, FRAMEWORK)["S1"]
        assert link.kind == "complaint or concern"
    page: Any = manager_client.get(f"{service.path}/lines/{S1}").page
    assert f"{reference} (complaint or concern)" in page.text


def test_challenge_can_be_opened_again(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    path = make_challenge(manager_client, service, "evidence")
    manager_client.submit(f"{path}/resolve/{S1}", {"resolution": PUT_RIGHT}, button="Save")
    again = manager_client.form(f"{path}/resolve/{S1}", button="Open the challenge again")
    assert [manager_client.send(again).status_code for _ in range(2)] == [302, 302]
    assert is_contested(app, manager)
    page: Any = manager_client.get(path).page
    assert page.text.count("opened a challenge again to S1") == 1


def test_words_that_somebody_else_said_meanwhile_are_shown_not_lost(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService
):
    path = make_challenge(manager_client, service, "evidence")
    mine = manager_client.form(f"{path}/resolve/{S1}", {"resolution": "My words"})
    lead_client.submit(f"{path}/resolve/{S1}", {"resolution": "Their words"})
    answer: Any = manager_client.send(mine)
    assert answer.status_code == 409
    assert "“Their words”" in answer.page.problems_told[0]
    assert "My words" in answer.text
    assert "Their words" in manager_client.get(path).text


def test_challenge_made_to_support_and_challenged_again_has_yet_to_be_dealt_with(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    path = make_challenge(manager_client, service, "evidence")
    manager_client.submit(f"{path}/resolve/{S1}", {"resolution": PUT_RIGHT})
    manager_client.submit(f"{path}/edit", {f"shows-{S1}": "Mrs B. waited two hours."})
    assert not is_contested(app, manager)
    for bearing in ("supports", "challenges"):
        manager_client.submit(f"{path}/edit", {f"bearing-{S1}": bearing})
    assert is_contested(app, manager)


@pytest.mark.parametrize("line", [S2, f"{FRAMEWORK}/S99", "nothing/S1"])
def test_only_a_challenge_is_dealt_with(manager_client: PageCheckingClient, service: MadeService, line: str):
    bears = {"lines": [S1, S2], f"bearing-{S1}": "challenges"}
    reference = add(manager_client, service, "evidence", **bears)
    assert manager_client.get(f"{service.path}/evidence/{reference}/resolve/{line}").status_code == 404


def test_only_managers_deal_with_challenges(
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    staff_client: PageCheckingClient,
    service: MadeService,
):
    path = make_challenge(manager_client, service, "evidence")
    for client in (viewer_client, staff_client):
        assert client.get(f"{path}/resolve/{S1}").status_code == 403
    assert "/resolve/" not in viewer_client.get(path).text
    assert "/resolve/" not in viewer_client.get(f"{service.path}/lines/{S1}").text


def test_action_started_from_a_challenge_knows_its_line_and_stays_confidential(
    manager_client: PageCheckingClient, service: MadeService
):
    secret = {"is_confidential": True, "title": "Complaint about D."}
    bears = {"lines": [S1], f"bearing-{S1}": "challenges"}
    reference = add(manager_client, service, "evidence", **bears, **secret)
    asked: Any = manager_client.get(f"{service.path}/evidence/{reference}/resolve/{S1}").page
    [link] = [link.get("href") for link in asked.all("a") if link.text == "Start an action"]
    rest = {"title": "Listen", "plan": "Talk", "measure": "No more of these", "due_on": "2026-12-24"}
    action = reference_in(manager_client.submit(link, rest, action=f"{service.path}/actions/add"))
    page: Any = manager_client.get(f"{service.path}/actions/{action}").page
    for words in (f"Complaint about D. ({reference})", "Confidential", "S1"):
        assert words in page.text


def test_neighbours_challenge_is_not_found(
    app: Flask, manager: MadePerson, neighbour_manager_client: PageCheckingClient, service: MadeService
):
    challenge = factories.make_item(app, manager, bearing=factories.Bearing.CHALLENGES)
    address = f"{service.path}/evidence/{challenge.reference}/resolve/{S1}"
    assert neighbour_manager_client.get(address).status_code == 404
