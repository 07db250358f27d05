"""`python app.py --demo`, started for real: what it makes and prints, whom it lets in, and what it refuses."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.demo import place
from tests.integration.accounts.test_desk import ROOT, Browser, Desk, start, surroundings

needs_modes = pytest.mark.skipif(os.name != "posix", reason="File modes and Ctrl+C are tested where POSIX has them.")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration, started for the first time."""
    made = start(tmp_path_factory.mktemp("desk") / "instance-demo", "--demo")
    yield made
    made.process.kill()
    made.process.wait()
    made.process.stdout.close()


def sign_ins(instance: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "demo", "sign-ins", *words],
        cwd=ROOT,
        env=surroundings(instance),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def refused(instance: Path, *options: str) -> tuple[int, str]:
    started = start(instance, *options)
    status = started.process.wait(60)
    started.process.stdout.close()
    return status, started.printed


def test_first_start_says_how_it_goes_and_who_can_sign_in(first: Desk):
    lines = first.printed.splitlines()
    assert lines[0] == "Making 16 people with passwords."
    assert re.fullmatch(r"The demonstration is loaded: 150 pieces .* in \d+ seconds\.", lines[-20])
    assert lines[-19].startswith("Demonstration: people and services are made up.")
    assert re.fullmatch(
        r"Agnieszka Łuczak, care worker +Care staff +agnieszka@wrenfold\.example +(\w{4}-){3}\w{4}", lines[-11]
    )
    assert lines[-1] == f"The tracker is ready: open {first.address}/ in a browser. Press Ctrl+C to stop it."


@needs_modes
def test_passwords_are_for_their_owner_alone(first: Desk):
    for name in ("sign-ins.json", "demonstration", "secret", "tracker.sqlite3"):
        assert stat.S_IMODE((first.instance / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(first.instance.stat().st_mode) == 0o700


def test_command_prints_the_people_for_programs(first: Desk):
    done = sign_ins(first.instance, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    people = json.loads(done.stdout)
    assert len(people) == 16
    assert people[0].keys() == {"name", "email", "role", "post", "services", "password"}
    assert {each["role"] for each in people} == {"provider-lead", "manager", "staff", "viewer"}
    assert people[1]["services"] == ["Quincebrook House", "Lark and Lantern Home Care"]
    assert len({each["password"] for each in people}) == 16
    plain = sign_ins(first.instance)
    assert all(each["password"] in plain.stdout and each["password"] in first.printed for each in people)


def test_each_kind_of_person_signs_in_without_a_second_step(first: Desk):
    people = json.loads(sign_ins(first.instance, "--json").stdout)
    for role in ("provider-lead", "manager", "staff", "viewer"):
        person = next(each for each in people if each["role"] == role)
        browser = Browser(first.address)
        signed_in = {"email": person["email"], "password": person["password"]}
        assert browser.submit("/sign-in", signed_in).startswith("/services/")
        page = browser.get("/")
        assert "Demonstration: people and services are made up" in page
        assert person["name"] in page


@needs_modes
def test_second_start_prints_the_same_list_and_loads_nothing(first: Desk):
    kept = (first.instance / "sign-ins.json").read_bytes()
    again = start(first.instance, "--demo")
    try:
        assert again.printed.startswith("Demonstration: people and services are made up.")
        assert again.printed.splitlines()[1:-1] == first.printed.splitlines()[-18:-1]
        assert (first.instance / "sign-ins.json").read_bytes() == kept
    finally:
        again.stop()
        again.process.stdout.close()


def test_console_that_can_t_show_a_name_shows_the_rest(first: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    again = start(first.instance, "--demo")
    try:
        assert "Agnieszka ?uczak, care worker" in again.printed
        assert again.printed.splitlines()[-1].startswith("The tracker is ready")
    finally:
        again.process.kill()
        again.process.wait()
        again.process.stdout.close()


def test_real_start_refuses_the_demonstration_s_folder(first: Desk):
    status, printed = refused(first.instance)
    assert status == 2
    assert printed == (
        f"Not started: {first.instance} holds the demonstration. Add --demo, or give another folder as INSTANCE_PATH.\n"
    )


@pytest.mark.parametrize("kept", ["tracker.sqlite3", "secret", "notes.txt"])
def test_folder_with_anything_else_is_refused_and_left_alone(tmp_path: Path, kept: str):
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / kept).write_text("real", "ascii")
    status, printed = refused(instance, "--demo")
    assert status == 2
    assert "holds something else than the demonstration, perhaps your own records" in printed
    assert [(file.name, file.read_text("ascii")) for file in instance.iterdir()] == [(kept, "real")]


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--behind-proxy",), ("--host", "192.0.2.7")])
def test_demonstration_is_never_put_on_a_network(tmp_path: Path, options: tuple[str, ...]):
    status, printed = refused(tmp_path / "instance", "--demo", *options)
    assert status == 2
    assert printed == (
        "Not started: the demonstration is for this computer alone. Leave out --host and --behind-proxy.\n"
    )
    assert not (tmp_path / "instance").exists()


def test_command_tells_nothing_of_a_real_instance(tmp_path: Path):
    (tmp_path / "sign-ins.json").write_text('{"people": []}', "ascii")
    done = sign_ins(tmp_path, "--json")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "There is no demonstration here." in done.stderr


def test_command_says_when_nothing_is_loaded_yet(tmp_path: Path):
    place.prepare(tmp_path / "instance-demo")
    done = sign_ins(tmp_path / "instance-demo")
    assert done.returncode == 1
    assert "The demonstration is not loaded yet." in done.stderr


def test_file_in_place_of_the_folder_is_told(tmp_path: Path):
    (tmp_path / "instance").write_text("", "ascii")
    assert place.refused(tmp_path / "instance").startswith(f"{tmp_path / 'instance'} is not a folder.")


def test_new_empty_and_own_folders_will_do(tmp_path: Path):
    assert place.refused(tmp_path / "new") == ""
    (tmp_path / "empty").mkdir()
    assert place.refused(tmp_path / "empty") == ""
    place.prepare(tmp_path / "new")
    place.prepare(tmp_path / "new")
    assert place.refused(tmp_path / "new") == ""
