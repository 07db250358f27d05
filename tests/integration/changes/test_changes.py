"""What was changed: listed for managers with filters, fifty a page, taken out as CSV, and for leads over accounts."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from evidence.accounts.audit_models import AuditEntry, AuditPayload
from evidence.accounts.opening_models import Opening
from evidence.changes import store
from evidence.changes.store import Filters
from evidence.changes.telling import ERASED
from evidence.database import db, saving
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, FRAMEWORK, MadePerson
from tests.statements import count_queries

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def said(browser: PageCheckingClient, address: str) -> list[str]:
    """Each change of a page as one line: who did what to what."""
    page = browser.get(address).page
    return [" ".join("".join(item.itertext()).split()) for item in page.with_class("mb-1")]


def listed(app: Flask, reader: MadePerson, **asked: object) -> list[tuple[str, str]]:
    with app.app_context():
        page = store.list_changes(reader.scope, Filters(**asked))  # type: ignore[arg-type]
        return [(change.what, change.reference) for change in page.changes]


def test_everything_that_was_done_is_listed_newest_first_with_its_record(app, clock, service, manager, manager_client):
    item = factories.make_item(app, manager, "Falls audit")
    lines = said(manager_client, f"{service.path}/changes/")
    assert lines[0] == f"23 November 2026, 09:00 {manager.name} added evidence: Falls audit {item.reference}"
    assert lines[1].endswith(f"gave a role: {manager.name}")
    assert lines[-1].endswith(f"added the service: {service.reference}")
    links = {link.get("href") for link in manager_client.get(f"{service.path}/changes/").page.all("a")}
    assert f"{service.path}/evidence/{item.reference}" in links


def test_change_says_what_stood_there_before_and_after(app: Flask, service, manager, manager_client):
    item = factories.make_item(app, manager, "Falls audit", files=[A_FILE])
    edit = f"{service.path}/evidence/{item.reference}/edit"
    assert manager_client.submit(edit, {"title": "Falls audit, May"}).status_code == 302
    with app.app_context():
        newest, first = store.list_changes(manager.scope, Filters(reference=item.reference)).changes
    assert [(told.label, told.before, told.after) for told in newest.told] == [
        ("Title", "Falls audit", "Falls audit, May")
    ]
    assert ("Files added", None, "falls.csv") in [(told.label, told.before, told.after) for told in first.told]


def test_erased_details_are_told_and_break_nothing(app: Flask, service, manager, manager_client):
    item = factories.make_item(app, manager)
    with app.app_context(), saving():
        db.session.execute(update(AuditPayload).where(AuditPayload.service_id == service.id).values(details=None))
    page = manager_client.get(f"{service.path}/changes/?reference={item.reference}").page
    assert ERASED in page.text


def test_filters_find_person_record_and_days(app: Flask, clock, service, manager, staff, manager_client):
    early = factories.make_item(app, manager)
    clock.shift(timedelta(days=3))
    late = factories.make_story(app, staff)
    added = [("added a story", late.reference), ("added evidence", early.reference)]
    assert [each for each in listed(app, manager) if each[0].startswith("added ") and each[1][:2] != "SV"] == added
    assert listed(app, manager, person=staff.id) == added[:1]
    assert listed(app, manager, reference=f" {early.reference.lower()} ") == added[1:]
    assert listed(app, manager, first_day=late_day(), person=manager.id) == []
    assert listed(app, manager, first_day=late_day()) == added[:1]
    assert late.reference not in str(listed(app, manager, last_day=NOW.date()))


def late_day():
    return (NOW + timedelta(days=3)).date()


def test_days_are_those_of_england(app: Flask, service, manager):
    with time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False):
        item = factories.make_item(app, manager)
    first_of_july = datetime(2026, 7, 1).date()
    added = [("added evidence", item.reference)]
    assert listed(app, manager, first_day=first_of_july, last_day=first_of_july)[:1] == added
    assert added[0] not in listed(app, manager, last_day=first_of_july - timedelta(days=1))


def test_line_finds_records_that_are_or_were_linked_to_it(app: Flask, service, manager, manager_client):
    linked = factories.make_item(app, manager, lines=["S1"])
    unlinked = factories.make_item(app, manager, lines=["S1"])
    factories.make_item(app, manager, lines=["S2"])
    edit = f"{service.path}/evidence/{unlinked.reference}/edit"
    assert manager_client.submit(edit, {"lines": [f"{FRAMEWORK}/C1"]}).status_code == 302
    found = {reference for _what, reference in listed(app, manager, line=(FRAMEWORK, "S1"))}
    assert found == {linked.reference, unlinked.reference}
    assert listed(app, manager, line=("another", "S1")) == []


def test_line_finds_its_part_of_a_self_assessment(app: Flask, service, manager):
    reference = factories.make_signed_off_round(app, manager)
    found = listed(app, manager, line=(FRAMEWORK, "S4"))
    assert found
    assert {each for _what, each in found} == {reference}
    assert len(listed(app, manager, reference=reference)) > len(found)


def test_wrong_filters_are_told_and_count_as_not_said(service, manager_client):
    page = manager_client.get(f"{service.path}/changes/?first_day=soon&person=nobody&line=x").page
    assert "From must be a real date" in " ".join(page.problems_told).replace("The first day", "From")
    assert len(said(manager_client, f"{service.path}/changes/?person=nobody")) > 1
    backwards = manager_client.get(f"{service.path}/changes/?first_day=2026-11-02&last_day=2026-11-01").page
    assert backwards.problems_told == ["The last day must be on or after the first."]


def test_fifty_stand_on_a_page_and_older_ones_follow(app: Flask, service, manager, manager_client):
    with factories.at_once(app):
        for number in range(60):
            factories.make_item(app, manager, f"Evidence {number}")
    first = manager_client.get(f"{service.path}/changes/?person={manager.id}").page
    older = next(link.get("href") for link in first.all("a") if link.get("rel") == "next")
    assert f"person={manager.id}" in older
    assert [
        len(said(manager_client, address)) for address in (f"{service.path}/changes/?person={manager.id}", older)
    ] == [
        50,
        10,
    ]


def test_page_asks_the_same_few_questions_however_much_there_is(app: Flask, service, manager, manager_client):
    counts = []
    for _ in range(2):
        with factories.at_once(app):
            for number in range(30):
                factories.make_item(app, manager, f"Evidence {number}")
        with count_queries() as statements:
            manager_client.get(f"{service.path}/changes/")
        counts.append(len(statements))
    assert counts[1] <= counts[0] <= 12


def test_csv_holds_every_change_that_is_asked_for_and_is_noted(app: Flask, service, manager, manager_client):
    with factories.at_once(app):
        for number in range(60):
            factories.make_item(app, manager, f"=Evidence {number}", is_confidential=True)
    answer = manager_client.get(f"{service.path}/changes/changes.csv")
    assert answer.mimetype == "text/csv"
    assert f"changes-{service.reference}-" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    with app.app_context():
        entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.service_id == service.id)
        assert len(rows) - 1 == db.session.scalar(entries)
        noted = db.session.scalars(select(Opening).where(Opening.service_id == service.id)).one()
        assert (noted.what, noted.subject, noted.account_id) == ("list", "the list of changes", manager.id)
    assert rows[1][6] == "'=Evidence 59"
    only = manager_client.get(f"{service.path}/changes/changes.csv?reference={rows[1][5]}")
    assert len(list(csv.reader(io.StringIO(only.data.decode("utf-8-sig"))))) == 2


def test_another_service_is_on_nobodys_list(
    app: Flask, service, manager, manager_client, neighbour_manager, other_manager
):
    for person in (neighbour_manager, other_manager):
        factories.make_item(app, person, "Elsewhere")
    assert "Elsewhere" not in manager_client.get(f"{service.path}/changes/").page.text
    assert "Elsewhere" not in manager_client.get(f"{service.path}/changes/changes.csv").text


def test_page_of_a_person_leads_to_what_they_did(app: Flask, service, manager, staff, manager_client):
    factories.make_item(app, staff, "Sent in")
    page = manager_client.get(f"{service.path}/people/{staff.id}").page
    address = next(link.get("href") for link in page.all("a") if "person=" in (link.get("href") or ""))
    assert [line.split(": ")[1][:7] for line in said(manager_client, address)] == ["Sent in"]


def test_lead_sees_sign_ins_and_accounts_of_the_provider_and_of_no_other(
    app, service, lead, lead_client, manager, other_manager
):
    factories.sign_in(app, manager)
    factories.sign_in(app, other_manager)
    lines = said(lead_client, "/provider/changes/")
    assert any(line.endswith(f"{manager.name} signed in: {manager.name}") for line in lines)
    assert other_manager.name not in " ".join(lines)
    only = said(lead_client, f"/provider/changes/?person={manager.id}")
    assert len(only) == 1
    assert "Signed in with password" in lead_client.get(f"/provider/changes/?person={manager.id}").page.text


def test_opened_records_and_files_are_listed_and_filtered(app: Flask, clock, service, manager, lead, manager_client):
    secret = factories.make_item(app, manager, "A worry", files=[A_FILE], is_confidential=True)
    open_item = factories.make_item(app, manager, "A survey", files=[(b"a,b\n1,2\n", "survey.csv")])
    manager_client.get(f"{service.path}/evidence/{secret.reference}")
    lead_client = factories.sign_in(app, lead)
    lead_client.get(f"/files/{open_item.file_ids[0]}")
    address = f"{service.path}/changes/opened/"
    text = manager_client.get(address).page.text
    assert "opened it" in text
    assert "survey.csv" in text
    assert "survey.csv" not in manager_client.get(f"{address}?reference={secret.reference.lower()}").page.text
    assert "survey.csv" in manager_client.get(f"{address}?person={lead.id}").page.text
    record = manager_client.get(f"{service.path}/evidence/{open_item.reference}").page.text
    assert "Who opened it" in record
    assert f"{lead.name} downloaded" in record


def test_opened_list_goes_on_over_pages(app: Flask, service, manager, manager_client):
    secret = factories.make_item(app, manager, is_confidential=True)
    for _ in range(51):
        manager_client.get(f"{service.path}/evidence/{secret.reference}")
    address = f"{service.path}/changes/opened/"
    assert len(manager_client.get(address).page.all("tr")) == 51
    assert len(manager_client.get(f"{address}?page=2").page.all("tr")) == 2


@pytest.mark.parametrize("client", ["staff_client", "viewer_client"])
def test_lists_are_for_managers_and_leads(request, service, client: str):
    browser = request.getfixturevalue(client)
    for path in ("changes/", "changes/changes.csv", "changes/opened/"):
        assert browser.get(f"{service.path}/{path}").status_code == 403
