"""What packs ask of the database: the service, the records beside its lines, its actions, and what it judged.

Every function is given the scope that `choices.outside` makes: nothing confidential is read for a pack.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from evidence.accounts.models import Account, Provider, Service
from evidence.accounts.scope import Scope
from evidence.actions.models import Action
from evidence.database import db
from evidence.items.models import EvidenceItem
from evidence.items.shelf_life import last_good_day
from evidence.packs.choices import PackChoices
from evidence.records.models import Attachment, Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Bearing, Kind, State
from evidence.stories.models import Story

_owner, _closer, _resolver = aliased(Account), aliased(Account), aliased(Account)
_proof = aliased(Record)


@dataclass(frozen=True, slots=True)
class PackService:
    """The service a pack is about. settings: the kinds of service it is, as `kloe` reads them."""

    reference: str
    name: str
    provider: str
    cqc_location_id: str
    registered_manager: str
    framework_id: str
    settings: frozenset[str]


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """A record beside one line of the framework in use, as it is stored now. What its kind does not have is None.

    last_good_day: of evidence. files: how many are kept with it. owner, resolved_by: names in full, "" for nobody.
    """

    record: Record
    link: RecordLine
    item: EvidenceItem | None
    story: Story | None
    last_good_day: date | None
    files: int
    resolved_by: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as it is stored now, with one of its lines; once for each of them, and once without where it has none.

    owner, closed_by: names in full, "" for nobody. proof: a reference, "" where it may not be shown or there is none.
    """

    record: Record
    action: Action
    code: str
    owner: str
    closed_by: str
    proof: str


def read_service(scope: Scope) -> PackService:
    """The service of the scope. One query."""
    service, provider = db.session.execute(
        select(Service, Provider.name)
        .join(Provider, Provider.id == Service.provider_id)
        .where(Service.id == scope.service_id, Service.provider_id == scope.provider_id)
    ).one()
    return PackService(
        service.reference,
        service.name,
        provider,
        service.cqc_location_id,
        service.registered_manager,
        service.framework_id,
        service.settings,
    )


def linked_rows(scope: Scope, framework_id: str, choices: PackChoices) -> list[LinkedRow]:
    """The accepted evidence and stories beside the chosen lines, newest first. One query.

    What happened outside the chosen time is left out, unless it challenges a line and has not been dealt with.
    """
    rows = (
        _beside_lines(scope, framework_id, choices)
        .add_columns(EvidenceItem, Story, last_good_day(scope), _files(scope), _resolver.name)
        .outerjoin(EvidenceItem, and_(EvidenceItem.service_id == Record.service_id, EvidenceItem.id == Record.id))
        .outerjoin(Story, and_(Story.service_id == Record.service_id, Story.id == Record.id))
        .outerjoin(_resolver, _resolver.id == RecordLine.resolved_by_id)
        .order_by(Record.happened_on.desc().nulls_last(), Record.id.desc(), RecordLine.code)
    )
    return [
        LinkedRow(record, link, item, story, last, files, resolver or "")
        for record, link, item, story, last, files, resolver in db.session.execute(rows)
    ]


def count_records(scope: Scope, framework_id: str, choices: PackChoices) -> int:
    """How many pieces of evidence and stories a pack with these choices holds. One query."""
    ids = _beside_lines(scope, framework_id, choices).with_only_columns(Record.id).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def action_rows(scope: Scope, framework_id: str, *, closed_since: datetime | None) -> list[ActionRow]:
    """The open actions, and those closed since a moment (None for no closed ones), by due date. One query.

    Each comes once for every line of the framework that it is linked to.
    """
    on_framework = and_(
        RecordLine.service_id == Record.service_id,
        RecordLine.record_id == Record.id,
        RecordLine.framework_id == framework_id,
    )
    may_show = and_(
        _proof.service_id == Action.service_id, _proof.id == Action.proof_id, _proof.is_confidential.is_(False)
    )
    wanted: ColumnElement[bool] = Record.state == State.OPEN.value
    if closed_since is not None:
        wanted = or_(wanted, and_(Record.state == State.DONE.value, Action.closed_at >= closed_since))
    rows = (
        select(Record, Action, RecordLine.code, _owner.name, _closer.name, _proof.reference)
        .join(Action, and_(Action.service_id == Record.service_id, Action.id == Record.id))
        .outerjoin(RecordLine, on_framework)
        .outerjoin(_owner, _owner.id == Record.owner_id)
        .outerjoin(_closer, _closer.id == Action.closed_by_id)
        .outerjoin(_proof, may_show)
        .where(visible(scope), Record.kind == Kind.ACTION.value, wanted)
        .order_by(Action.due_on, Record.id, RecordLine.code)
    )
    return [
        ActionRow(record, action, code or "", owner or "", closer or "", proof or "")
        for record, action, code, owner, closer, proof in db.session.execute(rows)
    ]


def _beside_lines(scope: Scope, framework_id: str, choices: PackChoices) -> Select[*tuple[Any, ...]]:
    belongs = and_(RecordLine.service_id == Record.service_id, RecordLine.record_id == Record.id)
    rows = (
        select(Record, RecordLine)
        .join(RecordLine, belongs)
        .where(visible(scope), RecordLine.framework_id == framework_id)
        .where(Record.kind.in_((Kind.ITEM.value, Kind.STORY.value)), Record.state == State.ACCEPTED.value)
    )
    if choices.lines is not None:
        codes = [code for each_framework, code in choices.lines if each_framework == framework_id]
        rows = rows.where(RecordLine.code.in_(codes))
    if choices.since is not None or choices.until is not None:
        still_challenges = and_(RecordLine.bearing == Bearing.CHALLENGES.value, RecordLine.resolved_at.is_(None))
        rows = rows.where(or_(_in_time(choices), still_challenges))
    return rows


def _in_time(choices: PackChoices) -> ColumnElement[bool]:
    limits = []
    if choices.since is not None:
        limits.append(Record.happened_on >= choices.since)
    if choices.until is not None:
        limits.append(Record.happened_on <= choices.until)
    return and_(*limits)


def _files(scope: Scope) -> Any:
    return (
        select(func.count())
        .select_from(Attachment)
        .where(Attachment.service_id == scope.service_id, Attachment.record_id == Record.id)
        .where(Attachment.removed_at.is_(None))
        .correlate(Record)
        .scalar_subquery()
    )
