"""The demonstration's files: every paper is one page that can be read, every picture a small JPEG with nothing else."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from evidence.demo.content import Content, Item
from evidence.demo.papers import MADE_UP, Signed, cells, paper_of
from evidence.demo.pictures import HEIGHT, MOTIFS, WIDTH, picture_of

DAY = date(2026, 10, 3)
SIGNED = Signed("GO, deputy manager", "Quincebrook House")
AT = datetime(2026, 10, 4, 9, tzinfo=UTC)


def item_of(content: Content, key: str) -> Item:
    return next(item for service in content.services for item in service.items if item.key == key)


def words_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages).split())


def test_every_paper_is_one_page(content: Content):
    papers = [item for service in content.services for item in service.items if not item.picture]
    assert len(papers) > 140
    long = [item.key for item in papers if len(PdfReader(BytesIO(paper_of(item, DAY, SIGNED, AT))).pages) != 1]
    assert long == []


def test_paper_says_what_was_found_and_who_signed(content: Content):
    words = words_of(paper_of(item_of(content, "falls-quarter"), DAY, SIGNED, AT))
    for part in ("Falls in the last three months", "3 October 2026", "GO, deputy manager", "Signed", "Hospital visit"):
        assert part in words
    # Months are counted from the day it happened.
    assert "April 12 5 1" in words
    assert "September 6 1 0" in words
    assert MADE_UP in words


def test_letter_comes_from_its_sender(content: Content):
    words = words_of(paper_of(item_of(content, "safeguarding-enquiry"), DAY, SIGNED, AT))
    assert "Council safeguarding team" in words
    assert "GO, deputy manager" not in words


def test_paper_without_a_form_says_the_evidence_itself(content: Content):
    item = item_of(content, "staff-files")
    assert item.text in words_of(paper_of(item, DAY, SIGNED, AT))


def test_equal_papers_are_equal_bytes(content: Content):
    item = item_of(content, "night-fire-drill")
    assert paper_of(item, DAY, SIGNED, AT) == paper_of(item, DAY, SIGNED, AT)


def test_cells_are_parted_by_bars():
    assert cells("Conditions to meet | 4 | | All met") == ("Conditions to meet", "4", "", "All met")
    assert cells("one") == ("one",)


@pytest.mark.parametrize("motif", MOTIFS)
def test_picture_is_a_plain_jpeg(motif: str):
    made = picture_of(motif)
    with Image.open(BytesIO(made)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (WIDTH, HEIGHT)
        assert not picture.getexif()
        assert len(picture.getcolors(WIDTH * HEIGHT) or []) > 20
    assert len(made) < 100_000


def test_every_picture_is_used_and_none_twice(content: Content):
    used = [
        record.picture
        for service in content.services
        for record in (*service.items, *service.stories)
        if record.picture
    ]
    assert sorted(used) == sorted(MOTIFS)
