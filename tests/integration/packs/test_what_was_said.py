"""A pack prints what was said line by line: notes, who judged when, what limits the rating, and who is at risk."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from evidence.assessments.models import FrozenCopy
from evidence.assessments.words import DAMAGED
from evidence.database import db
from tests import factories
from tests.behind_the_back import change_behind_the_back
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.assessments.filled import (
    answers,
    give_up,
    judge_everything,
    judge_key_question,
    line_of,
    reference_in,
    save,
    sign_off,
    start,
)
from tests.integration.packs.test_assessment_pack import page_of, pdf_of, words_of
from tests.pages import Page

GOOD_NOTE = "Asked 9 people <in> May; 8 said yes & 1 was out."
HARM_NOTE = "Twice in March, at night."
AT_RISK = "Moved to a room near the office; the safeguarding team knows."
SAFE_NOW = "Night staff doubled since 4 March."
DENIED = "Ann Marsh has been in post since 2019."
CONFIRMED = "The PIR went in nine days late."
WHEN = r"\d{1,2}[A-Z][a-z]+\d{4}\d\d:\d\d"

Said = Callable[[], dict[str, str]]


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


@pytest.fixture
def said(manager_client: PageCheckingClient, service: MadeService, path: str) -> Said:
    """What the pack of the round says, as running words: on its page and in its PDF."""

    def read() -> dict[str, str]:
        reference = reference_in(path)
        page = Page(page_of(manager_client, service, reference)).text
        return {"page": plain(page), "pdf": plain(words_of(pdf_of(manager_client, service, reference)))}

    return read


def plain(text: str) -> str:
    """Words without what stands between them: a PDF's columns break where a page does not."""
    return re.sub(r"[\s,]+", "", text)


def check_told(said: dict[str, str], *wanted: str) -> None:
    for where, text in said.items():
        for words in wanted:
            assert plain(words) in text, f"{words!r} is not in the {where}"


def check_untold(said: dict[str, str], *unwanted: str) -> None:
    for where, text in said.items():
        for words in unwanted:
            assert plain(words) not in text, f"{words!r} is in the {where}"


def test_notes_beside_answers_are_printed_with_who_and_when(
    manager: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    check_untold(said(), "Notes beside single answers for S1")
    save(
        manager_client,
        path,
        "S1",
        {
            **answers(line_of("S1"), outstanding_1="not-applicable"),
            "reason-S1.good.1": GOOD_NOTE,
            "reason-S1.outstanding.1": "No young people live here.",
            "judgement": "good",
        },
    )
    told = said()
    check_told(told, "Notes beside single answers for S1", line_of("S1").characteristics[0].text)
    check_told(told, GOOD_NOTE, "This is us", "No young people live here.", "Does not apply")
    for text in told.values():
        assert re.search(plain(f"{GOOD_NOTE}{manager.name},") + WHEN, text)


def test_what_should_not_happen_has_its_note_with_it_and_only_there(
    manager: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    fields = {"answer-S1.inadequate.2": "partly", "reason-S1.inadequate.2": HARM_NOTE}
    fields |= {"answer-S1.requires-improvement.1": "us", "answer-S1.good.1": "us"}
    save(manager_client, path, "S1", fields)
    harm = next(each for each in line_of("S1").characteristics if each.key == "S1.inadequate.2")
    weak = next(each for each in line_of("S1").characteristics if each.key == "S1.requires-improvement.1")
    told = said()
    check_told(told, f"{harm.text} Sometimes.", f"{weak.text} Yes.", f"{HARM_NOTE}{manager.name}")
    check_untold(told, "Notes beside single answers for S1")
    for text in told.values():
        assert text.count(plain(HARM_NOTE)) == 1
        assert text.index(plain(harm.text)) < text.index(plain(weak.text))


def test_judgements_name_who_judged_and_when(
    app: Flask, manager: MadePerson, lead: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"})
    save(manager_client, path, "S2", {"answer-S2.good.1": "us"})
    judge_key_question(factories.sign_in(app, lead), path, "C", "good")
    told = said()
    for text in told.values():
        for who in (f"Judged by {manager.name},", f"Last saved by {manager.name},", f"Judged by {lead.name},"):
            assert len(re.findall(plain(who) + WHEN, text)) == 1


def test_line_that_does_not_apply_says_who_said_so(
    manager: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    save(manager_client, path, "S4", {"judgement": "not-applicable", "reason": "We handle no medicines."})
    check_told(said(), f"Does not apply to this service: We handle no medicines. Said by {manager.name},")


def test_limits_are_printed_whether_confirmed_denied_or_left_open(
    manager: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    fields = {"no_registered_manager": "no", "no_registered_manager_reason": DENIED}
    fields |= {"pir_late": "yes", "pir_late_reason": CONFIRMED}
    fields |= {"breach": "yes", "breach_reason": "Regulation 12, found in June."}
    manager_client.submit(f"{path}overall", fields, button="Save")
    told = said()
    check_told(told, "What may limit the rating")
    check_told(
        told,
        f"Is there no registered manager, and too little done to find one? No {DENIED} {manager.name}",
        f"Was the provider information return late? Yes {CONFIRMED} {manager.name}",
        "Were notifications to CQC missed? Not answered",
        "do you know of one? Yes Regulation 12, found in June.",
    )


def test_answers_to_whether_anyone_is_at_risk_are_all_printed(
    app: Flask, manager: MadePerson, lead: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    check_untold(said(), "Is anyone at risk now?")
    save(manager_client, path, "S1", {"answer-S1.inadequate.2": "us"})
    check_told(said(), "Is anyone at risk now?", "Not answered yet.")
    manager_client.submit(f"{path}lines/S1/risk", {"at_risk": "yes", "done": AT_RISK})
    told = said()
    check_told(told, f"Yes, someone is at risk. {AT_RISK} {manager.name},")
    check_untold(told, "Not answered yet.", "Before that:")
    factories.sign_in(app, lead).submit(f"{path}lines/S1/risk", {"at_risk": "no", "done": SAFE_NOW})
    told = said()
    check_told(told, f"No. {SAFE_NOW} {lead.name},", f"Before that: Yes, someone is at risk. {AT_RISK} {manager.name},")
    for text in told.values():
        assert text.count(plain(f"No. {SAFE_NOW}")) == 2, "once at a glance and once in its line"
        assert text.index(plain(SAFE_NOW)) < text.index(plain("Likely overall rating"))
    save(manager_client, path, "S1", {"answer-S1.inadequate.1": "us"})
    check_told(said(), "Not answered yet for what was said since.")


def test_signed_off_round_prints_the_same_as_before(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    save(
        manager_client,
        path,
        "S1",
        {
            **answers(line_of("S1"), inadequate_2="partly"),
            "reason-S1.good.1": GOOD_NOTE,
            "reason-S1.inadequate.2": HARM_NOTE,
            "judgement": "inadequate",
            "reason": "It must not go on.",
        },
    )
    manager_client.submit(f"{path}lines/S1/risk", {"at_risk": "no", "done": SAFE_NOW})
    manager_client.submit(
        f"{path}overall", {"pir_late": "no", "pir_late_reason": "It was sent in time."}, button="Save"
    )
    judge_everything(app, manager, path, left=("S1",))
    assert sign_off(manager_client, path).status_code == 302
    check_told(
        said(),
        f"{GOOD_NOTE}{manager.name},",
        f"{HARM_NOTE}{manager.name},",
        f"No. {SAFE_NOW} {manager.name},",
        f"return late? No It was sent in time. {manager.name},",
        f"Judged by {manager.name},",
        "Signed off",
    )


def test_confidential_records_that_answers_rest_on_are_left_out(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str, said: Said
):
    secret = factories.make_item(app, manager, "Letter about a carer", is_confidential=True)
    known = factories.make_item(app, manager, "Survey of spring")
    records = {f"records-S1.{end}": [secret.reference, known.reference] for end in ("good.1", "inadequate.2")}
    notes = {"reason-S1.good.1": GOOD_NOTE, "reason-S1.inadequate.2": HARM_NOTE}
    save(manager_client, path, "S1", {"answer-S1.good.1": "us", "answer-S1.inadequate.2": "us", **notes, **records})
    told = said()
    check_told(told, GOOD_NOTE, HARM_NOTE, known.reference)
    check_untold(told, secret.reference, "Letter about a carer")


def test_round_that_was_given_up_says_so_first(
    manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str, said: Said
):
    give_up(manager_client, path, "Against the wrong framework.")
    told = said()
    check_told(told, f"by {manager.name}, so it counts for nothing", "Against the wrong framework.")
    check_untold(told, "Not signed off")
    page: Any = manager_client.get(f"{service.path}/packs/").page
    assert "Given up" in page.text


def test_frozen_copy_that_was_tampered_with_is_told_before_anything_else(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str, said: Said
):
    judge_everything(app, manager, path)
    sign_off(manager_client, path)
    check_untold(said(), DAMAGED)
    with app.app_context():
        body = db.session.scalar(select(FrozenCopy.body).where(FrozenCopy.service_id == service.id))
    changed = str(body).replace(manager.name, "Somebody Else")
    change_behind_the_back(app, update(FrozenCopy).where(FrozenCopy.service_id == service.id).values(body=changed))
    told = said()
    check_told(told, DAMAGED)
    for text in told.values():
        assert text.index(plain(DAMAGED)) < text.index(plain("Likely overall rating"))
