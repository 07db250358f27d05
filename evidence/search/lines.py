"""Lines of a framework that a search speaks of: by code, title, question, and what inspectors look at. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from evidence.records.search_query import Query, parts_of
from evidence.records.search_words import Word, words_of
from evidence.search.excerpts import Parts
from kloe.framework import Framework, Line

MOST = 5


@dataclass(frozen=True, slots=True)
class LineFound:
    """A line, with its code, title and question in pieces that are marked or not."""

    line: Line
    code: Parts
    title: Parts
    question: Parts


@dataclass(frozen=True, slots=True)
class _Known:
    """A framework, known by its text's SHA-256."""

    sha256: str
    framework: Framework = field(compare=False)


def find_lines(framework: Framework, query: Query) -> list[LineFound]:
    """The first five lines that have all that is looked for: in code and title, then the question, then the prompts."""
    if not query:
        return []
    found: list[tuple[int, Line]] = []
    for line, reaches in _words_of_lines(_Known(framework.sha256, framework)):
        nearness = next((number for number, words in enumerate(reaches) if query.is_in(words)), None)
        if nearness is not None:
            found.append((nearness, line))
    found.sort(key=lambda entry: entry[0])
    return [
        LineFound(line, parts_of(line.code, query), parts_of(line.title, query), parts_of(line.question, query))
        for _, line in found[:MOST]
    ]


@lru_cache(maxsize=16)
def _words_of_lines(known: _Known) -> Sequence[tuple[Line, tuple[Sequence[Word], ...]]]:
    """Each line with its words as far as code and title, as far as the question, and as far as the prompts."""

    def words(*texts: str) -> Sequence[Word]:
        return [word for text in texts for word in words_of(text)]

    return [
        (
            line,
            (
                words(line.code, line.title),
                words(line.code, line.title, line.question),
                words(line.code, line.title, line.question, *(prompt.text for prompt in line.prompts)),
            ),
        )
        for line in known.framework.lines
    ]
