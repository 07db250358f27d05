"""The two databases that the integration tests run on: embedded SQLite, and PostgreSQL.

Both are made by the site's own migrations, once for all tests. Each test gets one without rows that really commits.
"""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from uuid import uuid4

from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, inspect

from app import create_app
from evidence import migrations
from evidence.database import db
from tests.needed import missing
from tests.postgres_server import NOT_FOUND, PostgresServer, found_or_started

NAMES = ("sqlite", "postgresql")
# A test that left a transaction open would make the cleaning wait for ever.
LOCK_TIMEOUT = "10s"


class TestDatabase(ABC):
    """One kind of database, ready for any number of tests, one after the other."""

    __test__ = False  # it is not a class of tests
    name: str

    @abstractmethod
    def empty(self) -> str:
        """The address of a new database without any table, kept until the end of all tests."""

    @abstractmethod
    def migrated(self) -> str:
        """The address of a database in its newest shape and without rows, for one test."""

    @abstractmethod
    def clean(self) -> None:
        """Take away what the test has left. The test's own connections are closed by then."""


class EmbeddedDatabase(TestDatabase):
    """SQLite: each test works on a copy of one migrated file."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self._template}")
        assert [file.name for file in folder.glob("template*")] == [self._template.name], "a part is still in the log"
        self._used = folder / "used.sqlite3"

    def empty(self) -> str:
        """The address of a file that is not there yet."""
        return f"sqlite:///{self._folder / uuid4().hex}.sqlite3"

    def migrated(self) -> str:
        """The address of a fresh copy of the migrated file, at the same place each time."""
        shutil.copyfile(self._template, self._used)
        return f"sqlite:///{self._used}"

    def clean(self) -> None:
        """Remove the copy, with the write-ahead log beside it."""
        for end in ("", "-wal", "-shm"):
            self._used.with_name(self._used.name + end).unlink(missing_ok=True)


class ServerDatabase(TestDatabase):
    """PostgreSQL: all tests work on one migrated database, emptied after each."""

    name = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._made: list[str] = []
        self._url = self.empty()
        migrate(self._url)
        self._engine: Engine = create_engine(
            self._url, isolation_level="AUTOCOMMIT", connect_args={"options": f"-c lock_timeout={LOCK_TIMEOUT}"}
        )
        tables = ", ".join(f'"{name}"' for name in inspect(self._engine).get_table_names() if name != "alembic_version")
        self._truncate = f"TRUNCATE {tables}"

    def empty(self) -> str:
        """The address of a new database on the server."""
        self._made.append(self._server.make_database())
        return self._made[-1]

    def migrated(self) -> str:
        """The address of the one that is emptied after each test."""
        return self._url

    def clean(self) -> None:
        """Empty all tables in one statement, which foreign keys allow."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(self._truncate)

    def close(self) -> None:
        """Drop everything that was made on the server."""
        self._engine.dispose()
        for url in self._made:
            self._server.drop_database(url)


@contextmanager
def opened(name: str, folder: Path) -> Iterator[TestDatabase]:
    """The database of this name, for as many tests as follow. Skips, or fails with CI set, without PostgreSQL."""
    if name == "sqlite":
        yield EmbeddedDatabase(folder)
        return
    with found_or_started() as server:
        if server is None:
            missing(NOT_FOUND)
        database = ServerDatabase(server)
        try:
            yield database
        finally:
            database.close()


def migrate(url: str, revision: str = "head", directory: Path = migrations.FOLDER) -> None:
    """Bring the database at `url` to a revision, as `flask db upgrade` does. directory: where the migrations lie."""
    app = create_app({"TESTING": True, "SECRET_KEY": "tests", "DATABASE_URL": url, "INSTANCE_PATH": gettempdir()})
    with app.app_context():
        upgrade(directory=str(directory), revision=revision)
        db.engine.dispose()
