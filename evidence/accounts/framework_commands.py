"""`flask frameworks check`: whether the framework text is whole, and what it still lacks."""

import click
from flask.cli import AppGroup

from kloe import checks

frameworks = AppGroup("frameworks", help="The frameworks' text.")


@frameworks.command("check")
def check() -> None:
    """Count what each framework holds and list what is missing. Exit status 1 when something is wrong."""
    report = checks.check_all()
    for line in report.lines:
        click.echo(line)
    if not report.is_sound:
        raise SystemExit(1)
