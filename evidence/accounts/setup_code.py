"""The one-time code that set-up asks for when it is not opened on this computer itself.

It lies in the instance folder, readable by its owner alone, so that all processes of a server know the same one; it is
made when nobody has set the site up yet and removed once somebody has.
"""

import hmac
import os
import secrets
from pathlib import Path

from flask import current_app

from evidence.accounts import store

FILE = "set-up-code"
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"


def wanted() -> str | None:
    """The code while the site waits for its set-up, made on first need; None once it is set up."""
    if store.is_set_up():
        return None
    file = _file()
    if not file.exists():
        code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(code)
    return file.read_text(encoding="ascii").strip()


def is_right(typed: str) -> bool:
    """Whether this is the code. Spaces, hyphens and case don't matter."""
    code = wanted()
    return code is not None and hmac.compare_digest(_bare(typed).encode(), _bare(code).encode())


def used() -> None:
    """Remove the code: the site is set up."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(current_app.instance_path) / FILE


def _bare(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())
