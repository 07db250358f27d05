"""Who sees which records: in lists, on pages, in counts, in what supports a line, and in what proves an action."""

from typing import Any

import pytest
from flask import Flask

from evidence.items import store as items
from evidence.stories import store as stories
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import FORMS, S1, add, titles_on
from tests.statements import count_queries

KINDS = list(FORMS)
# Signing in and entering a service take three of them.
MOST_QUERIES = 12


@pytest.mark.parametrize("kind", KINDS)
def test_confidential_record_is_seen_by_managers_and_leads_alone(
    manager_client: PageCheckingClient,
    lead_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    staff_client: PageCheckingClient,
    service: MadeService,
    kind: str,
):
    secret = add(manager_client, service, kind, title="Secret", is_confidential=True, lines=[S1])
    add(manager_client, service, kind, title="Open", lines=[S1])
    index = f"{service.path}/{kind}/"
    for client in (manager_client, lead_client):
        assert titles_on(client.get(index).page) == ["Open", "Secret"]
        assert client.get(index + secret).status_code == 200
    for query in ("", "?state=accepted", "?state=open", f"?line={S1}", "?state=archived"):
        assert "Secret" not in viewer_client.get(index + query).text
    page: Any = viewer_client.get(index).page
    assert titles_on(page) == ["Open"]
    assert page.with_class("under-heading")[0].text.startswith("1 ")
    assert viewer_client.get(index + secret).status_code == 404
    assert staff_client.get(index + secret).status_code in (403, 404)
    line = viewer_client.get(f"{service.path}/lines/{S1}")
    assert "Secret" not in line.text
    assert secret not in line.text


def test_record_made_confidential_is_gone_for_whoever_sent_it_in(
    staff_client: PageCheckingClient, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(staff_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    assert staff_client.get(path).status_code == 200
    manager_client.submit(f"{path}/edit", {"is_confidential": True})
    assert staff_client.get(path).status_code == 404
    assert titles_on(staff_client.get(f"{service.path}/evidence/").page) == []


def test_confidential_records_support_nothing_a_viewer_sees(
    app: Flask, manager: MadePerson, viewer: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    for is_confidential in (True, False):
        add(manager_client, service, "evidence", lines=[S1], is_confidential=is_confidential)
        add(manager_client, service, "stories", lines=[S1], is_confidential=is_confidential)
    with app.app_context():
        for store in (items, stories):
            assert len(store.support_links(manager.scope, FRAMEWORK)["S1"]) == 2
            assert len(store.support_links(viewer.scope, FRAMEWORK)["S1"]) == 1


def test_staff_see_what_they_sent_in_and_accepted_good_news(
    app: Flask,
    staff_client: PageCheckingClient,
    manager_client: PageCheckingClient,
    service: MadeService,
):
    colleague = factories.sign_in(app, factories.make_person(app, service, factories.Role.STAFF, "Colleague"))
    add(manager_client, service, "stories", title="Accepted story")
    add(manager_client, service, "evidence", title="Accepted evidence")
    add(colleague, service, "stories", title="Story of a colleague")
    add(colleague, service, "evidence", title="Evidence of a colleague")
    add(staff_client, service, "stories", title="Own story")
    add(staff_client, service, "evidence", title="Own evidence")
    assert titles_on(staff_client.get(f"{service.path}/evidence/").page) == ["Own evidence"]
    assert titles_on(staff_client.get(f"{service.path}/stories/").page) == ["Own story", "Accepted story"]
    assert "1 piece of evidence" in staff_client.get(f"{service.path}/evidence/").page.text  # type: ignore[attr-defined]
    assert "from staff" not in staff_client.get(f"{service.path}/evidence/").text
    assert staff_client.get(f"{service.path}/actions/").status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_records_of_another_service_are_not_found(
    manager_client: PageCheckingClient,
    neighbour_manager_client: PageCheckingClient,
    service: MadeService,
    neighbour_service: MadeService,
    kind: str,
):
    reference = add(manager_client, service, kind)
    for home in (service, neighbour_service):
        for page in ("", "/edit", "/versions", "/archive"):
            address = f"{home.path}/{kind}/{reference}{page}"
            assert neighbour_manager_client.get(address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_reference_of_another_kind_is_not_found(manager_client: PageCheckingClient, service: MadeService, kind: str):
    reference = add(manager_client, service, kind)
    for other in KINDS:
        status = manager_client.get(f"{service.path}/{other}/{reference}").status_code
        assert status == (200 if other == kind else 404)
    assert manager_client.get(f"{service.path}/{kind}/{reference.lower()}").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_viewers_read_and_change_nothing(
    manager_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService, kind: str
):
    reference = add(manager_client, service, kind)
    path = f"{service.path}/{kind}/{reference}"
    page: Any = viewer_client.get(path).page
    links = {link.get("href", "") for link in page.all("a")}
    assert not [link for link in links if link.endswith(("/edit", "/archive", "/accept", "/close", "/versions"))]
    assert f"{service.path}/{kind}/add" not in viewer_client.get(f"{service.path}/{kind}/").text
    for page_name in ("add", f"{reference}/edit", f"{reference}/archive"):
        assert viewer_client.get(f"{service.path}/{kind}/{page_name}").status_code == 403


@pytest.mark.parametrize("kind", KINDS)
def test_number_of_queries_does_not_grow_with_the_records(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService, kind: str
):
    reference = add(manager_client, service, kind, [factories.A_FILE], lines=[S1])
    pages = [f"{service.path}/{kind}/", f"{service.path}/{kind}/{reference}", f"{service.path}/{kind}/add"]
    pages += [f"{service.path}/{kind}/{reference}/{name}" for name in ("edit", "versions", "archive")]
    few = [queries_of(manager_client, page) for page in pages]
    for number in range(4):
        add(manager_client, service, kind, [(f"a,{number}\n".encode(), "more.csv")], lines=[S1])
    assert [queries_of(manager_client, page) for page in pages] == few
    assert max(few) <= MOST_QUERIES


def queries_of(client: PageCheckingClient, page: str) -> int:
    client.get(page)
    with count_queries() as statements:
        assert client.get(page).status_code == 200
    return len(statements)
