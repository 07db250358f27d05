"""Reading the words inside files as a job: once for each revision, again when it failed, and never for ever."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.database import db, saving
from evidence.jobs.models import Job
from evidence.records import file_reading, file_text
from evidence.records.file_reading import PIECE_LENGTH, pieces_of
from evidence.records.search_models import FilePiece, FileReading, RecordWords
from evidence.records.search_query import read_query
from evidence.search import store
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeRecord, MadeService
from tests.integration.search.office_files import csv, excel, pdf, scan, word


def work(app: Flask) -> None:
    """Do the work that waits."""
    while app.extensions["worker"].run_one():
        pass


def jobs(app: Flask) -> list[tuple[str, int, str | None]]:
    """State, tries and error of every job that reads a file."""
    with app.app_context():
        rows = select(Job.state, Job.tries, Job.error).where(Job.kind == file_reading.KIND).order_by(Job.id)
        return [tuple(row) for row in db.session.execute(rows)]


def reading(app: Flask, person: MadePerson, record: MadeRecord, number: int = 0) -> FileReading | None:
    """What came of reading a file of a record."""
    with app.app_context():
        found = db.session.get(FileReading, (person.scope.service_id, record.file_ids[number]))
        if found is not None:
            db.session.expunge(found)
        return found


def pieces(app: Flask, person: MadePerson) -> int:
    with app.app_context():
        rows = select(func.count()).select_from(FilePiece).where(FilePiece.service_id == person.scope.service_id)
        return db.session.scalar(rows) or 0


def found(app: Flask, person: MadePerson, typed: str) -> Any:
    with app.app_context():
        return store.find(person.scope, store.Wanted(read_query(typed)))


def test_every_kind_of_file_that_has_words_is_read(app: Flask, manager: MadePerson):
    files = [pdf("apricot"), word("blackcurrant"), excel(("cranberry",)), csv("damson"), scan()]
    item = factories.make_item(app, manager, "Fruit", files=files)
    work(app)
    states = [getattr(reading(app, manager, item, number), "state", None) for number in range(5)]
    assert states == ["read", "read", "read", "read", "empty"]
    assert found(app, manager, "apricot blackcurrant cranberry damson").total == 1
    assert {state for state, _, _ in jobs(app)} == {"done"}


def test_pictures_are_not_asked_for_words(app: Flask, manager: MadePerson):
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    factories.make_item(app, manager, "Picture", files=[(picture.getvalue(), "garden.png")])
    assert jobs(app) == []
    assert found(app, manager, "garden").total == 1


def test_reading_twice_is_like_reading_once(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager, "Falls", files=[A_FILE])
    work(app)
    before, number = reading(app, manager, item), pieces(app, manager)
    with app.app_context(), saving():
        job = db.session.scalars(select(Job).where(Job.kind == file_reading.KIND)).one()
        job.state = "waiting"
    work(app)
    after = reading(app, manager, item)
    assert before is not None
    assert after is not None
    assert (after.read_at, pieces(app, manager)) == (before.read_at, number)


def test_damaged_file_is_told_on_its_page_and_not_tried_again(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    broken = (b"%PDF-1.7\n" + b"\x00\x01 no objects here " * 20 + b"\n%%EOF\n", "broken.pdf")
    item = factories.make_item(app, manager, "Letter", files=[broken])
    work(app)
    assert jobs(app) == [("done", 1, None)]
    page: Any = manager_client.get(f"{service.path}/evidence/{item.reference}").page
    assert "it is damaged, locked or too large" in page.text
    assert found(app, manager, "broken").total == 1


def test_file_that_takes_too_long_is_tried_three_times_and_then_given_up(
    app: Flask, manager: MadePerson, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    item = factories.make_item(app, manager, "Trap", files=[A_FILE])
    asked = []

    def never_ends(*_: Any, **options: Any) -> Any:
        asked.append(options["timeout"])
        raise subprocess.TimeoutExpired("reader", options["timeout"])

    monkeypatch.setattr(subprocess, "run", never_ends)
    work(app)
    assert asked == [file_reading.SECONDS_TO_WAIT] * 3
    assert jobs(app)[0][:2] == ("done", 3)
    assert getattr(reading(app, manager, item), "state", None) == "unreadable"
    assert "TookTooLong" in caplog.text


def test_child_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(file_reading, "SECONDS_TO_WAIT", 0.01)
    with pytest.raises(file_reading.TookTooLong):
        file_reading.words_in(file_text.CSV, b"x")


def test_child_is_told_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch):
    given: dict[str, Any] = {}
    really: Callable[..., Any] = subprocess.run

    def note(*command: Any, **options: Any) -> Any:
        given.update(options["env"])
        return really(*command, **options)

    monkeypatch.setenv("SECRET_KEY", "hush")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/d")
    monkeypatch.setattr(subprocess, "run", note)
    assert file_reading.words_in(file_text.CSV, "Siân’s".encode()) == ("Siân’s", False)
    assert not {"SECRET_KEY", "DATABASE_URL"} & given.keys()


def test_record_that_is_changed_while_its_file_is_read_keeps_both(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    item = factories.make_item(app, manager, "Before", files=[A_FILE])
    really = file_reading.words_in

    def changed_meanwhile(media_type: str, content: bytes) -> tuple[str, bool]:
        answer = manager_client.submit(f"{service.path}/evidence/{item.reference}/edit", {"title": "Afterwards"})
        assert answer.status_code == 302
        return really(media_type, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_reading, "words_in", changed_meanwhile)
        work(app)
    assert found(app, manager, "afterwards june").total == 1
    assert found(app, manager, "before").total == 0


def test_phrase_is_found_across_the_end_of_a_piece(app: Flask, manager: MadePerson):
    filling = "word " * (PIECE_LENGTH // 5 - 2)
    factories.make_item(app, manager, "Long", files=[csv(f"{filling} covert medication administration {filling}")])
    work(app)
    assert pieces(app, manager) > 1
    for phrase in ('"covert medication"', '"medication administration"', '"covert medication administration"'):
        assert found(app, manager, phrase).total == 1, phrase
    assert found(app, manager, '"covert administration"').total == 0


@pytest.mark.parametrize("text", ["", "one two three " * 3000, "x" * 30_000, "a\n" * 9_000, "é " * 5_000])
def test_pieces_joined_are_the_text(text: str):
    made = list(pieces_of(text))
    assert "".join(piece for piece, _ in made) == text
    assert all(len(piece) <= 2 * PIECE_LENGTH for piece, _ in made)
    assert all(words.startswith(" ") and words.endswith(" ") for _, words in made)


def test_words_of_a_file_belong_to_its_record_alone(app: Flask, manager: MadePerson):
    """The same bytes on two records are read for each."""
    for title in ("One", "Two"):
        factories.make_item(app, manager, title, files=[A_FILE])
    work(app)
    assert found(app, manager, "june").total == 2
    with app.app_context():
        rows = select(RecordWords.said).where(RecordWords.service_id == manager.scope.service_id)
        assert not any("June" in said for said in db.session.scalars(rows))
