"""Files in a bucket: what people see when it does not answer, and keeping it and the rows in step."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.database import db
from evidence.records import attachments, sweep
from evidence.records.blob_store import CANT_SAVE
from evidence.records.checked_reading import FileChanged
from evidence.records.models import KeptFile, Record, StoredFile
from evidence.web import clock
from tests import factories, filled_forms
from tests.bucket_double import KEYS_PER_PAGE, BucketDouble, Refused
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeService
from tests.filled_tables import everything
from tests.integration.guards.test_killed import KILL, ROOT
from tests.integration.records.conftest import Place
from tests.integration.records.filled import ITEM, add

OTHER_FILE = (b"name,score\nA,1\n", "scores.csv")
TWO_DAYS = timedelta(days=2)
# Adds a piece of evidence with a file, and is killed once the bucket has the file and its row is not committed yet.
CHILD = """
import json, os, sys
from uuid import UUID
from app import create_app
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.records.blobs_bucket import BlobBucket
from tests import factories

person, provider, service, settings, kill = sys.argv[1:]
keep = BlobBucket.keep

def keep_and_die(self, *args):
    keep(self, *args)
    os.kill(os.getpid(), int(kill))

BlobBucket.keep = keep_and_die
app = create_app(json.loads(settings))
scope = Scope(UUID(person), UUID(provider), (UUID(service),), Role.MANAGER)
factories.make_item(app, factories.MadePerson(scope.person, "", "", scope), files=[factories.A_FILE])
"""


@pytest.fixture
def app(app_on_bucket: Flask) -> Flask:
    return app_on_bucket


@pytest.fixture
def place_kept(bucket_place: Place, service: MadeService) -> Callable[[], dict[str, bytes]]:
    return lambda: bucket_place.kept(service.id)


def rows(app: Flask, service: MadeService, table: Any) -> int:
    with app.app_context():
        counted = select(func.count()).select_from(table).where(table.service_id == service.id)
        return db.session.scalar(counted) or 0


def verify(app: Flask, *options: str) -> tuple[int, list[str]]:
    """The exit status of `flask verify`, and the lines it tells trouble in."""
    answer = app.test_cli_runner().invoke(args=["verify", *options])
    return answer.exit_code, answer.stderr.splitlines()


def kill_while_saving(app: Flask, person: MadePerson) -> None:
    scope = person.scope
    names = ("INSTANCE_PATH", "FILES_PATH", "FILES_BUCKET", "FILES_ENDPOINT", "FILES_REGION")
    settings = {name: app.config[name] for name in names}
    settings |= {"TESTING": True, "SECRET_KEY": "tests", "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    words = [scope.person, scope.provider_id, scope.service_id, json.dumps(settings), KILL.value]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.returncode == -KILL.value, child.stderr.decode()


def send_again(client: PageCheckingClient, page: Any, files: Any = ()) -> Any:
    """Send the form of a page that has come back, as it stands on it."""
    return client.send(filled_forms.fill(page, filled_forms.choose(page), {}, {"files": files}))


def test_bucket_out_of_reach_is_told_on_the_form_with_everything_typed(
    app: Flask, bucket: BucketDouble, manager_client: PageCheckingClient, service: MadeService
):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]})
    bucket.stop()
    answer: Any = manager_client.send(form)
    assert answer.status_code == 503
    assert answer.page.problems_told == [CANT_SAVE]
    for typed in (ITEM["title"], ITEM["original_kept"]):
        assert typed in answer.text
    assert rows(app, service, Record) == rows(app, service, StoredFile) == 0
    assert list((Path(app.config["FILES_PATH"]) / "incoming").iterdir()) == []
    bucket.start()
    saved = send_again(manager_client, answer.page, [A_FILE])
    page: Any = manager_client.get(saved.location).page
    assert ITEM["title"] in page.text
    assert "falls.csv" in page.text


def test_form_can_be_saved_without_files_while_the_bucket_is_out_of_reach(
    bucket: BucketDouble, manager_client: PageCheckingClient, service: MadeService
):
    form = manager_client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]})
    bucket.stop()
    answer: Any = manager_client.send(form)
    saved = send_again(manager_client, answer.page)
    assert saved.status_code == 302
    assert "No files." in manager_client.get(saved.location).page.text


def test_files_that_arrived_before_the_bucket_went_are_kept(
    app: Flask, bucket: BucketDouble, manager_client: PageCheckingClient, service: MadeService
):
    bucket.puts_left = 1
    answer: Any = manager_client.submit(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE, OTHER_FILE]})
    assert answer.status_code == 503
    assert "These files have arrived and will be saved with the form" in answer.page.text
    assert rows(app, service, KeptFile) == 1
    bucket.puts_left = None
    page: Any = manager_client.get(send_again(manager_client, answer.page, [OTHER_FILE]).location).page
    assert "falls.csv" in page.text
    assert "scores.csv" in page.text


def test_change_of_a_record_is_not_lost_either(
    bucket: BucketDouble, manager_client: PageCheckingClient, service: MadeService
):
    reference = add(manager_client, service, "evidence", [A_FILE])
    path = f"{service.path}/evidence/{reference}"
    form = manager_client.form(f"{path}/edit", {"title": "Survey of the winter"}, {"files": [OTHER_FILE]})
    bucket.faults["PUT"] = Refused(403, "AccessDenied")
    answer: Any = manager_client.send(form)
    assert answer.status_code == 503
    assert "Survey of the winter" in answer.text
    assert "Survey of the winter" not in manager_client.get(path).text
    bucket.faults.clear()
    assert send_again(manager_client, answer.page, [OTHER_FILE]).status_code == 302
    assert "Survey of the winter" in manager_client.get(path).text


def test_reason_is_for_whoever_looks_after_the_site(
    bucket: BucketDouble, manager_client: PageCheckingClient, service: MadeService, caplog: pytest.LogCaptureFixture
):
    bucket.faults["PUT"] = Refused(403, "AccessDenied")
    with caplog.at_level(logging.ERROR):
        answer: Any = manager_client.submit(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]})
    assert "answers 403 AccessDenied" in caplog.text
    assert "AccessDenied" not in answer.text


def test_no_write_lock_is_held_while_a_file_is_sent(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService, monkeypatch
):
    with app.app_context():
        place = type(attachments.folder())
    keep, saved = place.keep, []

    def keep_while_another_saves(*arguments: Any) -> None:
        with ThreadPoolExecutor(1) as another:
            saved.append(another.submit(factories.make_action, app, manager).result(30))
        keep(*arguments)

    form = manager_client.form(f"{service.path}/evidence/add", ITEM, {"files": [A_FILE]})
    monkeypatch.setattr(place, "keep", keep_while_another_saves)
    assert manager_client.send(form).status_code == 302
    assert len(saved) == 1


def test_file_that_can_not_be_opened_has_a_page(
    app: Flask, bucket: BucketDouble, manager: MadePerson, manager_client: PageCheckingClient
):
    item = factories.make_item(app, manager, files=[A_FILE])
    bucket.stop()
    answer: Any = manager_client.get(f"/files/{item.file_ids[0]}")
    assert answer.status_code == 503
    assert "Files can’t be reached right now" in answer.page.text
    bucket.start()
    assert manager_client.get(f"/files/{item.file_ids[0]}").data == A_FILE[0]


def test_changed_object_is_never_handed_out_whole(
    app: Flask, bucket: BucketDouble, manager: MadePerson, manager_client: PageCheckingClient
):
    item = factories.make_item(app, manager, files=[A_FILE])
    [held] = bucket.objects.values()
    held.content = A_FILE[0][::-1]
    with pytest.raises(FileChanged):
        manager_client.get(f"/files/{item.file_ids[0]}")


def test_bucket_that_keeps_everything_is_verified(app: Flask, manager: MadePerson):
    files = [(A_FILE[0] + b"June,%d\n" % number, f"falls-{number}.csv") for number in range(2 * KEYS_PER_PAGE + 1)]
    factories.make_item(app, manager, files=files)
    assert verify(app) == verify(app, "--quick") == (0, [])


def test_missing_object_is_told_apart_from_a_changed_one(app: Flask, bucket: BucketDouble, manager: MadePerson):
    factories.make_item(app, manager, files=[A_FILE, OTHER_FILE])
    missing, changed = sorted(bucket.objects)
    del bucket.objects[missing]
    bucket.objects[changed].content += b"\n"
    told = [f"File {key[-64:]} of service {manager.scope.service_id}: the file " for key in (missing, changed)]
    assert verify(app) == (1, [f"{told[0]}is missing.", f"{told[1]}has been changed."])
    assert verify(app, "--quick") == (1, [f"{told[0]}is missing."])


def test_bucket_that_can_not_be_asked_is_not_said_to_have_lost_anything(
    app: Flask, bucket: BucketDouble, manager: MadePerson
):
    factories.make_item(app, manager, files=[A_FILE])
    bucket.stop()
    status, [told] = verify(app, "--quick")
    assert status == 1
    assert told.startswith(f"Files of service {manager.scope.service_id}: could not ask for them: the bucket")
    assert "missing" not in told


def test_files_that_can_not_be_read_are_told_until_none_of_three_answers(
    app: Flask, bucket: BucketDouble, manager: MadePerson
):
    files = [(A_FILE[0] + b"June,%d\n" % number, f"falls-{number}.csv") for number in range(5)]
    factories.make_item(app, manager, files=files)
    asked: list[str] = []
    with app.app_context():
        place = attachments.folder()

        def refuse(_service_id: str, sha256: str) -> Any:
            asked.append(sha256)
            raise attachments.FilesUnreachable("the bucket rose-lodge answers 403 AccessDenied")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, "open", refuse)
            trouble = [str(each) for each in sweep.find_trouble(with_bytes=True)]
    assert len(asked) == 3
    assert trouble[0].endswith("could not ask for it: the bucket rose-lodge answers 403 AccessDenied.")
    assert trouble[3] == f"Files of service {manager.scope.service_id}: 2 more were not asked for."
    assert len(trouble) == 4


def test_backup_holds_the_files_of_the_bucket_or_is_not_made(
    app: Flask, bucket: BucketDouble, manager: MadePerson, tmp_path: Path
):
    factories.make_item(app, manager, files=[A_FILE])
    runner, made, not_made = app.test_cli_runner(), tmp_path / "made.zip", tmp_path / "not-made.zip"
    assert runner.invoke(args=["backup", str(made), "--unsealed"]).exit_code == 0
    with ZipFile(made) as archive:
        held = [archive.read(name) for name in archive.namelist() if name.startswith("files/")]
    assert held == [A_FILE[0]]
    bucket.stop()
    answer = runner.invoke(args=["backup", str(not_made), "--unsealed"])
    assert answer.exit_code == 1
    assert "can’t be reached" in answer.output
    assert not not_made.exists()


def test_sweep_removes_objects_that_no_row_speaks_of(
    app: Flask, place_kept: Callable[[], dict[str, bytes]], manager_client: PageCheckingClient, service: MadeService
):
    add(manager_client, service, "evidence", [A_FILE])
    manager_client.submit(f"{service.path}/evidence/add", {**ITEM, "title": ""}, {"files": [OTHER_FILE]})
    with app.app_context():
        assert sweep.sweep(clock.now())["files"] == 0
        assert set(place_kept().values()) == {A_FILE[0], OTHER_FILE[0]}
        assert sweep.sweep(clock.now() + TWO_DAYS) == {"kept": 1, "rows": 1, "incoming": 0, "files": 1}
    assert list(place_kept().values()) == [A_FILE[0]]
    assert verify(app) == (0, [])


def test_object_kept_again_while_the_sweep_looks_is_not_removed(
    app: Flask, bucket: BucketDouble, service: MadeService, manager: MadePerson, monkeypatch: pytest.MonkeyPatch
):
    with app.app_context():
        place = attachments.folder()
    older_than = place.older_than

    def meanwhile_kept_again(service_id: str, moment: Any) -> Any:
        yield from list(older_than(service_id, moment))
        factories.make_item(app, manager, files=[A_FILE])

    kill_while_saving(app, manager)
    [held] = bucket.objects.values()
    held.modified -= TWO_DAYS
    monkeypatch.setattr(place, "older_than", meanwhile_kept_again)
    with app.app_context():
        assert sweep.sweep(clock.now())["files"] == 0
    assert verify(app) == (0, [])


def test_sweep_waits_for_a_bucket_out_of_reach(
    app: Flask, bucket: BucketDouble, manager: MadePerson, caplog: pytest.LogCaptureFixture
):
    kill_while_saving(app, manager)
    bucket.stop()
    with app.app_context(), caplog.at_level(logging.WARNING):
        assert sweep.sweep(clock.now() + TWO_DAYS)["files"] == 0
    assert "Files could not be swept today" in caplog.text
    bucket.start()
    with app.app_context():
        assert sweep.sweep(clock.now() + TWO_DAYS)["files"] == 1


def test_object_without_a_row_is_all_that_is_left_when_the_power_goes(
    app: Flask, bucket: BucketDouble, manager: MadePerson
):
    before = everything(app)
    kill_while_saving(app, manager)
    assert everything(app) == before
    assert [held.content for held in bucket.objects.values()] == [A_FILE[0]]
    assert verify(app) == (0, [])
    item = factories.make_item(app, manager, files=[A_FILE])
    assert factories.sign_in(app, manager).get(f"/files/{item.file_ids[0]}").data == A_FILE[0]
