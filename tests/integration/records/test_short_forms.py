"""The forms that add records are short: what must be said stands open, the rest is folded and filled in sensibly."""

from datetime import date
from typing import Any

import pytest

from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import FORMS, ITEM
from tests.pages import text_of

# What is asked before anything is unfolded.
OPEN = {
    "evidence": ["title", "happened_on", "source", "files"],
    "stories": ["title", "text", "difference", "happened_on"],
    "actions": ["title", "issue", "plan", "measure", "due_on", "priority"],
}


def open_fields(page: Any) -> list[str]:
    """The names of the fields of the record's form that are not folded away and not hidden."""
    [form] = [form for form in page.all("form") if form.get("data-draft")]
    return [
        control.get("name")
        for control in page.controls_of(form)
        if control.get("type") not in ("hidden", "submit") and page.inside(control, "details") is None
    ]


@pytest.mark.parametrize("kind", list(FORMS))
def test_only_what_must_be_said_stands_open(manager_client: PageCheckingClient, service: MadeService, kind: str):
    page: Any = manager_client.get(f"{service.path}/{kind}/add").page
    assert open_fields(page) == OPEN[kind]
    assert "More, if you have it" in page.text


@pytest.mark.parametrize("kind", ["evidence", "stories"])
def test_date_is_today_and_the_owner_is_whoever_adds(
    manager_client: PageCheckingClient, manager: MadePerson, service: MadeService, kind: str
):
    form = manager_client.form(f"{service.path}/{kind}/add")
    assert form.fields["happened_on"] == date.today().isoformat()
    assert form.fields["owner"] == str(manager.id)


def test_lines_of_the_address_stand_in_the_heading_of_the_folded_part(
    manager_client: PageCheckingClient, service: MadeService
):
    page: Any = manager_client.get(f"{service.path}/evidence/add?line={FRAMEWORK}/S2&line={FRAMEWORK}/C1").page
    assert "Which lines does it speak to? S2, C1" in page.text


def test_folded_part_is_open_where_something_in_it_is_wrong(manager_client: PageCheckingClient, service: MadeService):
    answer: Any = manager_client.submit(f"{service.path}/evidence/add", {**ITEM, "good_until": "nonsense"})
    [more] = [each for each in answer.page.all("details") if "More, if you have it" in text_of(each)]
    assert more.get("open") is not None
