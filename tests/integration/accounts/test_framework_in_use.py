"""A newer version of an imported framework that drops what is in use is refused, with the list of what uses it."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts import audit, frameworks
from evidence.accounts.framework_models import ImportedFramework
from evidence.accounts.words import Role
from evidence.assessments import judgements
from evidence.assessments import store as rounds
from evidence.assessments.answers import LineWords, save_line
from evidence.assessments.content import Answered
from evidence.assessments.models import RiskAnswer
from evidence.database import db, new_id, saving
from evidence.items.models import EvidenceItem
from evidence.records import store as records
from evidence.records.details import FormFiles, LineLink, RecordDetails
from evidence.records.models import RecordLine
from evidence.records.words import Bearing, Kind
from evidence.web import clock
from kloe.judgement import Answer, Rating
from tests import factories
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.accounts.own_framework import OWN, bring_in, text_of_version

Use = Callable[[Flask, MadePerson], str]


@pytest.fixture
def imported(app: Flask, service: MadeService, tmp_path: Path) -> None:
    """Version 1 of the provider's own framework."""
    assert bring_in(app, tmp_path, text_of_version()).exit_code == 0


def shown_version(app: Flask, person: MadePerson) -> str:
    with app.app_context():
        return frameworks.get_framework(person.scope, OWN).content_version


def link(app: Flask, person: MadePerson, code: str = "D2", *, framework_id: str = OWN) -> str:
    """Add a piece of evidence to a line. Gives its reference."""
    own = {"source": "people", "item_kind": "survey", "good_until": None, "original_kept": ""}
    links = (LineLink(framework_id, code, Bearing.SUPPORTS, ""),)
    details = RecordDetails(title="Cocoa list", text="", happened_on=None, is_confidential=True, links=links, own=own)
    with app.app_context(), saving():
        return records.add_record(person.scope, Kind.ITEM, EvidenceItem, details, FormFiles("key")).reference


def link_archived(app: Flask, person: MadePerson) -> str:
    reference = link(app, person)
    with app.app_context(), saving():
        record, _ = records.get_record(person.scope, Kind.ITEM, EvidenceItem, reference)
        records.archive(person.scope, record)
    return reference


def link_through(app: Flask, person: MadePerson) -> str:
    """Evidence linked to one of our lines, which came there from a line of the provider's framework."""
    reference = link(app, person, "S1", framework_id=FRAMEWORK)
    with app.app_context(), saving():
        rows = select(RecordLine).where(RecordLine.service_id == person.scope.service_id)
        db.session.scalars(rows).one().via = f"{OWN}/D2"
        audit.record_change(person.scope, "linked through a crosswalk", reference, {})
    return reference


def start(app: Flask, person: MadePerson) -> str:
    with app.app_context(), saving():
        framework = frameworks.get_framework(person.scope, OWN)
        return rounds.start_round(person.scope, framework, "Standards")[0]


def _say(words: LineWords, code: str) -> Use:
    def use(app: Flask, person: MadePerson) -> str:
        reference = start(app, person)
        with app.app_context(), saving():
            row = rounds.lock_open_round(person.scope, reference).row
            line = frameworks.get_line(person.scope, OWN, code)
            save_line(person.scope, row, line, words, version=0, records={})
        return reference

    return use


def judge_key_question(app: Flask, person: MadePerson) -> str:
    reference = start(app, person)
    with app.app_context(), saving():
        row = rounds.lock_open_round(person.scope, reference).row
        judged = judgements.KeyQuestionWords(Rating.GOOD, "Good days.")
        judgements.save_key_question(person.scope, row, "D", judged, version=0)
    return reference


def answer_risk(app: Flask, person: MadePerson) -> str:
    reference = start(app, person)
    with app.app_context(), saving():
        row = rounds.lock_open_round(person.scope, reference).row
        answer = RiskAnswer(
            service_id=person.scope.service_id,
            id=new_id(),
            round_id=row.id,
            code="D1",
            is_at_risk=False,
            done="",
            statement_keys=["D1.inadequate.1"],
            answered_at=clock.now(),
            answered_by_id=person.id,
        )
        db.session.add(answer)
        audit.record_change(person.scope, "said whether anyone is at risk", f"{reference} D1", {})
    return reference


answer_one = _say(LineWords({"D1.good.2": Answered(Answer.US)}), "D1")
judge_line = _say(LineWords({}, Rating.GOOD, "They like the cocoa."), "D2")
leave_line_out = _say(LineWords({}, None, "We have no nights.", applies=False), "D2")

NEXT = text_of_version("2")
OTHER_QUESTION = NEXT.replace('code = "D"', 'code = "N"').replace('key_question = "D"', 'key_question = "N"')
SCORED = (
    NEXT.split("    [[line.characteristic]]")[0]
    .replace('"characteristics"', '"met-partly-not"')
    .replace('"outstanding", "good", "requires-improvement", "inadequate"', '"met", "partly", "not"')
)

USES: dict[str, tuple[Use, str, str]] = {
    "a record's line": (link, text_of_version("2", without="D2"), "line D2"),
    "an archived record's line": (link_archived, text_of_version("2", without="D2"), "line D2"),
    "a line a record came through": (link_through, text_of_version("2", without="D2"), "line D2"),
    "an answered characteristic": (answer_one, text_of_version("2", without="D1.good.2"), "statement D1.good.2"),
    "an answer about risk": (
        answer_risk,
        text_of_version("2", without="D1.inadequate.1"),
        "statement D1.inadequate.1",
    ),
    "a judged line": (judge_line, text_of_version("2", without="D2"), "line D2"),
    "a line left out": (leave_line_out, text_of_version("2", without="D2"), "line D2"),
    "a judged key question": (judge_key_question, OTHER_QUESTION, "key question D"),
    "a round's way of judging": (start, SCORED, "the way of judging"),
}


@pytest.mark.parametrize("what", USES)
def test_version_that_drops_what_is_in_use_is_refused(app, service, manager, imported, tmp_path, what):
    use, text, part = USES[what]
    reference = use(app, manager)
    done = bring_in(app, tmp_path, text)
    assert done.exit_code == 1
    assert "Version 2 drops 1 thing that services use." in done.output
    assert f"  {part}: {reference} (Rose Lodge, {service.reference})\n" in done.output
    assert shown_version(app, manager) == "1"
    with app.app_context():
        assert db.session.scalars(select(ImportedFramework.content_version)).all() == ["1"]


@pytest.mark.parametrize("what", USES)
def test_version_that_drops_it_while_nothing_uses_it_is_imported(app, service, manager, imported, tmp_path, what):
    """So the refusals beside this one are for the use."""
    _, text, _ = USES[what]
    done = bring_in(app, tmp_path, text)
    assert done.exit_code == 0, done.output
    assert shown_version(app, manager) == "2"


def test_version_that_keeps_what_is_in_use_is_imported(app, service, manager, imported, tmp_path):
    link(app, manager)
    answer_one(app, manager)
    text = text_of_version("2", without="D1.inadequate.1").replace("cocoa", "tea")
    done = bring_in(app, tmp_path, text)
    assert done.exit_code == 0, done.output
    assert shown_version(app, manager) == "2"


def test_everything_that_is_dropped_is_listed_with_every_use_in_every_service(
    app, service, manager, neighbour_service, neighbour_manager, imported, tmp_path
):
    ours, theirs = (sorted(link(app, person) for _ in range(2)) for person in (manager, neighbour_manager))
    round_ = answer_one(app, manager)
    done = bring_in(app, tmp_path, text_of_version("2", without="D2").replace("D1.good.2", "D1.good.3"))
    assert done.exit_code == 1
    assert "Version 2 drops 2 things that services use." in done.output
    line, statement = (row for row in done.output.splitlines() if row.startswith("  "))
    assert line.startswith("  line D2: ")
    assert f"{', '.join(ours)} (Rose Lodge, {service.reference})" in line
    assert f"{', '.join(theirs)} (Elm House, {neighbour_service.reference})" in line
    assert statement == f"  statement D1.good.2: {round_} (Rose Lodge, {service.reference})"


def test_what_another_provider_uses_does_not_count(app, service, manager, other_manager, imported, tmp_path):
    assert bring_in(app, tmp_path, text_of_version(), provider="Harbour Homes").exit_code == 0
    link(app, other_manager)
    assert bring_in(app, tmp_path, text_of_version("2", without="D2")).exit_code == 0
    assert bring_in(app, tmp_path, text_of_version("2", without="D2"), provider="Harbour Homes").exit_code == 1
    assert (shown_version(app, manager), shown_version(app, other_manager)) == ("2", "1")


def test_text_that_drops_what_is_in_use_can_come_in_under_another_name(app, service, manager, imported, tmp_path):
    link(app, manager)
    done = bring_in(app, tmp_path, text_of_version("2", without="D2"), "--as", "own/orchard/shorter")
    assert done.exit_code == 0, done.output
    assert shown_version(app, manager) == "1"


def test_pages_of_what_is_linked_still_open_after_a_newer_version(
    app, service, manager, manager_client, imported, tmp_path
):
    reference, round_ = link(app, manager), answer_one(app, manager)
    assert bring_in(app, tmp_path, text_of_version("2", cocoa="tea")).exit_code == 0
    for path in (
        f"evidence/{reference}",
        f"lines/{OWN}/D2",
        f"assessments/{round_}/",
        f"assessments/{round_}/lines/D2",
    ):
        assert manager_client.get(f"{service.path}/{path}").status_code == 200
    page = manager_client.get(f"{service.path}/assessments/{round_}/lines/D2").page
    assert "The night staff make tea." in page.text


def test_link_that_is_being_saved_counts(app, service, imported, tmp_path):
    """An import waits for whoever has looked the line up and not yet stored the link to it."""
    person = factories.make_person(app, service, Role.MANAGER, "Quick manager")
    looked_up, done = Event(), []

    def import_it() -> None:
        looked_up.wait(10)
        done.append(bring_in(app, tmp_path, text_of_version("2", without="D2")))

    other = Thread(target=import_it)
    other.start()
    with app.app_context(), saving():
        frameworks.get_line(person.scope, OWN, "D2")
        looked_up.set()
        other.join(1)
        assert other.is_alive(), "the import did not wait"
        details = RecordDetails(
            title="Cocoa list",
            text="",
            links=(LineLink(OWN, "D2", Bearing.SUPPORTS, ""),),
            own={"source": "people", "item_kind": "survey", "good_until": None, "original_kept": ""},
        )
        reference = records.add_record(person.scope, Kind.ITEM, EvidenceItem, details, FormFiles("key")).reference
    other.join(20)
    assert done[0].exit_code == 1
    assert reference in done[0].output
