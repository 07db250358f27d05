"""What titles are put in order by: the same on both databases, whose own orders of letters differ."""

import re
import unicodedata

LONGEST = 200

_DIGITS = re.compile(r"[0-9]+")
_DIGITS_COMPARED = 8


def title_key(title: str) -> str:
    """A title without case, accents and signs, for comparing byte by byte; at most 200 letters.

    Numbers compare by their value, so that "Audit 2" comes before "Audit 10".
    """
    apart = unicodedata.normalize("NFKD", title).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign))
    numbered = _DIGITS.sub(lambda found: found[0].zfill(_DIGITS_COMPARED), letters)
    return " ".join(numbered.split())[:LONGEST]
