"""The kinds of record as search shows them: their words, their pages, and their symbol."""

from dataclasses import dataclass

from evidence.records.words import Kind


@dataclass(frozen=True, slots=True)
class KindFound:
    """A kind of record. one, many: the words for it. endpoint: the page of one record, by its reference."""

    one: str
    many: str
    endpoint: str
    icon: str


KINDS: dict[Kind, KindFound] = {
    Kind.ITEM: KindFound("Evidence", "Evidence", "items.view", "evidence"),
    Kind.STORY: KindFound("Good news", "Good news", "stories.view", "story"),
    Kind.ACTION: KindFound("Action", "Actions", "actions.view", "action"),
}
