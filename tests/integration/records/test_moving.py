"""Accepting what staff sent in, putting records away, and bringing them back."""

from typing import Any

import pytest
from flask import Flask

from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.records.filled import FORMS, add, titles_on


def state_of(client: PageCheckingClient, path: str) -> str:
    page: Any = client.get(path).page
    return str(page.with_class("state")[0].text)


def test_manager_accepts_what_staff_sent_in(
    staff_client: PageCheckingClient,
    manager_client: PageCheckingClient,
    manager: MadePerson,
    service: MadeService,
):
    reference = add(staff_client, service, "stories")
    index: Any = manager_client.get(f"{service.path}/stories/").page
    assert "1 entry from staff waits for a manager" in index.text
    path = f"{service.path}/stories/{reference}"
    asked: Any = manager_client.get(f"{path}/accept").page
    assert FORMS["stories"]["difference"] in asked.text
    assert "You are the second person who has looked at it." in asked.text
    form = manager_client.form(f"{path}/accept")
    assert [manager_client.send(form).status_code for _ in range(2)] == [302, 302]
    page: Any = manager_client.get(path).page
    assert state_of(manager_client, path) == "Accepted"
    assert f"by {manager.name}" in page.text
    assert page.text.count("accepted a story") == 1
    assert "waits for a manager" not in manager_client.get(f"{service.path}/stories/").text


def test_nobody_else_accepts(staff_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService):
    reference = add(staff_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    assert staff_client.get(f"{path}/accept").status_code == 403
    assert viewer_client.get(f"{path}/accept").status_code == 403
    assert state_of(staff_client, path) == "Waiting for a manager"


@pytest.mark.parametrize("kind", list(FORMS))
def test_archived_record_leaves_the_list_and_can_be_brought_back(
    manager_client: PageCheckingClient, service: MadeService, kind: str
):
    reference = add(manager_client, service, kind)
    path, index = f"{service.path}/{kind}/{reference}", f"{service.path}/{kind}/"
    before = state_of(manager_client, path)
    away = manager_client.form(f"{path}/archive")
    assert [manager_client.send(away).status_code for _ in range(2)] == [302, 302]
    assert state_of(manager_client, path) == "Archived"
    assert titles_on(manager_client.get(index).page) == []
    assert titles_on(manager_client.get(f"{index}?state=archived").page) == [FORMS[kind]["title"]]
    back = manager_client.form(f"{path}/archive")
    assert [manager_client.send(back).status_code for _ in range(2)] == [302, 302]
    assert state_of(manager_client, path) == before
    assert titles_on(manager_client.get(index).page) == [FORMS[kind]["title"]]


def test_what_nobody_accepted_waits_again_when_it_comes_back(
    staff_client: PageCheckingClient, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(staff_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    for _ in ("away", "back"):
        manager_client.submit(f"{path}/archive")
    assert state_of(manager_client, path) == "Waiting for a manager"


def test_archived_record_is_not_accepted(
    staff_client: PageCheckingClient, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(staff_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    accept = manager_client.form(f"{path}/accept")
    manager_client.submit(f"{path}/archive")
    assert manager_client.send(accept).status_code == 409
    assert state_of(manager_client, path) == "Archived"


def test_everything_done_stands_in_the_history(
    app: Flask, staff_client: PageCheckingClient, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(staff_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    manager_client.submit(f"{path}/accept")
    manager_client.submit(f"{path}/edit", {"title": "Changed"})
    for _ in ("away", "back"):
        manager_client.submit(f"{path}/archive")
    page: Any = manager_client.get(path).page
    [history] = page.with_class("history")
    done = [" ".join("".join(entry.itertext()).split()) for entry in history.iter("li")]
    words = ("brought back evidence", "archived evidence", "changed evidence", "accepted evidence", "added evidence")
    assert len(done) == len(words)
    assert all(entry.endswith(word) for entry, word in zip(done, words, strict=True))
