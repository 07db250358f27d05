"""From the text of a framework to the framework, with everything checked that can be checked.

A framework is one TOML text, or several whose arrays ([[key_question]], [[line]], [[source]]) are put one after the
other. Only the first holds the framework's own keys. All errors are found in one go, not only the first.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

from kloe.framework import (
    AGGREGATIONS,
    CONFIDENCE,
    FIVE_KEY_QUESTIONS,
    JUDGED_BY,
    SERVICE_TAGS,
    STATUSES,
    Characteristic,
    Framework,
    Headline,
    KeyQuestion,
    Line,
    Prompt,
    Source,
)
from kloe.judgement import Rating
from kloe.problems import Problems, Table

RATINGS = tuple(rating.value for rating in Rating)
FRAMEWORK_ID = re.compile(r"(own/[a-z0-9-]+/)?[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_NUMBER = re.compile(r"[1-9][0-9]*")
_SYNTAX_ERROR = re.compile(r"(?P<what>.*) \(at (line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)
_ARRAYS = ("key_question", "line", "source")


def framework_from_texts(texts: Sequence[tuple[str, str]]) -> Framework:
    """The framework that these texts hold together.

    texts: (file name, text), at least one; the first holds the framework's own keys. Raises FrameworkErrors.
    """
    plain = [(file, _plain(text)) for file, text in texts]
    problems = Problems([file for file, _ in plain])
    parsed = [(file, values) for file, text in plain if (values := _parsed(problems, file, text)) is not None]
    sha256 = hashlib.sha256("".join(text for _, text in plain).encode()).hexdigest()
    reading = _Reading(problems, plain[0][0], parsed, complete=len(parsed) == len(plain))
    framework = reading.framework(sha256)
    problems.raise_if_any()
    return framework


def _plain(text: str) -> str:
    """The text with line endings made alike and without the mark some editors put in front of it."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _parsed(problems: Problems, file: str, text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_ERROR.fullmatch(str(error))
        what = found["what"] if found else str(error)
        number = found["line"] if found and found["line"] else str(text.count("\n") + 1)
        problems.note(file, "", "", f"line {number} is not valid TOML: {what}. Correct that line.")
    except RecursionError:
        problems.note(file, "", "", "is nested too deeply to be read. Take the nested brackets out.")
    except ValueError as error:
        # Numbers with thousands of digits are refused by Python itself.
        problems.note(file, "", "", f"cannot be read as TOML: {error}. Correct it.")
    return None


class _Reading:
    """Reads parsed texts. Values that are wrong are noted and read as empty; the caller raises what was noted."""

    def __init__(
        self, problems: Problems, first: str, parsed: Sequence[tuple[str, dict[str, Any]]], *, complete: bool
    ) -> None:
        self._complete = complete
        self._tops = [Table(problems, file, "", values) for file, values in parsed]
        self._head = next((top for top in self._tops if top.file == first), None)
        self._places: dict[tuple[str, str], str] = {}
        self._levels: tuple[str, ...] = ()
        self._judged_by = ""

    def framework(self, sha256: str) -> Framework:
        head = self._head_values()
        sources = tuple(self._sources())
        self._source_ids = [source.id for source in sources]
        key_questions = tuple(self._key_questions())
        self._codes = [key_question.code for key_question in key_questions]
        lines = tuple(self._lines())
        for top in self._tops:
            top.finish()
        if self._complete:
            self._check_key_questions(head["aggregation"], lines)
        return Framework(
            **head,
            levels=self._levels,
            judged_by=self._judged_by,
            key_questions=key_questions,
            lines=lines,
            sources=sources,
            sha256=sha256,
        )

    def _head_values(self) -> dict[str, Any]:
        top = self._head
        if top is None:
            return dict.fromkeys(
                ("id", "title", "publisher", "status", "content_version", "short_title", "published", "note"), ""
            ) | {"aggregation": None}
        values = {
            "id": self._matching(top, "id", FRAMEWORK_ID, 'lower-case words and hyphens, such as "asc-2017-11"'),
            "title": top.text("title"),
            "short_title": top.text("short_title", required=False),
            "publisher": top.text("publisher"),
            "status": top.choice("status", STATUSES),
            "content_version": top.text("content_version"),
            "published": top.text("published"),
            "aggregation": top.choice("aggregation", AGGREGATIONS, required=False) or None,
            "note": top.text("note", required=False, lines=True),
        }
        values["short_title"] = values["short_title"] or values["title"]
        self._read_levels(top)
        return values

    def _read_levels(self, top: Table) -> None:
        self._judged_by = top.choice("judged_by", tuple(JUDGED_BY))
        levels = top.texts("levels")
        if not levels or not self._judged_by:
            return
        wanted = JUDGED_BY[self._judged_by]
        if self._judged_by == "characteristics" and levels != RATINGS:
            top.wrong("levels", f"must be the four ratings, best first: {', '.join(RATINGS)}.")
        elif len(levels) != wanted:
            top.wrong(
                "levels",
                f'must have {wanted} levels, best first, for judged_by "{self._judged_by}"; it has {len(levels)}.',
            )
        else:
            self._levels = levels

    def _sources(self) -> Iterator[Source]:
        for top in self._tops:
            for table in top.tables("source", "source", "source"):
                source = Source(
                    id=self._named(table, "source", "id"),
                    title=table.text("title"),
                    publisher=table.text("publisher"),
                    published=table.text("published", required=False),
                    address=table.text("address", required=False),
                )
                table.finish()
                yield source

    def _key_questions(self) -> Iterator[KeyQuestion]:
        for top in self._tops:
            for table in top.tables("key_question", "key_question", "key question"):
                key_question = KeyQuestion(
                    code=self._named(table, "key question", "code"),
                    title=table.text("title"),
                    question=table.text("question"),
                    confidence=table.choice("confidence", tuple(CONFIDENCE)),
                    source=self._source(table),
                    headlines=tuple(self._headlines(table)),
                )
                table.finish()
                yield key_question

    def _headlines(self, parent: Table) -> Iterator[Headline]:
        for table in parent.tables("headline", "key_question.headline", "headline"):
            rating = self._rating(table)
            if rating:
                self._once(table, f"headline of {parent.name}", "rating", rating, "Keep one headline for each rating.")
            text, confidence, source = self._statement(table)
            table.finish()
            if rating:
                yield Headline(rating, text, confidence, source)

    def _lines(self) -> Iterator[Line]:
        for top in self._tops:
            for table in top.tables("line", "line", "line"):
                code = self._named(table, "line", "code")
                line = Line(
                    code=code,
                    key_question=self._key_question(table),
                    title=table.text("title"),
                    question=table.text("question"),
                    prompts=tuple(self._prompts(table, code)),
                    characteristics=tuple(self._characteristics(table, code)),
                    confidence=table.choice("confidence", tuple(CONFIDENCE)),
                    source=self._source(table),
                    applies=self._applies(table),
                )
                table.finish()
                yield line

    def _prompts(self, parent: Table, code: str) -> Iterator[Prompt]:
        for table in parent.tables("prompt", "line.prompt", "prompt"):
            key = self._key(table, f"{code}.prompt." if code else "")
            text, confidence, source = self._statement(table)
            applies = self._applies(table)
            table.finish()
            yield Prompt(key, text, confidence, applies, source)

    def _characteristics(self, parent: Table, code: str) -> Iterator[Characteristic]:
        tables = list(parent.tables("characteristic", "line.characteristic", "characteristic"))
        if tables and self._judged_by not in ("", "characteristics"):
            parent.wrong("characteristic", f'has no place in a framework judged by "{self._judged_by}". Take it out.')
            return
        found = []
        for table in tables:
            rating = self._rating(table)
            key = self._key(table, f"{code}.{rating}." if code and rating else "")
            text, confidence, source = self._statement(table)
            applies = self._applies(table)
            table.finish()
            found.append(rating)
            if rating:
                yield Characteristic(key, rating, text, confidence, source, applies)
        if self._judged_by == "characteristics" and Rating.GOOD not in found and None not in found:
            parent.wrong("characteristic", 'has none for good. Add a [[line.characteristic]] with rating = "good".')

    def _statement(self, table: Table) -> tuple[str, str, str]:
        return table.text("text"), table.choice("confidence", tuple(CONFIDENCE)), self._source(table)

    def _rating(self, table: Table) -> Rating | None:
        rating = table.choice("rating", RATINGS)
        return Rating(rating) if rating else None

    def _key_question(self, table: Table) -> str:
        code = table.text("key_question")
        if code and self._complete and code not in self._codes:
            choices = _choices(self._codes)
            table.wrong("key_question", f'names "{code}", which is no [[key_question]].{choices}')
        return code

    def _source(self, table: Table) -> str:
        source = table.text("source")
        if source and self._complete and source not in self._source_ids:
            choices = _choices(self._source_ids)
            table.wrong("source", f'names "{source}", which is no [[source]].{choices}')
        return source

    def _applies(self, table: Table) -> tuple[str, ...]:
        tags = table.texts("applies", required=False)
        for tag in tags:
            if tag not in SERVICE_TAGS:
                choices = _choices(sorted(SERVICE_TAGS))
                table.wrong("applies", f'has the tag "{tag}", which does not exist.{choices}')
        return tags

    def _key(self, table: Table, start: str) -> str:
        """The permanent key of a statement; start: what it must begin with, "" when that cannot be told."""
        key = table.text("key")
        if not key:
            return ""
        if start and not (key.startswith(start) and _NUMBER.fullmatch(key.removeprefix(start))):
            table.wrong("key", f'must be "{start}" and a number, such as "{start}1", not "{key}".')
        self._once(table, "statement", "key", key, "Give each statement a key of its own.")
        return key

    def _named(self, table: Table, kind: str, key: str) -> str:
        """The code or id by which a table is known; errors name the table by it from here on."""
        name = self._matching(table, key, _CODE, 'letters, numbers, hyphens and full stops, such as "S1"')
        if name:
            table.name = f'{kind} "{name}"'
            self._once(table, kind, key, name, f"Give each {kind} {'an' if key == 'id' else 'a'} {key} of its own.")
        return name

    def _matching(self, table: Table, key: str, pattern: re.Pattern[str], shape: str) -> str:
        value = table.text(key)
        if value and not pattern.fullmatch(value):
            table.wrong(key, f'must be {shape}, not "{value}".')
            return ""
        return value

    def _once(self, table: Table, kind: str, key: str, value: str, what_to_do: str) -> None:
        """Note a value that was seen before among its kind."""
        place = f"{table.file}, {table.name}"
        first = self._places.setdefault((kind, value), place)
        if first is not place:
            table.wrong(key, f'"{value}" is used already, in {first}. {what_to_do}')

    def _check_key_questions(self, aggregation: str | None, lines: Sequence[Line]) -> None:
        if self._head is None:
            return
        if not self._codes:
            self._head.wrong("key_question", "is missing. Add a [[key_question]].")
        elif aggregation and sorted(self._codes) != sorted(FIVE_KEY_QUESTIONS):
            five = ", ".join(FIVE_KEY_QUESTIONS)
            has = ", ".join(self._codes)
            self._head.wrong("aggregation", f"works on the key questions {five}; this has {has}. Correct either.")
        if not lines:
            self._head.wrong("line", "is missing. Add a [[line]].")


def _choices(options: Sequence[str]) -> str:
    return f" Choose from: {', '.join(options)}." if options else ""
