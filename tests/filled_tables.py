"""Rows for every table of a database, whatever its shape: made from what the database itself says about its tables.

So that migrations can be tried on databases that hold something, the old shapes included, for which no models exist.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Column, Connection, MetaData, Table, types
from sqlalchemy.dialects.postgresql import TSVECTOR

from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.records.search_models import is_full_text

ROWS = 3
_FIRST_CHOICE = re.compile(r"\b(\w+)\b\)?(?:::text)?\s*(?:IN\s*\(|=\s*ANY\s*\(\(?ARRAY\[)\s*'([^']*)'", re.IGNORECASE)

Rows = list[dict[str, Any]]


def tables_of(connection: Connection) -> list[Table]:
    """All tables of a database as it is now, parents before children.

    Without the note of its revision, and without SQLite's full-text table, which is made from the others.
    """
    metadata = MetaData()
    metadata.reflect(connection)
    return [
        table for table in metadata.sorted_tables if table.name != "alembic_version" and not is_full_text(table.name)
    ]


def fill(connection: Connection) -> None:
    """Insert ROWS rows into every table. The last leaves out all that may be left out.

    Row n of a child belongs to row n of each of its parents, so that every foreign key points at something.
    """
    made: dict[str, Rows] = {}
    for table in tables_of(connection):
        choices = _choices(table)
        made[table.name] = [_row(table, number, made, choices) for number in range(ROWS)]
        connection.execute(table.insert(), made[table.name])


def contents(connection: Connection) -> dict[str, Rows]:
    """Every row of every table, by the table's name, in the order of their keys."""
    found = {}
    for table in tables_of(connection):
        rows = connection.execute(table.select().order_by(*table.primary_key.columns))
        found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def everything(app: Flask) -> dict[str, Rows]:
    """Every row that the site holds now, by table."""
    with app.app_context(), system_scope("a look at everything a test has made"), db.engine.connect() as connection:
        return contents(connection)


def lost(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """What `after` no longer holds as `before` did, in words. What a step has dropped altogether is not asked for."""
    told = []
    for name in before.keys() & after.keys():
        if len(before[name]) != len(after[name]):
            told.append(f"{name} had {len(before[name])} rows and has {len(after[name])}")
            continue
        for old, new in zip(before[name], after[name], strict=True):
            told += [
                f"{name}.{key} was {old[key]!r} and is {new[key]!r}" for key in old.keys() & new if old[key] != new[key]
            ]
    return sorted(told)


def _choices(table: Table) -> dict[str, str]:
    """For columns that take some words only: one of these words, read from the table's rules."""
    rules = [str(rule.sqltext) for rule in table.constraints if hasattr(rule, "sqltext")]
    return {column: word for rule in rules for column, word in _FIRST_CHOICE.findall(rule)}


def _row(table: Table, number: int, made: dict[str, Rows], choices: dict[str, str]) -> dict[str, Any]:
    is_sparse = number == ROWS - 1
    row: dict[str, Any] = {}
    for column in table.columns:
        if not (is_sparse and column.nullable):
            row[column.name] = choices.get(column.name) or _value(column, number)
    for key in table.foreign_key_constraints:
        for column, element in zip(key.columns, key.elements, strict=True):
            if column.name in row:
                row[column.name] = made[element.column.table.name][number][element.column.name]
    # One INSERT for all rows names all columns.
    return {column.name: row.get(column.name) for column in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    """A value of the column's type, different in each row where the type has so many."""
    unique = f"{column.table.name} {column.name} {number}"
    makers: Sequence[tuple[type[types.TypeEngine[Any]], Any]] = (
        (types.Boolean, True),
        (TSVECTOR, f"'word{number}':1A"),
        (types.Uuid, _uuid(unique)),
        (types.JSON, {"text": unique, "number": number}),
        (types.DateTime, datetime(2026, 3, 1, 9, 30, tzinfo=UTC) + timedelta(days=number)),
        (types.Date, date(2026, 3, 1) + timedelta(days=number)),
        (types.Integer, number + 1),
        (types.Numeric, number + 0.5),
        (types.LargeBinary, unique.encode()),
        (types.CHAR, _uuid(unique).hex),
        (types.String, unique[-(getattr(column.type, "length", None) or 200) :]),
    )
    for kind, value in makers:
        if isinstance(column.type, kind):
            return value
    raise NotImplementedError(f"{column.table.name}.{column.name} is {column.type!r}: say here what to fill it with.")


def _uuid(text: str) -> UUID:
    return UUID(int=int.from_bytes(text.encode()[-16:].rjust(16, b"x")))
