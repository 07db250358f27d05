"""The lock of permanent keys: what keeps a key of a shipped framework from disappearing, being reused or moved.

Services answer and attach evidence to statement keys, so `S1.good.3` must always mean the same statement. Beside each
framework stands keys.lock, with one line for each key:

    S1.good.3 5f0c9a1b2d3e      the key, and the first 12 digits of the SHA-256 of its text when it was locked
    retired S1.good.7           a key that is no longer used and never will be again

A key alone cannot tell whether its statement was exchanged for another. Its text can: when the wording differs from
the locked one, the check asks a person to confirm that the meaning is the same, which they do by writing the lock
again. White space at the ends and runs of it do not count as wording.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from kloe.framework import Framework
from kloe.loader import FRAMEWORKS

LOCK_FILE = "keys.lock"
_LOCKED = re.compile(r"(?P<key>\S+) (?P<digest>[0-9a-f]{12})")
_RETIRED = re.compile(r"retired (?P<key>\S+)")


class LockError(ValueError):
    """A lock that cannot be read, or must not be written as asked."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The keys of a framework: those in use with the digest of their text, and those that were retired."""

    keys: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()


class LockRule(StrEnum):
    """What can be found between a framework and its lock."""

    DISAPPEARED = "key-disappeared"
    RETIRED_KEY_USED = "retired-key-used"
    WORDING_CHANGED = "wording-changed"
    NOT_YET_LOCKED = "key-not-yet-locked"


@dataclass(frozen=True, slots=True)
class LockProblem:
    """One finding about one key. is_error: False when writing the lock is all there is to do."""

    rule: LockRule
    key: str
    text: str
    is_error: bool


def digest_of(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of a text, with its white space made alike."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def keys_of(framework: Framework) -> dict[str, str]:
    """Every permanent key of a framework with the digest of its text, in the order of the lock."""
    digests = {statement.key: digest_of(statement.text) for statement in framework.statements()}
    return {key: digests[key] for key in sorted(digests, key=_order)}


def read_lock(text: str) -> Lock:
    """The lock in a text. Raises LockError, with the line, for a line of another shape or a key that stands twice."""
    keys: dict[str, str] = {}
    retired: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _RETIRED.fullmatch(line) or _LOCKED.fullmatch(line)
        if found is None:
            raise LockError(f'{LOCK_FILE}, line {number}: must be a key and its 12 digits, or "retired" and a key.')
        key = found["key"]
        if key in keys or key in retired:
            raise LockError(f'{LOCK_FILE}, line {number}: "{key}" stands in the lock already. Take one line out.')
        if found.re is _RETIRED:
            retired.add(key)
        else:
            keys[key] = found["digest"]
    return Lock(keys, frozenset(retired))


def lock_text(lock: Lock) -> str:
    """The text of a lock: keys in use and retired ones, each in the order of lines, ratings and numbers."""
    used = [f"{key} {lock.keys[key]}" for key in sorted(lock.keys, key=_order)]
    retired = [f"retired {key}" for key in sorted(lock.retired, key=_order)]
    return "".join(f"{line}\n" for line in (*used, *retired))


def lock_problems(framework: Framework, lock: Lock) -> tuple[LockProblem, ...]:
    """What stands between a framework and its lock; errors first, then what writing the lock settles."""
    keys = keys_of(framework)
    gone = [key for key in lock.keys if key not in keys]
    reused = [key for key in keys if key in lock.retired]
    reworded = [key for key in keys if key in lock.keys and lock.keys[key] != keys[key]]
    new = [key for key in keys if key not in lock.keys and key not in lock.retired]
    return tuple(
        LockProblem(rule, key, text, is_error)
        for rule, found, text, is_error in (
            (LockRule.DISAPPEARED, gone, "is in the lock but not in the framework. Put it back, or retire it.", True),
            (LockRule.RETIRED_KEY_USED, reused, "is retired. Give the statement a new number.", True),
            (
                LockRule.WORDING_CHANGED,
                reworded,
                "has a new wording. Confirm that the meaning is the same by writing the lock again; "
                "if it is not, retire the key and use a new number.",
                False,
            ),
            (LockRule.NOT_YET_LOCKED, new, "is not yet locked. Write the lock.", False),
        )
        for key in found
    )


def locked(framework: Framework, previous: Lock, *, retire: Collection[str] = ()) -> Lock:
    """The lock to write for a framework, from the lock there was.

    retire: keys of the previous lock that the framework no longer has and that are given up for good.
    Raises LockError while a key has disappeared without being retired, a retired key is used, or a key to retire is
    still in use or was never locked.
    """
    for key in retire:
        if key not in previous.keys or key in keys_of(framework):
            raise LockError(f'"{key}" cannot be retired: it must be in the lock and no longer in the framework.')
    errors = [
        f'"{problem.key}" {problem.text}'
        for problem in lock_problems(framework, previous)
        if problem.is_error and problem.key not in retire
    ]
    if errors:
        raise LockError("\n".join(errors))
    return Lock(keys_of(framework), previous.retired | frozenset(retire))


def load_lock(framework_id: str, folder: Path = FRAMEWORKS) -> Lock:
    """The lock beside a shipped framework; an empty one when there is none yet. Raises LockError."""
    path = folder / framework_id / LOCK_FILE
    return read_lock(path.read_text(encoding="utf-8")) if path.exists() else Lock()


def write_lock(framework: Framework, *, retire: Collection[str] = (), folder: Path = FRAMEWORKS) -> Path:
    """Write the lock beside a shipped framework, which also confirms every new wording. Returns its path.

    Raises LockError as `locked` does; then nothing is written.
    """
    lock = locked(framework, load_lock(framework.id, folder), retire=retire)
    path = folder / framework.id / LOCK_FILE
    path.write_text(lock_text(lock), encoding="utf-8", newline="\n")
    return path


def _order(key: str) -> tuple[tuple[int, int, str], ...]:
    """Keys with their numbers as numbers, so that S1.good.10 comes after S1.good.9."""
    parts = re.findall(r"\d+|\D+", key)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
