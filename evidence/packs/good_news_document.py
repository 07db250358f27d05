"""The good-news book as a document to be drawn as a PDF."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from evidence.drawing.document import Block, Cover, Document, Paragraph, Picture, Pictures, Section, Span
from evidence.drawing.rich_text import html_blocks
from evidence.packs.good_news_book import Book, BookStory, Chapter
from evidence.web.formatters import join_words, long_date, plural
from evidence.web.markdown import to_html

DIFFERENCE = "What difference it made"
UNOPENED = "A picture of this story can’t be opened. The story is whole without it."
TOLD_BY_US = "Told by the people who live and work here. Confidential records are left out. Not CQC’s view."


def book_document(book: Book, pictures: Mapping[UUID, Picture], *, made_at: datetime) -> Document:
    """The book as a document. pictures: those that could be opened, by their files' ids."""
    return Document(
        title=f"Good news from {book.service}",
        subtitle=book.in_numbers,
        author=book.provider,
        subject=f"Accepted good-news stories, put together on {long_date(book.made_on)}",
        cover=Cover(
            book.provider,
            (
                ("Service", book.service),
                ("Put together on", long_date(book.made_on)),
                ("What is in it", book.chosen),
                ("Pictures", "Shown with the agreement of everybody in them." if book.has_pictures else "None."),
            ),
        ),
        sections=tuple(section for chapter in book.chapters for section in _chapter(chapter, pictures)),
        footer=f"Good news from {book.service}, {long_date(book.made_on)}",
        disclaimer=TOLD_BY_US,
        made_at=made_at,
    )


def _chapter(chapter: Chapter, pictures: Mapping[UUID, Picture]) -> list[Section]:
    about: tuple[Block, ...] = (Paragraph(chapter.about, "lead"),) if chapter.about else ()
    return [
        Section(chapter.heading, 1, about, starts_page=True),
        # The first story stays with its chapter's heading, even if it then runs over two pages.
        *(
            Section(story.title, 2, _story(story, pictures), is_whole=number > 0)
            for number, story in enumerate(chapter.stories)
        ),
    ]


def _story(story: BookStory, pictures: Mapping[UUID, Picture]) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph((*_about(story), Span(story.reference, is_code=True)), "small")]
    found = [pictures[each.file.id] for each in story.pictures if each.file.id in pictures]
    if found:
        blocks.append(Pictures(tuple(found)))
    if len(found) < len(story.pictures):
        blocks.append(Paragraph(UNOPENED, "small"))
    blocks += html_blocks(to_html(story.text))
    if story.difference:
        blocks.append(Paragraph(DIFFERENCE, "heading"))
        blocks += html_blocks(to_html(story.difference))
    if story.who_says:
        blocks += [_quoted(block) for block in html_blocks(to_html(story.who_says))]
    return tuple(blocks)


def _quoted(block: Block) -> Block:
    return replace(block, style="quote") if isinstance(block, Paragraph) else block


def _about(story: BookStory) -> list[Span]:
    """When it happened, who told it, what it speaks for, and what is kept with it, as words."""
    said = [f"{story.happened}."] if story.happened else []
    if story.told_by:
        said.append(f"Told by {story.told_by.rstrip('.')}.")
    if story.speaks_for:
        said.append(f"Speaks for: {join_words(story.speaks_for)}.")
    if story.more_pictures:
        said.append(f"{plural(story.more_pictures, 'more picture')} kept with it.")
    return [Span(f"{words} ") for words in said]
