"""Sending e-mail through the server that the setting MAIL_URL names; without it nothing is sent and nobody is told so.

MAIL_URL: `smtp://user:password@host:587` (turns to an encrypted line with STARTTLS), `smtps://…:465` (encrypted from
the start), or `smtp+plain://host:25` for a server on the same machine that encrypts nothing.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app

SECONDS = 20
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class MailNotSent(Exception):
    """The mail server could not be reached or did not take the message. The message says why."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail goes and whom it comes from. kind: smtp, smtps or smtp+plain."""

    kind: str
    host: str
    port: int
    user: str
    password: str
    sender: str


def mail_server() -> MailServer | None:
    """The server of the settings, or None when there is none. Raises MailNotSent for a setting that can't be read."""
    url, sender = current_app.config.get("MAIL_URL"), current_app.config.get("MAIL_FROM")
    if not url:
        return None
    parts = urlsplit(str(url))
    if parts.scheme not in _PORTS or not parts.hostname:
        raise MailNotSent("Set MAIL_URL to an address such as smtp://user:password@mail.example.org:587.")
    if not sender:
        raise MailNotSent("Set MAIL_FROM to the address that e-mail comes from.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], user, password, str(sender))


def send(server: MailServer, *, to: str, subject: str, text: str) -> None:
    """Send one plain message. Raises MailNotSent."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, to, subject
    message.set_content(text)
    try:
        with _connected(server) as connection:
            if server.kind == "smtp":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(f"{server.host} did not take it ({type(error).__name__}).") from error


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.kind == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=SECONDS)
