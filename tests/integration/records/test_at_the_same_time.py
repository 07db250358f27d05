"""Two requests at the same moment: one of them waits, and nothing is saved twice, lost or half done."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.database import db
from evidence.records.models import Attachment, Record, RecordVersion
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.filled_forms import FilledForm
from tests.integration.records.filled import FORMS, ITEM, S1

BOTH = 2


def at_once(*requests: Callable[[], Any]) -> list[Any]:
    """What requests are answered that are sent at the same moment."""
    ready = Barrier(len(requests))

    def send(request: Callable[[], Any]) -> Any:
        ready.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def sent_at_once(clients: Sequence[PageCheckingClient], forms: Sequence[FilledForm]) -> list[Any]:
    pairs = zip(clients, forms, strict=True)
    return at_once(*(lambda client=client, form=form: client.send(form) for client, form in pairs))


def rows(app: Flask, service: MadeService, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table).where(table.service_id == service.id)) or 0


@pytest.fixture
def two_windows(app: Flask, manager: MadePerson) -> list[PageCheckingClient]:
    """The same person, signed in on two computers."""
    return [factories.sign_in(app, manager) for _ in range(BOTH)]


@pytest.mark.parametrize("kind", list(FORMS))
def test_form_sent_twice_at_once_makes_one_record(
    app: Flask, two_windows: list[PageCheckingClient], service: MadeService, kind: str
):
    path = f"{service.path}/{kind}/add"
    first = two_windows[0].form(path, FORMS[kind], {"files": [A_FILE]})
    second = two_windows[1].form(path, {**FORMS[kind], "once": first.fields["once"]}, {"files": [A_FILE]})
    answers = sent_at_once(two_windows, [first, second])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert rows(app, service, Record) == rows(app, service, Attachment) == 1


def test_two_edits_at_once_save_one_and_show_the_other_both_versions(
    app: Flask, two_windows: list[PageCheckingClient], manager: MadePerson, service: MadeService
):
    reference = factories.make_item(app, manager).reference
    path = f"{service.path}/evidence/{reference}"
    forms = [client.form(f"{path}/edit", {"title": title}) for client, title in zip(two_windows, "AB", strict=True)]
    answers = sent_at_once(two_windows, forms)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert rows(app, service, RecordVersion) == BOTH


def test_different_records_added_at_once_are_both_saved(
    app: Flask, two_windows: list[PageCheckingClient], service: MadeService
):
    forms = [client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]}) for client in two_windows]
    answers = sent_at_once(two_windows, forms)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert rows(app, service, Record) == BOTH


def test_accepting_at_once_is_done_once(
    app: Flask, two_windows: list[PageCheckingClient], staff: MadePerson, service: MadeService
):
    path = f"{service.path}/evidence/{factories.make_item(app, staff).reference}"
    answers = sent_at_once(two_windows, [client.form(f"{path}/accept") for client in two_windows])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert two_windows[0].get(path).text.count("accepted evidence") == 1


def test_dealing_with_a_challenge_at_once_keeps_one_word_and_shows_the_other(
    app: Flask, two_windows: list[PageCheckingClient], manager: MadePerson, service: MadeService
):
    challenge = factories.make_item(app, manager, bearing=factories.Bearing.CHALLENGES)
    path = f"{service.path}/evidence/{challenge.reference}/resolve/{S1}"
    words = ("Rails fitted", "Staff retrained")
    pairs = zip(two_windows, words, strict=True)
    forms = [client.form(path, {"resolution": word}) for client, word in pairs]
    answers = sent_at_once(two_windows, forms)
    assert sorted(answer.status_code for answer in answers) == [302, 409]


def test_closing_at_once_keeps_one_word_and_shows_the_other(
    two_windows: list[PageCheckingClient], service: MadeService
):
    action = two_windows[0].submit(f"{service.path}/actions/add", FORMS["actions"]).location
    words = ("Fitted by us", "Fitted by them")
    pairs = zip(two_windows, words, strict=True)
    forms = [
        client.form(f"{action}/close", {"closing_word": word, "no_proof_reason": "Seen by all"})
        for client, word in pairs
    ]
    answers = sent_at_once(two_windows, forms)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
