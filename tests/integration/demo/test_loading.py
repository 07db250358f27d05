"""Loading the demonstration: all of it, once, with a year that runs forward, and never among real records."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from evidence.accounts import audit_check
from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Account
from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.demo import loading, sign_ins
from evidence.records import sweep
from evidence.records.models import FileRevision, Record, StoredFile
from tests.integration.demo.conftest import LoadedDemo
from tests.integration.demo.rows import rows


def test_everything_is_there(loaded: LoadedDemo):
    found = rows(loaded.app)
    wanted = {"service": 2, "account": 16, "evidence_item": 150, "story": 50, "action": 40, "round": 5}
    assert {name: found[name] for name in wanted} == wanted
    assert found["frozen_copy"] == 3
    assert found["line_judgement"] == 3 * 24 + 12 + 16
    assert found["attachment"] == 150 + 8
    assert found["kept_file"] == 0
    # Two of three pieces that managers add are looked at by another one.
    assert 40 <= found["record_check"] <= 90


def test_loading_again_changes_nothing(loaded: LoadedDemo):
    before, kept = rows(loaded.app), (loaded.instance / sign_ins.FILE).read_bytes()
    said: list[str] = []
    assert loading.load(loaded.app, said.append) is False
    assert (rows(loaded.app), (loaded.instance / sign_ins.FILE).read_bytes()) == (before, kept)
    assert said == []


def test_progress_is_said_month_by_month(loaded: LoadedDemo):
    assert loaded.said[0] == "Making 16 people with passwords."
    assert loaded.said[-1].startswith("The demonstration is loaded: 150 pieces of evidence, 50 stories and 40 actions")
    assert 11 <= len(loaded.said) <= 16


def test_loading_is_quick(loaded: LoadedDemo):
    """The whole first start is wanted within a minute; half of that is kept for slower computers."""
    assert loaded.worked < 30


def test_every_file_is_whole_and_of_its_kind(loaded: LoadedDemo):
    with loaded.app.app_context(), system_scope("looking at all files in a test"):
        assert sweep.find_trouble(with_bytes=True) == []
        kinds = dict(
            db.session.execute(
                select(StoredFile.media_type, func.count())
                .join(FileRevision, FileRevision.stored_file_id == StoredFile.id)
                .group_by(StoredFile.media_type)
            ).all()
        )
        assert kinds == {"application/pdf": 146, "image/jpeg": 12}
        names = list(db.session.scalars(select(FileRevision.name)))
        assert all(name.endswith((".pdf", ".jpg")) for name in names)


def test_audit_trail_is_whole_and_runs_forward(loaded: LoadedDemo):
    with loaded.app.app_context(), system_scope("reading all audit chains in a test"):
        assert audit_check.find_trouble() == []
        for service_id in set(db.session.scalars(select(AuditEntry.service_id))):
            entries = select(AuditEntry.recorded_at).where(AuditEntry.service_id == service_id)
            moments = list(db.session.scalars(entries.order_by(AuditEntry.number)))
            assert moments == sorted(moments)
            assert moments[-1] < datetime.now(UTC)
            assert moments[-1] - moments[0] > timedelta(days=360)


def test_things_happened_before_they_were_written_down(loaded: LoadedDemo):
    with loaded.app.app_context(), system_scope("looking at all records in a test"):
        records = list(db.session.scalars(select(Record)))
    assert len(records) == 240
    for record in records:
        assert record.happened_on is None or record.happened_on <= record.created_at.date(), record.reference
        assert record.created_at <= record.updated_at, record.reference
        assert record.accepted_at is None or record.created_at <= record.accepted_at, record.reference
    assert len({record.created_at for record in records}) > 200


def test_nobody_has_signed_in_and_everybody_has_a_hash(loaded: LoadedDemo):
    with loaded.app.app_context():
        hashes = list(db.session.scalars(select(Account.password)))
    assert len(set(hashes)) == 16
    assert all(found.startswith("$argon2") for found in hashes)
