"""The list of lines: what is claimed, what is held, and whether it carries the claim."""

from flask import Flask

from evidence.accounts.words import Role, ServiceType
from evidence.records.words import Bearing
from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.lines.filled import add_item, archive, judge, leave_out, row_of
from tests.pages import text_of


def test_all_lines_are_listed_by_key_question(manager_client: PageCheckingClient, service: MadeService):
    page = manager_client.get(f"{service.path}/lines/").page
    listed = [
        text_of(row[0]) for table in page.all("table") for row in table.iter("tr") if row[0].get("scope") == "row"
    ]
    assert listed == [f"{line.code} {line.title}" for line in load_framework(FRAMEWORK).lines]
    headings = [text_of(heading) for heading in page.all("h2")]
    assert headings[:5] == ["Safe", "Effective", "Caring", "Responsive", "Well-led"]


def test_line_of_a_new_service_claims_and_holds_nothing(manager_client: PageCheckingClient, service: MadeService):
    row = row_of(manager_client.get(f"{service.path}/lines/").page, "S1")
    assert row == {
        "line": "S1 Safeguarding and protection from abuse",
        "Judged": "Not judged yet",
        "Support": "No claim yet",
        "Evidence": "0",
        "Stories": "0",
        "Open actions": "0",
    }


def test_what_is_held_is_counted_for_each_line(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    add_item(app, manager, "Survey", "S1", "C1")
    archive(app, manager, add_item(app, manager, "Old survey", "S1"))
    factories.make_story(app, manager, lines=["C1"])
    factories.make_action(app, manager, lines=["S1"])
    factories.make_closed_action(app, manager)
    page = manager_client.get(f"{service.path}/lines/").page
    counts = {
        code: tuple(row_of(page, code)[of] for of in ("Evidence", "Stories", "Open actions"))
        for code in ("S1", "C1", "S4")
    }
    assert counts == {"S1": ("1", "0", "1"), "C1": ("1", "1", "0"), "S4": ("0", "0", "0")}


def test_word_of_support_follows_claim_and_evidence(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    judge(app, manager, S1="good", S2="good", S3="good", S5="good", S6="inadequate")
    add_item(app, manager, "Survey", "S1", "S2")
    add_item(app, manager, "Letter from the GP", "S1", source="partners")
    add_item(app, manager, "Complaint", "S3", "S4", bearing=Bearing.CHALLENGES)
    page = manager_client.get(f"{service.path}/lines/").page
    found = {code: (row_of(page, code)["Judged"], row_of(page, code)["Support"]) for code in ("S1", "S2", "S3", "S5")}
    assert found == {
        "S1": ("Good", "Supported"),
        "S2": ("Good", "Thin"),
        "S3": ("Good", "Contested"),
        "S5": ("Good", "Not supported yet"),
    }
    assert row_of(page, "S4")["Support"] == "Contested"
    assert row_of(page, "S6")["Judged"] == "Inadequate"
    assert row_of(page, "S6")["Support"] == "None needed"


def test_confidential_records_are_not_counted_for_viewers(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    service: MadeService,
):
    judge(app, manager, W2="good")
    add_item(app, manager, "Whistleblowing", "W2", bearing=Bearing.CHALLENGES, is_confidential=True)
    factories.make_action(app, manager, lines=["W2"], is_confidential=True)
    address = f"{service.path}/lines/"
    seen = {
        name: row_of(client.get(address).page, "W2")
        for name, client in (("manager", manager_client), ("viewer", viewer_client))
    }
    told = {name: (row["Evidence"], row["Open actions"], row["Support"]) for name, row in seen.items()}
    assert told == {"manager": ("1", "1", "Contested"), "viewer": ("0", "0", "Not supported yet")}


def test_line_for_another_kind_of_service_says_so(app: Flask, provider):
    agency = factories.make_service(app, provider, "Elm Home Care", types=(ServiceType.HOME_CARE,))
    manager = factories.make_person(app, agency, Role.MANAGER)
    page = factories.sign_in(app, manager).get(f"{agency.path}/lines/").page
    row = row_of(page, "E6")
    assert "Not for your kind of service. Only for a place where people live, such as a care home." in row["line"]
    assert row["Judged"] == "Does not apply"
    assert "Not for your kind" not in row_of(page, "S4")["line"]


def test_line_that_was_left_out_says_so_until_it_is_judged(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    leave_out(app, manager, "S4")
    row = row_of(manager_client.get(f"{service.path}/lines/").page, "S4")
    assert "You have said that it does not apply." in row["line"]
    assert row["Judged"] == "Does not apply"
    judge(app, manager, S4="good")
    row = row_of(manager_client.get(f"{service.path}/lines/").page, "S4")
    assert "does not apply" not in row["line"]
    assert row["Judged"] == "Good"


def test_care_staff_are_led_to_the_text(staff_client: PageCheckingClient, service: MadeService):
    assert staff_client.get(f"{service.path}/lines/").location == f"/library/{FRAMEWORK}/"
    assert staff_client.get(f"{service.path}/lines/{FRAMEWORK}/S1").location == f"/library/{FRAMEWORK}/S1"
    assert staff_client.get(f"{service.path}/lines/{FRAMEWORK}/S99").status_code == 404


def test_records_of_another_service_are_not_counted(
    app: Flask,
    manager: MadePerson,
    neighbour_manager_client: PageCheckingClient,
    neighbour_service: MadeService,
):
    judge(app, manager, S1="good")
    add_item(app, manager, "Survey", "S1")
    row = row_of(neighbour_manager_client.get(f"{neighbour_service.path}/lines/").page, "S1")
    assert (row["Judged"], row["Evidence"]) == ("Not judged yet", "0")
