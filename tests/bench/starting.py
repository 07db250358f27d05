"""The first start: `python app.py` in an empty folder, until its first page answers."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from evidence.settings import ROOT
from tests.bench.measuring import START, Finding
from tests.bench.serving import ADDRESS, LONGEST_START, free_port, without_settings

TIMES = 3


def measure_start(folder: Path) -> list[Finding]:
    """The median of a few starts, each in an empty folder below `folder`."""
    taken = sorted(_start(folder / f"start-{number}") for number in range(TIMES))
    detail = f"{TIMES} starts, {taken[0]:.1f} to {taken[-1]:.1f} s"
    return [Finding("First start, until the first page answers", START, median(taken), detail)]


def _start(instance: Path) -> float:
    port, environment = free_port(), {**without_settings(), "INSTANCE_PATH": str(instance)}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - began > LONGEST_START:
                raise RuntimeError("The site did not start.")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(timeout=LONGEST_START)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/sign-in", timeout=LONGEST_START) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
