"""Frozen dataclasses as plain JSON values and back, by their own type hints.

Both ways know dataclasses, tuples, mappings by text, words of an enumeration, dates, moments, text, numbers and None.
Plain values outlive the program that wrote them: a field added later needs a default, one taken away is passed over.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """A value as JSON can hold it: dataclasses and mappings as objects, tuples as lists, dates and words as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"A {type(value).__name__} has no plain form.")


def from_plain(wanted: type[T], plain: Any) -> T:
    """The dataclass that a plain value was made from. Raises TypeError, KeyError or ValueError for any other value."""
    return cast(T, _read(wanted, plain))


def _read(wanted: Any, plain: Any) -> Any:
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        kinds = [kind for kind in get_args(wanted) if kind is not NoneType]
        return None if plain is None else _read(kinds[0], plain)
    if origin is tuple:
        return tuple(_read(get_args(wanted)[0], inner) for inner in plain)
    if origin is not None and issubclass(origin, Mapping):
        inside = get_args(wanted)[1]
        return {key: _read(inside, inner) for key, inner in plain.items()}
    if is_dataclass(wanted):
        return _read_dataclass(wanted, plain)
    if issubclass(wanted, Enum):
        return wanted(plain)
    if issubclass(wanted, date):
        return wanted.fromisoformat(plain)
    if not isinstance(plain, wanted):
        raise TypeError(f"{plain!r} is no {wanted.__name__}.")
    return plain


def _read_dataclass(wanted: Any, plain: Any) -> Any:
    hints = _hints(wanted)
    # A field that came later has a default: what was written before it can still be read.
    given = [each for each in fields(wanted) if each.name in plain or not _has_default(each)]
    return wanted(**{each.name: _read(hints[each.name], plain[each.name]) for each in given})


def _has_default(each: Field[Any]) -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)
