"""Lists of records: what narrows them, their order, their pages and views; all of it said in the address."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.database import db, saving
from evidence.records.models import Record
from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.records.filled import C1, FORMS, S1, add, titles_on
from tests.statements import count_queries

KINDS = list(FORMS)
MOST_QUERIES = 12
# Every part of an address that some list knows, each with something that it does not.
NONSENSE = (
    "line=%2F%2F&kind=' OR 1&source=x&owner=00000000-0000-0000-0000-000000000000&state=deleted&freshness=1"
    "&priority=9&due=never&sort=password-down&view=holograms&page=-1&other=1"
)


def listed(client: PageCheckingClient, service: MadeService, kind: str, query: str = "") -> list[str]:
    """The titles on a list, in order."""
    answer: Any = client.get(f"{service.path}/{kind}/{query}")
    assert answer.status_code == 200
    return titles_on(answer.page)


def chips(page: Any) -> dict[str, str]:
    """The filters that are on, in words, with where each one leads."""
    words = {" ".join("".join(chip.itertext()).split()): str(chip.get("href")) for chip in page.with_class("chip")}
    return {said.removeprefix("Take away: "): href for said, href in words.items()}


def sort_links(page: Any) -> dict[str, tuple[str, str]]:
    """The sortable headings of a table: their addresses, and their aria-sort."""
    heads = [(head, next(head.iter("a"), None)) for head in page.all("th") if head.get("scope") == "col"]
    return {
        str(link.text): (str(link.get("href")), head.get("aria-sort", "")) for head, link in heads if link is not None
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_address_says_and_nobody_understands_is_ignored(
    manager_client: PageCheckingClient, service: MadeService, kind: str
):
    add(manager_client, service, kind, title="Here", lines=[S1])
    answer: Any = manager_client.get(f"{service.path}/{kind}/?{NONSENSE}")
    assert titles_on(answer.page) == ["Here"]
    assert chips(answer.page) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_filters_that_are_on_can_be_taken_away_one_by_one_or_together(
    manager_client: PageCheckingClient, service: MadeService, kind: str
):
    add(manager_client, service, kind, title="Here", lines=[S1])
    query = f"?line={S1}&owner=mine&sort=title&view=cards"
    answer: Any = manager_client.get(f"{service.path}/{kind}/{query}")
    found = chips(answer.page)
    [line, owner, everything] = found
    assert (line.split()[0], owner.split(":")[1], everything) == ("Line:", " Me", "Clear all")
    said = {words: parse_qs(urlsplit(href).query) for words, href in found.items()}
    kept = {"sort": ["title"], "view": ["cards"]}
    assert said[line] == {"owner": ["mine"], **kept}
    assert said[owner] == {"line": [S1], **kept}
    assert said[everything] == kept


@pytest.mark.parametrize("kind", KINDS)
def test_list_is_narrowed_by_who_looks_after_records(
    app: Flask,
    manager_client: PageCheckingClient,
    manager: MadePerson,
    staff: MadePerson,
    service: MadeService,
    kind: str,
):
    add(manager_client, service, kind, title="Mine")
    add(manager_client, service, kind, title="Theirs", owner=str(staff.id))
    add(manager_client, service, kind, title="Nobody’s", owner="")
    expected = {"mine": ["Mine"], str(manager.id): None, str(staff.id): ["Theirs"], "none": ["Nobody’s"]}
    for owner, titles in expected.items():
        found = listed(manager_client, service, kind, f"?owner={owner}")
        assert found == titles or (titles is None and len(found) == 3)
    page: Any = manager_client.get(f"{service.path}/{kind}/").page
    [select_] = [field for field in page.all("select") if field.get("name") == "owner"]
    assert [option.text for option in select_.iter("option")] == ["Anybody", "Me", "Nobody yet", staff.name]


@pytest.mark.parametrize("kind", KINDS)
def test_list_is_narrowed_to_what_has_no_line(manager_client: PageCheckingClient, service: MadeService, kind: str):
    add(manager_client, service, kind, title="Linked", lines=[S1])
    add(manager_client, service, kind, title="Loose")
    assert listed(manager_client, service, kind, "?line=none") == ["Loose"]
    assert listed(manager_client, service, kind, f"?line={S1}") == ["Linked"]
    assert listed(manager_client, service, kind, f"?line={C1}") == []


def test_names_of_owners_are_not_shown_to_staff(
    staff_client: PageCheckingClient, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    add(manager_client, service, "stories", title="Accepted")
    page = staff_client.get(f"{service.path}/stories/?view=table&owner={manager.id}")
    assert manager.name not in page.text
    assert titles_on(page.page) == ["Accepted"]  # type: ignore[attr-defined]


def test_owner_of_confidential_records_alone_is_not_offered_to_a_viewer(
    viewer_client: PageCheckingClient, manager_client: PageCheckingClient, staff: MadePerson, service: MadeService
):
    add(manager_client, service, "evidence", title="Secret", is_confidential=True, owner=str(staff.id))
    assert staff.name in manager_client.get(f"{service.path}/evidence/").text
    assert staff.name not in viewer_client.get(f"{service.path}/evidence/").text


def test_number_found_is_said_in_words(manager_client: PageCheckingClient, service: MadeService):
    add(manager_client, service, "evidence", source="people")
    add(manager_client, service, "evidence", source="staff")
    said = {
        query: manager_client.get(f"{service.path}/evidence/?{query}").page.with_class("under-heading")[0].text  # type: ignore[attr-defined]
        for query in ("", "source=staff", "source=staff&owner=mine")
    }
    assert list(said.values()) == [
        "2 pieces of evidence.",
        "1 piece of evidence with this filter.",
        "1 piece of evidence with these filters.",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_empty_list_and_one_emptied_by_filters_say_different_things(
    manager_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService, kind: str
):
    index = f"{service.path}/{kind}/"
    empty: Any = manager_client.get(index).page
    assert "Nothing here yet" in empty.text
    assert f"{index}add" in [link.get("href") for link in empty.with_class("btn")]
    add(manager_client, service, kind)
    emptied: Any = manager_client.get(f"{index}?state=archived").page
    assert "Nothing here yet" not in emptied.text
    links = {"".join(link.itertext()).strip(): link.get("href") for link in emptied.with_class("btn")}
    assert links["Clear all filters"] == index
    read: Any = viewer_client.get(f"{index}?state=archived").page
    assert f"{index}add" not in [link.get("href") for link in read.all("a")]


@pytest.fixture
def four_items(app: Flask, manager_client: PageCheckingClient, service: MadeService) -> None:
    """Four pieces of evidence whose orders all differ; one has no date."""
    for title, day in (("Zebra", 3), ("audit 10", 1), ("Éclairs", 4), ("Audit 2", 2)):
        add(manager_client, service, "evidence", title=title, happened_on=date(2026, 3, day).isoformat())
    with app.app_context(), saving():
        records = db.session.scalars(select(Record).where(Record.service_id == service.id))
        by_title = {record.title: record for record in records}
        for days, title in enumerate(("Éclairs", "Zebra", "Audit 2", "audit 10")):
            by_title[title].created_at = clock.now() - timedelta(days=days)
            by_title[title].updated_at = clock.now() - timedelta(days=10 - days)
        by_title["Zebra"].happened_on = None
        factories.audit.record_change(service.scope, "set the dates of the test", "test", {})


@pytest.mark.usefixtures("four_items")
@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("title", ["Audit 2", "audit 10", "Éclairs", "Zebra"]),
        ("title-down", ["Zebra", "Éclairs", "audit 10", "Audit 2"]),
        ("happened", ["audit 10", "Audit 2", "Éclairs", "Zebra"]),
        ("happened-down", ["Éclairs", "Audit 2", "audit 10", "Zebra"]),
        ("added", ["audit 10", "Audit 2", "Zebra", "Éclairs"]),
        ("added-down", ["Éclairs", "Zebra", "Audit 2", "audit 10"]),
        ("changed", ["Éclairs", "Zebra", "Audit 2", "audit 10"]),
        ("changed-down", ["audit 10", "Audit 2", "Zebra", "Éclairs"]),
    ],
)
def test_list_is_in_the_order_asked_for_on_both_databases(
    manager_client: PageCheckingClient, service: MadeService, sort: str, titles: list[str]
):
    assert listed(manager_client, service, "evidence", f"?sort={sort}") == titles


@pytest.mark.usefixtures("four_items")
def test_headings_and_the_select_put_the_list_in_order(manager_client: PageCheckingClient, service: MadeService):
    index = f"{service.path}/evidence/"
    links = sort_links(manager_client.get(f"{index}?source=people").page)
    assert {name: sorted_ for name, (_, sorted_) in links.items()} == {
        "Title": "",
        "Happened": "descending",
        "Changed": "",
    }
    by_title: Any = manager_client.get(links["Title"][0]).page
    assert titles_on(by_title) == ["Audit 2", "audit 10", "Éclairs", "Zebra"]
    back = sort_links(by_title)["Title"]
    assert back[1] == "ascending"
    assert "source=people" in back[0]
    assert titles_on(manager_client.get(back[0]).page) == ["Zebra", "Éclairs", "audit 10", "Audit 2"]
    chosen: Any = manager_client.submit(f"{index}?source=people", {"sort": "added"}, action=index, button="Sort")
    assert titles_on(chosen.page) == ["audit 10", "Audit 2", "Zebra", "Éclairs"]
    assert "source=people" in chosen.request.query_string.decode()


def test_pages_keep_all_that_the_address_says(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    with factories.at_once(app):
        for number in range(101):
            factories.make_item(app, manager, f"Item {number}", source="staff")
    query = "?source=staff&line=S1&sort=title&view=table"
    first: Any = manager_client.get(f"{service.path}/evidence/{query}").page
    assert titles_on(first) == [f"Item {number}" for number in range(50)]
    [following] = [link.get("href") for link in first.all("a") if link.get("rel") == "next"]
    second: Any = manager_client.get(following).page
    assert titles_on(second) == [f"Item {number}" for number in range(50, 100)]
    assert "Here are 51 to 100." in second.text
    assert parse_qs(urlsplit(following).query) == {
        "source": ["staff"],
        "line": [S1],
        "sort": ["title"],
        "view": ["table"],
        "page": ["2"],
    }
    assert titles_on(manager_client.get(f"{service.path}/evidence/{query}&page=9999").page) == ["Item 100"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_view_is_remembered_for_the_next_visit(manager_client: PageCheckingClient, service: MadeService, kind: str):
    add(manager_client, service, kind, title="Here", lines=[S1])
    index = f"{service.path}/{kind}/"

    def is_table(query: str = "") -> bool:
        page: Any = manager_client.get(index + query).page
        assert titles_on(page) == ["Here"]
        return bool(page.all("table"))

    assert is_table() is (kind != "stories")
    assert not is_table("?view=cards")
    assert not is_table()
    assert is_table("?view=table")
    assert is_table("?view=nonsense")


@pytest.mark.parametrize(("kind", "view"), [(kind, view) for kind in KINDS for view in ("table", "cards")])
def test_number_of_queries_is_the_same_however_much_an_address_says_and_a_list_holds(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService, kind: str, view: str
):
    make = {"evidence": factories.make_item, "stories": factories.make_story, "actions": factories.make_action}[kind]
    address = f"{service.path}/{kind}/?line=S1&state=nonsense&sort=title-down&view={view}"
    counts = []
    for more in (1, 30):
        with factories.at_once(app):
            for _ in range(more):
                make(app, manager, "Here", lines=["S1"])
        manager_client.get(address)
        with count_queries() as statements:
            assert len(titles_on(manager_client.get(address).page)) >= more  # type: ignore[attr-defined]
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST_QUERIES
