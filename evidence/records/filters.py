"""What a list's address says: filters and page. Anything it does not understand counts as not said."""

from enum import StrEnum
from typing import TypeVar

from flask import g, request

Word = TypeVar("Word", bound=StrEnum)


def chosen(words: type[Word], name: str) -> Word | None:
    """The word that the address chooses for `name`, or None."""
    value = request.args.get(name, "")
    return words(value) if value in set(words) else None


def chosen_line() -> tuple[str, str] | None:
    """The line the address asks for, as (framework id, code); a bare code means the framework in use."""
    value = request.args.get("line", "").strip()
    if not value:
        return None
    framework_id, _, code = value.rpartition("/")
    return framework_id or g.place.service.framework_id, code


def page_number() -> int:
    """The page the address asks for, from 1."""
    value = request.args.get("page", "1")
    return max(1, int(value)) if value.isdigit() and len(value) < 7 else 1


def said(*names: str) -> dict[str, str]:
    """What the address says for these names, "" for nothing: to show the filters as they stand."""
    return {name: request.args.get(name, "").strip() for name in names}
