"""What can be wrong with the text of a framework, and a table that notes it while it is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Any

# Marks that turn the direction of writing round and so can make a text read as something else.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TYPE_NAMES: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a table"),
)


class FrameworkError(ValueError):
    """One thing that is wrong with the text of a framework.

    file: its name; table: which table in it, such as `line "S1" characteristic 3`, or "" for the top of the file;
    key: which key, or "" for the whole table; what: what is wrong and what to do.
    """

    def __init__(self, file: str, table: str, key: str, what: str) -> None:
        self.file = file
        self.table = table
        self.key = key
        self.what = what
        place = ", ".join(part for part in (file, table) if part)
        super().__init__(f'{place}: key "{key}" {what}' if key else f"{place}: {what}")


class FrameworkErrors(FrameworkError):
    """Everything that is wrong with the text of a framework. `errors` holds each FrameworkError, file by file.

    The message has one error to a line; file, table, key and what are those of the first.
    """

    def __init__(self, errors: Sequence[FrameworkError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.file, first.table, first.key, first.what)
        self.args = ("\n".join(str(error) for error in self.errors),)


class Problems:
    """The errors found so far, kept in the order of the files."""

    def __init__(self, files: Sequence[str]) -> None:
        self._found: dict[str, list[FrameworkError]] = {file: [] for file in files}

    def note(self, file: str, table: str, key: str, what: str) -> None:
        """Keep one error."""
        self._found[file].append(FrameworkError(file, table, key, what))

    def raise_if_any(self) -> None:
        """Raises FrameworkErrors when something was noted."""
        errors = [error for found in self._found.values() for error in found]
        if errors:
            raise FrameworkErrors(errors)


class Table:
    """One table of the text. Values are taken out by key; whatever is wrong with them is noted and read as empty.

    Call `finish` last: every key that was not asked for is unknown.
    """

    def __init__(self, problems: Problems, file: str, name: str, values: dict[str, Any]) -> None:
        self.file = file
        self.name = name
        self._problems = problems
        self._values = values
        self._asked: list[str] = []

    def wrong(self, key: str, what: str) -> None:
        """Note that the value of this key is wrong."""
        self._problems.note(self.file, self.name, key, what)

    def text(self, key: str, *, required: bool = True, lines: bool = False) -> str:
        """The text under this key, "" when it is absent or wrong. lines: line breaks are allowed."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, f"must be text in quotes, not {_type_name(value)}.")
            return ""
        if not value.strip():
            self.wrong(key, "is empty. Enter the text." if required else "is empty. Enter the text, or take it out.")
            return ""
        for character in forbidden_characters(value, lines=lines):
            self.wrong(key, f"has a control character (U+{ord(character):04X}). Take it out.")
            return ""
        return value

    def choice(self, key: str, options: Collection[str], *, required: bool = True) -> str:
        """The text under this key, which must be one of the options; "" when it is absent or wrong."""
        value = self.text(key, required=required)
        if value and value not in options:
            self.wrong(key, f'must be one of {", ".join(options)}, not "{value}".')
            return ""
        return value

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """The list of different texts under this key; empty when it is absent or wrong."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.wrong(key, 'must be a list of texts, such as ["one", "two"].')
            return ()
        for item in value:
            if value.count(item) > 1:
                self.wrong(key, f'has "{item}" twice. Take one out.')
                return ()
        return tuple(value)

    def tables(self, key: str, full_name: str, part: str = "") -> Iterator[Table]:
        """The tables under this key, none when it is absent.

        full_name: how the array is written, "line.prompt". part: how one is called in errors, after this table's name.
        """
        value = self._take(key, required=False)
        if value is None:
            return
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(key, f"must be a list of tables. Write [[{full_name}]] before each.")
            return
        for number, values in enumerate(value, start=1):
            yield Table(self._problems, self.file, f"{self.name} {part} {number}".strip(), values)

    def finish(self) -> None:
        """Note every key that was not asked for."""
        for key in self._values:
            if key not in self._asked:
                self.wrong(key, f"is not known. Take it out, or choose from: {', '.join(self._asked)}.")

    def _take(self, key: str, *, required: bool) -> Any:
        self._asked.append(key)
        if key not in self._values and required:
            self.wrong(key, "is missing. Add it.")
        return self._values.get(key)


def _type_name(value: object) -> str:
    return next((name for kind, name in _TYPE_NAMES if isinstance(value, kind)), "a date or time")


def forbidden_characters(text: str, *, lines: bool) -> Iterator[str]:
    """The characters of a text that must not stand in a framework. lines: line breaks are allowed."""
    allowed = "\n" if lines else ""
    for character in text:
        if character in _TURNING or (unicodedata.category(character) == "Cc" and character not in allowed):
            yield character
