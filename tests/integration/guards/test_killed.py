"""The power goes while evidence is being saved: no half record, and a file without its row is swept away."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from evidence.records import attachments, sweep
from evidence.web import clock
from tests import factories
from tests.factories import A_FILE, MadePerson
from tests.filled_tables import everything

ROOT = Path(__file__).parents[3]
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
# Adds a piece of evidence with a file, and is killed once the file has its name and its row is not committed yet.
CHILD = """
import os, sys
from uuid import UUID
from app import create_app
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.records.blobs import BlobFolder
from tests import factories

person, provider, service, url, instance, kill = sys.argv[1:]
keep = BlobFolder.keep

def keep_and_die(self, *args):
    keep(self, *args)
    os.kill(os.getpid(), int(kill))

BlobFolder.keep = keep_and_die
app = create_app({"TESTING": True, "SECRET_KEY": "tests", "DATABASE_URL": url, "INSTANCE_PATH": instance})
scope = Scope(UUID(person), UUID(provider), (UUID(service),), Role.MANAGER)
made = factories.MadePerson(scope.person, "", "", scope)
factories.make_item(app, made, files=[factories.A_FILE])
"""


def kill_while_saving(app: Flask, person: MadePerson) -> None:
    scope = person.scope
    names = [scope.person, scope.provider_id, scope.service_id]
    settings = [app.config["SQLALCHEMY_DATABASE_URI"], app.config["INSTANCE_PATH"], KILL.value]
    command = [sys.executable, "-c", CHILD, *map(str, [*names, *settings])]
    child = subprocess.run(
        command, cwd=ROOT, capture_output=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert child.returncode == -KILL.value, child.stderr.decode()


def kept_files(app: Flask, person: MadePerson) -> list[str]:
    with app.app_context():
        return list(attachments.folder().all_of(str(person.scope.service_id)))


def test_file_without_a_row_is_all_that_is_left_and_is_swept_away(app: Flask, manager: MadePerson):
    before = everything(app)
    kill_while_saving(app, manager)
    assert everything(app) == before
    assert len(kept_files(app, manager)) == 1
    with app.app_context():
        assert sweep.find_trouble(with_bytes=True) == []
        assert sweep.sweep(clock.now())["files"] == 0, "a file this young may still get its row"
        assert sweep.sweep(clock.now() + timedelta(days=2))["files"] == 1
    assert kept_files(app, manager) == []


def test_same_evidence_can_be_saved_after_the_power_is_back(app: Flask, manager: MadePerson):
    kill_while_saving(app, manager)
    item = factories.make_item(app, manager, files=[A_FILE])
    browser = factories.sign_in(app, manager)
    assert browser.get(f"/files/{item.file_ids[0]}").data == A_FILE[0]
    with app.app_context():
        assert sweep.sweep(clock.now() + timedelta(days=2))["files"] == 0


def lose(path: Path) -> None:
    path.unlink()


def change(path: Path) -> None:
    path.write_bytes(b"other bytes")


@pytest.mark.parametrize(("harm", "told"), [(lose, "the file is missing"), (change, "the file has been changed")])
def test_row_without_its_file_is_reported(app: Flask, manager: MadePerson, harm: Callable[[Path], None], told: str):
    factories.make_item(app, manager, files=[A_FILE])
    runner = app.test_cli_runner()
    assert runner.invoke(args=["verify"]).exit_code == 0
    with app.app_context():
        service_id = str(manager.scope.service_id)
        harm(attachments.folder().path_of(service_id, kept_files(app, manager)[0]))
    result = runner.invoke(args=["verify"])
    assert result.exit_code == 1
    assert told in result.stderr
