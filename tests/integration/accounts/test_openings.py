"""Who opened confidential records and took files out: noted beside the page, told to managers, forgotten in time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from evidence.accounts import openings
from evidence.accounts.opening_models import Opening
from evidence.accounts.openings import What
from evidence.database import db
from evidence.database.scope_guard import system_scope
from tests import factories
from tests.factories import A_FILE, MadePerson

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def noted(app: Flask) -> list[tuple[str, str, str]]:
    """What was noted so far, as (who, what, subject and file)."""
    with app.app_context(), system_scope("a look at everything a test has noted"):
        rows = db.session.execute(
            select(Opening.what, Opening.subject, Opening.name, openings.Account.name.label("who"))
            .join(openings.Account, openings.Account.id == Opening.account_id)
            .order_by(Opening.id)
        )
        return [(row.who, row.what, f"{row.subject} {row.name}".strip()) for row in rows]


@pytest.fixture
def secret(app: Flask, manager: MadePerson) -> factories.MadeRecord:
    return factories.make_item(app, manager, "A worry", files=[A_FILE], is_confidential=True)


@pytest.mark.parametrize("page", ["", "/edit", "/versions"])
def test_confidential_record_is_noted_on_every_page_that_shows_it(
    app: Flask, service, secret, manager, manager_client, page: str
):
    manager_client.get(f"{service.path}/evidence/{secret.reference}{page}")
    assert noted(app) == [(manager.name, "opened", secret.reference)]


def test_open_record_is_not_noted_and_its_files_are(app: Flask, service, manager, viewer, viewer_client):
    item = factories.make_item(app, manager, files=[A_FILE])
    viewer_client.get(f"{service.path}/evidence/{item.reference}")
    assert noted(app) == []
    viewer_client.get(f"/files/{item.file_ids[0]}")
    assert noted(app) == [(viewer.name, "file", f"{item.reference} falls.csv")]


def test_refused_opening_is_not_noted(app: Flask, service, secret, viewer_client, other_manager_client, staff_client):
    for browser in (viewer_client, other_manager_client, staff_client):
        assert browser.get(f"{service.path}/evidence/{secret.reference}").status_code == 404
        assert browser.get(f"/files/{secret.file_ids[0]}").status_code == 404
    assert noted(app) == []


def test_sending_a_form_is_no_opening(app: Flask, service, secret, manager_client):
    path = f"{service.path}/evidence/{secret.reference}"
    form = manager_client.form(f"{path}/edit")
    before = noted(app)
    assert manager_client.send(form).status_code == 302
    assert noted(app) == before


def test_managers_and_leads_are_told_who_how_often_and_when_last(app: Flask, service, secret, manager, lead):
    with time_machine.travel(NOW, tick=False) as clock:
        for person, times in ((manager, 1), (lead, 2)):
            for _ in range(times):
                factories.sign_in(app, person).get(f"{service.path}/evidence/{secret.reference}")
                clock.shift(timedelta(minutes=1))
        factories.sign_in(app, lead).get(f"/files/{secret.file_ids[0]}")
    with app.app_context():
        seen = openings.of_record(manager.scope, secret.reference)
    assert [(each.who, each.what, each.name, each.times) for each in seen] == [
        (lead.name, What.FILE, "falls.csv", 1),
        (lead.name, What.OPENED, "", 2),
        (manager.name, What.OPENED, "", 1),
    ]
    assert seen[1].last == NOW + timedelta(minutes=2)


def test_viewers_and_staff_are_told_nothing(app: Flask, service, secret, manager_client, viewer, staff):
    manager_client.get(f"{service.path}/evidence/{secret.reference}")
    with app.app_context():
        assert [openings.of_record(person.scope, secret.reference) for person in (viewer, staff)] == [[], []]


def test_what_is_old_is_forgotten_as_the_settings_say(
    make_app: Callable[..., Flask], app: Flask, service, secret, manager
):
    week = make_app(OPENINGS_KEPT_DAYS=7)
    with time_machine.travel(NOW, tick=False) as clock:
        factories.sign_in(week, manager).get(f"{service.path}/evidence/{secret.reference}")
        clock.shift(timedelta(days=6))
        factories.sign_in(week, manager).get(f"{service.path}/evidence/{secret.reference}")
        clock.shift(timedelta(days=1, seconds=1))
        with week.app_context():
            assert openings.forget_old(openings.clock.now()) == 1
            assert openings.forget_old(openings.clock.now()) == 0
    assert len(noted(app)) == 1


def test_worker_forgets_every_day(app: Flask):
    worker = app.extensions["worker"]
    while worker.run_one():
        pass
    with app.app_context():
        done = set(db.session.scalars(text("SELECT kind FROM job WHERE state = 'done'")))
    assert openings.KIND in done


def test_page_opens_although_nothing_can_be_noted(app: Flask, service, secret, manager_client, monkeypatch, caplog):
    def full() -> None:
        raise openings.OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(openings, "saving", full)
    assert manager_client.get(f"{service.path}/evidence/{secret.reference}").status_code == 200
    assert f"It could not be noted who opened {secret.reference}." in caplog.text
    assert noted(app) == []
