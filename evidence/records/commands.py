"""`flask verify`: whether the audit trail and the files are what they were."""

import click
from flask.cli import with_appcontext

from evidence.accounts import audit_check
from evidence.records import sweep


@click.command("verify")
@click.option("--quick", is_flag=True, help="Only ask whether the files are there; don't read them.")
@with_appcontext
def verify(quick: bool) -> None:
    """Check every audit chain and every stored file. Exit status 1 when anything is wrong."""
    chains = audit_check.find_trouble()
    files = sweep.find_trouble(with_bytes=not quick)
    for chain in chains:
        click.echo(f"Audit trail of {chain.chain}, entry {chain.number}: {chain.what}.", err=True)
    for file in files:
        click.echo(str(file), err=True)
    if chains or files:
        raise SystemExit(1)
    click.echo("The audit trail is whole and every file is as it was stored.")
