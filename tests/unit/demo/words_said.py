"""Every text of the demonstration, with where it stands."""

from collections.abc import Iterator
from datetime import date, timedelta

from evidence.demo.content import Content, Item, Link, Service
from evidence.demo.dates import dated


def all_texts(content: Content, today: date) -> Iterator[tuple[str, str]]:
    """Where a text stands and the text as people read it, for each text of the demonstration."""
    for service in content.services:
        for item in service.items:
            for text in item_texts(item, today):
                yield f"{service.key} {item.key}", text
        for where, text in plain_texts(service):
            yield f"{service.key} {where}", text


def item_texts(item: Item, today: date) -> Iterator[str]:
    """The texts of a piece of evidence with their dates filled in, its paper's too."""
    day = today - timedelta(days=item.day)
    yield from (dated(text, day) for text in (item.title, item.text, *item.paper.rows))
    yield from link_texts(item.links)


def plain_texts(service: Service) -> Iterator[tuple[str, str]]:
    """The texts of stories, actions and rounds."""
    for story in service.stories:
        yield from ((story.key, text) for text in (story.title, story.text, story.difference, story.who_says))
        yield from ((story.key, text) for text in link_texts(story.links))
    for action in service.actions:
        said = [action.title, action.issue, action.plan, action.measure, action.text]
        if action.closed:
            said += [action.closed.word, action.closed.no_proof]
        yield from ((action.key, text) for text in said if text)
    for round_ in service.rounds:
        judged = (*round_.lines, *round_.key_questions, *round_.limiters)
        yield from ((f"{round_.key} {each.code}", each.reason) for each in judged)
        yield round_.key, round_.title
    yield from (("does not apply", why) for why in set(service.does_not_apply.values()))


def link_texts(links: tuple[Link, ...]) -> Iterator[str]:
    """What links say, and how challenges were dealt with."""
    for link in links:
        if link.shows:
            yield link.shows
        if link.resolved:
            yield link.resolved.word
