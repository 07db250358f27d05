"""That memory goes back to the computer once it is free."""

import platform
import subprocess
import sys

import pytest

from evidence import memory
from evidence.settings import ROOT

# Eight threads, one after the other, each fill and free what a photo takes: as a worker does.
_PHOTOS = """
import sys, threading
from pathlib import Path
from evidence import memory
if sys.argv[1] == "told":
    assert memory.keep_small()
def redraw():
    pieces = [bytearray(b"x" * size) for size in range(2_000_000, 12_000_000, 2_000_000)]
    del pieces[::2], pieces
barrier = threading.Barrier(8)
def work():
    barrier.wait()
    for _ in range(2):
        redraw()
    barrier.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")))
"""


def held(how: str) -> int:
    """The kilobytes that a process holds after such work."""
    said = subprocess.run([sys.executable, "-c", _PHOTOS, how], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(said.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only GNU's C library keeps what was freed")
def test_memory_of_photos_goes_back():
    assert held("told") < 40_000


def test_other_systems_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("evidence.memory.ctypes.CDLL", lambda _name: object())
    assert memory.keep_small() is False
