"""The self-assessment as Word and Excel: the same as its page and PDF, and never confidential."""

from datetime import datetime
from io import BytesIO

import docx
import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from evidence.assessments.models import Round
from evidence.database import db
from kloe.judgement import Rating
from kloe.loader import load_framework
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.packs.office_files import EXCEL, WORD, download, sheets_of, word_words
from tests.statements import count_queries

SIGN = "=cmd|'/c calc'!A1"
NAMES = "Łukasz Zażółć 🎉 محمد"


@pytest.fixture
def reference(app: Flask, manager: MadePerson) -> str:
    """A signed-off round with evidence, a story and an action beside its lines."""
    factories.make_item(app, manager, SIGN, lines=("S1", "C1"))
    factories.make_story(app, manager, f"The walk with {NAMES}", lines=("C1",))
    factories.make_action(app, manager, "+44 new slings", lines=("S2",))
    factories.make_item(app, manager, "Letter about a carer", lines=("S1",), is_confidential=True)
    return factories.make_signed_off_round(app, manager)


def word(client: PageCheckingClient, service: MadeService, reference: str) -> bytes:
    address = f"{service.path}/packs/assessments/{reference}.docx"
    return download(client, address, WORD, f"self-assessment-{reference}.docx")


def excel(client: PageCheckingClient, service: MadeService, reference: str) -> bytes:
    address = f"{service.path}/packs/assessments/{reference}.xlsx"
    return download(client, address, EXCEL, f"self-assessment-{reference}.xlsx")


def test_word_file_says_what_the_page_says(manager_client: PageCheckingClient, service: MadeService, reference: str):
    said = word_words(word(manager_client, service, reference))
    for words in (
        "Self-assessment of Rose Lodge",
        "Winter self-assessment",
        "Orchard Care",
        "Likely overall rating",
        "● Good",
        SIGN,
        f"The walk with {NAMES}",
        "She baked scones with M.",
        "+44 new slings",
        "Check them every Friday",
        "What may limit the rating",
        "A self-assessment, not CQC’s view, no prediction; CQC may ask to see it.",
    ):
        assert words in said, words
    for line in load_framework("asc-2017-11").lines:
        assert f"{line.code} {line.title}" in said
    assert "Letter about a carer" not in said


def test_word_file_is_told_as_made_at_the_sign_off(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, reference: str
):
    with app.app_context():
        signed_off = db.session.scalar(
            select(Round.signed_off_at).where(Round.service_id == service.id, Round.reference == reference)
        )
    assert signed_off is not None
    for properties in (
        docx.Document(BytesIO(word(manager_client, service, reference))).core_properties,
        openpyxl.load_workbook(BytesIO(excel(manager_client, service, reference))).properties,
    ):
        assert properties.title == "Self-assessment of Rose Lodge"
        assert properties.created.replace(tzinfo=None) == signed_off.replace(tzinfo=None, microsecond=0)


def test_excel_file_holds_every_judgement_and_record(
    manager_client: PageCheckingClient, service: MadeService, manager: MadePerson, reference: str
):
    sheets = sheets_of(excel(manager_client, service, reference))
    lines = load_framework("asc-2017-11").lines
    headings, *rows = sheets["Lines"]
    assert [row[0] for row in rows] == [line.code for line in lines]
    assert {row[3] for row in rows} == {"Good"}
    assert {row[headings.index("Who")] for row in rows} == {manager.name}
    assert all(isinstance(row[headings.index("When")], datetime) for row in rows)
    safe = dict(zip(headings, rows[0], strict=True))
    assert (safe["Evidence"], safe["Good news"], safe["Open actions"]) == (1, 0, 0)
    assert [tuple(row[:2]) for row in sheets["Key questions"][1:]] == [
        (each.title, "Good") for each in load_framework("asc-2017-11").key_questions
    ]
    assert sum(row[2] for row in sheets["Key questions"][1:]) == len(lines)
    assert [(row[0], row[2], row[3]) for row in sheets["Evidence"][1:]] == [
        ("S1", SIGN, datetime(2026, 3, 2)),
        ("C1", SIGN, datetime(2026, 3, 2)),
    ]
    assert [(row[0], row[2], row[4], row[5], row[6]) for row in sheets["Good news"][1:]] == [
        ("C1", f"The walk with {NAMES}", "She baked scones with M.", "She eats with the others now.", "Her daughter")
    ]
    assert [(row[0], row[2], row[3], row[5]) for row in sheets["Open actions"][1:]] == [
        ("S2", "+44 new slings", "Check them every Friday", datetime(2026, 6, 30))
    ]
    assert len(sheets["Limits"]) > 1
    about = [row[1] for row in sheets["About"]]
    assert "Self-assessment of Rose Lodge" in about
    assert "Good" in about


def test_confidential_records_are_in_no_sheet(manager_client: PageCheckingClient, service: MadeService, reference: str):
    words = str(sheets_of(excel(manager_client, service, reference)))
    assert SIGN in words
    assert "Letter about a carer" not in words


def test_what_should_not_happen_is_in_both(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    reference = factories.make_open_round(app, manager)
    harm = load_framework("asc-2017-11").line("S2").at(Rating.INADEQUATE)[0]
    fields = {f"answer-{harm.key}": "partly", f"reason-{harm.key}": "-2 nights in March"}
    manager_client.submit(f"{service.path}/assessments/{reference}/lines/S2", fields, button="Save")
    said = word_words(word(manager_client, service, reference))
    assert f"{harm.text} Sometimes." in said
    assert "-2 nights in March" in said
    assert "Not signed off, as it stood on" in said
    sheets = sheets_of(excel(manager_client, service, reference))
    assert [row[:5] for row in sheets["Answers with notes"][1:]] == [
        ["S2", harm.text, "Inadequate", "Sometimes", "-2 nights in March"]
    ]
    assert [row[0] for row in sheets["Risk"][1:]] == ["S2"]


def test_same_signed_off_round_gives_the_same_bytes(
    manager_client: PageCheckingClient, service: MadeService, reference: str
):
    assert word(manager_client, service, reference) == word(manager_client, service, reference)
    assert excel(manager_client, service, reference) == excel(manager_client, service, reference)


def test_page_leads_to_all_three_files(manager_client: PageCheckingClient, service: MadeService, reference: str):
    page = manager_client.get(f"{service.path}/packs/assessments/{reference}").text
    for ending in ("pdf", "docx", "xlsx"):
        assert f'{service.path}/packs/assessments/{reference}.{ending}"' in page


def test_files_ask_the_database_little(manager_client: PageCheckingClient, service: MadeService, reference: str):
    for get in (word, excel):
        with count_queries() as statements:
            get(manager_client, service, reference)
        assert len(statements) <= 14


def test_rounds_of_others_are_not_found(
    other_manager_client: PageCheckingClient, manager_client: PageCheckingClient, service: MadeService, reference: str
):
    for ending in ("docx", "xlsx"):
        assert other_manager_client.get(f"{service.path}/packs/assessments/{reference}.{ending}").status_code == 404
        assert manager_client.get(f"{service.path}/packs/assessments/SA-00000.{ending}").status_code == 404
