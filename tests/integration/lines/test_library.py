"""The text of a framework for everybody who is signed in, without anybody's records."""

import pytest
from flask import Flask

from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.lines.filled import add_item, judge
from tests.pages import text_of
from tests.statements import count_queries

LIBRARY = f"/library/{FRAMEWORK}/"


@pytest.mark.parametrize("role", ["staff", "viewer", "manager", "lead"])
def test_everybody_who_is_signed_in_reads_the_text(app: Flask, request: pytest.FixtureRequest, role: str):
    client: PageCheckingClient = request.getfixturevalue(f"{role}_client")
    lines = load_framework(FRAMEWORK).lines
    page = client.get(LIBRARY).page
    listed = [text_of(link) for part in page.with_class("line-links") for link in part.iter("a")]
    assert listed == [f"{line.code} {line.title}" for line in lines]
    page = client.get(f"{LIBRARY}C2").page
    for statement in (
        *load_framework(FRAMEWORK).line("C2").prompts,
        *load_framework(FRAMEWORK).line("C2").characteristics,
    ):
        assert statement.text in page.text


def test_signed_out_people_are_asked_to_sign_in(signed_out_client: PageCheckingClient):
    for path in (LIBRARY, f"{LIBRARY}S1"):
        assert signed_out_client.get(path).location.startswith("/sign-in?next=")


def test_library_shows_nobodys_records(app: Flask, manager: MadePerson, manager_client: PageCheckingClient):
    add_item(app, manager, "Survey of safety", "S1")
    factories.make_story(app, manager, "She walks again", lines=["S1"])
    judge(app, manager, S1="outstanding")
    page = manager_client.get(f"{LIBRARY}S1").page
    assert "Survey of safety" not in page.text
    assert "She walks again" not in page.text
    assert page.with_class("panel") == []
    assert page.with_class("rating") == []


def test_navigation_of_the_service_stays(staff_client: PageCheckingClient, service: MadeService):
    staff_client.get(f"{service.path}/")
    page = staff_client.get(LIBRARY).page
    links = [link.get("href") for nav in page.with_class("site-nav") for link in nav.iter("a")]
    assert f"{service.path}/" in links
    current = [text_of(link) for link in page.all("a") if link.get("aria-current")]
    assert current == ["Good care What good looks like"]


def test_navigation_of_a_service_one_has_left_gives_way_to_that_of_an_own_one(
    app: Flask, staff_client: PageCheckingClient, service: MadeService, neighbour_service: MadeService
):
    with staff_client.session_transaction() as cookie:
        cookie["service"] = neighbour_service.reference
    page = staff_client.get(LIBRARY).page
    assert neighbour_service.name not in page.text
    links = [link.get("href", "") for nav in page.with_class("site-nav-row") for link in nav.iter("a")]
    assert f"{service.path}/" in links
    assert not any(link.startswith(neighbour_service.path) for link in links)


def test_address_without_its_slash_leads_to_the_library(staff_client: PageCheckingClient):
    assert staff_client.get(LIBRARY.rstrip("/")).location.endswith(LIBRARY)


def test_text_is_read_without_asking_the_database_for_it(staff_client: PageCheckingClient):
    with count_queries() as statements:
        staff_client.get(f"{LIBRARY}S1")
    assert not [text for text in statements if "record" in text or "framework" in text.replace("framework_id", "")]
