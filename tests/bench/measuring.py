"""The arithmetic of the bench: pairs of times, their medians and ratios, and what is wanted of them.

Our work and its floor are timed in turn, so that what slows the computer for a moment slows both. What counts is the
ratio within each pair, and the median of those ratios; a single time says little and is only shown beside it.
"""

import gzip
import math
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass

GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Pairs:
    """Times in seconds, pair by pair: of our own work, and of the floor that was timed right beside it."""

    ours: tuple[float, ...]
    floor: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.ours or len(self.ours) != len(self.floor):
            raise ValueError("There must be as many times of the floor as of ours, and one of each at least.")

    @property
    def ratios(self) -> list[float]:
        """How many times the floor each of our times is."""
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def middle_half(self) -> tuple[float, float]:
        """Between which ratios the middle half of the pairs lies."""
        return middle_half(self.ratios)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The most that is wanted of a kind of figure. unit: what stands behind the number, such as " KB"."""

    at_most: float
    unit: str
    places: int = 0

    def written(self, value: float) -> str:
        """A figure in words: rounded up, so that what is a little too much never looks like enough."""
        step = 10**self.places
        return f"{math.ceil(round(value * step, 6)) / step:,.{self.places}f}{self.unit}"


PAGE_TIME = SAVE_TIME = Wanted(3, " × the floor", 1)
PDF_TIME = Wanted(2, " × the floor", 1)
QUERIES = Wanted(12, " queries")
SIZE = Wanted(100, " KB")
MEMORY = Wanted(150, " MB")
START = Wanted(10, " s", 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure that was measured, what is wanted of it, and what else is to be known of it in a few words."""

    what: str
    wanted: Wanted
    value: float
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the figure is no more than is wanted."""
        return self.value <= self.wanted.at_most


def in_turn(ours: Callable[[], float], floor: Callable[[], float], *, times: int, warm_up: int = 1) -> Pairs:
    """Time both, floor first, so many times in turn. Both give the seconds they took; the first few don't count."""
    taken = [(floor(), ours()) for _ in range(warm_up + times)][warm_up:]
    return Pairs(tuple(own for _, own in taken), tuple(bare for bare, _ in taken))


def times_the_floor(what: str, wanted: Wanted, pairs: Pairs, detail: str = "") -> Finding:
    """The finding about pairs of times: their ratio, with the times themselves and the spread beside it."""
    ours, floor = (statistics.median(times) * 1000 for times in (pairs.ours, pairs.floor))
    low, high = pairs.middle_half
    told = f"{ours:,.1f} ms beside {floor:,.1f} ms; half of the pairs between {low:.1f} and {high:.1f}"
    return Finding(what, wanted, pairs.ratio, f"{detail}; {told}" if detail else told)


def middle_half(values: Sequence[float]) -> tuple[float, float]:
    """The quartiles: between them lies the middle half. Of a single value, that value twice."""
    if len(values) < 2:
        return values[0], values[0]
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, upper


def compressed_kilobytes(body: bytes) -> float:
    """The size of a page as a proxy sends it, with gzip; a kilobyte is 1,000 bytes."""
    return len(gzip.compress(body, GZIP_LEVEL)) / 1000


def megabytes_of(process_id: int) -> float:
    """The memory that a process holds now (its resident set), in millions of bytes. Asks `ps`, so not on Windows."""
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(process_id)], capture_output=True, text=True, check=True)
    return int(said.stdout) * 1024 / 1_000_000
