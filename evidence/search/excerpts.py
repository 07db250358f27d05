"""The few words around what was found, in pieces that are marked or not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.records.search_query import Query, hits, parts_of
from evidence.records.search_words import Word, words_of

WORDS_SHOWN = 36
# So many words stand before the first one that was found.
WORDS_BEFORE = 6

Parts = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words of a text: pieces, each with whether it was found. hits: how many of its words were."""

    parts: Parts
    hits: int


def excerpt_of(text: str, query: Query) -> Excerpt:
    """The part of a text in which most of what is looked for stands; its beginning where nothing does."""
    text = " ".join(text.split())
    words = list(words_of(text))
    marked = sorted(hits(query, words))
    first = _best_start(words, marked)
    last = min(first + WORDS_SHOWN, len(words)) - 1
    if last < 0:
        return Excerpt((), 0)
    start = words[first].start if first else 0
    end = words[last].end if last < len(words) - 1 else len(text)
    parts = parts_of(text[start:end], query)
    before, after = [("… ", False)] * bool(first), [(" …", False)] * (last < len(words) - 1)
    return Excerpt((*before, *parts, *after), sum(first <= number <= last for number in marked))


def _best_start(words: Sequence[Word], marked: Sequence[int]) -> int:
    """The first word to be shown: where most different words that were found are, and among those the first."""
    best, most = 0, 0
    for number in marked:
        seen = {words[other].stem for other in marked if number <= other < number + WORDS_SHOWN - WORDS_BEFORE}
        if len(seen) > most:
            best, most = max(0, number - WORDS_BEFORE), len(seen)
    # A short text is shown whole, and a long one to its end, rather than a few words of it.
    return max(0, min(best, len(words) - WORDS_SHOWN))
