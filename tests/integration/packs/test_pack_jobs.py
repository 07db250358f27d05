"""A long pack is written as a job: once, with its progress told, for whoever asked, for a day."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from evidence.accounts import openings
from evidence.database import db, saving
from evidence.jobs import store as jobs
from evidence.jobs.models import Job
from evidence.packs import written_routes
from evidence.packs.pack_jobs import KEPT_FOR
from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two records make a pack long."""
    monkeypatch.setattr(written_routes, "MOST_AT_ONCE", 1)


@pytest.fixture
def asked(app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient) -> str:
    """The address of a pack's job that the manager has asked for."""
    factories.make_item(app, manager, "Residents’ survey")
    factories.make_story(app, manager)
    answer = manager_client.submit(f"{service.path}/packs/write/inspection?detail=full")
    assert answer.status_code == 302
    return answer.location


def work(app: Flask) -> None:
    worker = app.extensions["worker"]
    while worker.run_one():
        pass


def number_of_jobs(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Job).where(Job.kind == "write-pack")) or 0


def job_id(address: str) -> UUID:
    return UUID(address.rsplit("/", 1)[1])


def test_long_pack_leads_to_having_it_written(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient, few_at_once: None
):
    for title in ("One", "Two"):
        factories.make_item(app, manager, title)
        factories.make_action(app, manager, title)
    for what, page in (("inspection", "inspection/pack"), ("action-plan", "action-plan/plan")):
        answer = manager_client.get(f"{service.path}/packs/{page}.pdf?lines=S1&lines=S4")
        assert answer.status_code == 302
        assert answer.location.startswith(f"{service.path}/packs/write/{what}?")
        assert "lines=S1" in answer.location
        assert "Have it written as PDF" in manager_client.get(f"{service.path}/packs/{page}").text


def test_pack_is_written_and_taken_away(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, asked: str
):
    assert "Waiting for its turn" in manager_client.get(asked).text
    assert manager_client.get(f"{asked}/pack.pdf").status_code == 404
    work(app)
    assert "The pack is written" in manager_client.get(asked).text
    answer = manager_client.get(f"{asked}/pack.pdf")
    assert answer.mimetype == "application/pdf"
    assert "inspection-pack-" in answer.headers["Content-Disposition"]
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert "She baked scones with M." in words
    with app.app_context():
        assert [row.subject for row in openings.list_openings(manager.scope).rows] == ["the inspection pack"]


def test_progress_is_told_while_it_is_written(app: Flask, manager_client: PageCheckingClient, asked: str):
    for percent, doing in ((10, "Reading the records"), (40, "Writing the pages"), (90, "Keeping the file")):
        with app.app_context(), saving():
            db.session.get_one(Job, job_id(asked)).state = "running"
            db.session.flush()
            jobs.beat(job_id(asked), percent, clock.now())
        page = manager_client.get(asked).text
        assert doing in page
        assert f"{percent} per cent" in page


def test_pressing_twice_makes_one_job(app: Flask, service: MadeService, manager_client: PageCheckingClient, asked: str):
    again = manager_client.submit(f"{service.path}/packs/write/inspection?detail=full")
    assert (again.location, number_of_jobs(app)) == (asked, 1)
    other = manager_client.submit(f"{service.path}/packs/write/inspection?detail=short")
    assert (other.location != asked, number_of_jobs(app)) == (True, 2)


def test_job_is_nobody_elses(
    app: Flask, service: MadeService, asked: str, viewer_client: PageCheckingClient, lead_client: PageCheckingClient
):
    work(app)
    for client in (viewer_client, lead_client):
        for page in ("", "/pack.pdf", "/cancel"):
            assert client.get(asked + page).status_code == 404


def test_cancelled_pack_is_not_written(app: Flask, manager_client: PageCheckingClient, asked: str):
    assert manager_client.submit(f"{asked}/cancel").location == asked
    work(app)
    assert "no longer being written" in manager_client.get(asked).text
    assert manager_client.get(f"{asked}/pack.pdf").status_code == 404


def test_whoever_left_meanwhile_gets_no_pack(app: Flask, service: MadeService, manager: MadePerson, asked: str):
    with app.app_context(), saving():
        job = db.session.get_one(Job, job_id(asked))
        job.params = {**job.params, "service": "SV-NONE"}
    for _try in range(jobs.MOST_TRIES):
        work(app)
    with app.app_context():
        found = db.session.get_one(Job, job_id(asked))
        assert (found.state, found.result) == ("failed", None)


def test_pack_is_kept_for_a_day(app: Flask, service: MadeService, manager: MadePerson, asked: str):
    work(app)
    with time_machine.travel(clock.now() + KEPT_FOR + timedelta(minutes=1), tick=False):
        later = factories.sign_in(app, manager)
        assert later.get(f"{asked}/pack.pdf").status_code == 404
        assert "no longer kept" in later.get(asked).text
