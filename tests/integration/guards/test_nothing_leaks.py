"""What a person may not see stands on none of the pages, files and packs that they can open."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from pypdf import PdfReader
from werkzeug.test import TestResponse

from tests import factories
from tests.factories import A_FILE, MadePerson
from tests.integration.guards.endpoints import World, make_world

OFFICE = "application/vnd.openxmlformats-officedocument"
LINES = ("S1", "C1", "S4")
SECRET = "Quillon"
SECRET_FILE = (b"a,b\n", "quillon.csv")


def make_secrets(app: Flask, person: MadePerson, *, is_confidential: bool) -> None:
    """One record of each kind, on the lines that the world speaks of, with a word that stands nowhere else."""
    options = {"lines": LINES, "is_confidential": is_confidential}
    factories.make_item(app, person, f"{SECRET} item", files=[SECRET_FILE], **options)
    factories.make_story(app, person, f"{SECRET} story", files=[A_FILE], **options)
    factories.make_action(app, person, f"{SECRET} action", **options)


def signed_off_now(app: Flask, world: World) -> World:
    """The world with its open self-assessment signed off, so that packs and pages show what was frozen just now."""
    reference = {"ref": factories.make_signed_off_round(app, world.people["manager"])}
    frozen = {kind: {**values, **reference} for kind, values in world.values.items() if kind.startswith("assessments")}
    packs = {**world.values["packs"], **reference}
    return replace(world, values={**world.values, **frozen, "packs": packs})


def words_of(answer: TestResponse) -> str:
    """The words of a page, a PDF, a Word or an Excel file, in small letters."""
    if answer.mimetype == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).casefold()
    if answer.mimetype.startswith(OFFICE):
        with ZipFile(BytesIO(answer.data)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist()).casefold()
    return answer.get_data().decode("utf-8", errors="replace").casefold()


def pages_with_the_secret(app: Flask, world: World, principal: str) -> list[str]:
    """Every address of the world on which this person reads the word."""
    addresses = {world.address(app, rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    browser = world.browsers[principal]
    answers = {address: browser.get(address) for address in sorted(addresses)}
    return [address for address, answer in answers.items() if SECRET.casefold() in words_of(answer)]


@pytest.mark.parametrize("principal", ["staff", "viewer"])
def test_confidential_records_are_on_no_page_of_staff_and_viewers(app: Flask, principal: str):
    world = make_world(app)
    make_secrets(app, world.people["manager"], is_confidential=True)
    assert pages_with_the_secret(app, world, principal) == []
    assert pages_with_the_secret(app, signed_off_now(app, world), principal) == []


def test_records_that_are_not_confidential_are_on_pages_and_packs(app: Flask):
    """So the tests beside this one look where the word would be."""
    world = make_world(app)
    make_secrets(app, world.people["manager"], is_confidential=False)
    world = signed_off_now(app, world)
    found = [address.removeprefix(world.service.path) for address in pages_with_the_secret(app, world, "viewer")]
    pack = f"/packs/assessments/{world.values['packs']['ref']}"
    plan, book = "/packs/action-plan/plan", "/packs/good-news/book"
    files = [pack, *(f"{pack}.{ending}" for ending in ("pdf", "docx", "xlsx")), plan, f"{plan}.docx", f"{plan}.xlsx"]
    assert {"/evidence/", "/stories/", "/actions/", "/lines/asc-2017-11/S1", *files, book, f"{book}.pdf"} <= set(found)


@pytest.mark.parametrize("principal", ["manager", "lead"])
def test_records_of_another_service_are_on_no_page_of_this_one(app: Flask, principal: str):
    world = make_world(app)
    make_secrets(app, world.people["neighbour manager"], is_confidential=False)
    make_secrets(app, world.people["other manager"], is_confidential=False)
    assert pages_with_the_secret(app, world, principal) == []
