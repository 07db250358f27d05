"""Evidence items: their list, and how long they are good."""

from datetime import timedelta
from typing import Any

from flask import Flask

from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import C1, ITEM, S1, add, titles_on


def test_evidence_cannot_have_been_good_until_before_it_happened(
    manager_client: PageCheckingClient, service: MadeService
):
    fields = {**ITEM, "good_until": "2026-03-01"}
    answer: Any = manager_client.submit(f"{service.path}/evidence/add", fields)
    assert answer.page.problems_told == ["“Good until” must be on or after the day it happened."]


def test_evidence_past_its_last_good_day_is_out_of_date_everywhere(
    manager_client: PageCheckingClient, service: MadeService
):
    stale = add(manager_client, service, "evidence", good_until="2026-03-02", lines=[S1])
    current = add(manager_client, service, "evidence", good_until=clock.today().isoformat(), lines=[C1])
    index: Any = manager_client.get(f"{service.path}/evidence/").page
    assert [tag.text for tag in index.with_class("state-stale")] == ["Out of date"]
    page: Any = manager_client.get(f"{service.path}/evidence/{stale}").page
    assert "Out of date since 2 March 2026" in page.text
    fresh: Any = manager_client.get(f"{service.path}/evidence/{current}").page
    assert not fresh.with_class("state-stale")
    for line, count in ((S1, 1), (C1, 0)):
        shown: Any = manager_client.get(f"{service.path}/lines/{line}").page
        assert len(shown.with_class("state-stale")) == count


def test_list_is_filtered_by_what_the_address_says(manager_client: PageCheckingClient, service: MadeService):
    add(manager_client, service, "evidence", title="Newer", source="partners", happened_on="2024-05-01", lines=[C1])
    add(manager_client, service, "evidence", title="Older", happened_on="2023-05-01", lines=[S1])
    expected = {
        "": ["Newer", "Older"],
        "source=partners": ["Newer"],
        "state=archived": [],
        "line=S1": ["Older"],
        "kind=survey": ["Newer", "Older"],
        "kind=audit": [],
        "freshness=current": [],
        "freshness=ageing": [],
        "freshness=stale": ["Newer", "Older"],
        "line=nonsense": ["Newer", "Older"],
        "line=nonsense/S1": ["Newer", "Older"],
        "line=none": [],
        f"line={FRAMEWORK}/S": ["Older"],
        f"line={FRAMEWORK}/C": ["Newer"],
        "line=R": [],
        f"line={FRAMEWORK}/Z": ["Newer", "Older"],
        "source=nonsense&kind=nonsense&freshness=nonsense&state=open": ["Newer", "Older"],
    }
    index = f"{service.path}/evidence/"
    found = {query: titles_on(manager_client.get(f"{index}?{query}").page) for query in expected}
    assert found == expected


def test_whole_key_questions_are_among_the_choices_of_line(manager_client: PageCheckingClient, service: MadeService):
    page: Any = manager_client.get(f"{service.path}/evidence/?line={FRAMEWORK}/S").page
    [safe] = [group for group in page.all("optgroup") if group.get("label") == "Safe"]
    first = next(safe.iter("option"))
    assert (first.get("value"), first.text, first.get("selected")) == (f"{FRAMEWORK}/S", "All of Safe", "")
    assert "Line: All of Safe" in " ".join(page.text.split())


def test_what_needs_renewing_is_what_gets_old_or_is_out_of_date(
    manager_client: PageCheckingClient, service: MadeService
):
    for days in (-1, 0, 42, 43):
        until = (clock.today() + timedelta(days=days)).isoformat()
        add(manager_client, service, "evidence", title=f"{days}", good_until=until)
    add(manager_client, service, "evidence", title="Never old", item_kind="complaint")
    index = f"{service.path}/evidence/"
    found = {
        query: titles_on(manager_client.get(f"{index}?{query}").page)
        for query in ("freshness=renew&sort=good-until", "sort=good-until", "sort=good-until-down")
    }
    assert list(found.values()) == [
        ["-1", "0", "42"],
        ["-1", "0", "42", "43", "Never old"],
        ["43", "42", "0", "-1", "Never old"],
    ]


def test_list_says_until_when_evidence_is_good(manager_client: PageCheckingClient, service: MadeService):
    add(manager_client, service, "evidence", title="Dated", good_until="2026-03-04")
    add(manager_client, service, "evidence", title="Never old", item_kind="complaint")
    for view in ("table", "cards"):
        text = manager_client.get(f"{service.path}/evidence/?view={view}").page.text  # type: ignore[attr-defined]
        assert text.count("Good until 4 Mar 2026") == text.count("Good until ") == 1


def test_line_stays_when_another_filter_is_chosen(manager_client: PageCheckingClient, service: MadeService):
    add(manager_client, service, "evidence", title="Of the line", lines=[S1])
    add(manager_client, service, "evidence", title="Of another", lines=[C1])
    index = f"{service.path}/evidence/"
    answer: Any = manager_client.submit(f"{index}?line=S1", {"source": "people"}, action=index, button="Show")
    assert titles_on(answer.page) == ["Of the line"]
    [all_lines] = [link.get("href") for link in answer.page.with_class("chip") if "S1" in "".join(link.itertext())]
    assert "source=people" in all_lines
    assert len(titles_on(manager_client.get(all_lines).page)) == 2


def test_list_has_pages_of_fifty(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    for number in range(52):
        factories.make_item(app, manager, f"Item {number}", source="staff")
    first: Any = manager_client.get(f"{service.path}/evidence/?source=staff").page
    assert len(titles_on(first)) == 50
    [following] = [link.get("href") for link in first.all("a") if link.get("rel") == "next"]
    second: Any = manager_client.get(following).page
    assert len(titles_on(second)) == 2
    assert "Page 2 of 2" in second.text
    assert "source=staff" in following
    assert "state=" not in following
