"""No change of a service's rows is committed without an audit entry, in whatever way it reaches the database."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Table, delete, func, insert, inspect, literal, select, text, update
from werkzeug.datastructures import FileStorage

from evidence.accounts import audit
from evidence.accounts.audit_guard import AuditMissing, audited_tables, changes_of
from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Service, ServiceTypeHeld
from evidence.database import Base, ServiceOwned, db, new_id, saving
from evidence.database.scope_guard import system_scope
from evidence.database.transactions import writing
from evidence.records import attachments
from evidence.records.models import KeptFile, Record, RecordLine
from evidence.web import clock
from tests import factories
from tests.factories import FRAMEWORK, MadePerson, MadeRecord
from tests.filled_tables import everything

RECORD, LINE = Record.__table__, RecordLine.__table__
assert isinstance(RECORD, Table)
assert isinstance(LINE, Table)


def another_line(person: MadePerson, record: MadeRecord) -> dict[str, Any]:
    return {
        "service_id": person.scope.service_id,
        "id": new_id(),
        "record_id": record.id,
        "framework_id": FRAMEWORK,
        "code": "W1",
        "bearing": "supports",
        "shows": "",
        "is_confirmed": True,
        "linked_at": clock.now(),
        "linked_by_id": person.id,
        "resolution": "",
    }


def copied_line(here: UUID) -> Any:
    """An INSERT that takes its row from a SELECT: every line of the service once more, for W2."""
    columns = ("service_id", "id", "record_id", "framework_id", "code", "bearing", "shows", "is_confirmed")
    columns += ("linked_at", "linked_by_id", "resolution")
    taken = {"id": literal(new_id(), LINE.c.id.type), "code": literal("W2")}
    rows = select(*(taken.get(name, LINE.c[name]) for name in columns)).where(LINE.c.service_id == here)
    return insert(RecordLine).from_select(columns, rows)


def change_a_row(person: MadePerson, record: MadeRecord) -> None:
    db.session.get_one(Record, (person.scope.service_id, record.id)).title = "Changed"


def run(statement: Callable[[UUID], Any]) -> Callable[[MadePerson, MadeRecord], None]:
    """A change by one statement of the session, made for a service's id."""
    return lambda person, _record: db.session.execute(statement(person.scope.service_id)) and None


CHANGES: dict[str, Callable[[MadePerson, MadeRecord], object]] = {
    "flush": change_a_row,
    "bulk update": run(lambda here: update(Record).where(Record.service_id == here).values(title="Changed")),
    "bulk delete": run(lambda here: delete(RecordLine).where(RecordLine.service_id == here)),
    "bulk insert": lambda person, record: db.session.execute(insert(RecordLine), [another_line(person, record)]),
    "core update": run(lambda here: RECORD.update().where(RECORD.c.service_id == here).values(title="Changed")),
    "core delete": run(lambda here: LINE.delete().where(LINE.c.service_id == here)),
    "core insert": lambda person, record: db.session.execute(LINE.insert().values(another_line(person, record))),
    "insert from a select": run(copied_line),
    "with what it returns": run(
        lambda here: update(Record).where(Record.service_id == here).values(title="Changed").returning(Record.id)
    ),
    "the service itself": run(lambda here: update(Service).where(Service.id == here).values(name="Changed")),
    "what the service is registered for": run(
        lambda here: delete(ServiceTypeHeld).where(ServiceTypeHeld.service_id == here)
    ),
    "text": lambda _person, _record: run_across(text("UPDATE record SET title = 'Changed'")),
    "the session's connection": lambda _person, _record: db.session.connection().exec_driver_sql(
        "DELETE FROM record_line"
    ),
}


def run_across(statement: Any) -> None:
    with system_scope("a test of the audit guard"):
        db.session.execute(statement)


@pytest.fixture
def item(app: Flask, manager: MadePerson) -> MadeRecord:
    """A piece of evidence with one line, of the manager's service."""
    return factories.make_item(app, manager)


@pytest.mark.parametrize("how", CHANGES)
def test_change_without_an_entry_is_refused_and_leaves_nothing(
    app: Flask, manager: MadePerson, item: MadeRecord, how: str
):
    before = everything(app)
    with app.app_context(), pytest.raises(AuditMissing), saving():
        CHANGES[how](manager, item)
    assert everything(app) == before


@pytest.mark.parametrize("how", CHANGES)
def test_change_with_an_entry_is_kept(app: Flask, manager: MadePerson, item: MadeRecord, how: str):
    before = everything(app)
    with app.app_context(), saving():
        CHANGES[how](manager, item)
        audit.record_change(manager.scope, "changed evidence", item.reference, {})
    after = everything(app)
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"audit_entry", "audit_head", "audit_payload"}
    assert "audit_entry" in changed


def test_session_goes_on_after_a_refusal(app: Flask, manager: MadePerson, item: MadeRecord):
    with app.app_context():
        with pytest.raises(AuditMissing), saving():
            change_a_row(manager, item)
        assert db.session.get_one(Record, (manager.scope.service_id, item.id)).title == item.title
        with saving():
            change_a_row(manager, item)
            audit.record_change(manager.scope, "changed evidence", item.reference, {})
        assert db.session.get_one(Record, (manager.scope.service_id, item.id)).title == "Changed"


def test_connection_used_by_itself_is_watched_too_and_goes_on(app: Flask, manager: MadePerson, item: MadeRecord):
    here = manager.scope.service_id
    change = RECORD.update().where(RECORD.c.service_id == here).values(title="Changed")
    titles = select(RECORD.c.title).where(RECORD.c.service_id == here)
    with app.app_context(), writing(), db.engine.connect() as connection:
        connection.execute(change)
        with pytest.raises(AuditMissing):
            connection.commit()
        connection.rollback()
        assert connection.execute(titles).all() == [(item.title,)]


def test_next_transaction_does_not_inherit_the_entry_of_the_one_before(
    app: Flask, manager: MadePerson, item: MadeRecord
):
    with app.app_context(), saving():
        audit.record_change(manager.scope, "noted", item.reference, {})
    with app.app_context(), pytest.raises(AuditMissing), saving():
        change_a_row(manager, item)


def test_next_transaction_does_not_answer_for_what_was_taken_back(app: Flask, manager: MadePerson, item: MadeRecord):
    before = everything(app)
    with app.app_context():
        with writing():
            CHANGES["bulk update"](manager, item)
            db.session.rollback()
        with saving():
            db.session.execute(select(Service).where(Service.id == manager.scope.service_id)).all()
    assert everything(app) == before


def test_savepoint_that_is_taken_back_takes_its_entry_with_it(app: Flask, manager: MadePerson, item: MadeRecord):
    def change_and_take_the_entry_back() -> None:
        CHANGES["bulk update"](manager, item)
        inner = db.session.begin_nested()
        audit.record_change(manager.scope, "changed evidence", item.reference, {})
        inner.rollback()

    with app.app_context(), pytest.raises(AuditMissing), saving():
        change_and_take_the_entry_back()


def test_savepoint_that_is_taken_back_needs_no_entry(app: Flask, manager: MadePerson, item: MadeRecord):
    before = everything(app)
    with app.app_context(), saving():
        inner = db.session.begin_nested()
        CHANGES["bulk delete"](manager, item)
        inner.rollback()
    assert everything(app) == before


def test_changing_the_trail_itself_is_no_entry(app: Flask, manager: MadePerson, item: MadeRecord):
    entries = update(AuditEntry).where(AuditEntry.service_id == manager.scope.service_id)

    def change_and_tamper() -> None:
        change_a_row(manager, item)
        db.session.execute(entries.values(action="nothing"))

    with app.app_context(), pytest.raises(AuditMissing), saving():
        change_and_tamper()


def test_statement_that_meets_no_row_needs_no_entry(app: Flask, manager: MadePerson, item: MadeRecord):
    nobody = delete(RecordLine).where(RecordLine.service_id == manager.scope.service_id, RecordLine.code == "none")
    with app.app_context(), saving():
        assert db.session.execute(nobody).rowcount == 0  # type: ignore[attr-defined]


def test_what_is_no_part_of_the_record_needs_no_entry(app: Flask, manager: MadePerson):
    here = manager.scope.service_id
    content, name = factories.A_FILE
    with app.app_context(), saving():
        received = attachments.receive(manager.scope, [FileStorage(BytesIO(content), name)])
        attachments.keep(manager.scope, received, "a form")
    assert everything(app)["kept_file"]
    with app.app_context(), saving():
        db.session.execute(delete(KeptFile).where(KeptFile.service_id == here))
    assert not everything(app)["kept_file"]
    assert not {"kept_file", "stored_file", "once_key", "audit_entry", "audit_payload"} & audited_tables()


def test_every_table_of_a_service_is_audited_unless_its_model_says_otherwise():
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, ServiceOwned)]
    assert {inspect(model).local_table.name for model in models if model.audited} < audited_tables()
    assert {"record", "record_version", "record_line", "membership", "service"} <= audited_tables()


STRUCTURES: dict[str, tuple[Any, set[str]]] = {
    "select": (select(Record.title), set()),
    "for update": (select(Record).with_for_update(of=Record), set()),
    "insert in a common table": (
        select(insert(LINE).values(code="S1").returning(LINE.c.code).cte("added")),
        {"record_line"},
    ),
    "update beside a select": (
        select(literal(1)).add_cte(update(RECORD).values(title="x").cte("changed")),
        {"record"},
    ),
    "update from another table": (
        update(RECORD).where(RECORD.c.id == LINE.c.record_id).values(title="x"),
        {"record"},
    ),
    "count": (select(func.count()).select_from(Record), set()),
    "text of a select": (text("SELECT title FROM record FOR UPDATE"), set()),
    "text of a replacement": (text('INSERT OR REPLACE INTO "record" (title) VALUES (1)'), {"record"}),
    "text with a schema": (text("update only public.record set title = 1"), {"record"}),
    "text of a removal": ("DELETE  FROM\n\trecord_line", {"record_line"}),
    "text that empties": ("TRUNCATE TABLE record", {"record"}),
    "common table in text": ("WITH a AS (INSERT INTO record VALUES (1) RETURNING id) SELECT id FROM a", {"record"}),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_statement_is_read_for_what_it_changes(name: str):
    statement, tables = STRUCTURES[name]
    assert set(changes_of(statement).tables) == tables
    assert not changes_of(statement).adds_entry
