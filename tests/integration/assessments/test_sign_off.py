"""Signing off: what is missing is said exactly, what is frozen stays frozen, and nothing can be changed afterwards."""

import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from evidence.accounts.audit_models import AuditEntry
from evidence.assessments.models import CharacteristicAnswer, FrozenCopy, KeyQuestionJudgement, LineJudgement, Round
from evidence.database import db
from evidence.records.models import Record, RecordLine
from tests import factories
from tests.behind_the_back import change_behind_the_back
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.integration.assessments.filled import (
    NEXT,
    SAVE,
    answers,
    framework,
    judge_by_hand,
    judge_everything,
    judge_key_question,
    line_of,
    own_forms,
    rounds_of,
    rows_of,
    save,
    sign_off,
    start,
)

PAGES = ("", "lines/S1", "lines/E3", "key-questions/S", "overall", "sign-off")


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def frozen_copies(app: Flask, service: MadeService) -> list[tuple[str, str]]:
    with app.app_context():
        rows = select(FrozenCopy.sha256, FrozenCopy.body).where(FrozenCopy.service_id == service.id)
        return [tuple(row) for row in db.session.execute(rows)]


def body(app: Flask, service: MadeService) -> dict[str, Any]:
    ((_, text),) = frozen_copies(app, service)
    found: dict[str, Any] = json.loads(text)
    return found


def test_all_lines_are_judged_through_their_pages_and_signed_off(
    app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str
):
    judge_by_hand(manager_client, path)
    answer = sign_off(manager_client, path)
    assert answer.location == path
    page: Any = manager_client.get(path).page
    assert "Signed off by Manager of Rose Lodge" in page.text
    assert "Likely overall rating Good" in page.text
    ((digest, text),) = frozen_copies(app, service)
    assert hashlib.sha256(text.encode()).hexdigest() == digest
    assert digest in manager_client.get(f"{path}sign-off").text
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.service_id == service.id)).all()
    assert actions.count("judged a line of a self-assessment") == 24
    assert actions.count("judged a key question of a self-assessment") == 5
    assert actions.count("signed off a self-assessment") == 1


def test_page_says_exactly_what_is_missing(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    judge_everything(app, manager, path, left=("S4", "W2", "E"))
    page: Any = manager_client.get(f"{path}sign-off").page
    assert "2 lines not judged" in page.text
    assert "The button to sign off stands at the end of this page as soon as nothing is missing." in page.text
    assert "5 questions about your registration not answered Each counts as “no”" in page.text
    assert "S4 Medicines management W2 Governance and management" in page.text
    assert "1 key question not judged Effective" in page.text
    assert not own_forms(page)


def test_sign_off_is_refused_while_something_is_missing(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    judge_everything(app, manager, path, left=("W",))
    judge_key_question(manager_client, path, "W")
    form = manager_client.form(f"{path}sign-off")
    save(manager_client, path, "S1", {"judgement": ""})
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert "1 line not judged" in answer.page.text
    assert frozen_copies(app, service) == []


def test_sign_off_is_refused_when_the_round_has_changed_since_it_was_shown(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    lead_client: PageCheckingClient,
    service: MadeService,
    path: str,
):
    judge_everything(app, manager, path)
    form = manager_client.form(f"{path}sign-off")
    save(lead_client, path, "S1", {"judgement": "inadequate", "reason": "Not since Monday."})
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert "Something has changed since you opened this page" in answer.page.text
    assert frozen_copies(app, service) == []
    assert sign_off(manager_client, path).status_code == 302


def test_line_that_does_not_apply_can_be_left(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    judge_everything(app, manager, path, left=("S4",))
    save(manager_client, path, "S4", {"judgement": "not-applicable", "reason": "We handle no medicines."})
    assert sign_off(manager_client, path).status_code == 302
    line = next(each for each in body(app, service)["lines"] if each["code"] == "S4")
    assert (line["rating"], line["not_applicable"]) == (None, "We handle no medicines.")
    page: Any = manager_client.get(f"{path}lines/S4").page
    assert "Does not apply" in page.text


def test_frozen_copy_holds_statements_answers_records_and_reasons(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    item = factories.make_item(app, manager, "Survey", lines=["S1"], files=[A_FILE])
    action = factories.make_action(app, manager, "Mend the door", lines=["S1"])
    attached = {"answer-S1.good.1": "us", "reason-S1.good.1": "Every week.", "records-S1.good.1": [item.reference]}
    judge_everything(app, manager, path, left=("S1",))
    save(manager_client, path, "S1", {**answers(line_of("S1")), **attached, "judgement": "good"})
    manager_client.submit(f"{path}overall", {"pir_late": "yes", "pir_late_reason": "Two weeks."}, button=SAVE)
    sign_off(manager_client, path)
    frozen = body(app, service)
    assert frozen["framework"]["sha256"] == framework().sha256
    assert frozen["framework"]["content_version"] == framework().content_version
    texts = {each["key"]: each["text"] for line in frozen["framework"]["lines"] for each in line["characteristics"]}
    assert texts == {each.key: each.text for line in framework().lines for each in line.characteristics}
    first = frozen["lines"][0]
    said = first["answers"]["S1.good.1"]
    assert (said["value"], said["reason"], said["records"]) == ("us", "Every week.", [item.reference])
    assert said["answered_by"] == "Manager of Rose Lodge"
    assert datetime.fromisoformat(said["answered_at"]).tzinfo is not None
    assert first["aid"]["rating"] == "good"
    assert first["support"]["state"] == "thin"
    record = frozen["records"][item.reference]
    assert record["files"][0]["sha256"] == hashlib.sha256(A_FILE[0]).hexdigest()
    assert record["version_id"]
    assert "Nine of ten feel safe." not in json.dumps(frozen)
    assert frozen["records"][action.reference]["due_on"] == "2026-06-30"
    (limiter,) = frozen["limiters"]
    assert (limiter["limiter"], limiter["is_confirmed"], limiter["reason"]) == ("pir-late", True, "Two weeks.")
    assert limiter["decided_by"] == "Manager of Rose Lodge"
    assert frozen["overall"]["rating"] == "good"
    assert frozen["facts"]["signed_off_by"] == "Manager of Rose Lodge"


def test_pages_stay_the_same_whatever_is_changed_afterwards(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    item = factories.make_item(app, manager, "Survey of the spring", lines=["S1"])
    judge_everything(app, manager, path, left=("S1",))
    attached = {"records-S1.good.1": [item.reference]}
    save(manager_client, path, "S1", {**answers(line_of("S1")), **attached, "judgement": "good"})
    sign_off(manager_client, path)
    manager_client.get(path)  # the word that it is signed off is told once
    before = [main_words(manager_client, path + page) for page in PAGES]
    assert "Survey of the spring" in before[1]
    here = {"service_id": service.id}
    for table, values in (
        (Record, {"title": "Another title", "state": "archived"}),
        (LineJudgement, {"rating": "inadequate", "reason": "Changed."}),
        (KeyQuestionJudgement, {"rating": "inadequate", "reason": "Changed."}),
        (CharacteristicAnswer, {"value": "not-us"}),
        (Round, {"has_breach": True, "title": "Changed"}),
    ):
        change_behind_the_back(app, update(table).where(table.service_id == here["service_id"]).values(**values))
    change_behind_the_back(app, delete(RecordLine).where(RecordLine.service_id == service.id))
    assert [main_words(manager_client, path + page) for page in PAGES] == before


def main_words(client: PageCheckingClient, address: str) -> str:
    page: Any = client.get(address).page
    return " ".join(text for element, text in page.texts() if page.inside(element, "main") is not None)


def test_framework_that_is_rewritten_later_changes_nothing(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    service: MadeService,
    monkeypatch: pytest.MonkeyPatch,
):
    path = f"{rounds_of(service)}{factories.make_signed_off_round(app, manager)}/"
    before = [main_words(manager_client, path + page) for page in PAGES]

    def gone(*_args: Any) -> Any:
        raise AssertionError("The framework was read again.")

    monkeypatch.setattr("evidence.accounts.frameworks.get_framework", gone)
    assert [main_words(manager_client, path + page) for page in PAGES] == before


@pytest.mark.parametrize("page", ["lines/S1", "key-questions/S", "overall", "sign-off"])
def test_every_change_is_refused_with_an_explanation(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str, page: str
):
    judge_everything(app, manager, path)
    form = manager_client.form(path + page, button=None if page == "sign-off" else SAVE)
    sign_off(manager_client, path)
    copies = frozen_copies(app, service)
    for _ in range(2):
        answer: Any = manager_client.send(form)
        assert answer.status_code == 409
        assert answer.page.heading == "This round can no longer be changed"
        assert "Manager of Rose Lodge signed it off" in answer.page.text
    assert frozen_copies(app, service) == copies


def test_signed_off_pages_offer_nothing_to_change(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = f"{rounds_of(service)}{factories.make_signed_off_round(app, manager)}/"
    for page in PAGES:
        shown: Any = manager_client.get(path + page).page
        assert not own_forms(shown)
    read: Any = manager_client.get(f"{path}lines/S1").page
    assert "This is us" in read.text
    assert "Good throughout, and we know where we want to get better." in read.text


def test_frozen_copy_that_was_tampered_with_is_told(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = f"{rounds_of(service)}{factories.make_signed_off_round(app, manager)}/"
    assert "no longer matches its fingerprint" not in manager_client.get(path).text
    ((_, text),) = frozen_copies(app, service)
    changed = text.replace("Good throughout", "Superb throughout", 1)
    change_behind_the_back(app, update(FrozenCopy).where(FrozenCopy.service_id == service.id).values(body=changed))
    for page in PAGES:
        assert "no longer matches its fingerprint" in manager_client.get(path + page).text


def test_overview_leads_to_signing_off_once_everything_is_judged(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    judge_everything(app, manager, path, left=("W5",))
    answer = save(manager_client, path, "W5", {**answers(line_of("W5")), "judgement": "good"}, NEXT)
    page: Any = manager_client.get(answer.location).page
    assert "Lines judged 24 of 24" in page.text
    assert "Sign off" in page.text
    assert rows_of(page, "The lines of Well-led")[4][1] == "Good"
