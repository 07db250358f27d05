"""The good-news book from plain stories: its chapters, what is left out, and what it says of each story."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from evidence.drawing.document import Document, Paragraph, Pictures
from evidence.packs.choices import Names, PackChoices
from evidence.packs.good_news_book import OTHER, Book, BookChoices, Order, make_book
from evidence.packs.good_news_document import UNOPENED, book_document
from evidence.packs.good_news_store import ToldStory
from evidence.records.attachments import FileOnPage
from kloe.loader import load_framework

FRAMEWORK = load_framework("asc-2017-11")
TODAY = date(2026, 11, 23)


def a_file() -> FileOnPage:
    return FileOnPage(uuid4(), uuid4(), uuid4(), "Mary Smith.jpg", "image/jpeg", 9, "0" * 64, datetime.now(UTC))


def told(
    title: str = "Mrs B. bakes again",
    *codes: str,
    day: date | None = date(2026, 3, 3),
    is_good_news: bool = True,
    pictures: tuple[FileOnPage, ...] = (),
) -> ToldStory:
    return ToldStory(
        reference=f"ST-{title[:5]}",
        title=title,
        happened_on=day,
        text="She baked scones.",
        difference="She eats with the others now.",
        who_says="“She laughs again” (daughter)",
        author="Ann Marsh",
        lines=tuple((FRAMEWORK.id, code) for code in codes),
        is_good_news=is_good_news,
        pictures=pictures,
    )


def book_of(*stories: ToldStory, **choices: object) -> Book:
    return make_book(
        stories,
        FRAMEWORK,
        BookChoices(**choices),  # type: ignore[arg-type]
        service="Rose Lodge",
        provider="Orchard Care",
        today=TODAY,
    )


def headings(book: Book) -> list[tuple[str, list[str]]]:
    return [(chapter.heading, [story.title for story in chapter.stories]) for chapter in book.chapters]


def test_story_stands_once_under_its_first_key_question():
    book = book_of(told("Later", "C1", "R1"), told("First", "C1", "S2"), told("Alone"))
    assert headings(book) == [("Safe", ["First"]), ("Caring", ["Later"]), (OTHER, ["Alone"])]


def test_lines_of_another_framework_have_no_chapter():
    story = told("Elsewhere")
    elsewhere = ToldStory(**{name: getattr(story, name) for name in story.__slots__} | {"lines": (("saf-2023", "S1"),)})
    book = book_of(elsewhere)
    assert headings(book) == [(OTHER, ["Elsewhere"])]
    assert book.stories[0].speaks_for == ()


def test_months_come_in_order_and_stories_without_a_day_last():
    stories = (told("May", day=date(2026, 5, 1)), told("No day", day=None), told("March", day=date(2026, 3, 9)))
    book = book_of(*stories, order=Order.MONTHS)
    assert headings(book) == [("March 2026", ["March"]), ("May 2026", ["May"]), ("Without a date", ["No day"])]
    assert book.in_numbers == "3 stories, 9 March 2026 to 1 May 2026"


def test_days_and_lines_that_were_not_chosen_are_left_out():
    stories = (told("In", "C1"), told("Late", "C1", day=date(2026, 8, 1)), told("Other line", "S1"))
    pack = PackChoices(lines=frozenset({(FRAMEWORK.id, "C1")}), until=date(2026, 6, 30))
    book = book_of(*stories, pack=pack)
    assert [story.title for story in book.stories] == ["In"]
    assert "C1" in book.chosen
    assert "30 June 2026" in book.chosen


def test_stories_that_challenge_all_their_lines_are_counted_but_not_told():
    book = book_of(told("Good", "C1"), told("Hard", is_good_news=False))
    assert [story.title for story in book.stories] == ["Good"]
    assert book.left_out == 1


@pytest.mark.parametrize(("names", "author"), [(Names.INITIALS, "A. M."), (Names.FULL, "Ann Marsh")])
def test_author_is_named_as_chosen(names: Names, author: str):
    assert book_of(told(), pack=PackChoices(names=names)).stories[0].told_by == author


def test_pictures_are_left_out_unless_they_are_chosen():
    story = told(pictures=(a_file(),))
    assert book_of(story).pictures == ()
    (picture,) = book_of(story, has_pictures=True).pictures
    assert picture[1] == "Picture for “Mrs B. bakes again”"


def test_names_of_files_are_never_told_and_further_pictures_are_counted():
    story = book_of(told(pictures=tuple(a_file() for _ in range(6))), has_pictures=True).stories[0]
    assert story.pictures[0].words == "Picture 1 of 4 for “Mrs B. bakes again”"
    assert story.more_pictures == 2


def document_of(book: Book) -> Document:
    return book_document(book, {}, made_at=datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_document_tells_a_story_whole():
    blocks = document_of(book_of(told("Title", "C1"))).sections[1].blocks
    words = [
        "".join(span.text for span in block.text) if isinstance(block.text, tuple) else block.text
        for block in blocks
        if isinstance(block, Paragraph)
    ]
    line = FRAMEWORK.line("C1").title
    assert words[0] == f"3 March 2026. Told by A. M. Speaks for: {line}. ST-Title"
    assert words[1:4] == ["She baked scones.", "What difference it made", "She eats with the others now."]
    assert words[4] == "“She laughs again” (daughter)"
    assert [block.style for block in blocks if isinstance(block, Paragraph)][4] == "quote"


def test_document_says_which_picture_could_not_be_opened():
    document = document_of(book_of(told(pictures=(a_file(),)), has_pictures=True))
    blocks = document.sections[1].blocks
    assert not any(isinstance(block, Pictures) for block in blocks)
    assert Paragraph(UNOPENED, "small") in blocks


def test_same_book_of_the_same_moment_is_the_same_document():
    assert document_of(book_of(told("A", "C1"))) == document_of(book_of(told("A", "C1")))
