"""When a transaction may write, and how it begins on each database.

SQLite gives its write lock to whoever asks first and fails whoever asks late: a transaction that starts by reading and
then writes can be refused. So a transaction that will write says so before it begins (BEGIN IMMEDIATE), all others
begin plainly, and a change flushed outside a writing transaction is an error on both databases.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Delete, Engine, Insert, Update, event
from sqlalchemy.orm import Session, UOWTransaction

from evidence.database.base import db
from evidence.database.listeners import listen_once

BUSY_TIMEOUT_MILLISECONDS = 15_000

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class WriteOutsideSaving(RuntimeError):
    """Rows were changed in a transaction that never said it would write."""


@contextmanager
def writing() -> Iterator[None]:
    """Within it, the next transaction may write. Ends a reading transaction that is already open."""
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def saving() -> Iterator[None]:
    """One writing transaction: committed at the end, rolled back when anything fails. For commands and jobs."""
    with writing():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


def is_writing() -> bool:
    """Whether the code now running has said that it will write."""
    return _writing.get()


def prepare_engine(engine: Engine) -> None:
    """Refuse changes outside a writing transaction, and give a SQLite engine its pragmas and its BEGIN."""
    listen_once(engine, "before_execute", _refuse_stray_statements)
    if engine.dialect.name == "sqlite":
        listen_once(engine, "connect", _set_pragmas)
        listen_once(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late for reads and never says IMMEDIATE; with None it leaves them to us.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _refuse_stray_statements(_connection: Connection, statement: object, *_rest: Any) -> None:
    if isinstance(statement, Insert | Update | Delete) and not _writing.get():
        raise WriteOutsideSaving("Rows were changed outside a saving route, command or job.")


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    changed = session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)
    if changed and not _writing.get():
        raise WriteOutsideSaving("A change was made outside a saving route, command or job.")
