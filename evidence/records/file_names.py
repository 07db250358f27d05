"""The name of a file as it is safe to show, and the ending that says what kind of file it claims to be."""

import os.path
import unicodedata

LONGEST_NAME = 150
NAMELESS = "file"
# Joiners shape letters in Persian, Hindi and other scripts; all other invisible signs can make a name read as another.
_JOINERS = "\u200c\u200d"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def safe_name(name: str) -> str:
    """A name to show and to download under: no folders, no control or direction signs, at most 150 characters.

    Letters of every language stay. Returns "file" when nothing is left.
    """
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(sign for sign in base if sign.isspace() or _is_visible(sign))
    # Windows drops dots and spaces at the end, so they would hide the true ending.
    tidy = " ".join(seen.split()).rstrip(". ")
    return _shortened(tidy) or NAMELESS


def ending(name: str) -> str:
    """The ending of a safe name in lower case with its dot, ".pdf"; "" when it has none."""
    return os.path.splitext(name)[1].lower()


def with_ending(name: str, new_ending: str) -> str:
    """A safe name with another ending: with_ending("photo.heic", ".jpg") is "photo.jpg"."""
    return _shortened(os.path.splitext(name)[0] + new_ending)


def _is_visible(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) not in _INVISIBLE


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, tail = os.path.splitext(name)
    if len(tail) > LONGEST_NAME // 2:
        return name[:LONGEST_NAME].rstrip(". ")
    return stem[: LONGEST_NAME - len(tail)].rstrip(". ") + tail
