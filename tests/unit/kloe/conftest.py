"""Small frameworks as TOML text, for the tests of the loader, the lock and the checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = """\
id = "sample"
title = "Sample standards"
publisher = "Sample Council"
status = "draft"
content_version = "1"
published = "2026"
judged_by = "characteristics"
levels = ["outstanding", "good", "requires-improvement", "inadequate"]

[[source]]
id = "handbook"
title = "The handbook"
publisher = "Sample Council"
"""

KEY_QUESTION = """
[[key_question]]
code = "S"
title = "Safe"
question = "Are people safe?"
confidence = "C"
source = "handbook"
    [[key_question.headline]]
    rating = "good"
    text = "People are safe."
    confidence = "H"
    source = "handbook"
"""

LINE = """
[[line]]
code = "S1"
key_question = "S"
title = "Safeguarding"
question = "Are people protected?"
confidence = "C"
source = "handbook"
applies = []
    [[line.prompt]]
    key = "S1.prompt.1"
    text = "How do staff learn about abuse?"
    confidence = "T"
    source = "handbook"
    applies = ["residential"]
    [[line.characteristic]]
    key = "S1.good.1"
    rating = "good"
    text = "Staff know the signs of abuse."
    confidence = "C"
    source = "handbook"
    [[line.characteristic]]
    key = "S1.inadequate.1"
    rating = "inadequate"
    text = "People are afraid to speak."
    confidence = "M"
    source = "handbook"
"""


@pytest.fixture
def sample_text() -> str:
    """A framework of one key question and one line, in one text, without an error."""
    return HEAD + KEY_QUESTION + LINE


@pytest.fixture
def sample_folder(tmp_path: Path) -> Path:
    """The same framework in a folder of three files."""
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "framework.toml").write_text(HEAD, encoding="utf-8")
    (folder / "1-safe.toml").write_text(KEY_QUESTION, encoding="utf-8")
    (folder / "2-lines.toml").write_text(LINE, encoding="utf-8")
    return folder


@pytest.fixture
def changed(sample_text: str) -> Callable[..., str]:
    """The sample text with one piece of it exchanged; fails when the piece does not stand in it exactly once."""

    def change(old: str, new: str) -> str:
        assert sample_text.count(old) == 1, f"{old!r} stands {sample_text.count(old)} times in the sample"
        return sample_text.replace(old, new)

    return change
