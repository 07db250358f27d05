"""`flask backup` and `flask restore`: everything comes back, onto either database, while people work or not."""

import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from evidence import settings
from evidence.backup import making, restoring, sealing
from evidence.database import db
from evidence.records import attachments, sweep
from tests import databases, factories
from tests.clients import PageCheckingClient
from tests.databases import TestDatabase
from tests.factories import MadePerson, MadeService
from tests.filled_tables import everything

PASSPHRASE = "brown teapot by the window"


@pytest.fixture(scope="module")
def other_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], TestDatabase]]:
    """The databases that are restored onto, by name; each is opened when it is first asked for."""
    with ExitStack() as opened:

        @cache
        def database(name: str) -> TestDatabase:
            return opened.enter_context(databases.opened(name, tmp_path_factory.mktemp(f"other-{name}")))

        yield database


@pytest.fixture
def empty_on(other_databases: Callable[[str], TestDatabase], tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """Makes another site, on a database of this name without any table and with no files."""
    made: list[Flask] = []

    def make(name: str) -> Flask:
        url, folder = other_databases(name).empty(), tmp_path / "other"
        app = create_app({"TESTING": True, "SECRET_KEY": "other", "DATABASE_URL": url, "INSTANCE_PATH": str(folder)})
        app.test_client_class = PageCheckingClient
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def empty_site(empty_on: Callable[[str], Flask]) -> Flask:
    """Another site, embedded, with nothing at all in it."""
    return empty_on("sqlite")


@pytest.fixture
def filled(app: Flask, service: MadeService, manager: MadePerson) -> MadeService:
    """A service with records of each kind, files, and an audit trail."""
    for title in ("Falls audit", "Łukasz’s supervision 🌻"):
        factories.make_item(app, manager, title, files=[factories.A_FILE])
    factories.make_story(app, manager)
    factories.make_action(app, manager)
    return service


def run(app: Flask, command: str, file: Path, passphrase: str | None = None) -> Result:
    """Runs a command; without a passphrase the backup is left unsealed, which is much quicker."""
    words = ["--unsealed"] if command == "backup" and passphrase is None else ["--passphrase-stdin"]
    return app.test_cli_runner().invoke(args=[command, str(file), *words], input=f"{passphrase}\n")


def files_of(app: Flask, service: MadeService) -> dict[str, bytes]:
    with app.app_context():
        folder = attachments.folder()
        found = {}
        for sha256 in folder.all_of(str(service.id)):
            with folder.open(str(service.id), sha256) as file:
                found[sha256] = file.read()
        return found


@pytest.mark.parametrize("name", databases.NAMES)
def test_everything_comes_back_on_either_database(app, filled, empty_on, name, tmp_path):
    before, file, empty_site = everything(app), tmp_path / "backup.zip", empty_on(name)
    assert run(app, "backup", file, PASSPHRASE).exit_code == 0

    answer = run(empty_site, "restore", file, PASSPHRASE)

    assert answer.exit_code == 0, answer.output
    assert "The audit trail and the files are whole" in answer.output
    assert {name: len(rows) for name, rows in everything(empty_site).items() if name in before} == {
        name: len(rows) for name, rows in before.items()
    }
    again = tmp_path / "again.zip"
    assert run(empty_site, "backup", again).exit_code == 0
    assert manifest_of(empty_site, again).tables == manifest_of(app, file).tables
    assert files_of(empty_site, filled) == files_of(app, filled) != {}


def test_people_sign_in_to_what_was_restored(app, filled, manager, empty_site, tmp_path):
    run(app, "backup", tmp_path / "backup.zip")
    run(empty_site, "restore", tmp_path / "backup.zip")
    browser = empty_site.test_client()
    browser.submit("/sign-in", {"email": manager.email, "password": factories.PASSWORD})
    assert "Falls audit" in browser.get(f"{filled.path}/evidence/").text


def manifest_of(app: Flask, file: Path) -> making.Manifest:
    with app.app_context(), sealing.reading(file, PASSPHRASE, file.parent) as archive:
        return restoring.read_manifest(archive)


def test_a_sealed_backup_shows_nothing_and_notices_damage(app, filled, empty_site, tmp_path):
    file = tmp_path / "backup.zip"
    run(app, "backup", file, PASSPHRASE)
    assert file.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    held = file.read_bytes()
    assert b"Falls audit" not in held
    with zipfile.ZipFile(file) as outer:
        assert sorted(outer.namelist()) == ["README.txt", "contents.zip.age", "key.age"]
    damaged(file)
    answer = run(empty_site, "restore", file, PASSPHRASE)
    assert answer.exit_code == 1
    assert "damaged" in answer.output
    assert everything(empty_site) == {}


def test_a_backup_is_one_moment_while_people_save(app, filled, manager, tmp_path, monkeypatch):
    """Somebody adds evidence with a file after the first table has been read: it is in none of the tables."""
    before = {name: len(rows) for name, rows in everything(app).items()}
    write_table, added = making._write_table, threading.Event()

    def add_in_between() -> None:
        factories.make_item(app, manager, "Added meanwhile", files=[(b"a,b\n1,2\n", "new.csv")])
        added.set()

    def slowly(archive: Any, connection: Any, table: Any) -> making.Held:
        held = write_table(archive, connection, table)
        if not added.is_set():
            adding = threading.Thread(target=add_in_between)
            adding.start()
            adding.join()
        return held

    monkeypatch.setattr(making, "_write_table", slowly)
    file = tmp_path / "backup.zip"
    assert run(app, "backup", file).exit_code == 0
    assert added.is_set()
    held = manifest_of(app, file)
    assert {name: table.rows for name, table in held.tables.items()} == {name: before[name] for name in held.tables}
    assert len(everything(app)["record"]) == before["record"] + 1


def test_the_secret_comes_with_it(app, filled, empty_site, tmp_path):
    secret = Path(app.config["INSTANCE_PATH"]) / settings.SECRET_FILE
    secret.parent.mkdir(exist_ok=True)
    secret.write_text("s3cret")
    run(app, "backup", tmp_path / "backup.zip")
    run(empty_site, "restore", tmp_path / "backup.zip")
    restored = Path(empty_site.config["INSTANCE_PATH"]) / settings.SECRET_FILE
    assert restored.read_text() == "s3cret"
    assert restored.stat().st_mode & 0o777 == 0o600 or os.name == "nt"


def test_a_wrong_passphrase_changes_nothing(app, filled, empty_site, tmp_path):
    run(app, "backup", tmp_path / "backup.zip", PASSPHRASE)
    answer = run(empty_site, "restore", tmp_path / "backup.zip", "something else entirely")
    assert answer.exit_code == 1
    assert "The passphrase is not the one" in answer.output
    assert everything(empty_site) == {}


def test_a_short_passphrase_is_refused(app, filled, tmp_path):
    answer = run(app, "backup", tmp_path / "backup.zip", "short")
    assert answer.exit_code == 1
    assert "at least 12 characters" in answer.output
    assert not (tmp_path / "backup.zip").exists()


def test_a_used_database_is_never_overwritten(app, filled, tmp_path):
    before = everything(app)
    run(app, "backup", tmp_path / "backup.zip")
    answer = run(app, "restore", tmp_path / "backup.zip")
    assert answer.exit_code == 1
    assert "Restore onto an empty one" in answer.output
    assert everything(app) == before


def test_a_backup_never_overwrites_a_file(app, filled, tmp_path):
    file = tmp_path / "backup.zip"
    file.write_text("last month's")
    answer = run(app, "backup", file)
    assert answer.exit_code == 1
    assert "is there already" in answer.output
    assert file.read_text() == "last month's"


def damaged(file: Path) -> None:
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 0xFF
    file.write_bytes(held)


def without_a_row(file: Path) -> None:
    rewrite(file, "tables/record.jsonl", lambda held: held.split(b"\n", 1)[1])


def with_another_file(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        name = next(name for name in archive.namelist() if name.startswith("files/"))
    rewrite(file, name, lambda held: held + b"!")


def from_the_future(file: Path) -> None:
    rewrite(file, "manifest.json", lambda held: held.replace(b'"revision": "', b'"revision": "9'))


def rewrite(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        held = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for member, content in held.items():
            archive.writestr(member, change(content) if member == name else content)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (without_a_row, "table record is not what was backed up"),
        (with_another_file, "is not what was backed up"),
        (from_the_future, "made by a newer version"),
    ],
)
def test_a_changed_backup_is_refused_and_can_be_tried_again(app, filled, empty_site, tmp_path, harm, words):
    file, whole = tmp_path / "backup.zip", tmp_path / "whole.zip"
    run(app, "backup", file)
    whole.write_bytes(file.read_bytes())
    harm(file)
    answer = run(empty_site, "restore", file)
    assert answer.exit_code == 1
    assert words in answer.output
    assert everything(empty_site) == {}
    assert run(empty_site, "restore", whole).exit_code == 0


def test_something_else_is_no_backup(empty_site, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all")
    answer = run(empty_site, "restore", tmp_path / "letter.txt")
    assert answer.exit_code == 1
    assert "can't be read as a backup" in answer.output


def test_a_full_disk_leaves_no_half_backup(app, filled, tmp_path, monkeypatch):
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_write_file", full)
    answer = run(app, "backup", tmp_path / "backup.zip")
    assert answer.exit_code == 1
    assert "could not be written" in answer.output
    assert [file.name for file in tmp_path.glob("backup*")] == []


def test_a_missing_file_is_told_and_the_rest_is_kept(app, filled, empty_site, tmp_path):
    with app.app_context():
        sha256 = next(attachments.folder().all_of(str(filled.id)))
        attachments.folder().remove(str(filled.id), sha256)
    answer = run(app, "backup", tmp_path / "backup.zip")
    assert answer.exit_code == 1
    assert sha256 in answer.output
    answer = run(empty_site, "restore", tmp_path / "backup.zip")
    assert answer.exit_code == 1
    assert "1 things are not whole" in answer.output
    with empty_site.app_context():
        assert [file.sha256 for file in sweep.find_trouble(with_bytes=False)] == [sha256]


def test_an_unsealed_backup_warns(app, filled, tmp_path):
    answer = run(app, "backup", tmp_path / "backup.zip")
    assert answer.exit_code == 0
    assert "Anybody who gets hold of this file can read everything" in answer.output
