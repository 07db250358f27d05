"""The words of a text as search knows them: folded, stemmed, and the same on both databases.

Case, accents and apostrophes make no difference (Łukasz = lukasz, resident’s = resident), and neither do English
endings (policy = policies). A word with a digit in it is a code: it stays whole, and so does a reference such as
EV-7KX3M. The databases are given words that are folded already and never fold anything themselves.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

# Which way of folding made the words that are stored. Count it up with every change here, and they are made anew.
FOLDING = 1

# Before a word as it is spelt, where its stem differs: so that the beginning of a word can be looked for.
SPELT = "¤"
# Between texts that do not follow each other, so that no phrase is found across them.
BREAK = "¦"
LONGEST_WORD = 60

_MARKS = "".join(sign for sign in map(chr, range(0x300, 0x10000)) if unicodedata.category(sign).startswith("M"))
_APOSTROPHES = "'\u2018\u2019\u02bc\uff07`\u00b4"
# What may stand between two letters of one word: an apostrophe, a soft hyphen, a joiner.
_JOINTS = _APOSTROPHES + "\u00ad\u200c\u200d"
_HYPHENS = r"\-\u2010-\u2015\u2212"
# Each sign can be read in one way only, so that the time grows with the text and not faster.
_LETTER = rf"[^\W_][{re.escape(_MARKS)}]*+"
_PART = rf"{_LETTER}(?:[{_JOINTS}]?{_LETTER})*+"
# The letters and digits of evidence/references.py; each reference has a digit, which no English word has.
_CODE = r"(?=[A-Z]*\d)[2-9B-DF-HJ-NP-TV-XZ]{5}"
_WORD = re.compile(
    rf"(?<![^\W_])(?P<prefix>[A-Z]{{2}})(?:[{_HYPHENS}]|(?<=EV|ST|AC|FB|SA|SV)\s?)(?P<code>{_CODE})(?![^\W_])"
    rf"|(?P<number>\d{{1,3}}(?:,\d{{3}})+)(?![\d,])"
    rf"|(?P<word>{_PART})",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
# Letters that are one sign, not a letter with an accent upon it, and what people type for them.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n", "ß": "ss"}
)
# Signs that some scripts write vowels with: they are no letters to Python, and no accents either.
_VOWELS = frozenset(sign for sign in _MARKS if not unicodedata.combining(sign))
_PLAIN = re.compile(r"[a-z]+")
_stemmer = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text. stem: what is looked for. spelt: folded, but with its ending. start, end: where it stands."""

    stem: str
    spelt: str
    start: int
    end: int

    @property
    def is_code(self) -> bool:
        """Whether it has a digit in it, and so stays whole."""
        return any(sign.isdigit() for sign in self.spelt)


def words_of(text: str) -> Iterator[Word]:
    """The words of a text, in order. A reference gives two: itself, and its five characters alone."""
    for found in _WORD.finditer(text):
        start, end = found.span()
        if found["code"]:
            code = found["code"].casefold()
            whole = found["prefix"].casefold() + code
            yield Word(whole, whole, start, end)
            yield Word(code, code, start, end)
        elif found["number"]:
            number = found["number"].replace(",", "")
            yield Word(number, number, start, end)
        elif folded := fold(found["word"]):
            yield Word(_stem(folded), folded, start, end)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without case, accents and apostrophes, no longer than 60 letters. "" for marks alone."""
    word = _POSSESSIVE.sub("", word)
    apart = unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS)
    letters = (sign for sign in apart if sign in _VOWELS or (sign.isalnum() and not unicodedata.combining(sign)))
    return unicodedata.normalize("NFC", "".join(letters))[:LONGEST_WORD]


def in_order(*texts: str) -> str:
    """The stems of texts in order, with a blank on either side of each: what a phrase is looked for in.

    After them come the marked spellings, each once: what the beginning of a word is looked for in.
    """
    stems: list[str] = []
    spellings: dict[str, None] = {}
    for text in texts:
        words = list(words_of(text))
        stems += [BREAK] * bool(stems and words) + [word.stem for word in words]
        spellings |= {SPELT + word.spelt: None for word in words if word.spelt != word.stem}
    return f" {' '.join(stems)}{' '.join((f' {BREAK}', *spellings)) if spellings else ''} "


def to_look_up(*texts: str) -> list[str]:
    """Each word of texts once, in the order they come: stems, and marked spellings where they differ."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words_of(text):
            found[word.stem] = None
            if word.spelt != word.stem:
                found[SPELT + word.spelt] = None
    return list(found)


def within(words: Iterable[str], *, bytes_at_most: int) -> list[str]:
    """So many of the words as have room, from the first on. bytes_at_most: each word counts six more than itself."""
    kept: list[str] = []
    for word in words:
        bytes_at_most -= len(word.encode()) + 6
        if bytes_at_most < 0:
            break
        kept.append(word)
    return kept


@lru_cache(maxsize=50_000)
def _stem(folded: str) -> str:
    return str(_stemmer.stemWord(folded)) if _PLAIN.fullmatch(folded) else folded
