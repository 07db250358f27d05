"""`flask demo sign-ins`: who can sign in to the demonstration, for people and for programs that try it out."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from evidence.demo import place, sign_ins

demo = AppGroup("demo", help="The demonstration: python app.py --demo")


@demo.command("sign-ins")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_sign_ins(as_json: bool) -> None:
    """Print each person of the demonstration: name, e-mail, role, services and password. Of no other instance."""
    instance = Path(current_app.config["INSTANCE_PATH"]) if current_app.config["DEMO"] else place.find()
    if instance is None:
        raise click.ClickException("There is no demonstration here. Start it with: python app.py --demo")
    try:
        people = sign_ins.read(instance)
    except FileNotFoundError:
        raise click.ClickException("The demonstration is not loaded yet. Start it with: python app.py --demo") from None
    if as_json:
        click.echo(json.dumps([asdict(person) for person in people], indent=1))
        return
    for line in sign_ins.table(people):
        click.echo(line)
