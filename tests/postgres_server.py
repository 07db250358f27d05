"""The PostgreSQL server of the tests: the one at TEST_DATABASE_URL, or one started for them and stopped afterwards.

Tests never touch a database that was there before: they make their own on the server, and drop them at the end.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from evidence.settings import database_url

SECONDS_TO_START = 30
PACKAGED = Path("/usr/lib/postgresql")
# Nothing in it outlives the tests, so it need not survive a power cut either.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
}
NOT_FOUND = (
    "PostgreSQL is not here: install its server, or set TEST_DATABASE_URL to the address of one on which the tests "
    "may make databases."
)


class PostgresServer:
    """A server on which the tests make and drop databases of their own."""

    def __init__(self, address: str) -> None:
        """address: of any database on it, for a user who may make databases."""
        self.url: URL = make_url(database_url(address, Path()))

    def make_database(self) -> str:
        """The address of a new, empty database."""
        name = f"evidence_test_{secrets.token_hex(6)}"
        self._run(f'CREATE DATABASE "{name}"')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, address: str) -> None:
        """Drop a database that `make_database` made."""
        name = make_url(address).database or ""
        assert name.startswith("evidence_test_"), name
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def found_or_started() -> Iterator[PostgresServer | None]:
    """A server for the time of the tests; None where there is neither an address nor a PostgreSQL to start."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield PostgresServer(address)
    elif (binaries := find_binaries()) is not None:
        with started(binaries) as server:
            yield server
    else:
        yield None


def find_binaries(search_path: str | None = None, packaged: Path = PACKAGED) -> Path | None:
    """The folder of `initdb` and `postgres`, the newest where there are several; None where there is none.

    search_path: folders to look in, as in PATH, which it defaults to. packaged: where Debian keeps its versions.
    """
    if not hasattr(os, "geteuid"):
        return None
    on_path = shutil.which("initdb", path=search_path)
    versions = sorted(packaged.glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    candidates = [*([Path(on_path)] if on_path else []), *reversed(versions)]
    return next((file.parent for file in candidates if (file.parent / "postgres").exists()), None)


@contextmanager
def started(binaries: Path) -> Iterator[PostgresServer]:
    """A server of its own on a socket in a temporary folder, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _unprivileged_user()
    if user:
        shutil.chown(folder, user, user)
    as_user: dict[str, Any] = {"cwd": folder, **({"user": user, "group": user, "extra_groups": []} if user else {})}
    try:
        make = [binaries / "initdb", "--pgdata", folder / "cluster", "--username=tests", "--auth=trust"]
        subprocess.run(
            [*make, "--encoding=UTF8", "--no-locale", "--no-sync"], check=True, capture_output=True, **as_user
        )
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(_command(binaries, folder), stdout=log, stderr=log, **as_user)
        try:
            yield _answering(PostgresServer(f"postgresql://tests@/postgres?host={folder}"), process, folder / "log")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=SECONDS_TO_START)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _command(binaries: Path, folder: Path) -> list[str]:
    settings = SETTINGS | {"unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(folder / "cluster"), *options]


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root, so root starts it as the user that its package made."""
    return "postgres" if os.geteuid() == 0 else None


def _answering(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> PostgresServer:
    plain = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(plain).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)
        else:
            return server
