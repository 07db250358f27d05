"""The audit trail: every entry follows from the one before, and `flask verify` finds whatever was tampered with."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from evidence.accounts import audit, audit_check
from evidence.accounts.audit_models import AuditEntry, AuditHead, AuditPayload
from evidence.database import db, saving
from evidence.database.scope_guard import system_scope
from tests.factories import MadeService


@pytest.fixture
def chain(app: Flask, service: MadeService) -> MadeService:
    with app.app_context():
        for number in range(4):
            with saving():
                audit.record_change(service.scope, "noted", "EV-2B3C4", {"n": number}, happened_on=date(2026, 1, 2))
    return service


def tamper(app: Flask, statement: object) -> None:
    with app.app_context(), system_scope("tampering in a test"), saving():
        db.session.execute(statement)  # type: ignore[call-overload]


def trouble(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        return [(found.number, found.what) for found in audit_check.find_trouble()]


def entry(number: int) -> object:
    return AuditEntry.number == number


def test_whole_chain_has_no_trouble(app: Flask, chain: MadeService):
    assert trouble(app) == []


def test_entries_count_from_one_without_gaps(app: Flask, chain: MadeService):
    with app.app_context():
        rows = select(AuditEntry.number).where(AuditEntry.service_id == chain.id).order_by(AuditEntry.number)
        numbers = db.session.scalars(rows).all()
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5


def test_changed_entry_is_found(app: Flask, chain: MadeService):
    tamper(app, update(AuditEntry).where(AuditEntry.service_id == chain.id, entry(3)).values(action="approved"))
    assert trouble(app) == [(3, "it has been changed")]


def test_changed_details_are_found(app: Flask, chain: MadeService):
    with app.app_context():
        rows = select(AuditEntry.id).where(AuditEntry.service_id == chain.id, entry(3))
        entry_id = db.session.scalars(rows).one()
    tamper(
        app,
        update(AuditPayload)
        .where(AuditPayload.service_id == chain.id, AuditPayload.id == entry_id)
        .values(details={"n": 99}),
    )
    assert trouble(app) == [(3, "its details have been changed")]


def test_erased_details_leave_the_chain_whole(app: Flask, chain: MadeService):
    tamper(app, update(AuditPayload).where(AuditPayload.service_id == chain.id).values(details=None))
    assert trouble(app) == []


def test_entry_cut_out_of_the_middle_is_found(app: Flask, chain: MadeService):
    with app.app_context():
        rows = select(AuditEntry.id).where(AuditEntry.service_id == chain.id, entry(3))
        entry_id = db.session.scalars(rows).one()
    tamper(app, delete(AuditPayload).where(AuditPayload.service_id == chain.id, AuditPayload.id == entry_id))
    tamper(app, delete(AuditEntry).where(AuditEntry.service_id == chain.id, AuditEntry.id == entry_id))
    assert trouble(app) == [(4, "entries before it are missing")]


def test_entry_cut_off_at_the_end_is_found(app: Flask, chain: MadeService):
    tamper(app, update(AuditHead).where(AuditHead.service_id == chain.id).values(number=AuditHead.number + 1))
    found = trouble(app)
    assert [what for _, what in found] == ["entries at the end are missing"]


def test_verify_says_where_and_fails(app: Flask, chain: MadeService):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["verify"]).exit_code == 0
    tamper(app, update(AuditEntry).where(AuditEntry.service_id == chain.id, entry(2)).values(subject="EV-9Z9Z9"))
    answer = runner.invoke(args=["verify"])
    assert answer.exit_code == 1
    assert "entry 2: it has been changed" in answer.output


def test_digest_of_details_is_salted():
    assert audit.payload_digest("a", {"n": 1}) != audit.payload_digest("b", {"n": 1})


def test_names_and_emails_stand_in_no_subject(app: Flask, chain: MadeService):
    with app.app_context():
        subjects = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.service_id == chain.id)).all()
    assert not any("@" in subject for subject in subjects)
