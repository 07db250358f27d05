"""The real site, run as people run it: `python app.py` in a process of its own, on a fresh instance folder."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidence.settings import FROM_ENVIRONMENT, ROOT

LONGEST_START = 180.0
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+(?=/)")


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site that answers. `address`: where, without a slash at its end. `instance`: the folder it keeps all in."""

    address: str
    instance: Path


@contextmanager
def running(folder: Path, *options: str) -> Iterator[RunningSite]:
    """The site on a fresh instance, stopped afterwards. An error that it logged fails the tests it served.

    folder: an empty one for the instance and the log. options: more of `python app.py`, such as "--demo".
    """
    instance, log = folder / "instance", folder / "log.txt"
    environment = {name: value for name, value in os.environ.items() if name not in FROM_ENVIRONMENT}
    environment |= {"INSTANCE_PATH": str(instance), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(_free_port()), *options]
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=subprocess.STDOUT)
    try:
        yield RunningSite(_printed_address(process, log), instance)
    finally:
        process.terminate()
        process.wait(timeout=LONGEST_START)
    said = log.read_text(encoding="utf-8")
    assert not re.search("Traceback|ERROR", said), f"The site logged an error:\n{said}"


def _printed_address(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the site prints once it answers."""
    over = time.monotonic() + LONGEST_START
    while time.monotonic() < over:
        said = log.read_text(encoding="utf-8")
        if found := _ADDRESS.search(said):
            return found[0]
        assert process.poll() is None, f"The site did not start:\n{said}"
        time.sleep(0.05)
    raise AssertionError(f"The site was not ready after {LONGEST_START:.0f} seconds:\n{said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
