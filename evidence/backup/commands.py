"""`flask backup FILE` and `flask restore FILE`."""

import os
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url

from evidence import desk, settings
from evidence.accounts import audit_check
from evidence.backup import making, restoring, sealing
from evidence.records import search_upkeep, sweep
from evidence.records.disk_room import NoRoomLeft
from evidence.web import clock

SHORTEST_PASSPHRASE = 12
FROM_ENVIRONMENT = "BACKUP_PASSPHRASE"
UNSEALED = (
    "Anybody who gets hold of this file can read everything in it, facts about people and staff included. "
    "Keep it where only you can reach it."
)

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
_passphrase = click.option(
    "--passphrase-stdin", is_flag=True, help=f"Read the passphrase from standard input (or set {FROM_ENVIRONMENT})."
)


@click.command("backup")
@_file
@_passphrase
@click.option("--unsealed", is_flag=True, help="No passphrase: for a disk that is encrypted already.")
@with_appcontext
def backup(file: Path, passphrase_stdin: bool, unsealed: bool) -> None:
    """Write everything, rows and files, into one FILE sealed with a passphrase. The site may be in use meanwhile."""
    if desk.needs_upgrade(make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])):
        raise click.ClickException("The database is not in this version's shape. Run flask db upgrade, then back up.")
    passphrase = None if unsealed else _given(passphrase_stdin, new=True)
    try:
        manifest = making.back_up(file, passphrase, secret=_secret(), now=clock.now(), say=click.echo)
    except FileExistsError:
        raise click.ClickException(
            f"{file} is there already. Give another name, such as one with today's date."
        ) from None
    except OSError as error:
        raise click.ClickException(
            f"{file} could not be written ({error.strerror or error}). Nothing was kept."
        ) from error
    if unsealed:
        click.echo(UNSEALED, err=True)
    if manifest.missing:
        for name in manifest.missing:
            click.echo(f"Missing before the backup began: file {name}.", err=True)
        raise click.ClickException(
            f"{file} holds everything else. Run flask verify to see which records this concerns."
        )
    click.echo(f"Backed up to {file}. Try it now and then: flask restore onto an empty instance.")


@click.command("restore")
@_file
@_passphrase
@with_appcontext
def restore(file: Path, passphrase_stdin: bool) -> None:
    """Put everything of a backup FILE onto an empty database, embedded or PostgreSQL, and check it."""
    try:
        passphrase = _given(passphrase_stdin, new=False) if sealing.is_sealed(file) else None
        beside = Path(current_app.config["INSTANCE_PATH"])
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        with sealing.reading(file, passphrase, beside) as archive:
            restored = restoring.restore(archive, say=click.echo)
    except (sealing.CannotOpen, restoring.CannotRestore) as error:
        raise click.ClickException(str(error)) from error
    except (NoRoomLeft, OSError) as error:
        raise click.ClickException(f"There was no room, or the disk failed: {error}. Nothing was kept.") from error
    _settle_secret(restored.secret)
    if wrong := [*audit_check.find_trouble(), *sweep.find_trouble(with_bytes=False)]:
        raise click.ClickException(f"Restored, but {len(wrong)} things are not whole: run flask verify to see them.")
    # A backup leaves out what search makes of records and files.
    search_upkeep.bring_up_to_date(lambda _percent: None)
    click.echo(f"Restored as it was at {restored.manifest.made_at}. The audit trail and the files are whole.")


def _given(from_stdin: bool, *, new: bool) -> str:
    """The passphrase: from standard input, the environment, or asked for. A new one is asked twice and must be long."""
    if from_stdin:
        passphrase = sys.stdin.readline().rstrip("\r\n")
    else:
        passphrase = os.environ.get(FROM_ENVIRONMENT) or click.prompt(
            "Passphrase", hide_input=True, confirmation_prompt=new
        )
    if new and len(passphrase) < SHORTEST_PASSPHRASE:
        raise click.ClickException(
            f"The passphrase must have at least {SHORTEST_PASSPHRASE} characters: four unrelated words do well. "
            "Keep it away from the backup; without it nobody can open the file."
        )
    return passphrase


def _secret_file() -> Path:
    return Path(current_app.config["INSTANCE_PATH"]) / settings.SECRET_FILE


def _secret() -> str | None:
    file = _secret_file()
    return file.read_text(encoding="ascii").strip() if file.exists() else None


def _settle_secret(secret: str | None) -> None:
    """Keep the instance's secret with what was restored: second steps at sign-in can't be read without it."""
    file = _secret_file()
    if secret is None or os.environ.get("SECRET_KEY") == secret:
        return
    if file.exists() or os.environ.get("SECRET_KEY"):
        click.echo(
            "This instance has a secret of its own and keeps it. People who use a second step at sign-in set it up "
            "again: a provider lead or flask people reset-second-step lets them.",
            err=True,
        )
        return
    desk.write_private(file, secret)
