"""Changing several records at once: what is asked first, what is done, what is left and why, and taking it back."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts.audit_models import AuditEntry
from evidence.database import db
from evidence.records.models import Record, RecordLine, RecordVersion
from tests import factories, filled_forms
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.filled_forms import FilledForm
from tests.integration.records.filled import C1, FORMS, S1, S2, add, titles_on
from tests.statements import count_queries

KINDS = list(FORMS)
MOST_QUERIES = 12
OPEN_STATE = {"evidence": "accepted", "stories": "accepted", "actions": "open"}


def ticked(client: PageCheckingClient, service: MadeService, kind: str, press: str, *references: str) -> Any:
    """Tick records on their list and press a button there: the page that says what will happen."""
    index, many = f"{service.path}/{kind}/", f"{service.path}/{kind}/many"
    return client.submit(index, {"record": list(references)}, action=many, button=press)


def asked(client: PageCheckingClient, service: MadeService, kind: str, do: str, *references: str) -> FilledForm:
    """The form of that page, not yet sent."""
    path = f"{service.path}/{kind}/many"
    query = "&".join([f"do={do}", *(f"record={reference}" for reference in references)])
    return client.form(f"{path}?{query}", action=path)


def sent(client: PageCheckingClient, form: FilledForm, **fields: str) -> str:
    """Send a form with these fields filled in; the message on the page that follows."""
    for name, value in fields.items():
        form.fields[name] = value
    answer: Any = client.send(form)
    assert answer.status_code == 302, answer.page.problems_told
    page: Any = client.get(answer.location).page
    return " ".join("".join(page.with_class("notice")[0].itertext()).split())


def state_of(app: Flask, service: MadeService) -> dict[str, str]:
    with app.app_context():
        rows = db.session.scalars(select(Record).where(Record.service_id == service.id))
        return {record.reference: record.state for record in rows}


def entries(app: Flask, service: MadeService, word: str) -> list[str]:
    """The subjects of the audit entries that say this."""
    with app.app_context():
        rows = select(AuditEntry).where(AuditEntry.service_id == service.id).order_by(AuditEntry.number)
        return [entry.subject for entry in db.session.scalars(rows) if word in entry.action]


@pytest.mark.parametrize("kind", KINDS)
def test_ticked_records_are_linked_to_a_line_and_each_gets_a_version_and_an_entry(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str
):
    first, second = (add(manager_client, service, kind, title=title, lines=[S1]) for title in ("First", "Second"))
    left_out = add(manager_client, service, kind, title="Not ticked")
    page = ticked(manager_client, service, kind, "Link to a line", first, second).page
    assert "First" in page.text
    assert "Not ticked" not in page.text
    said = sent(manager_client, asked(manager_client, service, kind, "link", first, second), line=C1)
    assert "are linked to C1." in said
    assert said.startswith("2 ")
    assert sorted(entries(app, service, "changed")) == sorted([first, second])
    with app.app_context():
        records = {
            each.reference: each for each in db.session.scalars(select(Record).where(Record.service_id == service.id))
        }
        assert [records[each].version for each in (first, second, left_out)] == [2, 2, 1]
        links = select(RecordLine).where(RecordLine.service_id == service.id, RecordLine.record_id == records[first].id)
        bearing = "background" if kind == "actions" else "supports"
        found = {(link.code, link.bearing) for link in db.session.scalars(links)}
        assert found == {("S1", bearing), ("C1", bearing)}
        newest = select(RecordVersion).where(RecordVersion.service_id == service.id, RecordVersion.number == 2)
        before = select(RecordVersion).where(RecordVersion.service_id == service.id, RecordVersion.number == 1)
        was = {version.record_id: version.fields for version in db.session.scalars(before)}
        for version in db.session.scalars(newest):
            differing = {name for name, value in version.fields.items() if was[version.record_id][name] != value}
            assert differing == {"lines"}


def test_what_goes_wrong_challenges_the_line_unless_somebody_says_otherwise(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    complaint = add(manager_client, service, "evidence", item_kind="complaint")
    survey = add(manager_client, service, "evidence")
    sent(manager_client, asked(manager_client, service, "evidence", "link", complaint, survey), line=S1)
    form = asked(manager_client, service, "evidence", "link", complaint, survey)
    sent(manager_client, form, line=S2, bearing="background")
    with app.app_context():
        links = db.session.scalars(select(RecordLine).where(RecordLine.service_id == service.id))
        found = sorted((link.code, link.bearing) for link in links)
    assert found == [("S1", "challenges"), ("S1", "supports"), ("S2", "background"), ("S2", "background")]


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_else_looks_after_the_ticked_records(
    app: Flask, manager_client: PageCheckingClient, staff: MadePerson, service: MadeService, kind: str
):
    first, second = add(manager_client, service, kind), add(manager_client, service, kind, owner=str(staff.id))
    said = sent(manager_client, asked(manager_client, service, kind, "owner", first, second), owner=str(staff.id))
    assert said == f"Both are with {staff.name} now; 1 was already."
    assert entries(app, service, "changed") == [first]
    said = sent(manager_client, asked(manager_client, service, kind, "owner", first, second), owner="")
    assert said.startswith("Nobody looks after 2 ")
    with app.app_context():
        assert {
            each.owner_id for each in db.session.scalars(select(Record).where(Record.service_id == service.id))
        } == {None}


def test_what_is_so_already_is_told_as_a_success(
    manager_client: PageCheckingClient, manager: MadePerson, staff: MadePerson, service: MadeService
):
    mine, *others = (
        add(manager_client, service, "evidence", owner=str(person.id)) for person in (manager, staff, staff)
    )
    index = f"{service.path}/evidence/"
    form = asked(manager_client, service, "evidence", "owner", mine, *others)
    choice: Any = manager_client.get(f"{index}many?do=owner&record={mine}").page
    assert f"{staff.name} (care staff)" in [option.text for option in choice.all("option")]
    form.fields["owner"] = str(staff.id)
    manager_client.send(form)
    told: Any = manager_client.get(index).page
    [said] = told.with_class("notice-success")
    assert f"All 3 are with {staff.name} now; 2 were already." in "".join(said.itertext())
    assert not told.with_class("notice-warning")
    form = asked(manager_client, service, "evidence", "owner", mine)
    assert sent(manager_client, form, owner=str(staff.id)) == f"It was with {staff.name} already."


@pytest.mark.parametrize("kind", KINDS)
def test_archived_records_are_brought_back_by_one_press_to_the_state_they_had(
    app: Flask, manager_client: PageCheckingClient, staff_client: PageCheckingClient, service: MadeService, kind: str
):
    mine = add(manager_client, service, kind)
    other = add(manager_client, service, kind) if kind == "actions" else add(staff_client, service, kind)
    if kind == "actions":
        closing = {"closing_word": "Done", "no_proof_reason": "Nothing to show"}
        manager_client.submit(f"{service.path}/actions/{other}/close", closing)
    before = state_of(app, service)
    assert before == {mine: OPEN_STATE[kind], other: "done" if kind == "actions" else "waiting"}
    form = asked(manager_client, service, kind, "archive", mine, other)
    form.fields["back"] = "sort=title&view=table"
    answer: Any = manager_client.send(form)
    assert answer.location == f"{service.path}/{kind}/?sort=title&view=table"
    assert set(state_of(app, service).values()) == {"archived"}
    page: Any = manager_client.get(answer.location).page
    assert "are archived." in page.with_class("notice")[0].text
    assert titles_on(page) == []
    undo = pressed(page, f"{service.path}/{kind}/many", "Undo")
    answer = manager_client.send(undo)
    assert answer.location == f"{service.path}/{kind}/?sort=title&view=table"
    assert state_of(app, service) == before
    assert sorted(entries(app, service, "brought back")) == sorted([mine, other])


@pytest.mark.parametrize("kind", KINDS)
def test_single_archiving_can_be_undone_from_the_next_page(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str
):
    reference = add(manager_client, service, kind)
    path = f"{service.path}/{kind}/{reference}"
    answer: Any = manager_client.submit(f"{path}/archive")
    page: Any = manager_client.get(answer.location).page
    assert state_of(app, service) == {reference: "archived"}
    undone: Any = manager_client.send(pressed(page, f"{service.path}/{kind}/many", "Undo"))
    assert undone.location == path
    assert state_of(app, service) == {reference: OPEN_STATE[kind]}
    again: Any = manager_client.send(pressed(page, f"{service.path}/{kind}/many", "Undo"))
    assert "not in the archive any more" in manager_client.get(again.location).text
    assert len(entries(app, service, "brought back")) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_archived_records_are_found_by_their_state_and_brought_back_from_there(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, kind: str
):
    reference = add(manager_client, service, kind)
    manager_client.submit(f"{service.path}/{kind}/{reference}/archive")
    index, many = f"{service.path}/{kind}/?state=archived", f"{service.path}/{kind}/many"
    manager_client.get(index)  # takes the message with its button away
    page: Any = manager_client.submit(index, {"record": True}, action=many, button="Bring back")
    [form] = [form for form in page.page.all("form") if form.get("method") == "post" and form.get("action") == many]
    assert form is not None
    said = sent(manager_client, asked(manager_client, service, kind, "bring-back", reference))
    assert "is back." in said
    assert state_of(app, service) == {reference: OPEN_STATE[kind]}


def test_what_cannot_be_changed_is_left_and_told_with_the_reason(
    app: Flask, manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService
):
    changed, archived, linked, fine, gone = (add(manager_client, service, "evidence") for _ in range(5))
    form = asked(manager_client, service, "evidence", "link", changed, archived, linked, fine)
    form.fields.add("record", "EV-22222.1")
    lead_client.submit(f"{service.path}/evidence/{changed}/edit", {"title": "Another title"})
    lead_client.submit(f"{service.path}/evidence/{archived}/archive")
    lead_client.submit(f"{service.path}/evidence/{linked}/edit", {"lines": [S1]})
    said = sent(manager_client, form, line=S1)
    assert said == (
        "1 piece of evidence is linked to S1. 4 were left as they are: EV-22222 (not found here); "
        f"{changed} (somebody changed it meanwhile); {archived} (archived already); {linked} (linked to it already)."
    )
    assert entries(app, service, "changed") == [changed, linked, fine]
    assert gone in state_of(app, service)


@pytest.mark.parametrize(
    ("do", "field", "value", "message"),
    [
        ("link", "line", "", "Choose a line."),
        ("link", "line", f"{FRAMEWORK}/S99", "Choose a line."),
        ("link", "bearing", "nonsense", "Choose how they bear on the line."),
        ("owner", "owner", "unsaid", "Choose who looks after them, or “Nobody yet”."),
        ("owner", "owner", "nonsense", "Choose who looks after them, or “Nobody yet”."),
        ("owner", "owner", "00000000-0000-7000-8000-000000000000", "Choose who looks after them, or “Nobody yet”."),
    ],
)
def test_unknown_choice_gets_a_message_and_loses_no_tick(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, do: str, field: str, value: str, message: str
):
    references = [add(manager_client, service, "evidence") for _ in range(2)]
    form = asked(manager_client, service, "evidence", do, *references)
    if do == "link":
        form.fields["line"] = S1
    form.fields[field] = value
    answer: Any = manager_client.send(form)
    assert answer.page.problems_told == [message]
    boxes = [box for box in answer.page.all("input") if box.get("name") == "record" and box.get("checked") is not None]
    assert [str(box.get("value")).partition(".")[0] for box in boxes] == references
    assert entries(app, service, "changed") == []


def test_nothing_ticked_is_said_kindly(manager_client: PageCheckingClient, service: MadeService):
    add(manager_client, service, "evidence")
    path = f"{service.path}/evidence/many"
    for query in ("", "?do=link", "?do=archive&record=", "?do=archive&record=EV-22222", "?do=burn&record=x"):
        answer = manager_client.get(path + query)
        assert answer.status_code == 200
        assert "Nothing is ticked" in answer.text
    reference = add(manager_client, service, "evidence")
    form = asked(manager_client, service, "evidence", "archive", reference)
    del form.fields["record"]
    answer = manager_client.send(form)
    assert answer.status_code == 200
    assert "Nothing is ticked" in answer.text


def test_what_nobody_ticked_on_a_list_is_told_back_harmlessly(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence")
    form = asked(manager_client, service, "evidence", "archive", reference)
    form.fields.add("record", "<script>alert(1)</script>" + "x" * 5000)
    form.fields["back"] = "source=" + "x" * 5000
    said = sent(manager_client, form)
    assert "<SCRIPT>ALERT" in said
    assert len(said) < 200


def test_way_back_never_leads_elsewhere(manager_client: PageCheckingClient, service: MadeService):
    reference = add(manager_client, service, "evidence")
    form = asked(manager_client, service, "evidence", "archive", reference)
    form.fields["back"] = "//evil.example/?x=1&state=archived&next=//evil.example"
    answer = manager_client.send(form)
    assert answer.location == f"{service.path}/evidence/?state=archived"


@pytest.mark.parametrize("kind", KINDS)
def test_records_of_another_service_or_kind_are_neither_shown_nor_changed(
    app: Flask,
    manager_client: PageCheckingClient,
    neighbour_manager_client: PageCheckingClient,
    service: MadeService,
    neighbour_service: MadeService,
    kind: str,
):
    theirs = add(neighbour_manager_client, neighbour_service, kind, title="Theirs")
    mine = add(manager_client, service, kind, title="Mine")
    of_other_kind = add(manager_client, service, next(other for other in KINDS if other != kind), title="Other kind")
    page: Any = manager_client.get(
        f"{service.path}/{kind}/many?do=archive&record={mine}&record={theirs}&record={of_other_kind}"
    )
    assert "Mine" in page.text
    assert "Theirs" not in page.text
    assert "Other kind" not in page.text
    assert "2 of those you ticked can’t be found here." in page.text
    form = asked(manager_client, service, kind, "archive", mine)
    form.fields.add("record", f"{theirs}.1")
    form.fields.add("record", f"{of_other_kind}.1")
    assert f"{theirs} and {of_other_kind} (not found here)" in sent(manager_client, form)
    assert state_of(app, neighbour_service) == {theirs: OPEN_STATE[kind]}
    assert state_of(app, service)[of_other_kind] != "archived"
    address = f"{service.path}/{kind}/many?do=archive&record={mine}"
    assert neighbour_manager_client.get(address).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_viewers_and_staff_get_nothing_to_tick(
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    staff_client: PageCheckingClient,
    service: MadeService,
    kind: str,
):
    add(manager_client, service, kind)
    add(staff_client, service, "stories")
    for client in (viewer_client, staff_client):
        page: Any = client.get(f"{service.path}/{kind}/")
        if page.status_code == 200:
            assert not [box for box in page.page.all("input") if box.get("type") == "checkbox"]
        assert client.get(f"{service.path}/{kind}/many?do=archive").status_code == 403
        token = token_of(client)
        posted = client.post(f"{service.path}/{kind}/many", data={"csrf_token": token, "do": "archive"})
        assert posted.status_code == 403


def test_no_more_than_a_page_is_changed_at_once_and_the_page_asks_few_questions(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    with factories.at_once(app):
        made = [factories.make_item(app, manager, f"Item {number}").reference for number in range(55)]
    for do in ("link", "owner", "archive"):
        query = "&".join([f"do={do}", *(f"record={reference}" for reference in made)])
        with count_queries() as statements:
            page: Any = manager_client.get(f"{service.path}/evidence/many?{query}").page
        assert len(statements) <= MOST_QUERIES
        assert len([box for box in page.all("input") if box.get("name") == "record"]) == 50
    said = sent(manager_client, asked(manager_client, service, "evidence", "archive", *made))
    assert said.startswith("50 pieces of evidence are archived.")
    assert list(state_of(app, service).values()).count("archived") == 50


def pressed(page: Any, action: str, button: str) -> FilledForm:
    """The form of a page behind a button, as it stands."""
    return filled_forms.fill(page, filled_forms.choose(page, action=action, button=button), {}, None, button)


def token_of(client: PageCheckingClient) -> str:
    """The token that this browser's forms carry."""
    page: Any = client.get("/me").page
    return next(str(field.get("value")) for field in page.all("input") if field.get("name") == "csrf_token")
