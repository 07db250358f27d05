"""What somebody typed into the search box, as words to look for: pure, the same for both databases.

All words must be there. “Words in quotes” must follow each other, and so must the parts of anything typed without a
blank, such as follow-up or an e-mail address. A star ends the beginning of a word: medic*. There are no operators: AND
and NEAR are words like others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evidence.records.search_words import Word, words_of

MOST_LETTERS = 200
# Terms and words of one search; what goes further is left out, and the page says so.
MOST_TERMS = 12
MOST_WORDS = 24
# The beginning of a word has at least so many letters; where we try by ourselves, so many more.
SHORTEST_BEGINNING = 2
SHORTEST_TRIED = 3

# Words that say nothing by themselves: looked for only in quotes, or where there are no others.
_LITTLE = "a an and are as at be been by for from in is it of on or that the to was were with"
LITTLE_WORDS = frozenset(_LITTLE.split())
# Quotes that open or close: straight, curly, low, angled.
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_CHUNK = re.compile(r"\S+")
# A reference may be read out with a blank, which makes two chunks of one word.
_SPOKEN_REFERENCE = re.compile(
    r"(?<![^\W_])(EV|ST|AC|FB|SA|SV)\s+(?=[A-Z]*\d)([2-9B-DF-HJ-NP-TV-XZ]{5})(?![^\W_])", re.I
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be there: a word, several that follow each other, or the beginning of a word.

    stems: what is looked for, in order. spelt: of a single word, as it was typed, folded. beginning: whether a word
    that begins so will do.
    """

    stems: tuple[str, ...]
    spelt: str = ""
    is_code: bool = False
    beginning: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether it is several words that follow each other."""
        return len(self.stems) > 1

    def fits(self, word: Word) -> bool:
        """Whether a word of a text is this term, or one of its words."""
        if self.beginning:
            return word.stem.startswith(self.spelt) or word.spelt.startswith(self.spelt)
        return word.stem in self.stems


@dataclass(frozen=True, slots=True)
class Query:
    """A search. was_cut: more was typed than is looked for."""

    terms: tuple[Term, ...]
    was_cut: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.terms)

    def widened(self) -> "Query | None":
        """The same with each plain word as the beginning of a word, or None where that is no wider."""
        terms = tuple(_tried(term) for term in self.terms)
        return None if terms == self.terms else replace(self, terms=terms)

    def is_in(self, words: Sequence[Word]) -> bool:
        """Whether a text with these words has all that is looked for."""
        return all(places(term, words) for term in self.terms)


def read_query(typed: str) -> Query:
    """The search that somebody typed. Blank text, signs alone and emoji give one without terms."""
    text = _SPOKEN_REFERENCE.sub(r"\1-\2", _shortened(typed.strip()))
    terms = list(dict.fromkeys(_terms(text)))
    telling = [term for term in terms if term.is_phrase or term.beginning or term.stems[0] not in LITTLE_WORDS]
    kept = list(_as_many_as_may_be(telling or terms))
    return Query(tuple(kept), was_cut=len(typed.strip()) > MOST_LETTERS or len(kept) < len(telling or terms))


def places(term: Term, words: Sequence[Word]) -> list[int]:
    """Where a term stands among the words of a text: the number of the first word of each place."""
    if not term.is_phrase:
        return [place for place, word in enumerate(words) if term.fits(word)]
    stems = [word.stem for word in words]
    length = len(term.stems)
    return [place for place in range(len(stems) - length + 1) if tuple(stems[place : place + length]) == term.stems]


def hits(query: Query, words: Sequence[Word]) -> set[int]:
    """The numbers of all words of a text that belong to something the search looks for."""
    found: set[int] = set()
    for term in query.terms:
        for place in places(term, words):
            found.update(range(place, place + len(term.stems)))
    return found


def parts_of(text: str, query: Query) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is to be marked as found. Joined, they are the text again."""
    words = list(words_of(text))
    marked = hits(query, words)
    parts: list[tuple[str, bool]] = []
    reached = 0
    for number, word in enumerate(words):
        # A reference is two words in one place.
        if number in marked and word.start >= reached:
            parts += [(text[reached : word.start], False), (text[word.start : word.end], True)]
            reached = word.end
    parts.append((text[reached:], False))
    return [part for part in parts if part[0]]


def _shortened(typed: str) -> str:
    """No more than may be typed, without half a word at the end."""
    if len(typed) <= MOST_LETTERS:
        return typed
    *whole, _half = typed[: MOST_LETTERS + 1].rsplit(maxsplit=1)
    return whole[0] if whole else typed[:MOST_LETTERS]


def _terms(text: str) -> Iterator[Term]:
    reached = 0
    for quoted in _QUOTED.finditer(text):
        yield from _loose(text[reached : quoted.start()])
        yield from _together(quoted[1])
        reached = quoted.end()
    yield from _loose(text[reached:])


def _loose(text: str) -> Iterator[Term]:
    """The terms of text outside quotes: one for each chunk between blanks."""
    for chunk in _CHUNK.findall(text):
        bare = chunk.rstrip("*")
        words = list(words_of(bare))
        if len(words) == 1 and bare != chunk and len(words[0].spelt) >= SHORTEST_BEGINNING:
            yield Term((words[0].stem,), words[0].spelt, words[0].is_code, beginning=True)
        else:
            yield from _together(bare)


def _together(text: str) -> Iterator[Term]:
    words = list(words_of(text))
    if _is_reference(words):
        words = words[:1]
    if len(words) == 1:
        yield Term((words[0].stem,), words[0].spelt, words[0].is_code)
    elif words:
        yield Term(tuple(word.stem for word in words))


def _is_reference(words: Sequence[Word]) -> bool:
    return len(words) == 2 and words[0].start == words[1].start


def _as_many_as_may_be(terms: Iterable[Term]) -> Iterator[Term]:
    room = MOST_WORDS
    for number, term in enumerate(terms):
        room -= len(term.stems)
        if number == MOST_TERMS or room < 0:
            return
        yield term


def _tried(term: Term) -> Term:
    is_plain = not (term.is_phrase or term.is_code or term.beginning)
    return replace(term, beginning=True) if is_plain and len(term.spelt) >= SHORTEST_TRIED else term
