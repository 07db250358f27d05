"""Arabic script: joined letters, and the order in which a line that holds some is drawn.

A line is stored in the order it is read and drawn from left to right, so Arabic letters are first replaced by the form
that joins their neighbours and then put into drawing order.
Source: Unicode Standard Annex 9 (through python-bidi) and the Arabic presentation forms (through arabic-reshaper).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from arabic_reshaper import ArabicReshaper
from bidi import algorithm

# The alef that follows lam melts into one glyph with it. Programs that read text out of a PDF turn the letters of such
# a glyph round, so the glyph stands for lam alone and a stand-in without ink or width, drawn before it, for the alef.
_LAM = "\u0644"
_LAM_ALEF = {
    "\ufef5": "\u0622",
    "\ufef6": "\u0622",
    "\ufef7": "\u0623",
    "\ufef8": "\u0623",
    "\ufef9": "\u0625",
    "\ufefa": "\u0625",
    "\ufefb": "\u0627",
    "\ufefc": "\u0627",
}
STAND_INS = {letter: chr(0xE000 + n) for n, letter in enumerate(sorted(set(_LAM_ALEF.values())))}
"""Alef letter -> the private character that stands for it next to a lam-alef glyph."""

READ_BACK = {
    **{ord(stand_in): letter for letter, stand_in in STAND_INS.items()},
    **{ord(form): _LAM for form in _LAM_ALEF},
}
"""Character code as drawn -> the letter that copying gives back, where it is not the character itself."""

_HALF, _NEARLY_ALL = 0.5, 0.85
_NON_JOINER = "\u200c"
_KNOWN_DIRECTIONS = frozenset(["L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "S", "WS", "ON"])
_shaper = ArabicReshaper({"delete_harakat": "False", "ARABIC LIGATURE ALLAH": "False"})


def has_right_to_left(text: str) -> bool:
    """Whether any letter of `text` is read from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def is_mainly_right_to_left(text: str) -> bool:
    """Whether a paragraph is written in a right-to-left script as a whole.

    One that starts with such a letter needs half of its letters in it; one that starts otherwise, as "Name: " does
    before an Arabic name, needs nearly all.
    """
    directions = [direction for direction in map(unicodedata.bidirectional, text) if direction in ("L", "R", "AL")]
    if not directions:
        return False
    share = 1 - directions.count("L") / len(directions)
    return share > (_NEARLY_ALL if directions[0] == "L" else _HALF)


def shape(text: str) -> str:
    """`text` with each Arabic letter in the form that joins its neighbours, still in reading order."""
    shaped: str = _shaper.reshape(text)
    return shaped.replace(_NON_JOINER, "")


def in_drawing_order(characters: Sequence[tuple[str, int]], *, is_right_to_left: bool) -> list[tuple[str, int, bool]]:
    """One line, from reading order to drawing order.

    characters: shaped characters, each with a number of the caller's (such as which span it came from).
    is_right_to_left: the direction of the whole paragraph.
    Returns (character, the caller's number, whether it runs right to left), from left to right.
    """
    line = algorithm.get_empty_storage()
    line["base_level"], line["base_dir"] = (1, "R") if is_right_to_left else (0, "L")
    algorithm.get_embedding_levels("".join(character for character, _ in characters), line)
    for entry, (_, number) in zip(line["chars"], characters, strict=True):
        entry["number"] = number
        if entry["type"] not in _KNOWN_DIRECTIONS:
            entry["type"] = entry["orig"] = "ON"
    algorithm.explicit_embed_and_overrides(line)
    algorithm.resolve_weak_types(line)
    algorithm.resolve_neutral_types(line, False)
    algorithm.resolve_implicit_levels(line, False)
    algorithm.reorder_resolved_levels(line, False)
    algorithm.apply_mirroring(line, False)
    drawn = []
    for entry in line["chars"]:
        runs_left = bool(entry["level"] % 2)
        if entry["ch"] in _LAM_ALEF:
            drawn.append((STAND_INS[_LAM_ALEF[entry["ch"]]], entry["number"], runs_left))
        drawn.append((entry["ch"], entry["number"], runs_left))
    return drawn
