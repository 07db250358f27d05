"""`python app.py`, started for real: what it makes, prints and refuses, and the way to the first sign-in."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from evidence.settings import FROM_ENVIRONMENT

ROOT = Path(__file__).parents[3]
OWN_SETTINGS = (*FROM_ENVIRONMENT, "FLASK_APP", "TESTING")
SET_UP = {
    "provider_name": "Orchard Care",
    "service_name": "Rose Lodge",
    "cqc_location_id": "1-1234567890",
    "registered_manager": "Ann Marsh",
    "service_types": "residential",
    "name": "Ann Marsh",
    "email": "ann@example.org",
    "password": "purple kettle drums",
    "password_again": "purple kettle drums",
}

needs_modes = pytest.mark.skipif(os.name != "posix", reason="File modes and Ctrl+C are tested where POSIX has them.")


@dataclass
class Desk:
    """A tracker that runs on this computer: its process, its address, and what it has printed."""

    process: subprocess.Popen[str]
    instance: Path
    port: int
    printed: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


class Browser:
    """As much of a browser as filling in a form takes."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, **headers: str) -> str:
        request = urllib.request.Request(self.address + path, headers=headers)
        with self.opener.open(request, timeout=10) as answer:
            return answer.read().decode()

    def submit(self, path: str, fields: dict[str, str]) -> str:
        token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', self.get(path))
        body = urllib.parse.urlencode({**fields, "csrf_token": token[1]}).encode()
        with self.opener.open(self.address + path, body, timeout=10) as answer:
            return answer.geturl().removeprefix(self.address)


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def surroundings(instance: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OWN_SETTINGS}
    return {**kept, "INSTANCE_PATH": str(instance), "PYTHONUNBUFFERED": "1"}


def start(instance: Path, *options: str, port: int | None = None) -> Desk:
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port), *options],
        cwd=ROOT,
        env=surroundings(instance),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("The tracker is ready"):
            break
    return Desk(process, instance, port, printed)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = start(tmp_path / "instance")
    yield made
    made.process.kill()
    made.process.wait()
    made.process.stdout.close()


@needs_modes
def test_first_start_makes_everything_and_says_where_it_is(desk: Desk):
    assert desk.printed == f"The tracker is ready: open {desk.address}/ in a browser. Press Ctrl+C to stop it.\n"
    browser = Browser(desk.address)
    assert browser.get("/health").strip() == '{"status":"ok"}'
    assert "<h1>Set up the tracker</h1>" in browser.get("/")
    secret = desk.instance / "secret"
    assert re.fullmatch("[0-9a-f]{64}", secret.read_text("ascii"))
    assert desk.instance.stat().st_mode & 0o777 == 0o700
    for name in ("secret", "tracker.sqlite3"):
        assert (desk.instance / name).stat().st_mode & 0o777 == 0o600
    assert not list(desk.instance.glob("before-upgrade-*"))
    assert desk.stop() == 0


@needs_modes
def test_second_start_keeps_secret_and_people(desk: Desk):
    Browser(desk.address).submit("/set-up", SET_UP)
    secret = (desk.instance / "secret").read_text("ascii")
    desk.stop()
    again = start(desk.instance)
    try:
        assert again.printed.startswith("The tracker is ready")
        assert (desk.instance / "secret").read_text("ascii") == secret
        signed_in = {"email": SET_UP["email"], "password": SET_UP["password"]}
        assert Browser(again.address).submit("/sign-in", signed_in).startswith("/services/")
        assert not list(desk.instance.glob("before-upgrade-*"))
    finally:
        again.stop()
        again.process.stdout.close()


def test_person_added_by_command_signs_in(desk: Desk):
    Browser(desk.address).submit("/set-up", SET_UP)
    words = ["--service", "1-1234567890", "--role", "staff", "--name", "Siân Tŷ", "--email", "sian@example.org"]
    done = subprocess.run(
        [sys.executable, "-m", "flask", "people", "add", *words, "--password-stdin"],
        cwd=ROOT,
        env=surroundings(desk.instance),
        input="four quiet garden gates\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    signed_in = {"email": "sian@example.org", "password": "four quiet garden gates"}
    assert Browser(desk.address).submit("/sign-in", signed_in).startswith("/services/")


def test_request_by_a_name_that_is_not_this_computer_s_is_refused(desk: Desk):
    browser = Browser(desk.address)
    assert "Set up" in browser.get("/set-up", Host=f"localhost:{desk.port}")
    with pytest.raises(urllib.error.HTTPError) as refused:
        browser.get("/set-up", Host=f"evil.example:{desk.port}")
    assert refused.value.code == 403
    refused.value.close()


def test_port_in_use_is_told_and_nothing_is_said_to_be_ready(desk: Desk, tmp_path: Path):
    second = start(tmp_path / "other", port=desk.port)
    assert second.process.wait(60) == 1
    assert second.printed.startswith(f"Port {desk.port} can't be used")
    assert "The tracker is ready" not in second.printed
    second.process.stdout.close()


def test_other_addresses_are_refused_without_a_proxy(tmp_path: Path):
    refused = start(tmp_path / "instance", "--host", "0.0.0.0")
    assert refused.process.wait(60) == 2
    assert refused.printed.startswith("Not started: 0.0.0.0 can be reached by other computers")
    assert not (tmp_path / "instance").exists()
    refused.process.stdout.close()


def test_set_up_behind_a_proxy_prints_the_code_and_asks_for_it(tmp_path: Path):
    desk = start(tmp_path / "instance", "--behind-proxy")
    try:
        told = desk.process.stdout.readline()
        code = (desk.instance / "set-up-code").read_text("ascii")
        assert told == f"First visit from another computer: the one-time set-up code is {code}\n"
        browser = Browser(desk.address)
        passed_on = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": "tracker.example.org"}
        assert 'name="code"' in browser.get("/set-up", **passed_on, **{"X-Forwarded-Proto": "https"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            browser.get("/set-up", **passed_on, **{"X-Forwarded-Proto": "http"})
        assert refused.value.code == 403
        refused.value.close()
    finally:
        desk.stop()
        desk.process.stdout.close()
