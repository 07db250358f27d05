"""Adding records of every kind: what the form takes, what it asks again, and that twice is once."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.records.models import Record
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import FORMS, ITEM, S1, S2, add, reference_in

KINDS = list(FORMS)


def count_records(app: Flask) -> int:
    with app.app_context(), system_scope("counting in a test"):
        return db.session.scalar(select(func.count()).select_from(Record)) or 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_manager_adds_stands_on_its_page(manager_client: PageCheckingClient, service: MadeService, kind: str):
    reference = add(manager_client, service, kind, lines=[S1])
    page: Any = manager_client.get(f"{service.path}/{kind}/{reference}").page
    assert page.heading == FORMS[kind]["title"]
    assert reference in page.text
    assert "Safeguarding" in page.text or "S1" in page.text
    assert "<strong>" in page.html
    for name in ("difference", "who_says", "plan", "measure", "original_kept"):
        assert FORMS[kind].get(name, "") in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_form_sent_twice_makes_one_record_and_says_so(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str
):
    form = manager_client.form(f"{service.path}/{kind}/add", FORMS[kind], {"files": [factories.A_FILE]})
    first, second = manager_client.send(form), manager_client.send(form)
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert count_records(app) == 1
    page: Any = manager_client.get(second.location).page
    assert f"This form was saved already, as {reference_in(first)}. Nothing was saved twice." in page.text
    assert page.text.count("falls.csv") == 1


def test_form_in_two_tabs_makes_two_records(app: Flask, manager_client: PageCheckingClient, service: MadeService):
    first, second = (manager_client.form(f"{service.path}/evidence/add", ITEM) for _ in range(2))
    assert manager_client.send(first).location != manager_client.send(second).location
    assert count_records(app) == 2


def test_key_of_one_person_does_not_stop_another(
    app: Flask,
    manager_client: PageCheckingClient,
    lead_client: PageCheckingClient,
    service: MadeService,
):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM)
    manager_client.send(form)
    same_key: Any = lead_client.form(f"{service.path}/evidence/add", {**ITEM, "once": form.fields["once"]})
    assert lead_client.send(same_key).status_code == 302
    assert count_records(app) == 2


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("evidence", "title", "Enter a title."),
        ("evidence", "happened_on", "Enter the date it happened."),
        ("stories", "text", "Enter what happened."),
        ("stories", "happened_on", "Enter the date it happened."),
        ("actions", "issue", "Enter what is wrong or could be better."),
        ("actions", "plan", "Enter what will be done."),
        ("actions", "measure", "Enter how you will know it has worked."),
        ("actions", "due_on", "Enter the date it is due by."),
    ],
)
def test_what_is_missing_is_asked_for_and_the_rest_is_kept(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str, name: str, message: str
):
    answer: Any = manager_client.submit(f"{service.path}/{kind}/add", {**FORMS[kind], name: "  ", "lines": [S1, S2]})
    assert answer.status_code == 200
    assert answer.page.problems_told == [message]
    kept = {field.get("name"): field.get("value") for field in answer.page.all("input") if field.get("value")}
    assert name == "title" or kept["title"] == FORMS[kind]["title"]
    ticked = [box.get("value") for box in answer.page.all("input") if box.get("checked") is not None]
    assert ticked == [S1, S2]
    assert count_records(app) == 0


def test_problems_are_told_in_the_order_of_the_page(manager_client: PageCheckingClient, service: MadeService):
    fields = {"lines": [S1], f"shows-{S1}": "x" * 501, "good_until": "x", "source": "", "happened_on": ""}
    answer: Any = manager_client.submit(f"{service.path}/evidence/add", fields, {"files": [(b"", "empty.csv")]})
    assert [problem.split(".")[0] for problem in answer.page.problems_told] == [
        "Enter a title",
        "Enter the date it happened",
        "Choose where it comes from",
        "empty",
        "What it shows for S1 must be 500 characters or fewer",
        "The date must be a real date, such as 22/11/2026",
    ]


@pytest.mark.parametrize("typed", ["2026-03-02", "02/03/2026", "2/3/2026", "2 March 2026"])
def test_dates_are_read_as_people_write_them(manager_client: PageCheckingClient, service: MadeService, typed: str):
    reference = add(manager_client, service, "evidence", happened_on=typed)
    page: Any = manager_client.get(f"{service.path}/evidence/{reference}").page
    assert "2 March 2026" in page.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("31/02/2026", "The date must be a real date, such as 22/11/2026."),
        ("2199-01-01", "The date must be today or in the past."),
    ],
)
def test_impossible_dates_are_refused(
    manager_client: PageCheckingClient, service: MadeService, typed: str, message: str
):
    answer: Any = manager_client.submit(f"{service.path}/stories/add", {**FORMS["stories"], "happened_on": typed})
    assert answer.page.problems_told == [message]


def test_bare_code_means_the_framework_in_use(manager_client: PageCheckingClient, service: MadeService):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM)
    form.fields.setlist("lines", ["S2"])
    reference = reference_in(manager_client.send(form))
    assert f"/lines/{FRAMEWORK}/S2" in manager_client.get(f"{service.path}/evidence/{reference}").text


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("evidence", "S99"),
        ("evidence", f"{FRAMEWORK}/S99"),
        ("evidence", "saf-1999/S1"),
        ("evidence", f"{FRAMEWORK}/"),
        ("stories", "<b>"),
        ("actions", "S99"),
    ],
)
def test_line_that_does_not_exist_is_told_on_the_form(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str, line: str
):
    form = manager_client.form(f"{service.path}/{kind}/add", FORMS[kind])
    form.fields.setlist("lines", [line])
    answer: Any = manager_client.send(form)
    assert answer.status_code == 200
    [message] = answer.page.problems_told
    assert re.fullmatch(r"There is no line .*in .+\. Choose another\.", message)
    assert count_records(app) == 0


def test_too_long_words_about_a_line_are_told_not_cut(manager_client: PageCheckingClient, service: MadeService):
    fields = {**ITEM, "lines": [S1], f"shows-{S1}": "x" * 503}
    answer: Any = manager_client.submit(f"{service.path}/evidence/add", fields)
    assert answer.page.problems_told == ["What it shows for S1 must be 500 characters or fewer. Shorten it by 3."]
    assert "x" * 503 in answer.text


@pytest.mark.parametrize("kind", KINDS)
def test_line_of_the_address_is_ticked(manager_client: PageCheckingClient, service: MadeService, kind: str):
    page: Any = manager_client.get(f"{service.path}/{kind}/add?line={S2}&line=C1&line=&line=nonsense").page
    assert [box.get("value") for box in page.all("input") if box.get("checked") is not None] == [
        S2,
        f"{FRAMEWORK}/C1",
    ]
    assert len([group for group in page.all("details") if group.get("open") is not None]) == 2


@pytest.mark.parametrize("name", ["source", "item_kind", "owner"])
def test_choice_that_is_not_offered_is_refused_in_plain_words(
    manager_client: PageCheckingClient, service: MadeService, name: str
):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM)
    form.fields[name] = "nonsense"
    answer: Any = manager_client.send(form)
    assert answer.status_code == 200
    assert [message.split()[0] for message in answer.page.problems_told] == ["Choose"]


def test_staff_are_not_asked_for_owner_or_confidentiality_and_cannot_set_them(
    app: Flask, staff_client: PageCheckingClient, staff: MadePerson, manager: MadePerson, service: MadeService
):
    page: Any = staff_client.get(f"{service.path}/stories/add").page
    names = {field.get("name") for field in page.all("input", "select")}
    assert not {"owner", "is_confidential"} & names
    assert "call 999" in page.text
    assert "Nobody watches this form round the clock" in page.text
    form = staff_client.form(f"{service.path}/stories/add", FORMS["stories"])
    form.fields["is_confidential"], form.fields["owner"] = "y", str(manager.id)
    reference = reference_in(staff_client.send(form))
    with app.app_context():
        record: Any = db.session.scalar(
            select(Record).where(Record.service_id == service.id, Record.reference == reference)
        )
        assert (record.is_confidential, record.owner_id, record.state) == (False, None, "waiting")
        assert record.created_by_id == staff.id


def test_what_staff_send_in_waits_and_they_see_it(staff_client: PageCheckingClient, service: MadeService):
    for kind in ("evidence", "stories"):
        answer = staff_client.submit(f"{service.path}/{kind}/add", FORMS[kind])
        page: Any = staff_client.get(answer.location).page
        assert "A manager will look at it." in page.text
        assert "Waiting for a manager" in page.text
        assert FORMS[kind]["title"] in staff_client.get(f"{service.path}/{kind}/").page.text
        assert "Edit" not in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_a_person_writes_becomes_markup(manager_client: PageCheckingClient, service: MadeService, kind: str):
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    words = {name: f"{attack} {name}" for name in FORMS[kind] if name not in ("happened_on", "due_on", "source")}
    words = {name: text for name, text in words.items() if name not in ("item_kind", "priority")}
    reference = add(manager_client, service, kind, lines=[S1], **words)
    for path in ("", f"/{reference}", f"/{reference}/edit", f"/{reference}/versions", f"/{reference}/archive"):
        page: Any = manager_client.get(f"{service.path}/{kind}{path or '/'}").page
        assert not [script for script in page.all("script") if not script.get("src")]
        assert not [image for image in page.all("img") if image.get("src") == "x"]
        assert not [link for link in page.all("a") if link.get("href", "").startswith("javascript")]


def test_what_was_typed_is_handed_back_after_the_sign_in_had_run_out(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = f"{service.path}/evidence/add"
    typed = {**ITEM, "lines": [S2], f"bearing-{S2}": "challenges", f"shows-{S2}": "Shown here"}
    form = manager_client.form(path, typed)
    with manager_client.session_transaction() as session:
        session["seen_at"] = 0
    answer = manager_client.send(form)
    assert answer.location.startswith("/sign-in")
    back = manager_client.submit(answer.location, {"email": manager.email, "password": factories.PASSWORD})
    assert back.location == path
    assert "We kept what you typed" in manager_client.get(path).text
    reference = reference_in(manager_client.submit(path))
    page: Any = manager_client.get(f"{service.path}/evidence/{reference}").page
    for words in (ITEM["title"], "Shown here", "Challenges", "S2"):
        assert words in page.text
