"""A provider with so many services and so many believable records in each, made fast and alike at every run.

The rows are written many at once, and keep every rule that the stores keep: the session's own hooks write the index of
search, each record has its first version and its entry in the audit trail, and the chain of digests is whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from evidence.accounts import audit
from evidence.accounts.audit_models import AuditEntry, AuditHead, AuditPayload
from evidence.accounts.words import Role
from evidence.actions.models import Action
from evidence.database import ServiceOwned, db, new_id
from evidence.items.models import EvidenceItem
from evidence.items.words import CHALLENGING_KINDS, ITEM_KINDS
from evidence.records.details import LineLink, RecordDetails
from evidence.records.models import Record, RecordLine, RecordVersion
from evidence.records.store import FILES, KIND_WORDS, PREFIXES
from evidence.records.words import Bearing, Kind, Source, State
from evidence.references import reference
from evidence.stories.models import Story
from evidence.web import clock
from kloe.loader import load_framework
from tests import factories
from tests.bench import sentences
from tests.factories import FRAMEWORK, MadePerson, MadeService

SEED = 20_260_401
# Of a hundred records so many are stories and actions; the others are evidence.
STORIES, ACTIONS = 15, 10
CONFIDENTIAL = 0.03
AT_ONCE = 500
_OWN: dict[Kind, type[ServiceOwned]] = {Kind.ITEM: EvidenceItem, Kind.STORY: Story, Kind.ACTION: Action}
_SUPPORTING = [kind for kind in ITEM_KINDS if kind not in CHALLENGING_KINDS]


@dataclass(frozen=True, slots=True)
class Home:
    """A service that was filled, its manager, and the reference of its signed-off self-assessment, or ""."""

    service: MadeService
    manager: MadePerson
    round: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made: the services in order, how many records each holds, and a lead of their provider."""

    homes: tuple[Home, ...]
    records: tuple[int, ...]
    lead: MadePerson


def fill(app: Flask, records: Sequence[int], *, judged: int = 1, confidential: float = CONFIDENTIAL) -> Filled:
    """A provider whose services hold so many records each.

    records: one number for each service. judged: so many services, from the first on, have a self-assessment that is
    signed off. confidential: the share of records that only managers see.
    """
    with app.app_context():
        provider = factories.make_provider(app, "Bench Care")
        homes = tuple(
            _home(
                app, factories.make_service(app, provider, f"House {number + 1}"), wanted, number, judged, confidential
            )
            for number, wanted in enumerate(records)
        )
        return Filled(homes, tuple(records), factories.make_person(app, homes[0].service, Role.PROVIDER_LEAD))


def _home(app: Flask, service: MadeService, wanted: int, number: int, judged: int, confidential: float) -> Home:
    manager = factories.make_person(app, service, Role.MANAGER)
    for start in range(0, wanted, AT_ONCE):
        chance = Random(f"{SEED} {number} {start}")
        with factories.at_once(app):
            _add(manager, chance, range(start, min(start + AT_ONCE, wanted)), confidential)
    return Home(service, manager, factories.make_signed_off_round(app, manager) if number < judged else "")


def _add(person: MadePerson, chance: Random, numbers: range, confidential: float) -> None:
    """Write records and what belongs to them, in as few statements as there are tables."""
    made = [_details(chance, number, person, confidential) for number in numbers]
    records = [_record(person, kind, details) for kind, details in made]
    db.session.add_all(records)
    db.session.flush()
    for record, (kind, details) in zip(records, made, strict=True):
        db.session.add(_OWN[kind](service_id=record.service_id, id=record.id, **details.own))
        db.session.add_all(_rows_of(record, details))
    _note_in_trail(person, zip(records, made, strict=True))
    db.session.flush()


def _details(chance: Random, number: int, person: MadePerson, confidential: float) -> tuple[Kind, RecordDetails]:
    """One record of some kind, linked to one or two lines, from the last two years."""
    draw = chance.randrange(100)
    kind = Kind.STORY if draw < STORIES else Kind.ACTION if draw < STORIES + ACTIONS else Kind.ITEM
    happened_on = clock.today() - timedelta(days=chance.randrange(730))
    own, bearing = _own(kind, chance, happened_on)
    codes = chance.sample([line.code for line in load_framework(FRAMEWORK).lines], chance.choice((1, 1, 2)))
    details = RecordDetails(
        title=sentences.title(chance, number + 1),
        text=sentences.text(chance),
        happened_on=None if kind is Kind.ACTION else happened_on,
        owner_id=person.id if chance.random() < 0.7 else None,
        is_confidential=chance.random() < confidential,
        links=tuple(LineLink(FRAMEWORK, code, bearing, sentences.shown(chance)) for code in codes),
        own=own,
    )
    return kind, details


def _own(kind: Kind, chance: Random, day: date) -> tuple[dict[str, Any], Bearing]:
    """The fields of a kind's own table, and how such a record bears on its lines."""
    source = chance.choice([each for each in Source if each is not Source.CQC_HELD]).value
    if kind is Kind.STORY:
        return {"difference": sentences.shown(chance), "who_says": "Her daughter", "source": source}, Bearing.SUPPORTS
    if kind is Kind.ACTION:
        words = {name: sentences.shown(chance) for name in ("issue", "plan", "measure")}
        due = day + timedelta(days=chance.randrange(900))
        return {**words, "due_on": due, "priority": chance.choice(("high", "medium", "low"))}, Bearing.BACKGROUND
    challenges = chance.random() < 0.08
    item_kind = chance.choice(sorted(CHALLENGING_KINDS) if challenges else _SUPPORTING)
    own = {"source": source, "item_kind": item_kind, "good_until": None, "original_kept": "Office, cabinet 2"}
    return own, Bearing.CHALLENGES if challenges else Bearing.SUPPORTS


def _record(person: MadePerson, kind: Kind, details: RecordDetails) -> Record:
    now, record_id = clock.now(), new_id()
    state = State.OPEN if kind is Kind.ACTION else State.ACCEPTED
    is_accepted = state is State.ACCEPTED
    return Record(
        service_id=person.scope.service_id,
        id=record_id,
        # Drawn from chance, two of a thousand records may be given the same; from their ids, all but never.
        reference=reference(PREFIXES[kind], record_id),
        kind=kind.value,
        title=details.title,
        text=details.text,
        happened_on=details.happened_on,
        owner_id=details.owner_id,
        is_confidential=details.is_confidential,
        state=state.value,
        created_at=now,
        created_by_id=person.id,
        updated_at=now,
        updated_by_id=person.id,
        accepted_at=now if is_accepted else None,
        accepted_by_id=person.id if is_accepted else None,
    )


def _rows_of(record: Record, details: RecordDetails) -> Iterator[ServiceOwned]:
    """A record's first version and its links."""
    key = {"service_id": record.service_id, "record_id": record.id}
    fields = {**details.as_fields(), FILES: []}
    yield RecordVersion(
        **key, id=new_id(), number=1, fields=fields, saved_at=record.updated_at, saved_by_id=record.updated_by_id
    )
    for link in details.links:
        yield RecordLine(
            **key,
            id=new_id(),
            framework_id=link.framework_id,
            code=link.code,
            bearing=link.bearing.value,
            shows=link.shows,
            linked_at=record.updated_at,
            linked_by_id=record.updated_by_id,
        )


def _note_in_trail(person: MadePerson, made: Any) -> None:
    """One entry for each record, each following from the one before."""
    service_id = person.scope.service_id
    head = db.session.scalars(select(AuditHead).where(AuditHead.service_id == service_id)).one()
    for record, (kind, details) in made:
        said = {"version": 1, "fields": details.as_fields(), "files": [], "state": record.state}
        salt = f"{head.number:032x}"
        entry = AuditEntry(
            service_id=service_id,
            id=new_id(),
            number=head.number + 1,
            person_id=person.id,
            recorded_at=record.created_at,
            happened_on=record.happened_on,
            action=f"added {KIND_WORDS[kind]}",
            subject=record.reference,
            payload_digest=audit.payload_digest(salt, said),
            previous_digest=head.digest,
        )
        entry.digest = audit.entry_digest(entry)
        head.number, head.digest = entry.number, entry.digest
        db.session.add(entry)
        db.session.add(AuditPayload(service_id=service_id, id=entry.id, salt=salt, details=said))
