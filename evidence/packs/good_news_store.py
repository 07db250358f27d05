"""The stories that a good-news book may tell, read as somebody outside may read them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select

from evidence.accounts import people
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.packs.choices import outside
from evidence.records import attachments
from evidence.records import store as records
from evidence.records.attachments import FileOnPage
from evidence.records.models import Attachment, FileRevision, Record
from evidence.records.visible import visible
from evidence.records.words import Bearing, Kind, State
from evidence.stories.models import Story
from evidence.web.errors import NotFound

PICTURE_TYPES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story as it was written. lines: (framework id, code) of the lines it does not challenge, in order.

    is_good_news: False when all it is linked to are lines that it challenges. pictures: its files that are pictures.
    """

    reference: str
    title: str
    happened_on: date | None
    text: str
    difference: str
    who_says: str
    author: str
    lines: tuple[tuple[str, str], ...]
    is_good_news: bool
    pictures: tuple[FileOnPage, ...]


def accepted_stories(scope: Scope) -> list[ToldStory]:
    """All accepted stories that may leave the building, oldest first. Four queries, whatever their number."""
    scope = outside(scope)
    joined = and_(Story.service_id == Record.service_id, Story.id == Record.id)
    rows = (
        select(Record, Story)
        .join(Story, joined)
        .where(visible(scope), Story.service_id == scope.service_id)
        .where(Record.kind == Kind.STORY.value, Record.state == State.ACCEPTED.value)
        .order_by(Record.happened_on, Record.id)
    )
    found = [(record, story) for record, story in db.session.execute(rows)]
    ids = [record.id for record, _ in found]
    links, files = records.links_of(scope, ids), attachments.files_of(scope, ids)
    names = people.names_of({record.created_by_id for record, _ in found})
    told = []
    for record, story in found:
        lines = [link for link in links[record.id] if link.bearing != Bearing.CHALLENGES]
        told.append(
            ToldStory(
                reference=record.reference,
                title=record.title,
                happened_on=record.happened_on,
                text=record.text,
                difference=story.difference,
                who_says=story.who_says,
                author=names.get(record.created_by_id, ""),
                lines=tuple((link.framework_id, link.code) for link in lines if link.is_confirmed),
                is_good_news=bool(lines) or not links[record.id],
                pictures=tuple(file for file in files[record.id] if file.media_type in PICTURE_TYPES),
            )
        )
    return told


def get_picture(scope: Scope, file_id: UUID) -> FileOnPage:
    """A picture of an accepted story that may leave the building, by its file's id. Two queries. Raises NotFound."""
    scope = outside(scope)
    rows = (
        select(Record.id)
        .join(Attachment, Attachment.record_id == Record.id)
        .join(FileRevision, FileRevision.attachment_id == Attachment.id)
        .where(visible(scope), Record.kind == Kind.STORY.value, Record.state == State.ACCEPTED.value)
        .where(Attachment.service_id == scope.service_id, FileRevision.service_id == scope.service_id)
        .where(FileRevision.id == file_id)
    )
    record_id = db.session.scalar(rows)
    if record_id is not None:
        for file in attachments.files_of(scope, [record_id])[record_id]:
            if file.id == file_id and file.media_type in PICTURE_TYPES:
                return file
    raise NotFound
