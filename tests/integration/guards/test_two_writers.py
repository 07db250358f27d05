"""Two who write at once: one waits for the other; nobody is refused, and no entry of the audit trail is lost."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from evidence.accounts import audit
from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Service
from evidence.database import db, saving, transactions
from tests.factories import MadePerson

WRITERS = 4
SAVES = 5
on_sqlite_alone = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site of the test's own, whose way of beginning transactions it may change."""
    return make_app()


def rename(app: Flask, person: MadePerson, name: str) -> None:
    """Change the service as a route does: read first, then write, with an entry of the audit trail."""
    with app.app_context(), saving():
        db.session.get_one(Service, person.scope.service_id).name = name
        audit.record_change(person.scope, "changed the service", name, {})


def test_many_writers_all_save_and_the_audit_trail_has_no_gap(app: Flask, manager: MadePerson):
    ready = Barrier(WRITERS)

    def write(writer: int) -> None:
        ready.wait()
        for save in range(SAVES):
            rename(app, manager, f"name {writer}.{save}")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with app.app_context():
        rows = select(AuditEntry).where(AuditEntry.service_id == manager.scope.service_id).order_by(AuditEntry.number)
        entries = db.session.scalars(rows).all()
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous_digest for entry in entries[1:]] == [entry.digest for entry in entries[:-1]]
    assert sum(entry.subject.startswith("name ") for entry in entries) == WRITERS * SAVES


def test_reader_is_not_kept_waiting_by_a_writer(app: Flask, manager: MadePerson):
    is_written, is_read = Event(), Event()

    def write() -> None:
        with app.app_context(), saving():
            db.session.get_one(Service, manager.scope.service_id).name = "Not yet"
            audit.record_change(manager.scope, "changed the service", "x", {})
            db.session.flush()
            is_written.set()
            assert is_read.wait(10)

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        assert is_written.wait(10)
        with app.app_context():
            assert db.session.get_one(Service, manager.scope.service_id).name == "Rose Lodge"
        is_read.set()
        writer.result()
    with app.app_context():
        assert db.session.get_one(Service, manager.scope.service_id).name == "Not yet"


def write_while_another_has_read(app: Flask, manager: MadePerson) -> None:
    """One writer reads, and writes a little later; another writes in between."""
    has_read = Event()

    def read_then_write() -> None:
        with app.app_context(), saving():
            service = db.session.get_one(Service, manager.scope.service_id)
            has_read.set()
            time.sleep(0.3)
            service.name = "First"
            audit.record_change(manager.scope, "changed the service", "first", {})

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(read_then_write)
        assert has_read.wait(10)
        rename(app, manager, "Second")
        first.result()


def test_writer_who_has_read_first_is_not_refused(app: Flask, manager: MadePerson):
    write_while_another_has_read(app, manager)


@on_sqlite_alone
def test_writer_on_sqlite_who_does_not_say_so_at_once_is_refused(app: Flask, manager: MadePerson):
    """What BEGIN IMMEDIATE guards against: a plain transaction that has read is refused when it goes on to write."""
    with app.app_context():
        event.remove(db.engine, "begin", transactions._begin)
        event.listen(db.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with pytest.raises(OperationalError, match="locked"):
        write_while_another_has_read(app, manager)
