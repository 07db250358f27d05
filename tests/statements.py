"""What a piece of work says to the database: how many statements, and which of them change rows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

# Beginning and ending a transaction, and what a new connection is told, is no work of a page.
_HOUSEKEEPING = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|SAVEPOINT|RELEASE|SET|SHOW)\b", re.IGNORECASE)
_CHANGING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|CREATE|ALTER|DROP|TRUNCATE)\b", re.IGNORECASE)
# Who asked without signing in, and who opened what: noted beside a page, which itself changes nothing.
_NOTED = re.compile(r"\s*(INSERT INTO|DELETE FROM) (request_count|opening)\b", re.IGNORECASE)
_CHANGING_WITH = re.compile(r"\s*WITH\b.*\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE | re.DOTALL)


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """The statements that any part of the site runs within it, in order; `len()` of it is their number."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not _HOUSEKEEPING.match(statement):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def changes(statements: list[str]) -> list[str]:
    """Those of the statements that change rows or tables; what is only noted beside a page is left out."""
    changing = [statement for statement in statements if _CHANGING.match(statement) or _CHANGING_WITH.match(statement)]
    return [statement for statement in changing if not _NOTED.match(statement)]
