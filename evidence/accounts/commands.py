"""`flask people`: giving somebody a role, or a way back in, from the command line and without any question."""

import sys

import click
from flask.cli import AppGroup

from evidence.accounts import emails, from_command, passwords
from evidence.accounts.words import Role
from evidence.database import saving
from evidence.web.errors import DuplicateTitle

LONGEST_NAME = 150

people = AppGroup("people", help="The people who use the tracker.")


@people.command("add")
@click.option("--service", required=True, help="The service's reference, CQC location ID or exact name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they may do.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", required=True, help="The address they sign in with.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def add(service: str, role: str, name: str, email: str, password_stdin: bool) -> None:
    """Give a person a role in a service. Asks nothing; the password comes from standard input.

    Somebody who has an account already gets the role and this password. A provider lead gets every service of the
    provider that the named service belongs to.
    """
    name, password = name.strip(), _password()
    if not name or len(name) > LONGEST_NAME:
        raise click.ClickException(f"The name must have 1 to {LONGEST_NAME} characters.")
    if not emails.is_email(email.strip()):
        raise click.ClickException("The e-mail address must look like name@example.org.")
    if problem := passwords.problem_with(password):
        raise click.ClickException(problem)
    try:
        with saving():
            told = from_command.add_person(service, role=Role(role), name=name, email=email, password=password)
    except (DuplicateTitle, from_command.NoSuchService) as error:
        raise click.ClickException(str(error)) from None
    click.echo(told)


@people.command("reset-second-step")
@click.option("--email", required=True, help="The address they sign in with.")
def reset_second_step(email: str) -> None:
    """Take away the second step of somebody who has lost it and has nobody else to ask.

    They sign in with the password alone next time and are told that this was done.
    """
    try:
        with saving():
            told = from_command.take_second_step_away(email)
    except from_command.NoSuchPerson as error:
        raise click.ClickException(str(error)) from None
    click.echo(told)


def _password() -> str:
    """The first line of standard input, without its line end."""
    if sys.stdin.isatty():
        raise click.ClickException("Give the password on standard input, such as: flask people add … < password-file")
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError:
        raise click.ClickException("The password on standard input must be text in UTF-8.") from None
    return text.split("\n", 1)[0].removesuffix("\r")
