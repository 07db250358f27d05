"""What is found keeps in step with what is stored: after every change, within its transaction, and after an upgrade."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from evidence.actions import store as actions
from evidence.actions.models import Action
from evidence.database import Base, ServiceOwned, db, saving
from evidence.database.scope_guard import UnscopedSelect
from evidence.items.models import EvidenceItem
from evidence.records import challenges, search_upkeep
from evidence.records import store as records
from evidence.records.details import FormFiles, RecordDetails
from evidence.records.models import Attachment
from evidence.records.search_index import forget_records
from evidence.records.search_models import FileReading, RecordWords, Searched, fts
from evidence.records.search_query import read_query
from evidence.records.search_words import FOLDING
from evidence.records.words import Bearing, Kind
from evidence.search import store
from evidence.search.kinds import KINDS
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import add
from tests.integration.search.office_files import csv


def found(app: Flask, person: MadePerson, typed: str) -> list[str]:
    """The titles of what is found, in order."""
    with app.app_context():
        return [row.record.title for row in store.find(person.scope, store.Wanted(read_query(typed))).rows]


def work(app: Flask) -> None:
    """Do the work that waits."""
    while app.extensions["worker"].run_one():
        pass


def get_item(person: MadePerson, reference: str) -> Any:
    return records.get_record(person.scope, Kind.ITEM, EvidenceItem, reference)


def test_every_kind_of_record_is_found():
    """A new kind says in its own table which of its texts are found, and search says how it is called."""
    kinds = {mapper.class_.record_kind for mapper in Base.registry.mappers if issubclass(mapper.class_, Searched)}
    assert kinds == set(Kind)
    assert set(KINDS) == set(Kind)
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Searched):
            assert issubclass(mapper.class_, ServiceOwned)
            assert set(mapper.class_.searched) <= set(mapper.columns.keys())


def test_changed_words_are_found_and_former_ones_are_not(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence", title="Hairdresser’s day", text="Curls for everyone")
    assert found(app, manager, "curls hairdresser") == ["Hairdresser’s day"]
    answer = manager_client.submit(f"{service.path}/evidence/{reference}/edit", {"title": "Barber’s day"})
    assert answer.status_code == 302
    assert found(app, manager, "hairdresser") == []
    assert found(app, manager, "curls barber") == ["Barber’s day"]


def test_file_that_is_taken_off_is_not_found_any_more(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    item = factories.make_item(app, manager, "Walk", files=[csv("month,trips", "May,3", name="outings.csv")])
    work(app)
    assert found(app, manager, "trips outings") == ["Walk"]
    with app.app_context():
        rows = select(Attachment.id).where(Attachment.service_id == service.id, Attachment.record_id == item.id)
        attachment = db.session.scalar(rows)
    manager_client.submit(f"{service.path}/evidence/{item.reference}/edit", {f"attached-{attachment}": "leave"})
    assert found(app, manager, "trips") == []
    assert found(app, manager, "outings") == []
    assert found(app, manager, "walk") == ["Walk"]


def test_closing_words_and_resolutions_are_found(app: Flask, manager: MadePerson):
    action = factories.make_action(app, manager, "New rails")
    complaint = factories.make_item(app, manager, "Cold soup", lines=["S1"], bearing=Bearing.CHALLENGES)
    with app.app_context(), saving():
        record, own = records.get_record(manager.scope, Kind.ACTION, Action, action.reference)
        actions.close(manager.scope, record, own, actions.Closing("Carpenter came", no_proof_reason="Nothing to keep"))
    with app.app_context(), saving():
        record, _ = get_item(manager, complaint.reference)
        link = challenges.find_challenge(manager.scope, record, FRAMEWORK, "S1")
        challenges.resolve_challenge(manager.scope, record, link, "A thermostat was bought", seen="")
    assert found(app, manager, "carpenter") == ["New rails"]
    assert found(app, manager, "thermostat") == ["Cold soup"]


def test_what_is_rolled_back_is_not_found(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager, "Bingo")
    details = RecordDetails(title="Whist", text="", own={"source": "people", "item_kind": "other"})

    class Stopped(Exception):
        pass

    def change_and_stop() -> None:
        with app.app_context(), saving():
            record, own = get_item(manager, item.reference)
            records.change_record(manager.scope, record, own, details, version=1, form=FormFiles())
            raise Stopped

    with pytest.raises(Stopped):
        change_and_stop()
    assert found(app, manager, "whist") == []
    assert found(app, manager, "bingo") == ["Bingo"]


def test_records_and_files_from_before_an_upgrade_are_found_once_the_worker_has_run(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager, "Ludo", files=[A_FILE])
    service_id = manager.scope.service_id
    with app.app_context(), saving():
        forget_records(db.session(), service_id, [item.id])
    assert found(app, manager, "ludo") == []
    work(app)
    assert found(app, manager, "ludo") == ["Ludo"]
    assert found(app, manager, "june") == ["Ludo"]


def test_words_that_were_folded_in_an_older_way_are_written_anew(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager, "Ludo", files=[A_FILE])
    work(app)
    service_id = manager.scope.service_id
    with app.app_context(), saving():
        db.session.get_one(RecordWords, (service_id, item.id)).folding = FOLDING - 1
        db.session.get_one(FileReading, (service_id, item.file_ids[0])).folding = FOLDING - 1
    with app.app_context():
        done = search_upkeep.bring_up_to_date(lambda _percent: None)
        assert (done.records, done.files) == (1, 1)
    work(app)
    with app.app_context():
        assert db.session.get_one(RecordWords, (service_id, item.id)).folding == FOLDING
        assert db.session.get_one(FileReading, (service_id, item.file_ids[0])).folding == FOLDING
        assert search_upkeep.bring_up_to_date(lambda _percent: None) == search_upkeep.Done(0, 0)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_full_text_table_that_was_lost_is_made_anew(app: Flask, manager: MadePerson):
    factories.make_item(app, manager, "Ludo")
    with app.app_context(), saving():
        db.session.execute(delete(fts).where(fts.c.service_id == manager.scope.service_id))
    assert found(app, manager, "ludo") == []
    with app.app_context():
        assert search_upkeep.bring_up_to_date(lambda _percent: None).records == 1
    assert found(app, manager, "ludo") == ["Ludo"]


def test_command_makes_everything_findable_anew(
    app: Flask, manager: MadePerson, neighbour_manager: MadePerson, other_manager: MadePerson
):
    people = (manager, neighbour_manager, other_manager)
    for person in people:
        factories.make_item(app, person, "Ludo", files=[A_FILE])
    with app.app_context(), saving():
        for person in people:
            service_id = person.scope.service_id
            db.session.execute(delete(RecordWords).where(RecordWords.service_id == service_id))
    answer = app.test_cli_runner().invoke(args=["search", "index"])
    assert answer.exit_code == 0, answer.output
    assert "3 records can be found." in answer.output
    assert "3 files will be read next" in answer.output
    work(app)
    again = app.test_cli_runner().invoke(args=["search", "index"])
    assert "files" not in again.output
    assert "3 files will be read next" in app.test_cli_runner().invoke(args=["search", "index", "--files"]).output
    assert all(found(app, person, "june ludo") == ["Ludo"] for person in people)
    work(app)
    assert all(found(app, person, "june ludo") == ["Ludo"] for person in people)
    assert "3 files" not in app.test_cli_runner().invoke(args=["search", "index"]).output


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_full_text_table_is_asked_for_one_service_alone(app: Flask):
    match = fts.c.match.op("MATCH")('title : "ludo"')
    with app.app_context():
        for statement in (select(fts.c.record_id), select(fts.c.record_id).where(match)):
            with pytest.raises(UnscopedSelect):
                db.session.execute(statement)


def test_word_of_a_very_long_file_that_has_no_room_leaves_the_others(app: Flask, manager: MadePerson):
    """PostgreSQL refuses more than a megabyte of words for one record."""
    words = " ".join(f"{number:x}q{'z' * 40}" for number in range(22_000))
    item = factories.make_item(
        app, manager, "Long", files=[csv(words, name="first.csv"), csv("tail", name="second.csv")]
    )
    work(app)
    assert found(app, manager, f"1q{'z' * 40} long") == ["Long"]
    assert found(app, manager, "first.csv second.csv") == ["Long"]
    with app.app_context():
        assert db.session.get_one(RecordWords, (manager.scope.service_id, item.id)).folding == FOLDING
