"""`flask search index`: making everything findable anew."""

import click
from flask.cli import AppGroup, with_appcontext

from evidence.records import search_upkeep
from evidence.web.formatters import plural

search = AppGroup("search", help="What search finds.")


@search.command("index")
@click.option("--files", is_flag=True, help="Read all files again as well.")
@with_appcontext
def index(files: bool) -> None:
    """Write the words of all records anew, and have files read that have not been. The site may be in use."""
    done = search_upkeep.bring_up_to_date(lambda _percent: None, everything=True, files_too=files)
    click.echo(f"{plural(done.records, 'record')} can be found.")
    if done.files:
        click.echo(
            f"{plural(done.files, 'file')} will be read next, by the site itself under python app.py and by "
            "flask jobs work on a server."
        )
