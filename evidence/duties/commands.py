"""`flask reminders send`."""

import click
from flask import current_app
from flask.cli import AppGroup

from evidence.duties import reminders as sending
from evidence.web import clock, mail
from evidence.web.formatters import plural

reminders = AppGroup("reminders", help="Digests of what people look after.")


@reminders.command("send")
def send() -> None:
    """E-mail each person what they look after that is due, overdue or growing old: once a week, or once a day.

    Run it as often as you like: nobody gets the same digest twice. Exit status 1 when a message could not be sent.
    """
    try:
        server = mail.mail_server()
    except mail.MailNotSent as error:
        raise click.ClickException(str(error)) from error
    if server is None:
        raise click.ClickException(
            "No e-mail is set up: set MAIL_URL and MAIL_FROM. Until then everybody sees the same on the page Reminders."
        )

    def post(to: str, subject: str, text: str) -> None:
        mail.send(server, to=to, subject=subject, text=text)

    sent = sending.send_all(clock.now(), post, every=current_app.config["REMINDERS_EVERY"])
    for failure in sent.failures:
        click.echo(failure, err=True)
    click.echo(f"{plural(sent.count, 'digest')} sent.")
    if sent.failures:
        raise click.ClickException(f"{plural(len(sent.failures), 'digest')} could not be sent. Run it again later.")
