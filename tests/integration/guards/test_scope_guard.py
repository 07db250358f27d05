"""A SELECT that could show one service's rows to another is refused, and so is a change nobody said they would make."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Select, and_, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.orm import aliased

from evidence.accounts import audit
from evidence.accounts.audit_guard import AuditMissing
from evidence.accounts.models import Membership, Service
from evidence.database import db, new_id, saving
from evidence.database.scope_guard import UnscopedSelect, system_scope
from evidence.database.transactions import WriteOutsideSaving
from evidence.records.models import Record, RecordLine
from tests import factories
from tests.factories import MadePerson

OTHER = aliased(Record)
SAME_RECORD = and_(RecordLine.service_id == Record.service_id, RecordLine.record_id == Record.id)

Statement = Callable[[UUID], Select[tuple[object, ...]]]

UNSCOPED: dict[str, Statement] = {
    "all rows": lambda _here: select(Record),
    "one column": lambda _here: select(Record.title),
    "count": lambda _here: select(func.count()).select_from(Record),
    "the table itself": lambda _here: select(Record.__table__),
    "by id alone": lambda _here: select(Record).where(Record.id == new_id()),
    "joined table": lambda here: (
        select(Record).join(RecordLine, RecordLine.record_id == Record.id).where(Record.service_id == here)
    ),
    "joined to each other and to nothing else": lambda _here: select(Record).join(RecordLine, SAME_RECORD),
    "outer join": lambda here: (
        select(Service, Membership.role)
        .outerjoin(Membership, Membership.account_id == new_id())
        .where(Service.id == here)
    ),
    "alias": lambda _here: select(OTHER),
    "alias beside the scoped table": lambda here: select(Record, OTHER).where(
        Record.service_id == here, OTHER.title == Record.title
    ),
    "table beside the scoped alias": lambda here: select(Record, OTHER).where(
        OTHER.service_id == here, OTHER.title == Record.title
    ),
    "subquery": lambda here: select(Record.title).where(
        Record.service_id == here, Record.id.in_(select(RecordLine.record_id))
    ),
    "from a subquery": lambda _here: select(select(Record.title).subquery()),
    "common table": lambda _here: select(select(Record.title).cte("titles")),
    "scalar subquery": lambda here: select(Service.name, select(func.count(Record.id)).scalar_subquery()).where(
        Service.id == here
    ),
    "exists": lambda here: select(Service).where(Service.id == here, exists().where(Record.title == "x")),
    "only the subquery is scoped": lambda here: select(Record).where(
        ~exists().where(OTHER.service_id == here, OTHER.id == Record.id)
    ),
    "same table scoped in the subquery alone": lambda here: select(Record).where(
        Record.title.not_in(select(OTHER.title).where(OTHER.service_id == here))
    ),
    "not this service": lambda here: select(Record).where(Record.service_id != here),
    "any of the two": lambda here: select(Record).where(or_(Record.service_id == here, Record.title == "x")),
    "service_id only shown": lambda _here: select(Record.service_id),
    "only ordered by service_id": lambda _here: select(Record).order_by(Record.service_id),
    "outer join that limits the other side alone": lambda here: select(Record, RecordLine).outerjoin(
        RecordLine, and_(SAME_RECORD, Record.service_id == here)
    ),
    "union": lambda here: select(Record.id).where(Record.service_id == here).union(select(OTHER.id)),
    "text": lambda _here: text("SELECT title FROM record"),
}
SCOPED: dict[str, Statement] = {
    "by service": lambda here: select(Record).where(Record.service_id == here),
    "by services": lambda here: select(Record).where(Record.service_id.in_([here])),
    "count": lambda here: (
        select(func.count()).select_from(Record).where(Record.service_id == here).having(func.count() > 0)
    ),
    "by key": lambda here: select(Record).where(Record.service_id == here, Record.id == new_id()),
    "join by the whole key": lambda here: (
        select(Record, RecordLine).join(RecordLine, SAME_RECORD).where(Record.service_id == here)
    ),
    "outer join by the whole key": lambda here: (
        select(Record, RecordLine).outerjoin(RecordLine, SAME_RECORD).where(Record.service_id == here)
    ),
    "outer join of the service": lambda here: (
        select(Service, Membership.role)
        .outerjoin(Membership, Membership.service_id == Service.id)
        .where(Service.id == here)
    ),
    "alias": lambda here: select(OTHER).where(OTHER.service_id == here),
    "both": lambda here: select(Record, OTHER).where(
        OTHER.service_id == here, Record.service_id == here, OTHER.title == Record.title
    ),
    "subquery": lambda here: select(Record).where(
        Record.service_id == here, Record.id.in_(select(RecordLine.record_id).where(RecordLine.service_id == here))
    ),
    "exists tied to the row outside": lambda here: select(Record).where(
        Record.service_id == here, exists().where(SAME_RECORD)
    ),
    "from a subquery": lambda here: select(select(Record.title).where(Record.service_id == here).subquery()),
    "union": lambda here: (
        select(Record.id).where(Record.service_id == here).union(select(OTHER.id).where(OTHER.service_id == here))
    ),
    "either kind of the service's own": lambda here: select(Record).where(
        or_(and_(Record.service_id == here, Record.kind == "item"), and_(Record.service_id == here, Record.version > 1))
    ),
    "join to a scoped subquery": lambda here: (
        lambda newest: select(Record).join(newest, newest.c.service_id == Record.service_id)
    )(select(OTHER.service_id).where(OTHER.service_id == here).subquery()),
    "other tables": lambda _here: select(Service),
}


@pytest.mark.parametrize("name", UNSCOPED)
def test_select_without_the_service_is_refused(app: Flask, name: str):
    with app.app_context(), pytest.raises(UnscopedSelect):
        db.session.execute(UNSCOPED[name](new_id())).all()


@pytest.mark.parametrize("name", SCOPED)
def test_select_that_names_the_service_is_carried_out(app: Flask, name: str):
    with app.app_context():
        assert db.session.execute(SCOPED[name](new_id())).all() == []


def test_work_across_services_says_its_name(app: Flask):
    with app.app_context(), system_scope("a test of the system scope"):
        assert db.session.scalars(select(Record)).all() == []


def test_loading_by_the_whole_key_is_carried_out(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager)
    with app.app_context():
        assert db.session.get_one(Record, (manager.scope.service_id, item.id)).title == item.title


def test_change_outside_a_saving_route_is_refused(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager)
    with app.app_context():
        record = db.session.get_one(Record, (manager.scope.service_id, item.id))
        record.title = "Changed"
        with pytest.raises(WriteOutsideSaving):
            db.session.flush()
        db.session.rollback()


CHANGING_ALL = {"update": update(Record).values(title="x"), "delete": delete(RecordLine).where(RecordLine.code == "S1")}


@pytest.mark.parametrize("name", CHANGING_ALL)
def test_statement_that_changes_rows_of_all_services_is_refused(app: Flask, name: str):
    with app.app_context(), pytest.raises(UnscopedSelect), saving():
        db.session.execute(CHANGING_ALL[name])


STRAY = {
    "insert": insert(Service).values(name="x"),
    "update": update(Service).values(name="x"),
    "delete": delete(Service),
}


@pytest.mark.parametrize("name", STRAY)
def test_statement_that_changes_rows_outside_saving_is_refused(app: Flask, name: str):
    with app.app_context():
        with pytest.raises(WriteOutsideSaving):
            db.session.execute(STRAY[name])
        db.session.rollback()


def test_change_without_an_audit_entry_is_refused_and_leaves_nothing(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager)
    with app.app_context():
        with pytest.raises(AuditMissing), saving():
            db.session.get_one(Record, (manager.scope.service_id, item.id)).title = "Changed"
        assert db.session.get_one(Record, (manager.scope.service_id, item.id)).title == item.title


def test_change_with_an_audit_entry_is_kept(app: Flask, manager: MadePerson):
    item = factories.make_item(app, manager)
    with app.app_context():
        with saving():
            db.session.get_one(Record, (manager.scope.service_id, item.id)).title = "Changed"
            audit.record_change(manager.scope, "changed evidence", item.reference, {})
        assert db.session.get_one(Record, (manager.scope.service_id, item.id)).title == "Changed"
