"""A save is whole or it is nothing: record, versions, links, file and audit entry stand or fall together."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from evidence.accounts import audit
from evidence.accounts.models import Service
from evidence.database import db
from evidence.records import attachments, store
from evidence.web.saving import saves
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, FRAMEWORK, MadePerson, MadeService
from tests.filled_forms import FilledForm
from tests.filled_tables import Rows, everything

EVIDENCE = {
    "title": "Residents’ survey",
    "source": "people",
    "item_kind": "survey",
    "happened_on": "2026-03-02",
    "lines": [f"{FRAMEWORK}/S1"],
}
# What is done one after the other when evidence is added, and breaks here, each in turn.
STEPS = {
    "the links": (store, "_link"),
    "the row of the file": (attachments, "_note_stored"),
    "the attachment": (attachments, "_attach"),
    "the version": (store, "_keep_version"),
    "the audit entry": (audit, "record_change"),
}


class BrokenOff(Exception):
    """Something that went wrong in the middle."""


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """The site as people meet it: an error in the code gives them a page."""
    return make_app(PROPAGATE_EXCEPTIONS=False)


@pytest.fixture
def filled(manager_client: PageCheckingClient, service: MadeService) -> FilledForm:
    """A form with evidence and a file, filled in and not yet sent."""
    return manager_client.form(f"{service.path}/evidence/add", EVIDENCE, {"files": [A_FILE]})


def break_off(*_args: object, **_values: object) -> None:
    raise BrokenOff


@pytest.mark.parametrize("step", STEPS)
def test_nothing_stays_when_a_step_breaks_and_the_same_form_can_be_sent_again(
    app: Flask, manager_client: PageCheckingClient, filled: FilledForm, monkeypatch: pytest.MonkeyPatch, step: str
):
    before = everything(app)
    with monkeypatch.context() as broken:
        broken.setattr(*STEPS[step], break_off)
        assert manager_client.send(filled).status_code == 500
    assert everything(app) == before
    check_is_saved_once(app, manager_client, filled, before)


def test_nothing_stays_when_the_commit_itself_fails(app: Flask, manager_client: PageCheckingClient, filled: FilledForm):
    before = everything(app)
    event.listen(Session, "before_commit", break_off)
    try:
        assert manager_client.send(filled).status_code == 500
    finally:
        event.remove(Session, "before_commit", break_off)
    assert everything(app) == before
    check_is_saved_once(app, manager_client, filled, before)


def check_is_saved_once(app: Flask, browser: PageCheckingClient, filled: FilledForm, before: dict[str, Rows]) -> None:
    """Sent twice, the form makes one record with one file and one entry of the audit trail."""
    first, second = browser.send(filled), browser.send(filled)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    after = everything(app)
    one_more = (
        "record",
        "evidence_item",
        "record_version",
        "record_line",
        "stored_file",
        "attachment",
        "file_revision",
    )
    assert {name: len(after[name]) - len(before[name]) for name in one_more} == dict.fromkeys(one_more, 1)
    assert len(after["audit_entry"]) == len(before["audit_entry"]) + 1
    assert not after["kept_file"]


@pytest.mark.parametrize(("status", "is_kept"), [(200, True), (302, True), (400, False), (409, False), (500, False)])
def test_answer_decides_whether_a_route_has_saved(app: Flask, manager: MadePerson, status: int, is_kept: bool):
    """A view that has changed rows and then answers with an error has not changed them."""
    before = everything(app)

    @saves
    def view() -> tuple[str, int]:
        db.session.get_one(Service, manager.scope.service_id).name = "Another name"
        audit.record_change(manager.scope, "changed the service", "x", {})
        return "", status

    with app.test_request_context("/", method="POST"):
        assert view().status_code == status
    assert (everything(app) != before) is is_kept


def test_route_that_fails_has_not_saved(app: Flask, manager: MadePerson):
    before = everything(app)

    @saves
    def view() -> None:
        db.session.get_one(Service, manager.scope.service_id).name = "Another name"
        db.session.flush()
        raise BrokenOff

    with app.test_request_context("/", method="POST"), pytest.raises(BrokenOff):
        view()
    assert everything(app) == before
