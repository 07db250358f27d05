"""A record's files: arriving, being kept while the form is mended, opened by the right people, and taken off.

Everything here is so with files on the disk and with files in a bucket.
"""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.database import db
from evidence.records import attachments
from evidence.records.disk_room import NO_ROOM, NoRoomLeft
from evidence.records.models import Attachment, KeptFile, Record, StoredFile
from tests import factories, filled_forms
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.filled_forms import File
from tests.integration.records.conftest import Place
from tests.integration.records.filled import ITEM, add, reference_in

OTHER_FILE: File = (b"name,score\nA,1\n", "scores.csv")
DRAWING: File = (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plan.svg")


@pytest.fixture
def app(make_app: Callable[..., Flask], place: Place) -> Flask:
    return make_app(**place.settings)


def rows(app: Flask, service: MadeService, table: Any) -> int:
    with app.app_context():
        counted = select(func.count()).select_from(table).where(table.service_id == service.id)
        return db.session.scalar(counted) or 0


def left_over(app: Flask) -> list[Path]:
    return list((Path(app.config["FILES_PATH"]) / "incoming").glob("*"))


def address_of(page: Any, name: str) -> str:
    [link] = [link for link in page.all("a") if link.text == name]
    return str(link.get("href"))


def ticks_by_files(page: Any) -> list[Any]:
    """The tick boxes beside a form's files, in the files' order."""
    return [tick for tick in page.all("input") if tick.get("value") == "keep"]


def send_again(client: PageCheckingClient, page: Any, **fields: Any) -> Any:
    """Fill in the form on a page that has come back, and send it."""
    files = fields.pop("files", ())
    form = filled_forms.choose(page)
    return client.send(filled_forms.fill(page, form, fields, {"files": files}))


def test_files_that_arrived_are_kept_while_the_form_is_mended(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    asked_again: Any = manager_client.submit(
        f"{service.path}/evidence/add", {**ITEM, "title": ""}, {"files": [A_FILE, OTHER_FILE]}
    )
    assert asked_again.page.problems_told == ["Enter a title."]
    assert "These files have arrived and will be saved with the form" in asked_again.page.text
    mended = send_again(manager_client, asked_again.page, title="Survey")
    page: Any = manager_client.get(mended.location).page
    assert "falls.csv" in page.text
    assert "scores.csv" in page.text
    assert rows(app, service, KeptFile) == 0


def test_kept_file_can_be_left_out(app: Flask, manager_client: PageCheckingClient, service: MadeService):
    asked_again: Any = manager_client.submit(
        f"{service.path}/evidence/add", {**ITEM, "title": ""}, {"files": [A_FILE, OTHER_FILE]}
    )
    ticks = ticks_by_files(asked_again.page)
    assert all(tick.get("checked") is not None for tick in ticks)
    mended = send_again(manager_client, asked_again.page, **{"title": "Survey", str(ticks[0].get("name")): "leave"})
    page: Any = manager_client.get(mended.location).page
    assert "falls.csv" not in page.text
    assert "scores.csv" in page.text


def test_file_that_was_not_to_stay_is_still_unticked_when_the_form_comes_back(
    manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence", [A_FILE, OTHER_FILE])
    path = f"{service.path}/evidence/{reference}/edit"
    form: Any = manager_client.get(path).page
    name = str(ticks_by_files(form)[0].get("name"))
    asked_again: Any = manager_client.submit(path, {"title": "", name: "leave"})
    ticked = [tick.get("checked") is not None for tick in ticks_by_files(asked_again.page)]
    assert ticked == [False, True]
    send_again(manager_client, asked_again.page, title="Survey")
    assert "falls.csv" not in manager_client.get(f"{service.path}/evidence/{reference}").page.text


def test_refused_file_is_told_while_the_others_are_kept(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    asked_again: Any = manager_client.submit(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE, DRAWING]})
    assert asked_again.status_code == 200
    [problem] = asked_again.page.problems_told
    assert problem.startswith("plan.svg is a drawing that can hold programs.")
    assert rows(app, service, Record) == 0
    saved = send_again(manager_client, asked_again.page)
    page: Any = manager_client.get(saved.location).page
    assert "falls.csv" in page.text
    assert "plan.svg" not in page.text
    assert left_over(app) == []


def test_files_are_not_lost_when_a_form_comes_without_its_key(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]})
    del form.fields["once"]
    page: Any = manager_client.get(manager_client.send(form).location).page
    assert "falls.csv" in page.text


def test_kept_file_of_one_person_does_not_reach_another_with_the_same_key(
    manager_client: PageCheckingClient, lead_client: PageCheckingClient, service: MadeService
):
    asked_again: Any = manager_client.submit(f"{service.path}/evidence/add", {**ITEM, "title": ""}, {"files": [A_FILE]})
    [key] = [field.get("value") for field in asked_again.page.all("input") if field.get("name") == "once"]
    saved = lead_client.submit(f"{service.path}/evidence/add", {**ITEM, "once": key})
    assert "falls.csv" not in lead_client.get(saved.location).page.text


def test_same_bytes_are_stored_once_in_a_service_and_again_in_another(
    app: Flask,
    place: Place,
    manager_client: PageCheckingClient,
    neighbour_manager_client: PageCheckingClient,
    service: MadeService,
    neighbour_service: MadeService,
):
    for name in ("falls.csv", "again.csv"):
        add(manager_client, service, "evidence", [(A_FILE[0], name)])
    add(manager_client, service, "stories", [A_FILE])
    add(neighbour_manager_client, neighbour_service, "evidence", [A_FILE])
    assert rows(app, service, Attachment) == 3
    assert rows(app, service, StoredFile) == rows(app, neighbour_service, StoredFile) == 1
    once = [A_FILE[0]]
    assert list(place.kept(service.id).values()) == list(place.kept(neighbour_service.id).values()) == once


def test_same_bytes_chosen_twice_are_attached_once(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    add(manager_client, service, "evidence", [A_FILE, (A_FILE[0], "copy.csv")])
    assert rows(app, service, Attachment) == 1


def test_file_opens_as_a_download_that_no_browser_keeps_or_guesses_at(
    manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence", [(A_FILE[0], "Stürze März.csv")])
    page: Any = manager_client.get(f"{service.path}/evidence/{reference}").page
    answer = manager_client.get(address_of(page, "Stürze März.csv"))
    assert answer.data == A_FILE[0]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''St%C3%BCrze%20M%C3%A4rz.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_length == len(A_FILE[0])
    assert answer.mimetype == "text/csv"
    assert "ETag" not in answer.headers


def test_file_opens_only_for_those_who_may_see_its_record(
    app: Flask,
    manager: MadePerson,
    staff: MadePerson,
    manager_client: PageCheckingClient,
    staff_client: PageCheckingClient,
    viewer_client: PageCheckingClient,
    neighbour_manager_client: PageCheckingClient,
    other_manager_client: PageCheckingClient,
    signed_out_client: PageCheckingClient,
):
    open_file = factories.make_item(app, manager, files=[A_FILE]).file_ids[0]
    secret = factories.make_item(app, manager, files=[OTHER_FILE], is_confidential=True).file_ids[0]
    own = factories.make_item(app, staff, files=[(b"a,b\n1,2\n", "own.csv")]).file_ids[0]
    expected = {
        manager_client: (200, 200, 200),
        viewer_client: (200, 404, 200),
        staff_client: (404, 404, 200),
        neighbour_manager_client: (404, 404, 404),
        other_manager_client: (404, 404, 404),
        signed_out_client: (302, 302, 302),
    }
    for client, statuses in expected.items():
        assert tuple(client.get(f"/files/{file}").status_code for file in (open_file, secret, own)) == statuses


def test_file_taken_off_leaves_the_record_but_not_its_history(
    place: Place, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence", [A_FILE, OTHER_FILE])
    page: Any = manager_client.get(f"{service.path}/evidence/{reference}").page
    opened = address_of(page, "falls.csv")
    form: Any = manager_client.get(f"{service.path}/evidence/{reference}/edit").page
    ticks = ticks_by_files(form)
    assert all(tick.get("checked") is not None for tick in ticks)
    manager_client.submit(f"{service.path}/evidence/{reference}/edit", {str(ticks[0].get("name")): "leave"})
    page = manager_client.get(f"{service.path}/evidence/{reference}").page
    assert "falls.csv" not in page.text
    assert "scores.csv" in page.text
    assert manager_client.get(opened).status_code == 404
    versions: Any = manager_client.get(f"{service.path}/evidence/{reference}/versions").page
    assert "falls.csv" in versions.text
    assert set(place.kept(service.id).values()) == {A_FILE[0], OTHER_FILE[0]}


def test_attachment_of_another_record_cannot_be_taken_off(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    other = factories.make_item(app, manager, "Audit", files=[A_FILE])
    reference = add(manager_client, service, "evidence", [OTHER_FILE])
    with app.app_context():
        attachment = db.session.scalar(
            select(Attachment.id).where(Attachment.service_id == service.id, Attachment.record_id == other.id)
        )
    form = manager_client.form(f"{service.path}/evidence/{reference}/edit", {"title": "Changed"})
    form.fields[f"attached-{attachment}"] = "leave"
    manager_client.send(form)
    assert manager_client.get(f"/files/{other.file_ids[0]}").status_code == 200


@pytest.mark.parametrize("where", ["incoming", "keep"])
def test_full_disk_is_told_on_the_form_with_everything_typed(
    app: Flask,
    manager_client: PageCheckingClient,
    service: MadeService,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
):
    def full(*_: object) -> None:
        raise NoRoomLeft

    form = manager_client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE, OTHER_FILE]})
    with app.app_context():
        monkeypatch.setattr(type(attachments.folder()), where, full)
    answer: Any = manager_client.send(form)
    assert answer.status_code == 200
    assert answer.page.problems_told == [NO_ROOM]
    assert ITEM["original_kept"] in answer.text
    assert rows(app, service, Record) == 0
    saved = send_again(manager_client, answer.page)
    assert saved.status_code == 302
    assert "No files." in manager_client.get(saved.location).page.text


def test_disk_that_is_full_while_a_form_arrives_has_its_own_page(
    manager_client: PageCheckingClient, service: MadeService, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    form = manager_client.form(f"{service.path}/evidence/add", ITEM)
    monkeypatch.setattr("evidence.records.attachments.receive", full)
    answer: Any = manager_client.send(form)
    assert answer.status_code == 507
    assert "The disk is full" in answer.page.text


def test_too_large_a_request_has_a_page_that_says_what_to_do(
    make_app: Callable[..., Flask], app: Flask, place: Place, manager: MadePerson, service: MadeService
):
    small = make_app(MAX_CONTENT_LENGTH=20_000, **place.settings)
    client = factories.sign_in(small, manager)
    form = client.form(f"{service.path}/evidence/add", ITEM, {"files": [(b"a,b\n" * 6_000, "large.csv")]})
    answer: Any = client.send(form)
    assert answer.status_code == 413
    assert "up to 150 MB" in answer.page.text
    assert rows(app, service, Record) == 0


def test_request_may_be_150_megabytes(app: Flask):
    assert app.config["MAX_CONTENT_LENGTH"] == 150 * 1024 * 1024


def test_second_send_of_a_form_leaves_no_file_behind(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]})
    assert reference_in(manager_client.send(form)) == reference_in(manager_client.send(form))
    assert left_over(app) == []
    assert rows(app, service, KeptFile) == 0
