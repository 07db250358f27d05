"""Restoring a backup onto an empty database of either kind, and its files.

The tables are made in the shape the backup was made in, filled, and then brought to this version's shape by the same
migrations as everywhere. Everything is compared with the manifest before it is kept.
"""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import JSON, Connection, MetaData, Table, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from evidence import migrations
from evidence.backup import values
from evidence.backup.making import MANIFEST, ROWS_AT_ONCE, SECRET, HeldFile, Manifest, Say, file_name, table_name
from evidence.backup.sealing import CannotOpen
from evidence.database import db
from evidence.records import attachments
from evidence.records.intake import TEMPORARY_END, TEMPORARY_START, TakenIn


class CannotRestore(Exception):
    """The backup does not fit this site. The message says what to do; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. secret: the instance's secret, when the backup holds it."""

    manifest: Manifest
    secret: str | None


def restore(archive: zipfile.ZipFile, *, say: Say) -> Restored:
    """Put everything of an opened backup onto the site's database, which must be empty, and its files in their place.

    Raises CannotRestore, and CannotOpen for a backup that is not what its manifest says: then no row is kept.
    """
    manifest = read_manifest(archive)
    _refuse_newer(manifest)
    _refuse_used()
    with _empty_again_on_failure():
        for held in manifest.files:
            _put_file(archive, held)
        say(f"{len(manifest.files)} files.")
        upgrade(directory=str(migrations.FOLDER), revision=manifest.revision)
        with _filling() as connection:
            _fill_tables(archive, connection, manifest)
        say(f"{manifest.rows} rows of {len(manifest.tables)} tables.")
        upgrade(directory=str(migrations.FOLDER))
    secret = archive.read(SECRET).decode("ascii") if SECRET in archive.namelist() else None
    return Restored(manifest, secret)


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """What a backup says it holds. Raises CannotOpen."""
    try:
        return Manifest.from_json(archive.read(MANIFEST).decode())
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise CannotOpen(
            "This is not a whole backup of the evidence tracker: it has no list of what it holds."
        ) from error


def _refuse_newer(manifest: Manifest) -> None:
    try:
        known = ScriptDirectory(str(migrations.FOLDER)).get_revision(manifest.revision)
    except CommandError:
        known = None
    if known is None or manifest.format != 1:
        raise CannotRestore("This backup was made by a newer version of the tracker. Install that version first.")


def _refuse_used() -> None:
    engine = create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        used = "provider" in names and connection.exec_driver_sql("SELECT count(*) FROM provider").scalar()
    if used:
        raise CannotRestore(
            "There is a site on this database already. Restore onto an empty one: set INSTANCE_PATH to a new folder, "
            "or DATABASE_URL to a new database."
        )
    if names:
        raise CannotRestore(
            "This database has tables already, though nothing is in them. Give a database without any tables: "
            "the backup makes its own."
        )


@contextmanager
def _filling() -> Iterator[Connection]:
    """A connection that writes in one transaction, kept only when the block ends well."""
    engine = create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys = ON"))
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _empty_again_on_failure() -> Iterator[None]:
    """Takes away the tables that were made when the block fails, so that it can be tried again."""
    try:
        yield
    except BaseException:
        _empty()
        raise


def _empty() -> None:
    engine = create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        db.engine.dispose()
        for end in ("", "-wal", "-shm"):
            Path(str(engine.url.database) + end).unlink(missing_ok=True)
        return
    with engine.begin() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        metadata.drop_all(connection)


def _fill_tables(archive: zipfile.ZipFile, connection: Connection, manifest: Manifest) -> None:
    filled = set()
    for table in _tables(connection):
        if held := manifest.tables.get(table.name):
            if _fill(archive, connection, table) != (held.rows, held.sha256):
                raise CannotOpen(f"The backup is damaged: table {table.name} is not what was backed up.")
            filled.add(table.name)
    if lost := manifest.tables.keys() - filled:
        raise CannotOpen(f"The backup does not fit the shape it names: {', '.join(sorted(lost))}.")


def _tables(connection: Connection) -> list[Table]:
    """All tables as the database itself tells them, parents before children."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                # Nothing stays nothing; it does not become the word null.
                column.type.none_as_null = True
    return metadata.sorted_tables


def _fill(archive: zipfile.ZipFile, connection: Connection, table: Table) -> tuple[int, str]:
    digest, rows = hashlib.sha256(), 0
    fit = _fitting(table, connection.dialect.name)
    waiting: list[dict[str, object]] = []
    with archive.open(table_name(table.name)) as lines:
        for line in lines:
            digest.update(line)
            waiting.append(fit(values.from_line(line.decode())))
            rows += 1
            if len(waiting) == ROWS_AT_ONCE:
                connection.execute(table.insert(), waiting)
                waiting.clear()
    if waiting:
        connection.execute(table.insert(), waiting)
    return rows, digest.hexdigest()


def _fitting(table: Table, dialect: str) -> Callable[[dict[str, object]], dict[str, object]]:
    columns = {column.name: column for column in table.columns}
    return lambda row: {name: values.fit(value, columns[name], dialect=dialect) for name, value in row.items()}


def _put_file(archive: zipfile.ZipFile, held: HeldFile) -> None:
    """Write a file aside, compare its bytes, and move it to its place. Raises CannotOpen, NoRoomLeft."""
    folder = attachments.folder()
    handle, place = tempfile.mkstemp(dir=folder.incoming(), prefix=TEMPORARY_START, suffix=TEMPORARY_END)
    path = Path(place)
    try:
        with os.fdopen(handle, "wb") as kept:
            with archive.open(file_name(held.service_id, held.sha256)) as source:
                shutil.copyfileobj(source, kept, 1024 * 1024)
            kept.flush()
            os.fsync(kept.fileno())
        with path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        if digest != held.sha256:
            raise CannotOpen(f"The backup is damaged: file {held.sha256} is not what was backed up.")
        folder.keep(held.service_id, TakenIn(held.sha256, "", held.size, held.sha256, path))
    except (KeyError, zipfile.BadZipFile) as error:
        raise CannotOpen("The backup is damaged: a file is missing in it or can't be read.") from error
    finally:
        path.unlink(missing_ok=True)
