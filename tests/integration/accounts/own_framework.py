"""A framework of a provider's own, as TOML text, and the commands that bring it in."""

from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

OWN = "own/orchard/standards"

HEAD = """\
id = "{id}"
title = "Orchard standards"
publisher = "Orchard Care"
status = "current"
content_version = "{version}"
published = "2026"
judged_by = "characteristics"
levels = ["outstanding", "good", "requires-improvement", "inadequate"]

[[source]]
id = "handbook"
title = "The Orchard handbook"
publisher = "Orchard Care"
"""

LINES = """
[[key_question]]
code = "D"
title = "A good day"
question = "Do people have a good day?"
confidence = "J"
source = "handbook"

[[line]]
code = "D1"
key_question = "D"
title = "Mornings"
question = "Do people get up when they like?"
confidence = "J"
source = "handbook"
    [[line.prompt]]
    key = "D1.prompt.1"
    text = "Who decides when the curtains open?"
    confidence = "J"
    source = "handbook"
    [[line.characteristic]]
    key = "D1.good.1"
    rating = "good"
    text = "Breakfast is there until eleven."
    confidence = "J"
    source = "handbook"
    [[line.characteristic]]
    key = "D1.good.2"
    rating = "good"
    text = "People choose their clothes."
    confidence = "J"
    source = "handbook"
    applies = ["residential"]
    [[line.characteristic]]
    key = "D1.inadequate.1"
    rating = "inadequate"
    text = "Everybody is woken at six."
    confidence = "J"
    source = "handbook"

[[line]]
code = "D2"
key_question = "D"
title = "Evenings"
question = "Do people go to bed when they like?"
confidence = "J"
source = "handbook"
    [[line.characteristic]]
    key = "D2.good.1"
    rating = "good"
    text = "The night staff make cocoa."
    confidence = "J"
    source = "handbook"
"""


def text_of_version(version: str = "1", *, id: str = OWN, without: str = "", **exchanged: str) -> str:
    """The framework as text. without: a statement's key, or a line's code, to leave out; exchanged: old="new" words."""
    parts = (HEAD.format(id=id, version=version) + LINES).split("\n[[line]]\n")
    lines = [_without_statement(part, without) for part in parts[1:] if f'code = "{without}"' not in part]
    text = "\n[[line]]\n".join([parts[0], *lines])
    for old, new in exchanged.items():
        assert old in text
        text = text.replace(old, new)
    return text


def _without_statement(line: str, key: str) -> str:
    tables = line.split("    [[")
    return "    [[".join(table for table in tables if not key or f'key = "{key}"' not in table)


def run(app: Flask, *words: Any) -> Result:
    """Run `flask frameworks …`."""
    return app.test_cli_runner().invoke(args=["frameworks", *map(str, words)])


def bring_in(app: Flask, folder: Path, text: str, *more: str, provider: str = "Orchard Care") -> Result:
    """Import this text for a provider, from a file in the folder."""
    file = folder / "standards.toml"
    file.write_text(text, encoding="utf-8")
    return run(app, "import", file, "--provider", provider, *more)
