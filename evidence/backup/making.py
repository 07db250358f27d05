"""Making a backup: every row of every table as it was at one moment, and every file those rows speak of.

Consistent while people work: all tables are read in one snapshot. Files never change once they are kept, and one whose
row goes meanwhile stays for a day, so they can be read after the rows.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from alembic.migration import MigrationContext
from sqlalchemy import JSON, Connection, Table, select

from evidence.backup import sealing, values
from evidence.database import Base, db
from evidence.database.scope_guard import system_scope
from evidence.records import attachments
from evidence.records.models import StoredFile

FORMAT = 1
MANIFEST, SECRET = "manifest.json", "secret"
ROWS_AT_ONCE = 500

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Held:
    """What a backup holds of one table: how many rows, and the SHA-256 of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file of a service in a backup. size: bytes."""

    service_id: str
    sha256: str
    size: int


@dataclass(slots=True)
class Manifest:
    """The list of what a backup holds, written last. revision: the shape of the database, as migrations name it."""

    made_at: str
    revision: str
    tables: dict[str, Held] = field(default_factory=dict)
    files: list[HeldFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """How many rows it holds in all."""
        return sum(held.rows for held in self.tables.values())

    def as_json(self) -> str:
        """The manifest as it is written into the backup."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """The manifest of a backup. Raises ValueError, KeyError or TypeError for anything else."""
        told = json.loads(text)
        told["tables"] = {name: Held(**held) for name, held in told["tables"].items()}
        told["files"] = [HeldFile(**held) for held in told["files"]]
        return cls(**told)


def back_up(target: Path, passphrase: str | None, *, secret: str | None, now: datetime, say: Say) -> Manifest:
    """Write a backup of the site to `target` and return its manifest.

    passphrase: None leaves it unsealed. secret: the instance's own secret, which signed-in second steps need; None
    when the site is given its secret by a setting. say: told what is being done, a line at a time.
    Raises FileExistsError, sqlalchemy errors, and OSError for a full disk; then there is no `target`.
    """
    with sealing.writing(target, passphrase) as archive:
        with _snapshot() as connection:
            revision = MigrationContext.configure(connection).get_current_revision() or ""
            manifest = Manifest(now.isoformat(), revision)
            for table in Base.metadata.sorted_tables:
                if table.info.get("made_from_others"):
                    # The words of search: made anew after restoring, on either database.
                    continue
                manifest.tables[table.name] = _write_table(archive, connection, table)
            say(f"{manifest.rows} rows of {len(manifest.tables)} tables.")
            files = list(connection.execute(select(StoredFile.service_id, StoredFile.sha256).order_by(StoredFile.id)))
        for service_id, sha256 in files:
            _write_file(archive, manifest, str(service_id), sha256)
        say(f"{len(manifest.files)} files.")
        if secret is not None:
            archive.writestr(SECRET, secret)
        archive.writestr(MANIFEST, manifest.as_json())
    return manifest


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees every table as it is at one moment, whatever is saved meanwhile."""
    with system_scope("backing up everything"), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A transaction on SQLite sees one moment anyway.
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> Held:
    json_columns = frozenset(column.name for column in table.columns if isinstance(column.type, JSON))
    statement = table.select().order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_ONCE)
    digest, rows = hashlib.sha256(), 0
    with archive.open(table_name(table.name), "w", force_zip64=True) as lines:
        for row in connection.execute(statement).mappings():
            line = values.as_line(dict(row), json_columns).encode() + b"\n"
            digest.update(line)
            lines.write(line)
            rows += 1
    return Held(rows, digest.hexdigest())


def table_name(table: str) -> str:
    """Where a table's rows lie in the backup."""
    return f"tables/{table}.jsonl"


def _write_file(archive: zipfile.ZipFile, manifest: Manifest, service_id: str, sha256: str) -> None:
    try:
        source: IO[bytes] = attachments.folder().open(service_id, sha256)
    except FileNotFoundError:
        manifest.missing.append(f"{service_id}/{sha256}")
        return
    name, size = file_name(service_id, sha256), 0
    with source, archive.open(name, "w", force_zip64=True) as kept:
        while chunk := source.read(1024 * 1024):
            kept.write(chunk)
            size += len(chunk)
    manifest.files.append(HeldFile(service_id, sha256, size))


def file_name(service_id: str, sha256: str) -> str:
    """Where a file lies in the backup."""
    return f"files/{service_id}/{sha256}"
