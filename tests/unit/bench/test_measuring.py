"""The bench's own arithmetic, and that it tells what is not as wanted. Nothing here is timed."""

import gzip
from collections.abc import Iterator

import pytest

from tests.bench import report
from tests.bench.measuring import (
    PAGE_TIME,
    PDF_TIME,
    QUERIES,
    SIZE,
    Finding,
    Pairs,
    compressed_kilobytes,
    in_turn,
    middle_half,
    times_the_floor,
)
from tests.bench.report import Table


def clocked(*seconds: float, said: list[str], name: str) -> Iterator[float]:
    for each in seconds:
        said.append(name)
        yield each


def test_ratio_is_the_median_of_the_pairs():
    # A moment in which both were slow changes nothing; a single slow answer is not what counts.
    pairs = Pairs(ours=(0.02, 0.40, 0.06, 0.90, 0.04), floor=(0.01, 0.20, 0.02, 0.01, 0.02))
    assert pairs.ratios == pytest.approx([2, 2, 3, 90, 2])
    assert pairs.ratio == pytest.approx(2)
    assert pairs.middle_half == pytest.approx((2, 3))


@pytest.mark.parametrize(("ours", "floor"), [((), ()), ((0.1,), (0.1, 0.2))])
def test_times_that_are_no_pairs_are_refused(ours: tuple[float, ...], floor: tuple[float, ...]):
    with pytest.raises(ValueError, match="as many times"):
        Pairs(ours, floor)


def test_both_are_timed_in_turn_and_the_first_do_not_count():
    said: list[str] = []
    ours = clocked(9.0, 0.2, 0.3, said=said, name="ours")
    floor = clocked(9.0, 0.1, 0.1, said=said, name="floor")
    pairs = in_turn(lambda: next(ours), lambda: next(floor), times=2, warm_up=1)
    assert said == ["floor", "ours"] * 3
    assert pairs == Pairs((0.2, 0.3), (0.1, 0.1))


def test_one_value_is_its_own_middle_half():
    assert middle_half([4.0]) == (4.0, 4.0)


def test_sizes_are_those_of_the_compressed_page():
    body = b"<p>Nine of ten feel safe.</p>" * 1000
    assert compressed_kilobytes(body) == len(gzip.compress(body, 6)) / 1000 < len(body) / 1000


@pytest.mark.parametrize(("value", "is_met"), [(2.9, True), (3.0, True), (3.0001, False), (7.2, False)])
def test_slower_page_than_wanted_is_told_as_not_met(value: float, is_met: bool):
    pairs = Pairs((0.01 * value,) * 3, (0.01,) * 3)
    document = report.written([Table("Site", [times_the_floor("First screen", PAGE_TIME, pairs)])], about="Today.")
    row = next(line for line in document.splitlines() if line.startswith("| First screen"))
    assert ("| met |" in row) == is_met
    assert ("**not met**" in row) == (not is_met)
    assert ("Not met: First screen" in document) == (not is_met)


def test_figure_that_is_a_little_too_much_never_looks_like_enough():
    assert PDF_TIME.written(2.01) == "2.1 × the floor"
    assert PDF_TIME.written(2.0) == "2.0 × the floor"
    assert SIZE.written(100.2) == "101 KB"


def test_document_counts_what_is_as_wanted():
    findings = [Finding("Page", QUERIES, 12), Finding("Other page", QUERIES, 13)]
    document = report.written([Table("Site", findings)], about="Today.")
    assert "1 of 2 figures are as wanted. Not met: Other page (13 queries)." in document
    assert "All 1 figures are as wanted." in report.written([Table("Site", findings[:1])], about="Today.")
