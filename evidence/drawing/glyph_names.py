"""Words for characters that no font of ours can draw, so that a page never shows an empty box.

An emoji becomes its name, "[party popper]"; letters of another script are spelled, "[Bengali: aa ma ra]". Nothing a
person wrote is dropped without a word, except control characters, which have no look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

CanDraw = Callable[[str], bool]

# Letters and signs that every style of the font has and that combine with nothing: most texts hold only these.
SIMPLE = "\n -~\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1eff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac"
_SIMPLE = re.compile(f"[{SIMPLE}]*")
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_ELEMENT = (
    "(?:[\u200e-\U0010ffff][\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?\ufe0f?[\U000e0020-\U000e007f]*"
    "|[^\u200d][\ufe0e\ufe0f]?)"
)
_CLUSTER = re.compile(
    f"(?P<simple>[{SIMPLE}]+(?![\u200d\u20e3\ufe00-\ufe0f]))|(?P<flag>[\U0001f1e6-\U0001f1ff]{{2}})|(?P<keycap>[0-9#*]\ufe0f?\u20e3)|{_ELEMENT}(?:\u200d{_ELEMENT})*|\u200d",
    re.DOTALL,
)
_ADDED = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]+")
_SCRIPT = re.compile(
    r"(?P<script>[A-Z]+(?: [A-Z]+)??) "
    r"(?:CAPITAL LETTER|SMALL LETTER|LETTER|VOWEL SIGN|CONSONANT SIGN|VOWEL|SIGN|SYLLABLE|CHARACTER|DIGIT) "
    r"(?P<letter>.+)"
)

_INSTEAD = {
    **dict.fromkeys("→➔➜➝➞➡⟶", "->"),
    **dict.fromkeys("←⬅⟵", "<-"),
    "↔": "<->",
    "⇒": "=>",
    "≥": ">=",
    "≤": "<=",
    "≈": "about",
    "≠": "not equal to",
    **dict.fromkeys("●■▪◦◆❖➢►▶‣⁃∙\uf0b7\uf0a7", "•"),
}
_NAMES = {
    **dict.fromkeys("✓✔", "tick"),
    "✅": "ticked",
    "☑": "ticked box",
    "☐": "empty box",
    "☒": "crossed box",
    **dict.fromkeys("✗✘❌", "cross"),
    "❤": "heart",
    "\U0001f3f4": "flag",
}
_IN_SEQUENCE = {"♀": "woman", "♂": "man", "⚕": "health worker", "\u2696": "judge"}
_NATIONS = {"gbeng": "England", "gbsct": "Scotland", "gbwls": "Wales"}


def readable(text: str, can_draw: CanDraw) -> str:
    """`text` with words in place of everything that cannot be drawn.

    can_draw: whether a single character has a glyph. Decomposed letters are combined first, control characters are
    dropped, every kind of space becomes a plain or a non-breaking space and every kind of line end becomes "\\n".
    """
    if _SIMPLE.fullmatch(text):
        return text
    pieces: list[tuple[str, str]] = []
    for cluster in _CLUSTER.finditer(unicodedata.normalize("NFC", _plain_spaces(text))):
        pieces.append(_piece(cluster, can_draw))
    words = _joined(pieces)
    return words if _is_arabic(words) else words.replace(_NON_JOINER, "")


def _plain_spaces(text: str) -> str:
    return "".join(_plain_space(character) for character in text.replace("\r\n", "\n"))


def _plain_space(character: str) -> str:
    if character in "\n\r\x85\u2028\u2029":
        return "\n"
    if character in "\t\v\f":
        return " "
    category = unicodedata.category(character)
    if category == "Zs":
        return "\u00a0" if character in "\u00a0\u202f\u2007" else " "
    if category in ("Cc", "Cs"):
        return ""
    keeps = character in (_JOINER, _NON_JOINER) or "\U000e0020" <= character <= "\U000e007f"
    return "" if category == "Cf" and not keeps else character


def _piece(cluster: re.Match[str], can_draw: CanDraw) -> tuple[str, str]:
    """(script, words): script is "" for text drawn as it is, "[" for a name, else the script the words spell."""
    if cluster["simple"]:
        return "", cluster["simple"]
    if cluster["flag"]:
        return "[", "flag " + "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in cluster["flag"])
    if cluster["keycap"]:
        return "[", f"keycap {cluster[0][0]}"
    parts = [_ADDED.sub("", part) for part in cluster[0].split(_JOINER)]
    parts = [part for part in parts if part]
    if not parts:
        return ("[", "skin tone") if "\U0001f3fb" <= cluster[0][0] <= "\U0001f3ff" else ("", "")
    drawn = [_drawn(part, can_draw) for part in parts]
    if all(part is not None for part in drawn):
        return "", "".join(part for part in drawn if part is not None)
    if len(parts) == 1:
        nation = _NATIONS.get("".join(chr(ord(c) - 0xE0000) for c in cluster[0] if 0xE0061 <= ord(c) <= 0xE007A))
        return ("[", f"flag {nation}") if nation else _named(parts[0])
    return "[", ", ".join(_IN_SEQUENCE.get(part) or _named(part)[1] for part in parts)


def _is_arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(character) == "AL" for character in text)


def _drawn(part: str, can_draw: CanDraw) -> str | None:
    """`part` itself or a plain equivalent, when it can be drawn."""
    if part in ("\n", _NON_JOINER) or all(can_draw(character) for character in part):
        return part
    if part in _INSTEAD:
        return _INSTEAD[part]
    plain = unicodedata.normalize("NFKC", part)
    return plain if plain.strip() and all(can_draw(character) for character in plain) else None


def _named(character: str) -> tuple[str, str]:
    if character in _NAMES:
        return "[", _NAMES[character]
    name = unicodedata.name(character, "")
    if name.startswith("CJK ") and "-" in name:
        return "Chinese characters", name.rpartition("-")[2]
    spelled = _SCRIPT.fullmatch(name) if unicodedata.category(character)[0] in "LMN" else None
    if spelled:
        return spelled["script"].title() + ":", spelled["letter"].lower()
    return "[", name.lower() or f"character U+{ord(character):04X}"


def _joined(pieces: list[tuple[str, str]]) -> str:
    """The pieces in one string: letters of one script in one pair of brackets, a repeated name written once."""
    out: list[str] = []
    at = 0
    while at < len(pieces):
        kind, words = pieces[at]
        end = at + 1
        if kind == "[":
            while end < len(pieces) and pieces[end] == pieces[at]:
                end += 1
            times = f" \u00d7 {end - at}" if end - at > 1 else ""
            out.append(f"[{words}{times}]")
        elif kind:
            while end < len(pieces) and pieces[end][0] == kind:
                end += 1
            out.append(f"[{kind} {' '.join(word for _, word in pieces[at:end])}]")
        else:
            out.append(words)
        at = end
    return "".join(out)
