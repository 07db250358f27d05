"""Adding the demonstration’s evidence, stories and actions by the rooms’ own stores, files by the usual intake."""

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zlib import crc32

from werkzeug.datastructures import FileStorage

from evidence.accounts import people
from evidence.accounts.models import Service as StoredService
from evidence.accounts.scope import Scope
from evidence.actions import store as actions
from evidence.actions.models import Action as ActionRow
from evidence.database import ServiceOwned, db
from evidence.demo.cast import Cast, Made
from evidence.demo.content import Action, Item, Link, Service, Story
from evidence.demo.dates import dated
from evidence.demo.papers import Signed, paper_of
from evidence.demo.pictures import picture_of
from evidence.items.models import EvidenceItem
from evidence.records import attachments, challenges, checks
from evidence.records import store as records
from evidence.records.details import FormFiles, LineLink, RecordDetails
from evidence.records.words import Bearing, Kind
from evidence.stories.models import Story as StoryRow
from evidence.web import clock

OWN: dict[Kind, type[ServiceOwned]] = {Kind.ITEM: EvidenceItem, Kind.STORY: StoryRow, Kind.ACTION: ActionRow}


# What a second person says who has looked at a piece.
CHECKED = (
    "Read it with the paper beside it. It says the same.",
    "I was there, and it is as it says.",
    "Asked two of those it is about. They agree.",
    "Looked at what it rests on. Nothing is missing.",
    "",
)


class RefusedFile(RuntimeError):
    """A file of the demonstration did not pass the intake. The message is the one that people would read."""


def add_item(cast: Cast, service: Service, item: Item, today: date) -> None:
    """Add a piece of evidence with its paper or picture, as whoever found it."""
    scope, happened_on = cast.scope(item.by, service.key), today - timedelta(days=item.day)
    title = dated(item.title, happened_on)
    if item.picture:
        file = (picture_of(item.picture), f"{file_name(title)}.jpg")
    else:
        signed = Signed(cast.signed(item.by), service.name)
        file = (paper_of(item, happened_on, signed, clock.now()), f"{file_name(title)}.pdf")
    details = RecordDetails(
        title=title,
        text=dated(item.text, happened_on),
        happened_on=happened_on,
        owner_id=_owner(cast, item.owner or item.by, scope),
        is_confidential=item.confidential,
        links=_links(scope, item.links),
        own={
            "source": item.source.value,
            "item_kind": item.kind,
            "good_until": None if item.good_for is None else happened_on + timedelta(days=item.good_for),
            "original_kept": item.original,
        },
    )
    _add(cast, service, item.key, Kind.ITEM, scope, details, file)


def add_story(cast: Cast, service: Service, story: Story, today: date) -> None:
    """Add a good-news story, as whoever tells it."""
    scope = cast.scope(story.by, service.key)
    details = RecordDetails(
        title=story.title,
        text=story.text,
        happened_on=today - timedelta(days=story.day),
        owner_id=_owner(cast, story.by, scope),
        links=_links(scope, story.links),
        own={"difference": story.difference, "who_says": story.who_says, "source": story.source.value},
    )
    file = (picture_of(story.picture), f"{file_name(story.title)}.jpg") if story.picture else None
    _add(cast, service, story.key, Kind.STORY, scope, details, file)


def add_action(cast: Cast, service: Service, action: Action, today: date) -> None:
    """Plan an action."""
    scope = cast.scope(action.by, service.key)
    links = tuple(Link(code, Bearing.BACKGROUND, "") for code in action.lines)
    details = RecordDetails(
        title=action.title,
        text=action.text,
        owner_id=_owner(cast, action.owner, scope),
        links=_links(scope, links),
        own={
            "issue": action.issue,
            "plan": action.plan,
            "measure": action.measure,
            "due_on": today + timedelta(days=action.due),
            "priority": action.priority.value,
        },
    )
    _add(cast, service, action.key, Kind.ACTION, scope, details, None)


def accept(cast: Cast, service: Service, key: str) -> None:
    """Accept what staff sent in, as the service's first manager."""
    scope = cast.scope(cast.accepts(service.key), service.key)
    record, _ = _stored(cast, scope, service, key)
    records.accept(scope, record)


def check(cast: Cast, service: Service, record: Item | Story) -> None:
    """Look at what a manager has added, as another manager."""
    scope = cast.scope(cast.checks(record.by, service.key), service.key)
    stored, _ = _stored(cast, scope, service, record.key)
    checks.check(scope, stored, CHECKED[crc32(record.key.encode()) % len(CHECKED)], version=stored.version)


def resolve(cast: Cast, service: Service, key: str, link: Link) -> None:
    """Say how a challenge was dealt with."""
    assert link.resolved is not None
    scope = cast.scope(link.resolved.by, service.key)
    record, _ = _stored(cast, scope, service, key)
    found = challenges.find_challenge(scope, record, _framework_id(scope), link.code)
    challenges.resolve_challenge(scope, record, found, link.resolved.word, seen="")


def close(cast: Cast, service: Service, action: Action) -> None:
    """Close an action with its word, and with its proof or the reason why there is none."""
    assert action.closed is not None
    scope = cast.scope(action.closed.by, service.key)
    record, row = _stored(cast, scope, service, action.key)
    proof = cast.records[service.key, action.closed.proof].reference if action.closed.proof else ""
    actions.close(scope, record, row, actions.Closing(action.closed.word, proof, action.closed.no_proof))


def file_name(title: str) -> str:
    """A title as the name of a file: small letters, digits and hyphens, at most 60 of them."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold().replace("’", "")).strip("-")[:60].strip("-")


def _add(
    cast: Cast,
    service: Service,
    key: str,
    kind: Kind,
    scope: Scope,
    details: RecordDetails,
    file: tuple[bytes, str] | None,
) -> None:
    form = FormFiles(f"demonstration {key}"[:64])
    if file is not None:
        content, name = file
        received = attachments.receive(scope, [FileStorage(BytesIO(content), name)])
        if received.refused:
            raise RefusedFile(" ".join(received.refused))
        attachments.keep(scope, received, form.key)
    record = records.add_record(scope, kind, OWN[kind], details, form)
    cast.records[service.key, key] = Made(kind, record.id, record.reference)


def _stored(cast: Cast, scope: Scope, service: Service, key: str) -> tuple[Any, Any]:
    made = cast.records[service.key, key]
    return records.get_record(scope, made.kind, OWN[made.kind], made.reference)


def _links(scope: Scope, links: tuple[Link, ...]) -> tuple[LineLink, ...]:
    framework_id = _framework_id(scope)
    return tuple(LineLink(framework_id, link.code, link.bearing, link.shows) for link in links)


def _framework_id(scope: Scope) -> str:
    return db.session.get_one(StoredService, scope.service_id).framework_id


def _owner(cast: Cast, person: str, scope: Scope) -> UUID | None:
    """The account that looks after a record; None for a provider lead without a role of their own in the service."""
    account_id = cast.accounts[person]
    return account_id if people.find_member(scope, account_id) else None
