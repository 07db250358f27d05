"""How migrations run.

SQLite can't change most things about a table in place: a batch change makes a new table, copies the rows and drops the
old one. With foreign keys on, dropping it would silently empty the tables that point at it. So foreign keys are turned
off before the transaction begins, everything must point at something again before it is committed, and then they are
turned on.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, pool
from sqlalchemy import create_engine as new_engine

from evidence.database import Base
from evidence.records.search_models import VECTOR_INDEX, is_full_text


class DanglingRows(RuntimeError):
    """A migration left rows that point at nothing; it was rolled back."""


def _render(type_: str, item: Any, context_: AutogenContext) -> str | Literal[False]:
    if type_ == "type" and type(item).__name__ == "AwareDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def _is_compared(name: str | None, type_: str, _parents: Any) -> bool:
    """Whether a table or index of the database is compared with the models.

    SQLite's full-text table has no model, and the index that search uses on PostgreSQL depends on what it may make.
    """
    return not (type_ == "table" and is_full_text(name or "")) and name != VECTOR_INDEX


def _is_of_models(_object: Any, name: str | None, _type: str, _reflected: bool, _compared: Any) -> bool:
    return name != VECTOR_INDEX


def _configure(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
        include_name=_is_compared,
        include_object=_is_of_models,
        transactional_ddl=True,
    )


def run() -> None:
    """Run the migrations that are asked for, on a connection of their own."""
    engine = new_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _run_on_sqlite(connection)
        else:
            _configure(connection)
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()


def _run_on_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.isolation_level = None
    driver.execute("PRAGMA foreign_keys = OFF")
    driver.execute("BEGIN IMMEDIATE")
    try:
        _configure(connection)
        context.run_migrations()
        if dangling := driver.execute("PRAGMA foreign_key_check").fetchall():
            raise DanglingRows(f"{len(dangling)} rows point at nothing, the first in table {dangling[0][0]}.")
        driver.execute("COMMIT")
    except BaseException:
        driver.execute("ROLLBACK")
        raise
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


run()
