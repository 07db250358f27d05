"""Which frameworks a provider can use: those we ship and those it imported, read by the same loader.

A framework we ship is shown in our words, or in the official ones that the provider has laid over it.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from evidence.accounts import framework_stamps
from evidence.accounts.framework_models import ImportedFramework, OfficialWording
from evidence.accounts.framework_stamps import STAMPS, Stamp, newest_first
from evidence.accounts.scope import Scope
from evidence.accounts.turns import share_turn, take_turn
from evidence.database import db
from evidence.database.transactions import is_writing
from evidence.web.errors import UnknownCode
from kloe.framework import Framework, Line, UnknownLine
from kloe.loader import framework_ids, load_all, load_framework, read_framework
from kloe.wording import with_official_wording

_FOUND = "frameworks found"


def get_framework(scope: Scope, framework_id: str) -> Framework:
    """The framework with this id as the scope's provider sees it; of an imported one its newest version.

    One query; none when it was asked for before in the same transaction, or is the one in use on a service's page and
    has not changed since it was read for another. Raises UnknownCode when there is none.
    """
    found: dict[tuple[UUID, str], Framework] = db.session.info.setdefault(_FOUND, {})
    key = (scope.provider_id, framework_id)
    if key not in found:
        found[key] = _shipped(*key) if framework_id in framework_ids() else _imported(*key)
    return found[key]


def get_line(scope: Scope, framework_id: str, code: str) -> Line:
    """One line of a framework. Raises UnknownCode when there is no such framework or line."""
    try:
        return get_framework(scope, framework_id).line(code)
    except UnknownLine as error:
        raise UnknownCode(str(error)) from None


def choices(scope: Scope) -> tuple[Framework, ...]:
    """Every framework that services of the scope's provider can choose: those we ship, then its own. One query.

    Without the official wording that the provider may have laid over them.
    """
    newest = func.row_number().over(
        partition_by=ImportedFramework.framework_id,
        order_by=newest_first(),
    )
    ranked = (
        select(ImportedFramework.framework_id, ImportedFramework.text, newest.label("rank"))
        .where(ImportedFramework.provider_id == scope.provider_id)
        .subquery()
    )
    rows = select(ranked.c.framework_id, ranked.c.text).where(ranked.c.rank == 1).order_by(ranked.c.framework_id)
    own = (_read(framework_id, text) for framework_id, text in db.session.execute(rows))
    return (*load_all().values(), *own)


def imported_versions(provider_id: UUID, framework_id: str) -> Sequence[ImportedFramework]:
    """Every version of an imported framework, the one that is shown first."""
    rows = (
        select(ImportedFramework)
        .where(ImportedFramework.provider_id == provider_id, ImportedFramework.framework_id == framework_id)
        .order_by(*newest_first())
    )
    return list(db.session.scalars(rows))


def take_turn_to_change(provider_id: UUID, framework_id: str) -> None:
    """Wait until nobody else is saving what names a part of this framework, and keep them waiting meanwhile."""
    take_turn(_turn(provider_id, framework_id))


def forget() -> None:
    """Look frameworks up again from here on: one of them has changed in this transaction."""
    for name in (_FOUND, STAMPS):
        db.session.info.pop(name, None)


def _shipped(provider_id: UUID, framework_id: str) -> Framework:
    framework = load_framework(framework_id)
    stamp = framework_stamps.noted(provider_id, framework_id)
    if stamp == Stamp():
        return framework
    if stamp is not None and (kept := framework_stamps.kept(provider_id, framework_id, stamp)):
        return kept
    rows = select(OfficialWording.statement_key, OfficialWording.text, OfficialWording.laid_at).where(
        OfficialWording.provider_id == provider_id, OfficialWording.framework_id == framework_id
    )
    laid = db.session.execute(rows).all()
    worded = with_official_wording(framework, {key: text for key, text, _ in laid})
    read = Stamp(worded=len(laid), worded_at=max((at for _, _, at in laid), default=None))
    return framework_stamps.keep(provider_id, framework_id, read, worded)


def _imported(provider_id: UUID, framework_id: str) -> Framework:
    if is_writing():
        # Whatever is saved about a line of it was checked against a version that is still shown when it is stored.
        share_turn(_turn(provider_id, framework_id))
    stamp = framework_stamps.noted(provider_id, framework_id)
    if stamp is not None and (kept := framework_stamps.kept(provider_id, framework_id, stamp)):
        return kept
    rows = select(ImportedFramework.text, ImportedFramework.sha256).where(
        ImportedFramework.provider_id == provider_id, ImportedFramework.framework_id == framework_id
    )
    newest = db.session.execute(rows.order_by(*newest_first()).limit(1)).one_or_none()
    if newest is None:
        raise UnknownCode(f"There is no framework {framework_id}.")
    text, sha256 = newest
    return framework_stamps.keep(provider_id, framework_id, Stamp(sha256), _read(framework_id, text))


def _turn(provider_id: UUID, framework_id: str) -> str:
    return f"framework {framework_id} of {provider_id}"


@lru_cache(maxsize=32)
def _read(framework_id: str, text: str) -> Framework:
    return replace(read_framework(text), id=framework_id)


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        for name in (_FOUND, STAMPS):
            session.info.pop(name, None)
