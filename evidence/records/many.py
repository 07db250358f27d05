"""Changing several records at once: each is changed and audited as it would be by itself, all in one transaction.

What can't be changed is left as it is, and told with the reason.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select

from evidence.accounts.scope import Scope
from evidence.database import ServiceOwned, db
from evidence.records.listing import PAGE_SIZE, joined, of_kind
from evidence.records.models import Record
from evidence.records.words import Kind
from evidence.web.errors import NotAllowed

# As many as a page of a list shows.
MOST = PAGE_SIZE
# More than any reference with a version has; what is longer is told back in part.
LONGEST = 24

Own = TypeVar("Own", bound=ServiceOwned)


class Left(StrEnum):
    """Why a record was left as it is."""

    GONE = "not found here"
    CHANGED = "somebody changed it meanwhile"
    ARCHIVED = "archived already"
    NOT_ARCHIVED = "not in the archive any more"
    LINKED = "linked to it already"
    LOOKED_AFTER = "looked after so already"


@dataclass(frozen=True, slots=True)
class Ticked:
    """A record that was ticked. version: the one the person was shown; None where it does not matter."""

    reference: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the records that were ticked, by reference."""

    changed: tuple[str, ...]
    left: tuple[tuple[str, Left], ...]


def read(values: Iterable[str]) -> tuple[Ticked, ...]:
    """The ticks of a form, each once: references such as EV-7KX3M, with ".3" behind them for version 3.

    One value may hold several, with blanks between them. At most 50; more than a page shows were never ticked on one.
    """
    found: dict[str, Ticked] = {}
    for part in " ".join(values).split():
        reference, _, version = part[:LONGEST].upper().partition(".")
        is_number = version.isascii() and version.isdigit() and len(version) < 10
        found.setdefault(reference, Ticked(reference, int(version) if is_number else None))
    return tuple(found.values())[:MOST]


def find(scope: Scope, kind: Kind, own: type[Own], ticked: Sequence[Ticked]) -> list[tuple[Record, Own]]:
    """The ticked records that are here for the person, in the order of the ticks. One query, none for no ticks."""
    found = _found(scope, kind, own, ticked) if ticked else {}
    return [found[tick.reference] for tick in ticked if tick.reference in found]


def change_many(
    scope: Scope,
    kind: Kind,
    own: type[Own],
    ticked: Sequence[Ticked],
    *,
    why_not: Callable[[Record], Left | None],
    change: Callable[[Record, Own], Any],
) -> Outcome:
    """Change the ticked records, and tell which were left and why.

    why_not: the reason to leave a record as it is now. change: changes one and audits it. A record that no longer has
    the version that was shown is left. Raises NotAllowed for anyone but managers and leads.
    """
    if not scope.manages:
        raise NotAllowed
    found = _found(scope, kind, own, ticked, lock=True) if ticked else {}
    changed: list[str] = []
    left: list[tuple[str, Left]] = []
    for tick in ticked:
        if tick.reference not in found:
            left.append((tick.reference, Left.GONE))
            continue
        record, row = found[tick.reference]
        if why := why_not(record):
            left.append((tick.reference, why))
        elif tick.version not in (None, record.version):
            left.append((tick.reference, Left.CHANGED))
        else:
            change(record, row)
            changed.append(tick.reference)
    return Outcome(tuple(changed), tuple(left))


def _found(
    scope: Scope, kind: Kind, own: type[Own], ticked: Sequence[Ticked], *, lock: bool = False
) -> dict[str, tuple[Record, Own]]:
    rows = (
        select(Record, own)
        .join(own, joined(own))
        .where(*of_kind(scope, kind, own), Record.reference.in_([tick.reference for tick in ticked]))
        .order_by(Record.id)
    )
    if lock:
        # All of them first and always in the same order, so that two people who change many never wait for each other.
        rows = rows.with_for_update(of=Record).execution_options(populate_existing=True)
    return {record.reference: (record, row) for record, row in db.session.execute(rows)}
