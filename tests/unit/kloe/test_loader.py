"""Reading frameworks: one text, a folder, the shipped ones, and those that are judged in other ways."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kloe.framework import Characteristic, Headline, Prompt, Source
from kloe.loader import (
    FrameworkError,
    FrameworkErrors,
    UnknownFramework,
    framework_ids,
    is_own_id,
    load_all,
    load_framework,
    read_folder,
    read_framework,
    text_of_folder,
)
from kloe.ratings import Rating
from tests.unit.kloe.conftest import HEAD, KEY_QUESTION, LINE


def test_text_becomes_a_framework(sample_text: str) -> None:
    framework = read_framework(sample_text)
    assert framework.id == "sample"
    assert framework.title == framework.short_title == "Sample standards"
    assert (framework.publisher, framework.status, framework.content_version) == ("Sample Council", "draft", "1")
    assert (framework.published, framework.note, framework.aggregation) == ("2026", "", None)
    assert framework.judged_by == "characteristics"
    assert framework.levels == ("outstanding", "good", "requires-improvement", "inadequate")
    assert framework.sources == (Source("handbook", "The handbook", "Sample Council"),)
    assert framework.key_question("S").headlines == (Headline(Rating.GOOD, "People are safe.", "H", "handbook"),)


def test_text_becomes_lines_with_prompts_and_characteristics(sample_text: str) -> None:
    (line,) = read_framework(sample_text).lines
    assert (line.code, line.key_question, line.title) == ("S1", "S", "Safeguarding")
    assert (line.question, line.confidence, line.source, line.applies) == (
        "Are people protected?",
        "C",
        "handbook",
        (),
    )
    assert line.prompts == (
        Prompt("S1.prompt.1", "How do staff learn about abuse?", "T", ("residential",), "handbook"),
    )
    assert line.characteristics == (
        Characteristic("S1.good.1", Rating.GOOD, "Staff know the signs of abuse.", "C", "handbook"),
        Characteristic("S1.inadequate.1", Rating.INADEQUATE, "People are afraid to speak.", "M", "handbook"),
    )


def test_characteristic_says_for_whom_it_holds(changed: Callable[..., str]) -> None:
    old = 'text = "People are afraid to speak."\n'
    (line,) = read_framework(changed(old, f'{old}    applies = ["community", "visitors"]\n')).lines
    assert [found.applies for found in line.characteristics] == [(), ("community", "visitors")]


def test_optional_keys_are_read(sample_text: str) -> None:
    head = 'short_title = "Sample"\nnote = """One.\nTwo."""\n'
    framework = read_framework(head + sample_text)
    assert (framework.short_title, framework.note) == ("Sample", "One.\nTwo.")


def test_folder_gives_the_same_framework_as_its_texts_in_one(sample_folder: Path, sample_text: str) -> None:
    assert read_folder(sample_folder) == read_framework(sample_text)


def test_hash_is_that_of_the_text_with_line_endings_made_alike(sample_text: str) -> None:
    expected = hashlib.sha256(sample_text.encode()).hexdigest()
    assert read_framework(sample_text).sha256 == expected
    assert read_framework(sample_text.replace("\n", "\r\n")).sha256 == expected
    assert read_framework("\ufeff" + sample_text).sha256 == expected
    assert read_framework(sample_text + "# a remark\n").sha256 != expected


def test_files_are_read_in_the_order_of_their_names_after_the_first(sample_folder: Path) -> None:
    first = (sample_folder / "2-lines.toml").read_text(encoding="utf-8")
    (sample_folder / "0-before.toml").write_text(first.replace("S1", "S2"), encoding="utf-8")
    (sample_folder / "notes.txt").write_text("not a part of it", encoding="utf-8")
    assert [line.code for line in read_folder(sample_folder).lines] == ["S2", "S1"]


def test_folder_with_windows_line_endings_is_the_same_framework(sample_folder: Path) -> None:
    expected = read_folder(sample_folder)
    for path in sample_folder.glob("*.toml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_folder(sample_folder) == expected


def test_folder_becomes_one_text_of_the_same_framework(sample_folder: Path) -> None:
    head = sample_folder / "framework.toml"
    head.write_text("\ufeff" + head.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    together = read_framework(text_of_folder(sample_folder.rename(sample_folder.with_name("any-name"))))
    assert replace(together, sha256="") == replace(read_framework(HEAD + KEY_QUESTION + LINE), sha256="")


def test_folder_that_cannot_be_one_text_is_refused(sample_folder: Path) -> None:
    """A list written in brackets can't be added to by another file."""
    more = LINE.replace("S1", "S2").replace("[[line]]", "").split("    [[line.prompt]]")[0]
    values = ", ".join(row.strip() for row in more.strip().splitlines())
    good = '{key = "S2.good.1", rating = "good", text = "So.", confidence = "C", source = "handbook"}'
    (sample_folder / "3-more.toml").write_text(f"line = [{{{values}, characteristic = [{good}]}}]\n", encoding="utf-8")
    with pytest.raises(FrameworkErrors) as caught:
        text_of_folder(sample_folder)
    assert str(caught.value) == (
        "3-more.toml: can't be joined with the other files to one text. "
        "Write [[key_question]], [[line]] or [[source]] first."
    )


def test_errors_of_a_folder_name_its_files(sample_folder: Path) -> None:
    (sample_folder / "1-safe.toml").write_text(KEY_QUESTION.replace('title = "Safe"\n', ""), encoding="utf-8")
    with pytest.raises(FrameworkErrors) as caught:
        text_of_folder(sample_folder)
    assert str(caught.value) == '1-safe.toml, key question "S": key "title" is missing. Add it.'


@pytest.mark.parametrize("framework_id", ["own/rose-lodge/standards", "own/a1/b-2"])
def test_own_ids_are_known(framework_id: str) -> None:
    assert is_own_id(framework_id)


@pytest.mark.parametrize(
    "framework_id",
    ["asc-2017-11", "own/", "own/rose", "own/rose/", "own//x", "own/Rose/x", "own/a/b/c", "own/a/b\n", "x/a/b"],
)
def test_other_ids_are_not_own_ones(framework_id: str) -> None:
    assert not is_own_id(framework_id)


def test_framework_knows_whether_it_is_a_providers_own(sample_text: str) -> None:
    assert not read_framework(sample_text).is_own
    assert read_framework(sample_text.replace('id = "sample"', 'id = "own/rose/sample"')).is_own


def test_folder_must_bear_the_id(sample_folder: Path) -> None:
    renamed = sample_folder.rename(sample_folder.with_name("other"))
    with pytest.raises(FrameworkErrors) as caught:
        read_folder(renamed)
    assert str(caught.value) == 'framework.toml: key "id" must be the name of its folder, "other", not "sample".'


def test_folder_without_its_first_file_is_refused(sample_folder: Path) -> None:
    (sample_folder / "framework.toml").unlink()
    with pytest.raises(FrameworkError) as caught:
        read_folder(sample_folder)
    assert str(caught.value) == "framework.toml: is missing. Add it to the folder."


def test_file_that_is_not_utf_8_is_named(sample_folder: Path) -> None:
    (sample_folder / "1-safe.toml").write_bytes(b'title = "caf\xe9"')
    with pytest.raises(FrameworkError) as caught:
        read_folder(sample_folder)
    assert str(caught.value) == "1-safe.toml: is not UTF-8 text (byte 13). Save it as UTF-8."


def test_shipped_frameworks_are_listed_and_read_once() -> None:
    assert "asc-2017-11" in framework_ids()
    assert list(framework_ids()) == sorted(framework_ids())
    assert load_framework("asc-2017-11") is load_framework("asc-2017-11")
    assert tuple(load_all()) == framework_ids()
    assert load_all()["asc-2017-11"] is load_framework("asc-2017-11")


@pytest.mark.parametrize("framework_id", ["asc-1999", "", ".", "..", "asc-2017-11/", "ASC-2017-11"])
def test_unknown_framework_is_refused(framework_id: str) -> None:
    with pytest.raises(UnknownFramework) as caught:
        load_framework(framework_id)
    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == f'There is no framework "{framework_id}".'


SCORED = """\
id = "saf-sample"
title = "Quality statements"
publisher = "Sample regulator"
status = "current"
content_version = "1"
published = "2023"
judged_by = "score-1-4"
levels = ["exceptional", "good", "some-shortfalls", "significant-shortfalls"]
aggregation = "cqc-2017-from-memory"
source = [{id = "memory", title = "Remembered", publisher = "Nobody"}]
"""
STANDARDS = """\
id = "own/sample-homes/standards"
title = "Council standards"
publisher = "Sample Council"
status = "current"
content_version = "3"
published = "2019"
judged_by = "met-partly-not"
levels = ["met", "partly-met", "not-met"]
source = [{id = "memory", title = "Remembered", publisher = "Nobody"}]
"""


def key_question(code: str) -> str:
    return f"""
[[key_question]]
code = "{code}"
title = "Part {code}"
question = "How is it?"
confidence = "M"
source = "memory"
"""


def plain_line(code: str, key_question_code: str) -> str:
    return f"""
[[line]]
code = "{code}"
key_question = "{key_question_code}"
title = "Statement {code}"
question = "How is it?"
confidence = "M"
source = "memory"
"""


def test_framework_scored_from_1_to_4_has_lines_without_characteristics() -> None:
    text = SCORED + "".join(key_question(code) for code in "SECRW") + plain_line("S1", "S") + plain_line("W8", "W")
    framework = read_framework(text)
    assert framework.judged_by == "score-1-4"
    assert framework.levels == ("exceptional", "good", "some-shortfalls", "significant-shortfalls")
    assert framework.aggregation == "cqc-2017-from-memory"
    assert [line.code for line in framework.lines_of("W")] == ["W8"]
    assert not framework.line("S1").characteristics
    assert not framework.line("S1").prompts


def test_councils_standards_have_their_own_parts_and_no_overall_rating() -> None:
    text = STANDARDS + key_question("A") + key_question("B") + plain_line("A1.2", "A") + plain_line("B1", "B")
    framework = read_framework(text)
    assert framework.judged_by == "met-partly-not"
    assert framework.levels == ("met", "partly-met", "not-met")
    assert framework.aggregation is None
    assert [line.code for line in framework.lines] == ["A1.2", "B1"]


def test_prompts_of_a_councils_standards_have_keys_too() -> None:
    prompt = """
    [[line.prompt]]
    key = "A1.2.prompt.1"
    text = "What do you see?"
    confidence = "M"
    source = "memory"
    """
    framework = read_framework(STANDARDS + key_question("A") + plain_line("A1.2", "A") + prompt)
    assert [statement.key for statement in framework.statements()] == ["A1.2.prompt.1"]
