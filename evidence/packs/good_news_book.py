"""The good-news book: a service's accepted stories in chapters, as its page and its PDF tell them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from evidence.packs.choices import PackChoices
from evidence.packs.good_news_store import ToldStory
from evidence.records.attachments import FileOnPage
from evidence.web.formatters import MONTHS, long_date, plural
from kloe.framework import Framework

MOST_PICTURES = 4
OTHER = "More good news"
UNDATED = "Without a date"


class Order(StrEnum):
    """What the chapters of a book are."""

    KEY_QUESTIONS = "key-questions"
    MONTHS = "months"


ORDER_WORDS = {
    Order.KEY_QUESTIONS: "A chapter for each key question",
    Order.MONTHS: "A chapter for each month, from the first to the last",
}


@dataclass(frozen=True, slots=True)
class BookPicture:
    """A picture in a story. file: what it is opened from. words: what it shows, for those who can't see it."""

    file: FileOnPage
    words: str


@dataclass(frozen=True, slots=True)
class BookStory:
    """A story as the book tells it.

    day: when it happened. text, difference, who_says: as written, in Markdown. speaks_for: the
    titles of the lines it is linked to. told_by: its author as chosen. pictures: at most four; more_pictures: how many
    others are kept with the story.
    """

    reference: str
    title: str
    day: date | None
    text: str
    difference: str
    who_says: str
    speaks_for: tuple[str, ...]
    told_by: str
    pictures: tuple[BookPicture, ...] = ()
    more_pictures: int = 0

    @property
    def happened(self) -> str:
        """Its day in words, "" without one."""
        return long_date(self.day) if self.day else ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its heading, a sentence under it ("" for none), and its stories, oldest first."""

    heading: str
    about: str
    stories: tuple[BookStory, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book. chosen: what was chosen, in words. left_out: how many stories challenge all their lines."""

    service: str
    provider: str
    chosen: str
    made_on: date
    chapters: tuple[Chapter, ...]
    left_out: int = 0
    has_pictures: bool = False

    @property
    def stories(self) -> tuple[BookStory, ...]:
        """All its stories, in order."""
        return tuple(story for chapter in self.chapters for story in chapter.stories)

    @property
    def pictures(self) -> tuple[tuple[FileOnPage, str], ...]:
        """The files of all its pictures, each with what it shows."""
        return tuple((picture.file, picture.words) for story in self.stories for picture in story.pictures)

    @property
    def in_numbers(self) -> str:
        """How much it tells, such as "12 stories, 3 March 2026 to 4 June 2026"."""
        days = sorted(story.day for story in self.stories if story.day)
        told = plural(len(self.stories), "story", "stories")
        if not days:
            return told
        return f"{told}, {long_date(days[0])}" + (f" to {long_date(days[-1])}" if days[-1] != days[0] else "")


@dataclass(frozen=True, slots=True)
class BookChoices:
    """What goes into a book: what goes into any pack, what its chapters are, and whether pictures are shown."""

    pack: PackChoices = field(default_factory=PackChoices)
    order: Order = Order.KEY_QUESTIONS
    has_pictures: bool = False


def make_book(
    stories: Iterable[ToldStory],
    framework: Framework,
    choices: BookChoices,
    *,
    service: str,
    provider: str,
    today: date,
) -> Book:
    """The book of these stories, by what was chosen. framework: the one in use, whose lines' titles are told."""
    wanted = [story for story in stories if _is_wanted(story, framework, choices.pack)]
    good = [story for story in wanted if story.is_good_news]
    chapters = _by_month(good) if choices.order is Order.MONTHS else _by_key_question(good, framework)
    return Book(
        service=service,
        provider=provider,
        chosen=choices.pack.in_words(framework),
        made_on=today,
        chapters=tuple(
            Chapter(heading, about, tuple(_story(story, framework, choices) for story in told))
            for heading, about, told in chapters
            if told
        ),
        left_out=len(wanted) - len(good),
        has_pictures=choices.has_pictures,
    )


def _is_wanted(story: ToldStory, framework: Framework, choices: PackChoices) -> bool:
    if not choices.covers(story.happened_on):
        return False
    return choices.lines is None or any(choices.wants(*line) for line in story.lines)


Told = tuple[str, str, Sequence[ToldStory]]


def _by_key_question(stories: Sequence[ToldStory], framework: Framework) -> list[Told]:
    """A story stands once, under the key question of its first line in the framework's order."""
    key_questions = {line.code: line.key_question for line in framework.lines}
    order = {key_question.code: place for place, key_question in enumerate(framework.key_questions)}
    found: dict[str, list[ToldStory]] = {code: [] for code in [*order, ""]}
    for story in stories:
        codes = [key_questions[code] for id_, code in story.lines if id_ == framework.id and code in key_questions]
        found[min(codes, key=order.__getitem__, default="")].append(story)
    told: list[Told] = [(each.title, each.question, found[each.code]) for each in framework.key_questions]
    return [*told, (OTHER, "", found[""])]


def _by_month(stories: Sequence[ToldStory]) -> list[Told]:
    found: dict[str, list[ToldStory]] = {}
    for story in sorted(stories, key=lambda story: (story.happened_on is None, story.happened_on or date.min)):
        day = story.happened_on
        found.setdefault(f"{MONTHS[day.month - 1]} {day.year}" if day else UNDATED, []).append(story)
    return [(heading, "", told) for heading, told in found.items()]


def _story(story: ToldStory, framework: Framework, choices: BookChoices) -> BookStory:
    linked = set(story.lines)
    shown = story.pictures[:MOST_PICTURES] if choices.has_pictures else ()
    return BookStory(
        reference=story.reference,
        title=story.title,
        day=story.happened_on,
        text=story.text,
        difference=story.difference,
        who_says=story.who_says,
        speaks_for=tuple(line.title for line in framework.lines if (framework.id, line.code) in linked),
        told_by=choices.pack.person(story.author),
        pictures=tuple(
            BookPicture(file, _picture_words(story.title, number, len(shown)))
            for number, file in enumerate(shown, start=1)
        ),
        more_pictures=len(story.pictures) - len(shown) if choices.has_pictures else 0,
    )


def _picture_words(title: str, number: int, of: int) -> str:
    # A file's name is not told: people name pictures after who is in them.
    return f"Picture for “{title}”" if of == 1 else f"Picture {number} of {of} for “{title}”"
