"""Good-news stories: their list, and what they are worth to a line."""

from typing import Any

import pytest
from flask import Flask

from evidence.stories import store
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import C1, S1, add, titles_on


def test_story_states_its_impact_only_with_the_difference_it_made(
    app: Flask, manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    add(manager_client, service, "stories", lines=[S1])
    add(manager_client, service, "stories", lines=[C1], difference="", source="partners")
    with app.app_context():
        links: Any = store.support_links(manager.scope, FRAMEWORK)
        assert (links["S1"][0].impact, links["C1"][0].impact) == (True, False)
        assert [links[code][0].source.value for code in ("S1", "C1")] == ["people", "partners"]
        assert links["S1"][0].good_until is None
        assert links["S1"][0].accepted
        assert not links["S1"][0].checked
        assert list(store.support_links(manager.scope, FRAMEWORK, ["C1"])) == ["C1"]


def test_story_of_staff_counts_once_accepted_and_is_then_checked_by_a_second_person(
    app: Flask,
    staff_client: PageCheckingClient,
    manager_client: PageCheckingClient,
    manager: MadePerson,
    service: MadeService,
):
    reference = add(staff_client, service, "stories", lines=[S1])

    def link() -> Any:
        with app.app_context():
            return store.support_links(manager.scope, FRAMEWORK)["S1"][0]

    assert (link().accepted, link().checked) == (False, False)
    manager_client.submit(f"{service.path}/stories/{reference}/accept")
    assert (link().accepted, link().checked) == (True, True)


def test_voice_is_that_of_people_unless_somebody_says_otherwise(
    app: Flask, staff_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    form = staff_client.form(f"{service.path}/stories/add", {"title": "T", "text": "X", "happened_on": "2026-03-02"})
    form.fields.setlist("lines", ["S1"])
    del form.fields["source"]
    assert staff_client.send(form).status_code == 302
    with app.app_context():
        assert store.support_links(manager.scope, FRAMEWORK)["S1"][0].source == "people"


@pytest.mark.parametrize("source", ["cqc-held", "processes", "nonsense"])
def test_what_is_no_voice_is_refused(manager_client: PageCheckingClient, service: MadeService, source: str):
    form = manager_client.form(f"{service.path}/stories/add", {"title": "T", "text": "X", "happened_on": "2026-03-02"})
    form.fields["source"] = source
    answer: Any = manager_client.send(form)
    assert answer.page.problems_told == ["Choose whose voice it is."]


def test_form_asks_for_initials_alone(staff_client: PageCheckingClient, service: MadeService):
    page: Any = staff_client.get(f"{service.path}/stories/add").page
    assert "Name nobody: use initials" in page.text


def test_list_is_filtered_by_what_the_address_says(manager_client: PageCheckingClient, service: MadeService):
    add(manager_client, service, "stories", title="Newer", source="partners", happened_on="2026-05-01", lines=[C1])
    add(manager_client, service, "stories", title="Older", happened_on="2025-05-01", lines=[S1])
    expected = {
        "": ["Newer", "Older"],
        "source=partners": ["Newer"],
        "source=people": ["Older"],
        "state=waiting": [],
        "state=accepted": ["Newer", "Older"],
        f"line={S1}": ["Older"],
        "line=C1&source=partners": ["Newer"],
    }
    index = f"{service.path}/stories/"
    found = {query: titles_on(manager_client.get(f"{index}?{query}").page) for query in expected}
    assert found == expected


def test_line_shows_its_stories_with_the_difference_they_made(
    manager_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "stories", lines=[C1])
    for client in (manager_client, viewer_client):
        page: Any = client.get(f"{service.path}/lines/{C1}").page
        assert reference in page.text
        assert "She eats with the others now." in page.text
    assert "stories/add" not in viewer_client.get(f"{service.path}/lines/{C1}").text
