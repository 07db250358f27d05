"""E-mail addresses as they are kept and compared."""

import unicodedata

from email_validator import EmailNotValidError, validate_email


def bare_email(text: str | None) -> str:
    """An address as it is kept: no space around it, small letters, one Unicode form. Two that look alike are equal."""
    return unicodedata.normalize("NFC", (text or "").strip()).lower()


def is_email(text: str) -> bool:
    """Whether a text has the form of an e-mail address. No other computer is asked whether it exists."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
