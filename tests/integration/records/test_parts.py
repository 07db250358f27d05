"""A record's own page: what is changed on it in a small form, what goes with it, and who opened it."""

from typing import Any

import pytest

from evidence.records.words import Bearing
from tests import filled_forms
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import FORMS, ITEM, S1, S2, add
from tests.pages import text_of
from tests.statements import count_queries

MOST_QUERIES = 12


def change(client: PageCheckingClient, path: str, part: str, **fields: Any) -> Any:
    """Send the small form of a part, as it stands on the record's page."""
    return client.submit(path, fields, action=f"{path}/parts/{part}")


@pytest.mark.parametrize("kind", list(FORMS))
def test_owner_is_changed_from_the_page_and_nothing_else(
    manager_client: PageCheckingClient, lead: MadePerson, service: MadeService, kind: str
):
    path = f"{service.path}/{kind}/{add(manager_client, service, kind, lines=[S1])}"
    before: Any = manager_client.form(f"{path}/edit").fields
    answer = change(manager_client, path, "owner", owner="")
    assert answer.location == f"{path}#part-owner"
    after: Any = manager_client.form(f"{path}/edit").fields
    changed = {name for name in before if before.getlist(name) != after.getlist(name)} - {"csrf_token", "once"}
    assert changed == {"owner", "version"}
    assert "nobody yet" in manager_client.get(path).text


def test_date_it_is_good_until_is_changed_and_told_what_is_wrong(
    manager_client: PageCheckingClient, service: MadeService
):
    path = f"{service.path}/evidence/{add(manager_client, service, 'evidence')}"
    assert change(manager_client, path, "good-until", good_until="2031-01-31").status_code == 302
    assert "31 January 2031" in manager_client.get(path).text
    answer = change(manager_client, path, "good-until", good_until="2001-01-31")
    assert answer.page.problems_told == ["“Good until” must be on or after the day it happened."]


def test_lines_are_linked_and_unlinked_with_their_bearing(manager_client: PageCheckingClient, service: MadeService):
    path = f"{service.path}/evidence/{add(manager_client, service, 'evidence', lines=[S1])}"
    fields = {"lines": [S2], f"bearing-{S2}": Bearing.CHALLENGES.value, f"shows-{S2}": "Two falls at night"}
    assert change(manager_client, path, "lines", **fields).status_code == 302
    text = manager_client.get(path).text
    assert f"/lines/{FRAMEWORK}/S2" in text
    assert f"/lines/{FRAMEWORK}/S1" not in text
    assert "Two falls at night" in text
    assert "changed evidence" in text


def test_date_and_priority_of_an_action_are_changed(manager_client: PageCheckingClient, service: MadeService):
    path = f"{service.path}/actions/{add(manager_client, service, 'actions')}"
    assert change(manager_client, path, "due", due_on="2031-01-31", priority="high").status_code == 302
    text = manager_client.get(path).text
    assert "31 January 2031" in text
    assert "High" in text


def test_date_of_an_action_is_not_moved_into_the_past(manager_client: PageCheckingClient, service: MadeService):
    path = f"{service.path}/actions/{add(manager_client, service, 'actions', due_on='2026-01-05')}"
    answer = change(manager_client, path, "due", due_on="2026-01-06")
    assert answer.page.problems_told == ["The new day must be today or later."]
    edited: Any = manager_client.submit(f"{path}/edit", {"due_on": "2026-01-06"})
    assert edited.page.problems_told == ["The new day must be today or later."]
    assert "5 January 2026" in manager_client.get(path).text


def test_other_parts_of_an_overdue_action_are_changed(manager_client: PageCheckingClient, service: MadeService):
    path = f"{service.path}/actions/{add(manager_client, service, 'actions', due_on='2026-01-05')}"
    assert change(manager_client, path, "due", priority="low").status_code == 302
    assert manager_client.submit(f"{path}/edit", {"title": "Fit more rails"}).status_code == 302
    text = manager_client.get(path).text
    assert "Fit more rails" in text
    assert "5 January 2026" in text


@pytest.mark.parametrize(
    ("kind", "part", "fields"),
    [
        ("evidence", "owner", {"owner": ""}),
        ("evidence", "lines", {"lines": [S2]}),
        ("actions", "due", {"due_on": "2031-01-31"}),
    ],
)
def test_what_was_saved_is_told_where_the_page_goes_to(
    manager_client: PageCheckingClient, service: MadeService, kind: str, part: str, fields: dict[str, Any]
):
    path = f"{service.path}/{kind}/{add(manager_client, service, kind, lines=[S1])}"
    answer = change(manager_client, path, part, **fields)
    assert answer.location.endswith(f"#part-{part}")
    page: Any = manager_client.get(path).page
    [told] = [each for each in page.elements if each.get("role") == "status"]
    assert text_of(told).endswith(" is saved.")
    assert page.by_id[f"part-{part}"] in page.above(told)


def test_note_on_an_action_is_told_below_how_it_is_going(manager_client: PageCheckingClient, service: MadeService):
    path = f"{service.path}/actions/{add(manager_client, service, 'actions')}"
    answer = manager_client.submit(path, {"note": "Two rails are up."}, action=f"{path}/progress")
    assert answer.location == f"{path}#part-progress"
    page: Any = manager_client.get(path).page
    [told] = [each for each in page.elements if each.get("role") == "status"]
    assert text_of(told) == "Your note is saved."
    assert page.elements.index(told) == page.elements.index(page.by_id["part-progress"]) + 1


@pytest.mark.parametrize("kind", ["evidence", "stories"])
def test_record_without_lines_says_that_it_counts_nowhere(
    manager_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService, kind: str
):
    path = f"{service.path}/{kind}/{add(manager_client, service, kind)}"
    warning = "It speaks to no line yet, so it counts nowhere."
    page: Any = manager_client.get(path).page
    assert warning in page.text
    [link] = [link for link in page.all("a") if text_of(link) == "Choose its lines"]
    assert link.get("href") == "#part-lines"
    assert warning not in viewer_client.get(path).page.text
    change(manager_client, path, "lines", lines=[S1])
    assert warning not in manager_client.get(path).page.text


def test_change_that_comes_too_late_shows_both_versions(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService
):
    path = f"{service.path}/evidence/{add(manager_client, service, 'evidence')}"
    form = manager_client.form(path, {"good_until": "2031-01-31"}, action=f"{path}/parts/good-until")
    change(lead_client, path, "good-until", good_until="2032-02-29")
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert "Somebody saved this while you were typing" in answer.page.text
    assert "31 January 2031" in answer.page.text
    assert "29 February 2032" in answer.page.text
    again = manager_client.send(form_on(answer))
    assert again.location == f"{path}#part-good-until"
    assert "31 January 2031" in manager_client.get(path).text


def form_on(answer: Any) -> Any:
    """The form on a page that was answered, as it stands."""
    form = filled_forms.choose(answer.page, action=None, button="Save")
    return filled_forms.fill(answer.page, form, {}, None, "Save")


def test_part_that_there_is_not_is_not_found(manager_client: PageCheckingClient, service: MadeService):
    path = f"{service.path}/stories/{add(manager_client, service, 'stories')}"
    assert manager_client.get(f"{path}/parts/good-until").status_code == 404


def test_viewer_and_archived_record_offer_no_change(
    manager_client: PageCheckingClient, viewer_client: PageCheckingClient, service: MadeService
):
    path = f"{service.path}/evidence/{add(manager_client, service, 'evidence')}"
    assert "Change the lines" in manager_client.get(path).text
    assert "Change the lines" not in viewer_client.get(path).text
    manager_client.submit(f"{path}/archive")
    assert "Change the lines" not in manager_client.get(path).text


def test_note_on_an_action_is_set_under_its_notes_once(
    manager_client: PageCheckingClient, manager: MadePerson, service: MadeService
):
    path = f"{service.path}/actions/{add(manager_client, service, 'actions', text='Quote asked for.')}"
    form = manager_client.form(path, {"note": "The rails are fitted."}, action=f"{path}/progress")
    assert manager_client.send(form).location == f"{path}#part-progress"
    assert manager_client.send(form).location == f"{path}#part-progress"
    page: Any = manager_client.get(path).page
    assert page.text.count("The rails are fitted.") == 1
    assert "Quote asked for." in page.text


def test_action_that_names_the_evidence_stands_on_its_page(manager_client: PageCheckingClient, service: MadeService):
    reference = add(manager_client, service, "evidence")
    path = f"{service.path}/evidence/{reference}"
    assert "No action goes with it." in manager_client.get(path).text
    action = add(manager_client, service, "actions", issue=f"What the survey says ({reference})", title="Ask again")
    page: Any = manager_client.get(path).page
    assert "Ask again" in page.text
    assert action in page.text


def test_page_tells_who_opened_it(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, lead: MadePerson, service: MadeService
):
    fields = {**ITEM, "is_confidential": "y"}
    reference = add(manager_client, service, "evidence", **fields)
    path = f"{service.path}/evidence/{reference}"
    lead_client.get(path)
    page: Any = manager_client.get(path).page
    assert "Who opened it" in page.text
    assert f"{lead.name} opened it" in page.text


@pytest.mark.parametrize("kind", list(FORMS))
def test_page_asks_a_fixed_number_of_queries(manager_client: PageCheckingClient, service: MadeService, kind: str):
    few = f"{service.path}/{kind}/{add(manager_client, service, kind)}"
    many = f"{service.path}/{kind}/{add(manager_client, service, kind, lines=[S1, S2])}"
    for _each in range(3):
        change(manager_client, many, "owner", owner="")
        change(manager_client, many, "lines", lines=[S1])
        change(manager_client, many, "lines", lines=[S1, S2])
    counts = []
    for path in (few, many):
        with count_queries() as statements:
            assert manager_client.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= MOST_QUERIES
