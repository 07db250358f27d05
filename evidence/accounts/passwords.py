"""What makes a password good enough, and keeping and checking it.

Flask-Security brings a typed password into one Unicode form before it compares; a password is brought into the same
form before it is kept, or one with an accent could never be typed right again.
"""

import unicodedata
from typing import Final

from flask_security.utils import hash_password, verify_password

from evidence.accounts.models import Account

SHORTEST = 12
LONGEST = 200
UNICODE_FORM: Final = "NFKD"
_TRIED = ("password", "qwerty", "123456", "letmein", "welcome", "carehome", "abc123")


def problem_with(password: str) -> str | None:
    """What is wrong with a password somebody wants, as a sentence, or None when it is good enough.

    It must be long enough and not one of the few that everybody tries: well-known words count for nothing, and so does
    one character again and again.
    """
    if len(password) < SHORTEST:
        return f"The password must be at least {SHORTEST} characters long."
    if len(password) > LONGEST:
        return f"The password must be {LONGEST} characters or fewer."
    left = password.casefold()
    for word in _TRIED:
        left = left.replace(word, "")
    if len(left) < SHORTEST // 2 or len(set(password)) < 5:
        return "Choose a password that is harder to guess, such as three or four unusual words."
    return None


def keep(account: Account, password: str) -> None:
    """Keep the argon2 hash of a password. The password itself is kept nowhere."""
    account.password = hash_password(unicodedata.normalize(UNICODE_FORM, password))


def is_right(account: Account, password: str) -> bool:
    """Whether this is the account's password. An account without one has no right password."""
    if not account.password:
        return False
    return bool(verify_password(unicodedata.normalize(UNICODE_FORM, password), account.password))
