"""Reading the demonstration's texts. Anything unknown, missing or of another kind is an error that names its place."""

import tomllib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from evidence import settings
from evidence.accounts.words import Role, ServiceType
from evidence.actions.words import Priority
from evidence.demo.content import (
    Action,
    Closing,
    Content,
    Item,
    Judged,
    Link,
    Paper,
    Person,
    Resolution,
    Round,
    RoundLine,
    Service,
    Story,
)
from evidence.records.words import Bearing, Source
from kloe.judgement import Answer, Rating

FOLDER = settings.ROOT / "seed_data" / "demo"
T = TypeVar("T")

_NO_TABLE: Mapping[str, Any] = MappingProxyType({})
_NO_WORDS: tuple[str, ...] = ()
_EXCEPTIONS = {"us": Answer.US, "partly": Answer.PARTLY, "not_us": Answer.NOT_US}


class ContentError(ValueError):
    """A text of the demonstration does not say what it has to. The message names the file and the place."""


class _Table:
    """A TOML table that is taken apart piece by piece; what is left over at the end is a mistake."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._left = dict(table)
        self.where = f"{where} {table.get('key', '')}".strip()

    def take(self, name: str, kind: Callable[[Any], T], default: T | None = None) -> T:
        """One value, made into its kind. Raises ContentError when it is missing and there is no default."""
        if name not in self._left:
            if default is None:
                raise ContentError(f"{self.where}: {name} is missing.")
            return default
        return self._made(name, kind)

    def find(self, name: str, kind: Callable[[Any], T]) -> T | None:
        """One value, made into its kind, or None where it is absent."""
        return self._made(name, kind) if name in self._left else None

    def done(self) -> None:
        """Raises ContentError for what nobody has taken."""
        if self._left:
            raise ContentError(f"{self.where}: nobody knows {', '.join(sorted(self._left))}.")

    def _made(self, name: str, kind: Callable[[Any], T]) -> T:
        try:
            return kind(self._left.pop(name))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise ContentError(f"{self.where}: {name} is wrong: {error}") from error


def read_content(folder: Path = FOLDER) -> Content:
    """Everything the demonstration holds. Raises ContentError."""
    top = _Table(_parsed(folder / "provider.toml"), "provider.toml")
    services = top.take("service", partial(_each, _service, folder, "service"))
    people = top.take("person", partial(_each, _person, folder, "person"))
    content = Content(top.take("name", folded), top.take("day", int), top.take("lead", str), services, people)
    top.done()
    return content


def folded(text: Any) -> str:
    """A text as it is shown: lines of a paragraph joined, paragraphs kept apart. Raises TypeError for anything else."""
    if not isinstance(text, str):
        raise TypeError("it must be text")
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n")).strip()


def _parsed(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{file.name} can't be read: {error}") from error


def _each(make: Callable[[Path, _Table], T], folder: Path, where: str, tables: Any) -> tuple[T, ...]:
    made = []
    for each in tables:
        table = _Table(each, f"{folder.name}, {where}")
        made.append(make(folder, table))
        table.done()
    return tuple(made)


def _words(values: Any) -> tuple[str, ...]:
    return tuple(folded(value) for value in values)


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("it must be a table")
    return value


def _yes(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("it must be true or false")
    return value


def _person(_folder: Path, table: _Table) -> Person:
    return Person(
        key=table.take("key", str),
        name=table.take("name", folded),
        post=table.take("post", folded),
        role=table.take("role", Role),
        services=table.take("services", _words),
    )


def _service(folder: Path, table: _Table) -> Service:
    key = table.take("key", str)
    place = folder / key
    items: list[Item] = []
    for file in sorted(place.glob("[0-9]-*.toml")):
        items.extend(_tables(file, "item", _item))
    rounds = _parsed(place / "rounds.toml")
    return Service(
        key=key,
        name=table.take("name", folded),
        cqc_location_id=table.take("cqc_location_id", str),
        registered_manager=table.take("registered_manager", folded),
        types=table.take("types", lambda types: frozenset(ServiceType(each) for each in types)),
        items=tuple(items),
        stories=_tables(place / "stories.toml", "story", _story),
        actions=_tables(place / "actions.toml", "action", _action),
        rounds=_each(_round, place, "round", rounds.get("round", ())),
        does_not_apply=MappingProxyType({name: folded(why) for name, why in rounds.get("does_not_apply", {}).items()}),
    )


def _tables(file: Path, name: str, make: Callable[[Path, _Table], T]) -> tuple[T, ...]:
    top = _parsed(file)
    if unknown := set(top) - {name}:
        raise ContentError(f"{file.name}: nobody knows {', '.join(sorted(unknown))}.")
    return _each(make, file.parent, name, top.get(name, ()))


def _links(table: _Table) -> tuple[Link, ...]:
    resolved = _resolutions(table.take("resolved", _table, _NO_TABLE))
    links = [
        Link(code, bearing, folded(shows), resolved.pop(code, None) if bearing is Bearing.CHALLENGES else None)
        for bearing in (Bearing.SUPPORTS, Bearing.CHALLENGES, Bearing.BACKGROUND)
        for code, shows in table.take(bearing.value, _table, _NO_TABLE).items()
    ]
    if resolved:
        raise ContentError(f"{table.where}: nothing challenges {', '.join(resolved)}.")
    return tuple(links)


def _resolutions(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Resolution]:
    return {code: Resolution(int(said["day"]), str(said["by"]), folded(said["word"])) for code, said in tables.items()}


def _entered(table: _Table, day: int) -> int:
    # People add things on the day after, as a rule; nothing is added before it happened or on the day of loading.
    return table.take("entered", int, max(1, day - 1))


def _item(_folder: Path, table: _Table) -> Item:
    day = table.take("day", int)
    return Item(
        key=table.take("key", str),
        title=table.take("title", folded),
        kind=table.take("kind", str),
        source=table.take("source", Source),
        day=day,
        by=table.take("by", str),
        text=table.take("text", folded),
        links=_links(table),
        owner=table.take("owner", str, ""),
        entered=_entered(table, day),
        accepted=table.find("accepted", int),
        good_for=table.find("good_for", int),
        confidential=table.take("confidential", _yes, False),
        original=table.take("original", folded, ""),
        paper=table.take("paper", partial(_paper, table.where), Paper()),
        picture=table.take("picture", str, ""),
    )


def _paper(where: str, said: Mapping[str, Any]) -> Paper:
    table = _Table(said, f"{where}, paper")
    paper = Paper(
        form=table.take("form", str),
        rows=table.take("rows", _words),
        headings=table.take("headings", folded, ""),
        sender=table.take("from", folded, ""),
    )
    table.done()
    return paper


def _story(_folder: Path, table: _Table) -> Story:
    day = table.take("day", int)
    return Story(
        key=table.take("key", str),
        title=table.take("title", folded),
        source=table.take("source", Source),
        day=day,
        by=table.take("by", str),
        text=table.take("text", folded),
        difference=table.take("difference", folded),
        who_says=table.take("who_says", folded),
        links=_links(table),
        entered=_entered(table, day),
        accepted=table.find("accepted", int),
        picture=table.take("picture", str, ""),
    )


def _action(_folder: Path, table: _Table) -> Action:
    return Action(
        key=table.take("key", str),
        title=table.take("title", folded),
        day=table.take("day", int),
        due=table.take("due", int),
        priority=table.take("priority", Priority),
        by=table.take("by", str),
        owner=table.take("owner", str),
        lines=table.take("lines", _words),
        issue=table.take("issue", folded),
        plan=table.take("plan", folded),
        measure=table.take("measure", folded),
        text=table.take("text", folded, ""),
        closed=table.find("closed", lambda said: Closing(**{**said, "word": folded(said["word"])})),
    )


def _round(_folder: Path, table: _Table) -> Round:
    by = table.take("by", str)

    def lines(said: Mapping[str, Mapping[str, Any]]) -> tuple[RoundLine, ...]:
        return tuple(_round_line(code, _Table(line, f"{table.where} {code}"), by) for code, line in said.items())

    def judged(said: Mapping[str, Mapping[str, Any]]) -> tuple[Judged, ...]:
        return tuple(_judged(code, _Table(each, f"{table.where} {code}"), by) for code, each in said.items())

    return Round(
        key=table.take("key", str),
        title=table.take("title", folded),
        by=by,
        started=table.take("started", int),
        signed_off=table.find("signed_off", int),
        lines=table.take("lines", lines),
        key_questions=table.take("key_questions", judged, ()),
        limiters=table.take("limiters", judged, ()),
    )


def _round_line(code: str, table: _Table, by: str) -> RoundLine:
    answers = {name: answer for word, answer in _EXCEPTIONS.items() for name in table.take(word, _words, _NO_WORDS)}
    records = {name: _words(keys) for name, keys in table.take("records", _table, _NO_TABLE).items()}
    line = RoundLine(
        code=code,
        rating=table.take("rating", Rating),
        reason=table.take("reason", folded),
        by=table.take("by", str, by),
        answers=MappingProxyType(answers),
        records=MappingProxyType(records),
    )
    table.done()
    return line


def _judged(code: str, table: _Table, by: str) -> Judged:
    judged = Judged(
        code=code,
        by=table.take("by", str, by),
        reason=table.take("reason", folded),
        rating=table.find("rating", Rating),
        confirmed=table.take("confirmed", _yes, False),
    )
    table.done()
    return judged
