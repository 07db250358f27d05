"""Official wording laid over a framework: the publisher's own text of a statement in place of ours, by its key.

We ship our own words. A provider that holds the official text can put it in, as TOML (`"S1.good.1" = "…"`) or as CSV
(key, text). Keys, ratings and everything else stay as they are, so nothing that was answered changes its place.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kloe.framework import Characteristic, Framework, Line, Prompt
from kloe.problems import forbidden_characters

_HEADINGS = ("key", "text")


class WordingError(ValueError):
    """What is wrong with a file of official wording; one line for each thing."""


def read_wording(text: str, *, is_csv: bool) -> dict[str, str]:
    """The official text of each statement in a file, by statement key, with white space made alike.

    Raises WordingError: for what is not TOML or CSV, for a key without a text or twice, and for no key at all.
    """
    text = text.removeprefix("\ufeff")
    pairs = list(_csv_pairs(text) if is_csv else _toml_pairs(text))
    problems: list[str] = []
    found: dict[str, str] = {}
    for key, value in pairs:
        words = " ".join(value.split()) if isinstance(value, str) else ""
        if not isinstance(value, str):
            problems.append(f"{key}: must be text in quotes.")
        elif not words:
            problems.append(f"{key}: is empty. Enter the official text, or take the key out.")
        elif odd := next(forbidden_characters(words, lines=False), ""):
            problems.append(f"{key}: has a control character (U+{ord(odd):04X}). Take it out.")
        elif key in found:
            problems.append(f"{key}: stands in the file twice. Take one out.")
        found[key] = words
    if not pairs:
        problems.append("There is no key with its text in the file. Add some.")
    if problems:
        raise WordingError("\n".join(problems))
    return found


def unknown_keys(framework: Framework, keys: Collection[str]) -> list[str]:
    """Which of these are not the key of a prompt or characteristic of the framework, in the order given."""
    known = {statement.key for statement in framework.statements()}
    return [key for key in keys if key not in known]


def with_official_wording(framework: Framework, texts: Mapping[str, str]) -> Framework:
    """The framework with these texts in place of ours, by statement key; a key it does not have is passed over."""
    return _worded(framework, frozenset(texts.items())) if texts else framework


@lru_cache(maxsize=32)
def _worded(framework: Framework, texts: frozenset[tuple[str, str]]) -> Framework:
    found = dict(texts)
    return replace(framework, lines=tuple(_worded_line(line, found) for line in framework.lines))


def _worded_line(line: Line, texts: Mapping[str, str]) -> Line:
    return replace(
        line,
        prompts=tuple(_prompt(prompt, texts) for prompt in line.prompts),
        characteristics=tuple(_characteristic(found, texts) for found in line.characteristics),
    )


def _prompt(prompt: Prompt, texts: Mapping[str, str]) -> Prompt:
    return replace(prompt, text=texts[prompt.key], is_official=True) if prompt.key in texts else prompt


def _characteristic(found: Characteristic, texts: Mapping[str, str]) -> Characteristic:
    return replace(found, text=texts[found.key], is_official=True) if found.key in texts else found


def _toml_pairs(text: str) -> Iterator[tuple[str, Any]]:
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise WordingError(f"This is not valid TOML: {error}. Correct it.") from None
    yield from _flat("", values)


def _flat(start: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    # Without quotes, TOML reads the full stops of S1.good.1 as tables in tables.
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{start}{key}.", value)
        else:
            yield f"{start}{key}", value


def _csv_pairs(text: str) -> Iterator[tuple[str, str]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells) or (rows.line_num == 1 and tuple(cell.casefold() for cell in cells) == _HEADINGS):
                continue
            if len(cells) != len(_HEADINGS) or not cells[0]:
                raise WordingError(f"Line {rows.line_num} must have two columns: the key and its text.")
            yield cells[0], cells[1]
    except csv.Error as error:
        raise WordingError(f"Line {rows.line_num} is not valid CSV: {error}. Correct it.") from None
