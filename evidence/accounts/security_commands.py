"""`flask security`: who may open what."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from evidence.accounts import matrix

security = AppGroup("security", help="Who may open what.")


@security.command("matrix")
@click.option(
    "--write",
    "document",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put it into this document, between its marks, instead of printing it.",
)
def print_matrix(document: Path | None) -> None:
    """Print who may open which address, as a table in Markdown."""
    table = matrix.as_markdown(current_app)
    if document is None:
        click.echo(table)
        return
    try:
        text = matrix.put_into(document.read_text("utf-8"), table)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    document.write_text(text, "utf-8")
    click.echo(f"{document} holds the table of now.")
