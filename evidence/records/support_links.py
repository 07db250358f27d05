"""Records as the support rules see them: plain links with source, bearing, dates and what is known of each."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned, db
from evidence.records.checks import is_checked
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from evidence.records.words import Kind, State
from kloe.support import Link


def support_links(
    scope: Scope,
    kind: Kind,
    own: type[ServiceOwned],
    *,
    framework_id: str,
    what: ColumnElement[str],
    source: ColumnElement[str],
    good_until: ColumnElement[Any],
    has_impact: ColumnElement[bool],
    codes: Sequence[str] | None = None,
) -> dict[str, list[Link]]:
    """The links of one kind of record to the lines of a framework, by line code. One query.

    what: what a record is, in a word or two, as a sentence names it. codes: only these lines; None for all.
    Archived records and those the person may not see are left out.
    """
    criteria = [
        visible(scope),
        Record.kind == kind.value,
        Record.state != State.ARCHIVED.value,
        own.service_id == scope.service_id,
        RecordLine.service_id == scope.service_id,
        RecordLine.framework_id == framework_id,
    ]
    if codes is not None:
        criteria.append(RecordLine.code.in_(codes))
    rows = (
        select(*_columns(scope, what, source, good_until, has_impact))
        .join(RecordLine, and_(RecordLine.service_id == Record.service_id, RecordLine.record_id == Record.id))
        .join(own, and_(own.service_id == Record.service_id, own.id == Record.id))
        .where(*criteria)
        .order_by(RecordLine.code, Record.happened_on.desc().nulls_last(), Record.id)
    )
    found: dict[str, list[Link]] = {}
    for code, *facts in db.session.execute(rows):
        found.setdefault(code, []).append(_link(*facts))
    return found


def _columns(scope: Scope, *own: ColumnElement[Any]) -> tuple[Any, ...]:
    """The code, and what `_link` takes. own: what the record is, its source, its last good day, whether it has impact.

    Plain columns, not rows of the tables: a service has thousands of links, and each page about lines reads them all.
    """
    what, source, good_until, has_impact = own
    return (
        RecordLine.code,
        Record.reference,
        what,
        RecordLine.bearing,
        source,
        (Record.state == State.ACCEPTED.value).label("accepted"),
        RecordLine.is_confirmed,
        Record.happened_on,
        good_until,
        has_impact,
        is_checked(scope),
        RecordLine.resolved_at.is_not(None).label("resolved"),
    )


def joined(*parts: dict[str, list[Link]]) -> dict[str, list[Link]]:
    """Links of several kinds of record together, by line code."""
    codes: Iterable[str] = dict.fromkeys(code for part in parts for code in part)
    return {code: [link for part in parts for link in part.get(code, [])] for code in codes}


def _link(
    reference: str,
    word: str,
    bearing: str,
    source: str,
    accepted: bool,
    confirmed: bool,
    happened_on: date | None,
    good_until: date | None,
    impact: bool,
    checked: bool | None,
    resolved: bool,
) -> Link:
    return Link(
        reference=reference,
        kind=word,
        bearing=bearing,
        source=source,
        accepted=bool(accepted),
        confirmed=confirmed,
        happened_on=happened_on,
        good_until=good_until,
        impact=bool(impact),
        checked=bool(checked),
        resolved=bool(resolved),
    )
