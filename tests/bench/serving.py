"""The site that is measured: in a process of its own, served as `python app.py` serves it, with the floors in it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import waitress

from app import create_app
from evidence import desk
from evidence.settings import FROM_ENVIRONMENT, MEGABYTE, ROOT
from tests.bench import floors

LONGEST_START = 60.0
ADDRESS = "127.0.0.1"


@contextmanager
def worker(settings: Mapping[str, Any], log: Path) -> Iterator[tuple[int, int]]:
    """A process that serves the site with these settings. Gives its id and its port; stopped afterwards.

    Raises RuntimeError with what the process said when it never answers or logs an error.
    """
    with log.open("wb") as written:
        command = [sys.executable, "-m", "tests.bench.serving", json.dumps(dict(settings))]
        environment = without_settings()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=written)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said:
            raise RuntimeError(f"The site did not start:\n{log.read_text(encoding='utf-8')}")
        yield process.pid, int(said)
    finally:
        process.terminate()
        process.wait(timeout=LONGEST_START)
        if process.stdout is not None:
            process.stdout.close()
    if "Traceback" in (said_to_log := log.read_text(encoding="utf-8")):
        raise RuntimeError(f"The site logged an error:\n{said_to_log}")


def without_settings() -> dict[str, str]:
    """The environment, without anything that the site would take for a setting."""
    kept = {name: value for name, value in os.environ.items() if name not in FROM_ENVIRONMENT}
    return {**kept, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(settings: Mapping[str, Any]) -> None:
    app = create_app(settings)
    floors.init_app(app)
    limit = app.config["MAX_CONTENT_LENGTH"] + MEGABYTE
    server = waitress.create_server(app, host=ADDRESS, port=0, threads=desk.THREADS, max_request_body_size=limit)
    sys.stdout.write(f"{server.effective_port}\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    _serve(json.loads(sys.argv[1]))
