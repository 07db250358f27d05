"""Short references that people read out over the phone: EV-7KX3M.

Two letters for the kind of thing, then five characters without vowels (Y counts as one), without look-alikes
(0 and O, 1, I and L), and never three letters side by side, so that no code spells a word. About eight million codes
are left for each kind: a reference is not secret and not unique by itself, so whoever stores it checks that it is free.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import count
from uuid import UUID

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 5
ALL_CODES = len(ALPHABET) ** CODE_LENGTH
# With this many draws in a row taken, the references have run out, or the check is wrong.
MOST_DRAWS = 1000

_LETTERS = "".join(sign for sign in ALPHABET if sign.isalpha())
_THREE_LETTERS = re.compile(f"[{_LETTERS}]{{3}}")
# Digits that people read as letters, so that a code such as D34D is caught as well.
_READ_AS = str.maketrans("345678", "EASGTB")
_WORDS = ("DEAD", "DEATH", "ARSE", "SEX", "RAPE", "ASS", "GAS", "BAST", "TEAT", "FAT", "HAG", "MAD", "BAD", "SAD")
_BETWEEN = re.compile(r"[\s#\-\u2010-\u2015\u2212_.]+")


class Prefix(StrEnum):
    """The two letters in front: what kind of thing a reference names."""

    EVIDENCE = "EV"
    STORY = "ST"
    ACTION = "AC"
    FEEDBACK = "FB"
    SELF_ASSESSMENT = "SA"
    SERVICE = "SV"


def reference(prefix: str, uuid: UUID | None = None, *, random_below: Callable[[int], int] = secrets.randbelow) -> str:
    """A reference such as "EV-7KX3M".

    uuid: the same id always gives the same reference; without one it is drawn at random.
    random_below: where chance comes from; given n, it returns a whole number from 0 up to but not including n.
    Raises ValueError for a prefix that is not in Prefix.
    """
    draws = _from_chance(random_below) if uuid is None else _from_id(uuid)
    for number in draws:
        code = _code(number)
        if _reads_well(code):
            return f"{Prefix(prefix)}-{code}"
    raise AssertionError("the draws never end")


def new_reference(
    prefix: str, is_taken: Callable[[str], bool], *, random_below: Callable[[int], int] = secrets.randbelow
) -> str:
    """A reference for which is_taken(reference) is False, drawn at random.

    Raises ValueError for a prefix that is not in Prefix, RuntimeError when 1,000 draws in a row are taken.
    """
    for _ in range(MOST_DRAWS):
        drawn = reference(prefix, random_below=random_below)
        if not is_taken(drawn):
            return drawn
    raise RuntimeError(f"No free reference was found for {prefix}.")


def clean_reference(text: str, prefix: str | None = None) -> str | None:
    """What somebody typed, as the reference is stored: " ev 7kx3m" gives "EV-7KX3M".

    prefix: put in front when the text is the five characters alone.
    Returns None for text that can't be a reference.
    """
    signs = _BETWEEN.sub("", text).upper()
    if prefix is not None and len(signs) == CODE_LENGTH:
        signs = prefix + signs
    kind, code = signs[:2], signs[2:]
    if kind not in set(Prefix) or len(code) != CODE_LENGTH or not set(code) <= set(ALPHABET):
        return None
    return f"{kind}-{code}"


def _from_chance(random_below: Callable[[int], int]) -> Iterator[int]:
    while True:
        yield random_below(ALL_CODES)


def _from_id(uuid: UUID) -> Iterator[int]:
    # Ids made in the same second share their first half, so the code is taken from a digest of the whole id.
    for turn in count():
        digest = hashlib.sha256(uuid.bytes + turn.to_bytes(4, "big")).digest()
        yield int.from_bytes(digest, "big") % ALL_CODES


def _code(number: int) -> str:
    signs = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs = ALPHABET[place] + signs
    return signs


def _reads_well(code: str) -> bool:
    read = code.translate(_READ_AS)
    return not _THREE_LETTERS.search(code) and not any(word in read for word in _WORDS)
