"""`flask frameworks`: whether our text is whole, importing a framework of one's own, and laying official wording."""

from pathlib import Path

import click
from flask.cli import AppGroup

from evidence.accounts import official_wording
from evidence.accounts.framework_import import ImportRefused, NoSuchProvider, find_provider, import_framework
from evidence.accounts.official_wording import WordingRefused
from evidence.database import saving
from evidence.web.formatters import plural
from kloe import checks
from kloe.framework import Framework
from kloe.loader import FrameworkErrors, read_text, text_of_folder
from kloe.wording import WordingError, read_wording

frameworks = AppGroup("frameworks", help="The frameworks' text.")
_PROVIDER = click.option("--provider", required=True, help="The provider's name or id, or a reference of its services.")


@frameworks.command("check")
def check() -> None:
    """Count what each framework holds and list what is missing. Exit status 1 when something is wrong."""
    report = checks.check_all()
    for line in report.lines:
        click.echo(line)
    if not report.is_sound:
        raise SystemExit(1)


@frameworks.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="FILE_OR_FOLDER")
@_PROVIDER
@click.option("--as", "framework_id", default="", help="Its id here: own/<provider>/<name>.")
def import_(source: Path, provider: str, framework_id: str) -> None:
    """Import a framework of a provider's own, or a newer version of one. Other providers never see it.

    SOURCE is a TOML file, or a folder with framework.toml and more. A version that drops what is in use is refused.
    """
    try:
        text = text_of_folder(source) if source.is_dir() else read_text(source)
        with saving():
            owner = find_provider(provider)
            name = owner.name
            done = import_framework(owner, text, framework_id=framework_id)
    except (FrameworkErrors, ImportRefused, NoSuchProvider) as error:
        raise click.ClickException(f"Nothing was imported.\n{error}") from None
    version = f"{done.framework_id}, content version {done.framework.content_version}"
    if not done.is_new:
        click.echo(f"{version}, is there already with this text. Nothing was changed.")
        return
    click.echo(f"Imported {version}, for {name}: {_holds(done.framework)}.")
    if done.replaces:
        click.echo(f"It is shown from now on in place of content version {done.replaces}.")
    else:
        click.echo("Its services can choose it under Service details.")


@frameworks.command("wording")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@_PROVIDER
@click.option("--framework", required=True, help="The id of a framework we ship, such as asc-2017-11.")
@click.option("--remove", multiple=True, metavar="KEY", help="Show our words again for this statement.")
@click.option("--remove-all", is_flag=True, help="Show our words again for all statements.")
def wording(file: Path | None, provider: str, framework: str, remove: tuple[str, ...], remove_all: bool) -> None:
    """Show the official text of statements in place of ours, to one provider alone.

    FILE is TOML ("S1.good.1" = "…") or CSV (key, text). Statements that it does not name stay as they are.
    """
    if sum((file is not None, bool(remove), remove_all)) != 1:
        raise click.UsageError("Name a file, or give --remove KEY, or --remove-all.")
    try:
        texts = _wording_in(file) if file else {}
        with saving():
            owner = find_provider(provider)
            name = owner.name
            if file:
                laid = official_wording.lay(owner, framework, texts)
            else:
                removed = official_wording.take_away(owner, framework, None if remove_all else remove)
    except (FrameworkErrors, WordingError, WordingRefused, NoSuchProvider) as error:
        raise click.ClickException(str(error)) from None
    if not file:
        click.echo(f"{name} sees our words again for {plural(removed, 'statement')} of {framework}.")
    elif laid.new or laid.changed:
        told = f"{laid.new} new, {laid.changed} changed, {laid.same} as before"
        click.echo(f"{name} now sees the official wording of {plural(len(texts), 'statement')}: {told}.")
    else:
        click.echo(f"{name} sees this official wording already. Nothing was changed.")


def _wording_in(file: Path) -> dict[str, str]:
    kind = file.suffix.casefold()
    if kind not in (".toml", ".csv"):
        raise WordingError("The file must end in .toml or .csv.")
    return read_wording(read_text(file), is_csv=kind == ".csv")


def _holds(framework: Framework) -> str:
    prompts = sum(len(line.prompts) for line in framework.lines)
    characteristics = sum(len(line.characteristics) for line in framework.lines)
    counted = (plural(len(framework.lines), "line"), plural(prompts, "prompt"))
    return ", ".join((*counted, plural(characteristics, "characteristic")))
