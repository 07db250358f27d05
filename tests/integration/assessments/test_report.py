"""The report that packs are made from: live from an open round, as it was from a signed-off one."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from evidence.assessments.line_records import version_fields
from evidence.assessments.report import AssessmentReport, build_report
from evidence.records.models import Record
from evidence.web import clock
from evidence.web.errors import NotFound
from kloe.judgement import Limiter, Rating
from tests import factories
from tests.behind_the_back import change_behind_the_back
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.integration.assessments.filled import answers, judge_everything, line_of, save, sign_off, start
from tests.statements import count_queries


@pytest.fixture
def path(manager_client: PageCheckingClient, service: MadeService) -> str:
    """The address of an open round."""
    return start(manager_client, service)


def report(app: Flask, person: MadePerson, path: str) -> AssessmentReport:
    with app.app_context():
        return build_report(person.scope, path.rstrip("/").split("/")[-1], today=clock.today())


def titles(rows: Any) -> list[str]:
    return [row.record.title for row in rows]


def fill(app: Flask, manager: MadePerson, client: PageCheckingClient, path: str) -> None:
    """Records of every kind on S1, and S1 judged."""
    item = factories.make_item(app, manager, "Survey", lines=["S1", "C1"], files=[A_FILE])
    factories.make_story(app, manager, "Scones", lines=["S1"])
    factories.make_action(app, manager, "Mend the door", lines=["S1"])
    factories.make_closed_action(app, manager, "Old slings")
    factories.make_item(app, manager, "A worried nurse", lines=["S1"], is_confidential=True, source="staff")
    fields = {**answers(line_of("S1"), good_1="partly"), "records-S1.good.1": [item.reference], "judgement": "good"}
    assert save(client, path, "S1", {**fields, "reason": "Nights are weaker."}).status_code == 302


def test_open_round_is_told_with_service_judgements_and_records(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    fill(app, manager, manager_client, path)
    made = report(app, manager, path)
    assert (made.service.name, made.service.provider) == ("Rose Lodge", "Orchard Care")
    assert made.as_of == clock.today()
    assert made.standing.facts.title == "Autumn 2026"
    line = made.standing.line("S1")
    assert line is not None
    assert (line.rating, line.reason, line.aid.rating) == (Rating.GOOD, "Nights are weaker.", Rating.GOOD)
    assert line.support_word == "Supported"
    assert sorted(titles(made.evidence("S1"))) == ["A worried nurse", "Survey"]
    assert titles(made.evidence("C1")) == ["Survey"]
    assert titles(made.stories("S1")) == ["Scones"]
    assert titles(made.open_actions("S1")) == ["Mend the door"]
    assert titles(made.open_actions("S4")) == []
    (action,) = made.open_actions("S1")
    assert (action.record.due_on, action.record.priority) == (date(2026, 6, 30), "high")
    survey = next(row for row in made.evidence("S1") if row.record.title == "Survey")
    assert (survey.record.happened_on, survey.record.source) == (date(2026, 3, 2), "people")
    assert [file.name for file in survey.record.files] == ["falls.csv"]
    assert survey.link.shows == "People feel safe."
    assert line.answers["S1.good.1"].records == (survey.record.reference,)


def test_text_of_a_record_is_found_by_its_version(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    fill(app, manager, manager_client, path)
    (row,) = report(app, manager, path).stories("S1")
    with app.app_context():
        fields = version_fields(manager.scope, [row.record.version_id])
    assert fields[row.record.version_id]["difference"] == "She eats with the others now."


def test_signed_off_round_is_told_as_it_was(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, path: str
):
    fill(app, manager, manager_client, path)
    judge_everything(app, manager, path, left=("S1",))
    before = report(app, manager, path)
    sign_off(manager_client, path)
    change_behind_the_back(app, update(Record).where(Record.service_id == service.id).values(title="Changed"))
    after = report(app, manager, path)
    assert after.standing.facts.fingerprint
    assert after.standing.facts.is_intact
    assert (after.records, after.links, after.service) == (before.records, before.links, before.service)
    assert after.standing.key_questions == before.standing.key_questions
    assert after.standing.overall == before.standing.overall
    assert after.standing.framework == before.standing.framework


@pytest.mark.parametrize("is_signed_off", [False, True], ids=["open", "signed off"])
def test_confidential_record_is_left_out_for_viewers_and_marked_for_managers(
    app: Flask,
    manager: MadePerson,
    viewer: MadePerson,
    manager_client: PageCheckingClient,
    path: str,
    is_signed_off: bool,
):
    fill(app, manager, manager_client, path)
    if is_signed_off:
        judge_everything(app, manager, path, left=("S1",))
        sign_off(manager_client, path)
    full, open_one = report(app, manager, path), report(app, viewer, path)
    (secret,) = [record for record in full.records.values() if record.is_confidential]
    assert full.has_confidential
    assert secret.reference in {row.record.reference for row in full.evidence("S1")}
    assert not open_one.has_confidential
    assert secret.reference not in repr(open_one)
    assert titles(open_one.evidence("S1")) == ["Survey"]
    line = open_one.standing.line("S1")
    assert line is not None
    assert line.support_word == "Thin"


def test_record_made_confidential_after_the_sign_off_is_hidden_from_viewers(
    app: Flask,
    manager: MadePerson,
    viewer: MadePerson,
    manager_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    service: MadeService,
    path: str,
):
    fill(app, manager, manager_client, path)
    judge_everything(app, manager, path, left=("S1",))
    sign_off(manager_client, path)
    hide = update(Record).where(Record.service_id == service.id, Record.title == "Survey")
    change_behind_the_back(app, hide.values(is_confidential=True))
    (survey,) = [record for record in report(app, manager, path).records.values() if record.title == "Survey"]
    made = report(app, viewer, path)
    assert survey.reference not in repr(made)
    assert titles(made.evidence("S1")) == []
    assert survey.reference not in viewer_client.get(f"{path}lines/S1").text
    assert survey.reference in manager_client.get(f"{path}lines/S1").text


def test_report_takes_few_queries_whatever_it_holds(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    fill(app, manager, manager_client, path)
    for number in range(12):
        factories.make_item(app, manager, f"Number {number}", lines=["S1", "S2", "W1"])
    with count_queries() as statements:
        report(app, manager, path)
    assert len(statements) <= 10


def test_report_of_another_service_is_not_found(
    app: Flask, neighbour_manager: MadePerson, other_manager: MadePerson, path: str
):
    for stranger in (neighbour_manager, other_manager):
        with pytest.raises(NotFound):
            report(app, stranger, path)


def test_answers_tell_their_notes_and_who_gave_them_when(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    fields = {**answers(line_of("S1"), good_1="partly"), "reason-S1.good.1": "Nights only.", "judgement": ""}
    assert save(manager_client, path, "S1", fields).status_code == 302
    line = report(app, manager, path).standing.line("S1")
    assert line is not None
    (noted,) = line.notes
    assert (noted.statement.key, noted.words, noted.given.reason) == ("S1.good.1", "Partly", "Nights only.")
    assert (noted.given.answered_by, noted.given.answered_at is not None) == ("Manager of Rose Lodge", True)
    assert {said.statement.key for said in line.said} == {statement.key for statement in line.line.characteristics}
    assert line.said[0].statement.rating is Rating.GOOD
    assert {said.words for said in line.said} == {"This is us", "Partly", "Not us", "No"}


def test_limiters_are_told_confirmed_denied_and_not_answered(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, path: str
):
    fields = {"pir_late": "yes", "pir_late_reason": "Sent in May.", "condition_not_met": "no"}
    assert manager_client.submit(f"{path}overall", fields, button="Save").status_code == 302
    told = {each.limiter: each for each in report(app, manager, path).standing.considered}
    late, condition = told[Limiter.PIR_LATE], told[Limiter.CONDITION_NOT_MET]
    assert (late.words, late.reason, late.decided_by) == ("Yes", "Sent in May.", "Manager of Rose Lodge")
    assert late.decided_at is not None
    assert (condition.words, condition.is_confirmed, condition.decided_by) == ("No", False, "Manager of Rose Lodge")
    assert (told[Limiter.NOTIFICATIONS_MISSED].words, told[Limiter.NOTIFICATIONS_MISSED].is_confirmed) == (
        "Not answered",
        None,
    )
    assert list(told) == [*Limiter, None]
