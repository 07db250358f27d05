"""The guard that refuses to commit a change of a service's rows without an audit entry in the same transaction.

It watches what a connection really runs: what a flush writes, an ORM update() or delete(), a Core statement and plain
text alike. Structured statements are read by their own structure, not by their text, and each only once, when it is
compiled. It holds for sessions and for connections used by themselves.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Delete, Engine, Insert, Table, TextClause, Update
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement, RollbackToSavepointClause, SavepointClause

from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Service, ServiceTypeHeld
from evidence.database import Base, ServiceOwned
from evidence.database.listeners import listen_once

Tables = frozenset[str]

_NOTES = "what the transaction has changed"
_CHANGING_WORDS = re.compile(
    r"""\b(?:insert\s+(?:or\s+\w+\s+)?into|replace\s+into|merge\s+into|delete\s+from|truncate(?:\s+table)?
        |update(?:\s+or\s+\w+)?)\s+(?:only\s+)?(?:["`\[]?\w+["`\]]?\s*\.\s*)?["`\[]?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)


class AuditMissing(RuntimeError):
    """A service's rows were about to be committed without an audit entry in the same transaction."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The tables whose rows are added, changed or taken away, and whether an entry of a service's trail is added."""

    tables: Tables = frozenset()
    adds_entry: bool = False

    def __or__(self, other: "Changes") -> "Changes":
        return Changes(self.tables | other.tables, self.adds_entry or other.adds_entry)


@dataclass(slots=True)
class _Notes:
    """What one transaction has changed so far, and what that was when each of its savepoints was set."""

    changes: Changes = Changes()
    savepoints: dict[str, Changes] = field(default_factory=dict)

    def follow_savepoints(self, statement: object) -> None:
        """Keep in mind where a savepoint is set, and go back there with it."""
        if isinstance(statement, SavepointClause):
            self.savepoints[statement.ident] = self.changes
        elif isinstance(statement, RollbackToSavepointClause):
            self.changes = self.savepoints[statement.ident]


_read: WeakKeyDictionary[Any, Changes] = WeakKeyDictionary()


@cache
def audited_tables() -> Tables:
    """The names of all tables whose rows must not change without an audit entry of their service."""
    owned = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, ServiceOwned) and mapper.class_.audited and isinstance(mapper.local_table, Table)
    }
    return frozenset(owned | {Service.__tablename__, ServiceTypeHeld.__tablename__})


def install(engine: Engine) -> None:
    """Watch every transaction of this engine from now on."""
    listeners = (
        ("begin", _start),
        ("after_cursor_execute", _note),
        ("commit", _refuse_unaudited),
    )
    for name, listener in listeners:
        listen_once(engine, name, listener)


def changes_of(statement: ClauseElement | str) -> Changes:
    """What a statement changes, wherever in it that stands. Text is never taken for adding an entry."""
    if isinstance(statement, str):
        return Changes(frozenset(name.lower() for name in _CHANGING_WORDS.findall(statement)))
    found = Changes()
    for part in visitors.iterate(statement):
        if isinstance(part, Insert | Update | Delete) and isinstance(part.table, Table):
            is_entry = isinstance(part, Insert) and part.table.name == AuditEntry.__tablename__
            found |= Changes(frozenset({part.table.name}), is_entry)
        elif isinstance(part, TextClause):
            found |= changes_of(part.text)
    return found


def _start(connection: Connection) -> None:
    connection.info[_NOTES] = _Notes()


def _note(connection: Connection, cursor: Any, text: str, _parameters: Any, context: Any, _many: bool) -> None:
    compiled = context.compiled
    if compiled is not None and compiled not in _read:
        _read[compiled] = changes_of(compiled.statement)
    changes = changes_of(text) if compiled is None else _read[compiled]
    # With RETURNING, rows are counted only once they are fetched.
    touched_nothing = cursor.rowcount == 0 and not getattr(compiled, "effective_returning", ())
    if notes := connection.info.get(_NOTES):
        notes.follow_savepoints(getattr(compiled, "statement", None))
        if not touched_nothing:
            notes.changes |= changes


def _refuse_unaudited(connection: Connection) -> None:
    changes = connection.info.pop(_NOTES, _Notes()).changes
    unaudited = changes.tables & audited_tables()
    if unaudited and not changes.adds_entry:
        # SQLAlchemy takes a failed commit for the transaction's end and would leave it open in the database.
        connection.dialect.do_rollback(connection.connection)
        raise AuditMissing(f"Rows of a service changed without an audit entry: {', '.join(sorted(unaudited))}.")
