"""What the check of the shipped frameworks finds and prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kloe.checks import Report, Shortfall, check_all, check_framework, check_lines, nothing_good, shortfalls
from kloe.loader import read_framework
from kloe.lock import Lock, keys_of, lock_problems, write_lock
from kloe.ratings import Rating

OUTSTANDING, GOOD, WEAK, INADEQUATE = Rating


def statements(rating: Rating, tags: str, first: int = 1) -> str:
    """Characteristics of one rating, one for each letter of tags."""
    return "".join(
        f"""
    [[line.characteristic]]
    key = "S1.{rating}.{number}"
    rating = "{rating}"
    text = "Statement {number}."
    confidence = "{tag}"
    source = "handbook"
"""
        for number, tag in enumerate(tags, start=first)
    )


@pytest.fixture
def line_with(sample_text: str) -> str:
    """The sample up to its characteristics, to be followed by others."""
    return sample_text[: sample_text.index("    [[line.characteristic]]")]


FULL = {OUTSTANDING: "CC", GOOD: "CCC", WEAK: "CC", INADEQUATE: "CC"}


@pytest.mark.parametrize(
    ("rating", "tags", "expected"),
    [
        (OUTSTANDING, "CT", None),
        (OUTSTANDING, "C", Shortfall("S1", OUTSTANDING, True, 1, 2)),
        (OUTSTANDING, "TM", None),
        (OUTSTANDING, "M", None),
        (OUTSTANDING, "", Shortfall("S1", OUTSTANDING, False, 0, 1)),
        (GOOD, "CCT", None),
        (GOOD, "CC", Shortfall("S1", GOOD, True, 2, 3)),
        (GOOD, "MT", Shortfall("S1", GOOD, True, 2, 3)),
        (GOOD, "H", None),
        (WEAK, "T", Shortfall("S1", WEAK, True, 1, 2)),
        (WEAK, "S", None),
        (INADEQUATE, "C", Shortfall("S1", INADEQUATE, True, 1, 2)),
        (INADEQUATE, "D", None),
        (INADEQUATE, "", Shortfall("S1", INADEQUATE, False, 0, 1)),
    ],
)
def test_cell_falls_short_of_what_its_basis_asks(
    line_with: str, rating: Rating, tags: str, expected: Shortfall | None
) -> None:
    cells = {**FULL, rating: tags}
    framework = read_framework(line_with + "".join(statements(*cell) for cell in cells.items()))
    assert shortfalls(framework) == ((expected,) if expected else ())


def test_framework_judged_otherwise_has_no_cells_to_fall_short(line_with: str) -> None:
    assert shortfalls(read_framework(line_with.replace('"characteristics"', '"score-1-4"'))) == ()


def test_check_counts_what_a_framework_holds(sample_text: str) -> None:
    framework = read_framework(sample_text)
    check = check_framework(framework, Lock())
    assert (check.framework_id, check.title) == ("sample", "Sample standards")
    assert (check.key_questions, check.lines, check.prompts) == (1, 1, 1)
    assert check.characteristics == {OUTSTANDING: 0, GOOD: 1, WEAK: 0, INADEQUATE: 1}
    assert (check.confirmed, check.our_reading) == (2, 1)
    assert check.lock == lock_problems(framework, Lock())


def test_framework_is_sound_without_shortfall_or_lost_key(line_with: str) -> None:
    framework = read_framework(line_with + "".join(statements(*cell) for cell in FULL.items()))
    assert check_framework(framework, Lock()).is_sound
    assert not check_framework(framework, Lock({"S1.good.9": "0" * 12})).is_sound


def test_framework_that_falls_short_is_not_sound(sample_text: str) -> None:
    framework = read_framework(sample_text)
    assert not check_framework(framework, Lock(keys_of(framework))).is_sound


@pytest.mark.parametrize(
    ("line_applies", "statement_applies", "expected"),
    [
        ("[]", "[]", []),
        ("[]", '["residential", "community"]', []),
        ("[]", '["residential"]', ["community"]),
        ("[]", '["community"]', ["residential"]),
        ('["residential"]', '["residential"]', []),
        ('["residential"]', '["community"]', ["residential"]),
        ("[]", '["food"]', ["community", "residential"]),
        ('["food"]', '["food"]', []),
        ('["food"]', '["food", "premises"]', ["community", "residential"]),
    ],
)
def test_line_must_leave_each_of_its_services_something_good(
    changed: Callable[..., str], line_applies: str, statement_applies: str, expected: list[str]
) -> None:
    text = changed("applies = []", f"applies = {line_applies}")
    good = 'text = "Staff know the signs of abuse."\n'
    framework = read_framework(text.replace(good, f"{good}    applies = {statement_applies}\n"))
    assert [(found.line, found.kind) for found in nothing_good(framework)] == [("S1", kind) for kind in expected]
    check = check_framework(framework, Lock(keys_of(framework)))
    told = [line for line in check_lines(check) if "nothing good" in line]
    assert told == [f"  error: S1 has nothing good for a {kind} service. Add more." for kind in expected]


def test_line_without_something_good_is_not_sound(line_with: str) -> None:
    cells = "".join(statements(*cell) for cell in FULL.items())
    only_there = cells.replace('    source = "handbook"\n', '    source = "handbook"\n    applies = ["community"]\n')
    assert check_framework(read_framework(line_with + cells), Lock()).is_sound
    assert not check_framework(read_framework(line_with + only_there), Lock()).is_sound


def test_check_is_printed_line_by_line(sample_text: str) -> None:
    framework = read_framework(sample_text)
    keys = {**keys_of(framework), "S1.good.1": "0" * 12, "S1.good.9": "1" * 12}
    del keys["S1.prompt.1"]
    assert check_lines(check_framework(framework, Lock(keys))) == (
        "sample: Sample standards",
        "  1 key question, 1 line, 1 prompt",
        "  2 characteristics: 0 outstanding, 1 good, 0 requires improvement, 1 inadequate",
        "  2 statements confirmed, 1 our reading",
        "  1 statement only for some services",
        "  error: S1 outstanding (our reading) has 0 of at least 1 characteristic. Add more.",
        "  error: S1 good (confirmed) has 1 of at least 3 characteristics. Add more.",
        "  error: S1 requires improvement (our reading) has 0 of at least 1 characteristic. Add more.",
        "  error: S1.good.9 is in the lock but not in the framework. Put it back, or retire it.",
        "  to do: S1.good.1 has a new wording. Confirm that the meaning is the same by writing the lock again; "
        "if it is not, retire the key and use a new number.",
        "  to do: 1 key not yet locked (S1.prompt.1). Write the lock.",
        "  Not sound: correct what is marked with an error.",
    )


def test_many_new_keys_share_one_line(line_with: str) -> None:
    framework = read_framework(line_with + "".join(statements(*cell) for cell in FULL.items()))
    lines = check_lines(check_framework(framework, Lock()))
    assert lines[-2:] == (
        "  to do: 10 keys not yet locked (S1.good.1, S1.good.2, S1.good.3 …). Write the lock.",
        "  Sound.",
    )


def test_few_new_keys_are_all_named(sample_text: str) -> None:
    lines = check_lines(check_framework(read_framework(sample_text), Lock()))
    assert lines[-2] == "  to do: 3 keys not yet locked (S1.good.1, S1.inadequate.1, S1.prompt.1). Write the lock."


def test_all_frameworks_of_a_folder_are_checked(sample_folder: Path, line_with: str) -> None:
    head = line_with[: line_with.index("[[key_question]]")].replace('id = "sample"', 'id = "other"')
    other = sample_folder.with_name("other")
    other.mkdir()
    rest = line_with[line_with.index("[[key_question]]") :]
    cells = "".join(statements(*cell) for cell in FULL.items())
    (other / "framework.toml").write_text(head + rest + cells, encoding="utf-8")
    write_lock(read_framework(head + rest + cells), folder=other.parent)
    report = check_all(sample_folder.parent)
    assert not report.is_sound
    assert [line for line in report.lines if not line.startswith(" ")] == [
        "other: Sample standards",
        "sample: Sample standards",
    ]
    (sample_folder / "framework.toml").unlink()
    assert check_all(sample_folder.parent).is_sound


def test_framework_that_cannot_be_read_is_named_with_its_errors(sample_folder: Path) -> None:
    head = sample_folder / "framework.toml"
    text = head.read_text(encoding="utf-8").replace('"draft"', '"new"').replace('publisher = "Sample Council"\n', "", 1)
    head.write_text(text, encoding="utf-8")
    assert check_all(sample_folder.parent) == Report(
        (
            "sample:",
            '  error: framework.toml: key "publisher" is missing. Add it.',
            '  error: framework.toml: key "status" must be one of draft, current, superseded, not "new".',
        ),
        is_sound=False,
    )


def test_lock_that_cannot_be_read_is_named(sample_folder: Path) -> None:
    (sample_folder / "keys.lock").write_text("S1.good.1\n", encoding="utf-8")
    report = check_all(sample_folder.parent)
    assert not report.is_sound
    assert report.lines[1].startswith("  error: keys.lock, line 1: must be a key and its 12 digits")


def test_folder_without_frameworks_is_not_sound(tmp_path: Path) -> None:
    assert check_all(tmp_path) == Report((f'There is no framework in "{tmp_path}".',), is_sound=False)
