"""The lock of permanent keys: what it holds, what it finds, and when it may be written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kloe.loader import read_framework
from kloe.lock import (
    Lock,
    LockError,
    LockRule,
    digest_of,
    keys_of,
    load_lock,
    lock_problems,
    lock_text,
    locked,
    read_lock,
    write_lock,
)

Changed = Callable[[str, str], str]

KEYS = {
    "S1.good.1": digest_of("Staff know the signs of abuse."),
    "S1.inadequate.1": digest_of("People are afraid to speak."),
    "S1.prompt.1": digest_of("How do staff learn about abuse?"),
}


def problems(text: str, lock: Lock) -> list[tuple[LockRule, str, bool]]:
    return [(found.rule, found.key, found.is_error) for found in lock_problems(read_framework(text), lock)]


def test_digest_is_the_start_of_the_texts_hash() -> None:
    assert digest_of("Staff know.") == hashlib.sha256(b"Staff know.").hexdigest()[:12]


def test_white_space_is_no_wording_but_everything_else_is() -> None:
    assert digest_of(" Staff \n know. ") == digest_of("Staff know.")
    assert digest_of("staff know.") != digest_of("Staff know.")


def test_keys_of_a_framework_are_its_prompts_and_characteristics(sample_text: str) -> None:
    assert keys_of(read_framework(sample_text)) == KEYS


def test_lock_is_written_one_key_to_a_line_with_numbers_in_order() -> None:
    lock = Lock({"S10.good.1": "a" * 12, "S1.good.10": "b" * 12, "S1.good.9": "c" * 12}, frozenset({"S1.good.2"}))
    assert lock_text(lock) == (
        "S1.good.9 cccccccccccc\nS1.good.10 bbbbbbbbbbbb\nS10.good.1 aaaaaaaaaaaa\nretired S1.good.2\n"
    )


def test_lock_is_read_as_it_was_written() -> None:
    lock = Lock(KEYS, frozenset({"S1.good.2", "E1.prompt.4"}))
    assert read_lock(lock_text(lock)) == lock
    assert read_lock("\n\n") == Lock()


@pytest.mark.parametrize("line", ["S1.good.2", "S1.good.2 xyz", "S1.good.2 0123456789AB", "retired", "a b c"])
def test_lock_line_of_another_shape_is_refused(line: str) -> None:
    with pytest.raises(LockError) as caught:
        read_lock(f"S1.good.1 0123456789ab\n{line}\n")
    assert str(caught.value) == 'keys.lock, line 2: must be a key and its 12 digits, or "retired" and a key.'


@pytest.mark.parametrize("line", ["S1.good.1 ba9876543210", "retired S1.good.1"])
def test_key_that_stands_twice_is_refused(line: str) -> None:
    with pytest.raises(LockError) as caught:
        read_lock(f"S1.good.1 0123456789ab\n{line}\n")
    assert str(caught.value) == 'keys.lock, line 2: "S1.good.1" stands in the lock already. Take one line out.'


def test_framework_that_is_as_locked_has_no_problems(sample_text: str) -> None:
    assert problems(sample_text, Lock(KEYS)) == []


def test_key_that_disappeared_is_an_error(sample_text: str) -> None:
    text = sample_text[: sample_text.rindex("    [[line.characteristic]]")]
    assert problems(text, Lock(KEYS)) == [(LockRule.DISAPPEARED, "S1.inadequate.1", True)]


def test_retired_key_that_is_used_is_an_error(sample_text: str) -> None:
    keys = {key: digest for key, digest in KEYS.items() if key != "S1.good.1"}
    lock = Lock(keys, frozenset({"S1.good.1"}))
    assert problems(sample_text, lock) == [(LockRule.RETIRED_KEY_USED, "S1.good.1", True)]


def test_retired_key_that_is_gone_is_no_problem(sample_text: str) -> None:
    assert problems(sample_text, Lock(KEYS, frozenset({"S1.good.2"}))) == []


def test_new_key_is_to_be_locked(sample_text: str) -> None:
    keys = {key: digest for key, digest in KEYS.items() if key != "S1.prompt.1"}
    assert problems(sample_text, Lock(keys)) == [(LockRule.NOT_YET_LOCKED, "S1.prompt.1", False)]
    assert len(problems(sample_text, Lock())) == 3


def test_new_wording_is_to_be_confirmed(changed: Changed) -> None:
    text = changed("Staff know the signs of abuse.", "People choose what they eat.")
    (found,) = lock_problems(read_framework(text), Lock(KEYS))
    assert (found.rule, found.key, found.is_error) == (LockRule.WORDING_CHANGED, "S1.good.1", False)
    assert found.text == (
        "has a new wording. Confirm that the meaning is the same by writing the lock again; "
        "if it is not, retire the key and use a new number."
    )


def test_errors_come_before_what_writing_the_lock_settles(sample_text: str) -> None:
    lock = Lock({"S1.good.7": "0" * 12, "S1.prompt.1": "1" * 12}, frozenset({"S1.good.1"}))
    assert [rule for rule, _, _ in problems(sample_text, lock)] == [
        LockRule.DISAPPEARED,
        LockRule.RETIRED_KEY_USED,
        LockRule.WORDING_CHANGED,
        LockRule.NOT_YET_LOCKED,
    ]


def test_writing_the_lock_takes_in_new_keys_and_wordings(changed: Changed) -> None:
    framework = read_framework(changed("Staff know the signs of abuse.", "All staff know the signs of abuse."))
    keys = {key: digest for key, digest in KEYS.items() if key != "S1.prompt.1"}
    lock = locked(framework, Lock(keys, frozenset({"S1.good.2"})))
    assert lock == Lock(keys_of(framework), frozenset({"S1.good.2"}))
    assert lock_problems(framework, lock) == ()


def test_key_is_retired_only_by_name(sample_text: str) -> None:
    framework = read_framework(sample_text)
    previous = Lock({**KEYS, "S1.good.2": "0" * 12})
    with pytest.raises(LockError, match=r'^"S1\.good\.2" is in the lock but not in the framework\.'):
        locked(framework, previous)
    assert locked(framework, previous, retire=["S1.good.2"]) == Lock(KEYS, frozenset({"S1.good.2"}))


@pytest.mark.parametrize("key", ["S1.good.1", "S9.good.1"])
def test_key_that_is_in_use_or_was_never_locked_cannot_be_retired(sample_text: str, key: str) -> None:
    with pytest.raises(LockError) as caught:
        locked(read_framework(sample_text), Lock(KEYS), retire=[key])
    assert str(caught.value) == f'"{key}" cannot be retired: it must be in the lock and no longer in the framework.'


def test_lock_with_a_retired_key_in_use_is_not_written(sample_text: str) -> None:
    with pytest.raises(LockError, match=r'^"S1\.good\.1" is retired\.'):
        locked(read_framework(sample_text), Lock({}, frozenset({"S1.good.1"})))


def test_lock_file_is_written_and_read_back(sample_text: str, sample_folder: Path) -> None:
    framework = read_framework(sample_text)
    assert load_lock("sample", sample_folder.parent) == Lock()
    path = write_lock(framework, folder=sample_folder.parent)
    assert path == sample_folder / "keys.lock"
    assert load_lock("sample", sample_folder.parent) == Lock(KEYS)
    assert path.read_bytes() == lock_text(Lock(KEYS)).encode()


def test_refused_lock_leaves_the_file_as_it_was(sample_text: str, sample_folder: Path) -> None:
    path = sample_folder / "keys.lock"
    path.write_text("S1.good.5 0123456789ab\n", encoding="utf-8")
    with pytest.raises(LockError):
        write_lock(read_framework(sample_text), folder=sample_folder.parent)
    assert path.read_text(encoding="utf-8") == "S1.good.5 0123456789ab\n"
