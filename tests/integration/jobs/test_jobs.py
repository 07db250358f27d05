"""Long work: claimed once, retried when its worker goes silent, given up after three tries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.database import db, saving
from evidence.jobs import store
from evidence.jobs.models import Job
from evidence.jobs.worker import Regular, Worker

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SILENT = store.HEARTBEAT_STOPS + timedelta(seconds=1)


def put_in(app: Flask, kind: str = "count", fingerprint: str = "count 1") -> UUID:
    with app.app_context(), saving():
        return store.put_in(kind, {"up_to": 3}, fingerprint=fingerprint, now=NOW)


def claim(app: Flask, now: datetime = NOW) -> store.Claimed | None:
    with app.app_context(), saving():
        return store.claim(now)


def job(app: Flask, job_id: UUID) -> Job:
    with app.app_context():
        found = db.session.scalars(select(Job).where(Job.id == job_id)).one()
        db.session.expunge(found)
        return found


def test_same_work_asked_for_twice_is_one_job(app: Flask):
    assert put_in(app) == put_in(app)
    assert put_in(app, fingerprint="count 2") != put_in(app)


def test_same_work_can_be_asked_for_again_once_it_is_done(app: Flask):
    first = put_in(app)
    claim(app)
    with app.app_context(), saving():
        store.finish(first, {}, NOW)
    assert put_in(app) != first


def test_job_is_claimed_once(app: Flask):
    job_id = put_in(app)
    claimed = claim(app)
    assert claimed is not None
    assert (claimed.id, claimed.params, claimed.tries) == (job_id, {"up_to": 3}, 1)
    assert claim(app) is None


def test_oldest_job_comes_first(app: Flask):
    first = put_in(app)
    put_in(app, fingerprint="count 2")
    claimed = claim(app)
    assert claimed is not None
    assert claimed.id == first


def test_silent_workers_job_is_given_to_another(app: Flask):
    job_id = put_in(app)
    claim(app)
    assert claim(app, NOW + store.HEARTBEAT_STOPS - timedelta(seconds=1)) is None
    again = claim(app, NOW + SILENT)
    assert again is not None
    assert (again.id, again.tries) == (job_id, 2)


def test_heartbeat_keeps_a_job_with_its_worker(app: Flask):
    job_id = put_in(app)
    claim(app)
    later = NOW + SILENT
    with app.app_context(), saving():
        store.beat(job_id, 40, later)
    assert claim(app, later + timedelta(seconds=1)) is None
    assert job(app, job_id).progress == 40


def test_job_whose_worker_stopped_three_times_is_given_up(app: Flask):
    job_id = put_in(app)
    for turn in range(store.MOST_TRIES):
        assert claim(app, NOW + turn * SILENT) is not None
    assert claim(app, NOW + store.MOST_TRIES * SILENT) is None
    assert job(app, job_id).state == "failed"
    assert job(app, job_id).error == "Its worker stopped three times."


def test_cancelled_job_stops_at_its_next_heartbeat(app: Flask):
    job_id = put_in(app)
    claim(app)
    with app.app_context(), saving():
        assert store.cancel(job_id, NOW)
    with app.app_context(), saving(), pytest.raises(store.Cancelled):
        store.beat(job_id, 50, NOW)
    with app.app_context(), saving():
        assert not store.cancel(job_id, NOW)


def test_worker_carries_out_what_waits_and_keeps_its_result(app: Flask):
    job_id = put_in(app)
    seen: list[int] = []

    def count(claimed: store.Claimed, progress: Callable[[int], None]) -> dict[str, int]:
        for number in range(claimed.params["up_to"]):
            progress(number * 30)
            seen.append(number)
        return {"counted": len(seen)}

    worker = Worker(app, {"count": count}, lambda: NOW)
    assert worker.run_one()
    assert not worker.run_one()
    done = job(app, job_id)
    assert (done.state, done.progress, done.result, done.finished_at) == ("done", 100, {"counted": 3}, NOW)


def test_failing_work_is_tried_three_times_and_says_why(app: Flask, caplog: pytest.LogCaptureFixture):
    job_id = put_in(app)

    def burst(_claimed: store.Claimed, _progress: Callable[[int], None]) -> dict[str, int]:
        raise ValueError("no paper")

    worker = Worker(app, {"count": burst}, lambda: NOW)
    assert [worker.run_one() for _ in range(4)] == [True, True, True, False]
    failed = job(app, job_id)
    assert (failed.state, failed.tries, failed.error) == ("failed", 3, "ValueError: no paper")
    assert caplog.text.count("no paper") >= 3


def test_unknown_kind_of_work_fails_and_does_not_stop_the_worker(app: Flask):
    put_in(app, kind="unheard-of")
    worker = Worker(app, {}, lambda: NOW)
    while worker.run_one():
        pass
    with app.app_context():
        assert "unheard-of" in (db.session.scalars(select(Job.error)).one() or "")


def test_regular_work_puts_itself_in_when_it_is_due(app: Flask):
    times = [NOW]
    done: list[datetime] = []

    def tidy(_claimed: store.Claimed, _progress: Callable[[int], None]) -> dict[str, int]:
        done.append(times[0])
        return {}

    worker = Worker(app, {"tidy": tidy}, lambda: times[0], (Regular("tidy", timedelta(days=1)),))
    worker.run_one()
    worker.run_one()
    assert done == [NOW]
    times[0] = NOW + timedelta(days=1)
    worker.run_one()
    assert done == [NOW, NOW + timedelta(days=1)]


def test_worker_started_as_a_thread_stops_when_told(app: Flask):
    worker = Worker(app, {}, lambda: NOW)
    thread = worker.start()
    worker.stop()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_command_carries_out_what_waits(app: Flask):
    answer = app.test_cli_runner().invoke(args=["jobs", "work", "--once"])
    assert answer.exit_code == 0, answer.output
    with app.app_context():
        done = db.session.scalars(select(Job.kind).where(Job.state == "done")).all()
    assert sorted(done) == ["forget-openings", "index-search", "sweep-files"]
