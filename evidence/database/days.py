"""Counting days inside a statement, alike on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_after(FunctionElement[Any]):
    """The day so many days after a day: days_after(Record.happened_on, 30). Nothing when either is nothing."""

    type = Date()
    inherit_cache = True
    name = "days_after"


@compiles(days_after, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **rest: Any) -> str:
    day, days = (compiler.process(clause, **rest) for clause in element.clauses)
    return f"date({day}, ({days}) || ' days')"


@compiles(days_after)
def _on_postgresql(element: Any, compiler: Any, **rest: Any) -> str:
    day, days = (compiler.process(clause, **rest) for clause in element.clauses)
    return f"(({day}) + CAST(({days}) AS INTEGER))"
