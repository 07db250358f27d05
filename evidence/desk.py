"""`python app.py`: the site on this computer, with everything it needs made on the first start."""

import argparse
import ipaddress
import os
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import waitress
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import URL, create_engine, make_url

from evidence import migrations, settings
from evidence.accounts import setup_code

THREADS = 8


class NotStarted(Exception):
    """The site can't be started before a person mends something. The message says what."""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What `--demo` takes. folder: where it lies unless INSTANCE_PATH says otherwise.

    refused: why it can't lie in a folder, or "". prepare: makes a folder its own. fill: loads it, with a line of text
    for each stretch of work, and raises NotStarted for what a person has to mend. told: lines about signing in.
    """

    folder: Path
    refused: Callable[[Path], str]
    prepare: Callable[[Path], None]
    fill: Callable[[Flask, Callable[[str], None]], bool]
    told: Callable[[Path], list[str]]


def main(create_app: Callable[[Mapping[str, Any]], Flask], arguments: list[str], demonstration: Demonstration) -> int:
    """Prepare the instance, upgrade its database, print the address, serve until stopped. Returns the exit status."""
    options = _options(arguments)
    usual = demonstration.folder if options.demo else settings.ROOT / "instance"
    instance = Path(os.environ.get("INSTANCE_PATH") or usual).resolve()
    if refused := _refused(options, instance, demonstration):
        print(f"Not started: {refused}", file=sys.stderr)
        return 2
    os.umask(0o077)  # whatever is made from here on is for this account alone
    prepare(instance)
    if options.demo:
        demonstration.prepare(instance)
    app = create_app({"INSTANCE_PATH": str(instance), "BEHIND_PROXY": options.behind_proxy})
    upgrade_with_copy(app)
    if options.demo:
        try:
            demonstration.fill(app, partial(print, flush=True))
        except NotStarted as error:
            print(f"Not started: {error}", file=sys.stderr)
            return 1
    return _serve(app, options, demonstration.told(instance) if options.demo else [])


def _refused(options: argparse.Namespace, instance: Path, demonstration: Demonstration) -> str:
    """Why the site can't be started so, as a sentence; "" when it can."""
    if options.demo and (options.behind_proxy or not is_this_computer(options.host)):
        return "the demonstration is for this computer alone. Leave out --host and --behind-proxy."
    if not is_this_computer(options.host) and not options.behind_proxy:
        return (
            f"{options.host} can be reached by other computers, and plain http would show passwords to the network. "
            "Put a reverse proxy with a certificate in front and add --behind-proxy, or leave out --host."
        )
    if options.demo:
        return demonstration.refused(instance)
    if settings.is_demo(instance):
        return f"{instance} holds the demonstration. Add --demo, or give another folder as INSTANCE_PATH."
    return ""


def _serve(app: Flask, options: argparse.Namespace, lines: list[str]) -> int:
    try:
        server = waitress.create_server(
            app,
            host=options.host,
            port=options.port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + settings.MEGABYTE,
        )
    except OSError as error:
        print(
            f"Port {options.port} can't be used ({error.strerror}). Try another, such as --port 8001.", file=sys.stderr
        )
        return 1
    app.extensions["worker"].start()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # not every console can show every name
    for line in lines:
        print(line)
    _greet(app, options)
    server.run()
    return 0


def prepare(instance: Path) -> None:
    """Make the instance folder and its secret, readable by its owner alone. An existing secret is kept."""
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = instance / settings.SECRET_FILE
    if not secret.exists():
        write_private(secret, secrets.token_hex(32))


def write_private(file: Path, text: str) -> None:
    """Write a new file that only its owner can read (mode 0600) from its first byte on."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(text)


def upgrade_with_copy(app: Flask) -> None:
    """Bring the database to this version's shape; an embedded database that needs it is copied beside itself first."""
    with app.app_context():
        url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
        file = Path(url.database or "")
        is_there = url.get_backend_name() == "sqlite" and file.is_file()
        if not needs_upgrade(url):
            return
        if is_there:
            copy = file.parent / f"before-upgrade-{datetime.now():%Y%m%d-%H%M%S}.sqlite3"
            copy_database(file, copy)
            print(f"The database is being upgraded. A copy of it as it was: {copy}")
        upgrade()


def needs_upgrade(url: URL) -> bool:
    """Whether the database at `url` is older than the newest migration."""
    newest = ScriptDirectory(str(migrations.FOLDER)).get_current_head()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() != newest
    finally:
        engine.dispose()


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database consistently, while it may be in use."""
    with sqlite3.connect(source) as reading, sqlite3.connect(target) as written:
        reading.backup(written)
    reading.close()
    written.close()
    shutil.copymode(source, target)


def is_this_computer(host: str) -> bool:
    """Whether an address to listen on can only be reached from this computer itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python app.py", description="Run the tracker on this computer.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument("--behind-proxy", action="store_true", help="a reverse proxy with https stands in front")
    parser.add_argument("--demo", action="store_true", help="a made-up home and agency to look at, in their own folder")
    return parser.parse_args(arguments)


def _as_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _greet(app: Flask, options: argparse.Namespace) -> None:
    address = f"http://{_as_host(options.host)}:{options.port}/"
    if not options.behind_proxy:
        print(f"The tracker is ready: open {address} in a browser. Press Ctrl+C to stop it.", flush=True)
        return
    print(f"The tracker is ready for its proxy on {address}. Open its https address in a browser.", flush=True)
    with app.app_context():
        code = setup_code.wanted()
    if code:
        print(f"First visit from another computer: the one-time set-up code is {code}", flush=True)
