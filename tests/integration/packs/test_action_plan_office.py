"""The action plan as Word and Excel: the same as its page, in the order that was chosen, and never confidential."""

from datetime import date, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask

from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.packs.office_files import EXCEL, WORD, download, sheets_of, word_words
from tests.statements import count_queries

SIGN = "@SUM(1+1)*cmd|'/c calc'!A0"


def file_of(client: PageCheckingClient, service: MadeService, ending: str, query: str = "") -> bytes:
    day = client.get(f"{service.path}/packs/action-plan/plan.pdf").headers["Content-Disposition"]
    name = day.removeprefix("attachment; filename=").removesuffix("pdf") + ending
    kind = {"docx": WORD, "xlsx": EXCEL}[ending]
    return download(client, f"{service.path}/packs/action-plan/plan.{ending}{query}", kind, name)


@pytest.fixture
def actions(app: Flask, manager: MadePerson) -> None:
    """Two open actions, a closed one, and one that is confidential."""
    factories.make_action(app, manager, SIGN, lines=("S4", "C1"), due_on=date(2026, 9, 1))
    factories.make_action(app, manager, "Slings for Łukasz 🎉 محمد", lines=("W1",), due_on=date(2026, 6, 21))
    factories.make_closed_action(app, manager, "New hoist")
    factories.make_action(app, manager, "About a carer", lines=("S1",), is_confidential=True)


@pytest.mark.usefixtures("actions")
def test_word_file_says_what_the_page_says(manager_client: PageCheckingClient, service: MadeService):
    made = file_of(manager_client, service, "docx", "?detail=full")
    said = word_words(made)
    page = manager_client.get(f"{service.path}/packs/action-plan/plan?detail=full").page.text
    for words in (
        "Action plan of Rose Lodge",
        SIGN,
        "Slings for Łukasz 🎉 محمد",
        "Two gaps in the charts",
        "Check them every Friday",
        "No gap for four weeks",
        "New hoist",
        "They are here.",
        "None: Nothing to file.",
        "High priority",
        "Confidential records are left out of this pack.",
    ):
        assert words in said, words
        assert words in page, words
    assert "About a carer" not in said
    tables = docx.Document(BytesIO(made)).tables
    assert sum(table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in tables) == 4


@pytest.mark.usefixtures("actions")
def test_excel_file_holds_each_action_once(manager_client: PageCheckingClient, service: MadeService):
    sheets = sheets_of(file_of(manager_client, service, "xlsx", "?detail=full&by=line"))
    headings, *rows = sheets["Open actions"]
    first, last = (dict(zip(headings, row, strict=True)) for row in rows)
    assert first["Under"].startswith("S4 ")
    assert (first["Action"], first["Lines"], first["Due"]) == (SIGN, "S4, C1", datetime(2026, 9, 1))
    assert (first["What is wrong"], first["Plan"]) == ("Two gaps in the charts", "Check them every Friday")
    assert (first["What done looks like"], first["Priority"]) == ("No gap for four weeks", "High")
    assert (last["Action"], last["Due"]) == ("Slings for Łukasz 🎉 محمد", datetime(2026, 6, 21))
    headings, *rows = sheets["Closed actions"]
    (closed,) = (dict(zip(headings, row, strict=True)) for row in rows)
    assert (closed["Action"], closed["What was done"]) == ("New hoist", "They are here.")
    assert closed["Proof"] == "None: Nothing to file."
    assert isinstance(closed["Closed"], datetime)
    assert "About a carer" not in str(sheets)


@pytest.mark.usefixtures("actions")
def test_short_plan_by_day_of_chosen_lines(manager_client: PageCheckingClient, service: MadeService):
    sheets = sheets_of(file_of(manager_client, service, "xlsx", "?detail=short&by=due&lines=W"))
    headings, *rows = sheets["Open actions"]
    assert "Plan" not in headings
    assert [row[2] for row in rows] == ["Slings for Łukasz 🎉 محمد"]
    assert str(rows[0][0]).startswith(("Due", "Overdue"))


def test_plan_without_actions_still_makes_files(manager_client: PageCheckingClient, service: MadeService):
    assert "No action was closed" in word_words(file_of(manager_client, service, "docx"))
    assert len(sheets_of(file_of(manager_client, service, "xlsx"))["Open actions"]) == 1


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_choices_that_can_not_be_understood_lead_to_the_page(
    manager_client: PageCheckingClient, service: MadeService, ending: str
):
    path = f"{service.path}/packs/action-plan/plan"
    answer = manager_client.get(f"{path}.{ending}?since=2026-03-02&until=2026-03-01")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"{path}?since=2026-03-02&until=2026-03-01")


@pytest.mark.usefixtures("actions")
def test_page_leads_to_its_files_with_the_same_choices(manager_client: PageCheckingClient, service: MadeService):
    page = manager_client.get(f"{service.path}/packs/action-plan/plan?by=due&lines=S4").text
    for ending in ("pdf", "docx", "xlsx"):
        (address,) = (part.split('"')[0] for part in page.split('href="') if f"plan.{ending}?" in part.split('"')[0])
        assert "by=due" in address
        assert "lines=S4" in address


def test_files_ask_the_same_whatever_they_hold(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    counts = []
    for number in (1, 20):
        with factories.at_once(app):
            for each in range(number):
                factories.make_action(app, manager, f"Action {number}-{each}", lines=["S1", "S2"])
        for ending in ("docx", "xlsx"):
            with count_queries() as statements:
                manager_client.get(f"{service.path}/packs/action-plan/plan.{ending}")
            counts.append(len(statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
