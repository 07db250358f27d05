"""Telling one state of a framework from another, so that a page need not read again what has not changed.

The query that every page of a service begins with brings the stamp of the framework in use along. A framework that was
read before under the same stamp is the same; under another stamp it is read anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from evidence.accounts.framework_models import ImportedFramework, OfficialWording
from evidence.accounts.models import Service
from evidence.database import db
from kloe.framework import Framework

STAMPS = "stamps of frameworks"
_MOST_KEPT = 64
_kept: dict[tuple[UUID, str, "Stamp"], Framework] = {}


@dataclass(frozen=True, slots=True)
class Stamp:
    """One state of a framework as a provider sees it.

    sha256: of an imported framework's newest text, None for one we ship. worded: how many statements have official
    wording; worded_at: when the last of them was laid.
    """

    sha256: str | None = None
    worded: int = 0
    worded_at: datetime | None = None


def stamp_columns() -> tuple[ColumnElement[Any], ...]:
    """The stamp of a service's framework in use, as columns of a query on services: read them with `note`."""
    text = (
        select(ImportedFramework.sha256)
        .where(
            ImportedFramework.provider_id == Service.provider_id,
            ImportedFramework.framework_id == Service.framework_id,
        )
        .order_by(*newest_first())
        .limit(1)
    )
    wording = (OfficialWording.provider_id == Service.provider_id, OfficialWording.framework_id == Service.framework_id)
    return (
        text.correlate(Service).scalar_subquery(),
        select(func.count()).select_from(OfficialWording).where(*wording).correlate(Service).scalar_subquery(),
        select(func.max(OfficialWording.laid_at)).where(*wording).correlate(Service).scalar_subquery(),
    )


def newest_first() -> tuple[ColumnElement[Any], ...]:
    """The order of an imported framework's versions: the one that is shown comes first."""
    return ImportedFramework.imported_at.desc(), ImportedFramework.content_version.desc()


def note(service: Service, columns: Sequence[Any]) -> None:
    """Remember the stamp of a service's framework until the transaction ends. columns: values of `stamp_columns`."""
    stamps = db.session.info.setdefault(STAMPS, {})
    stamps[service.provider_id, service.framework_id] = Stamp(*columns)


def noted(provider_id: UUID, framework_id: str) -> Stamp | None:
    """The stamp that was noted in this transaction, or None."""
    found: Stamp | None = db.session.info.get(STAMPS, {}).get((provider_id, framework_id))
    return found


def kept(provider_id: UUID, framework_id: str, stamp: Stamp) -> Framework | None:
    """The framework as it was read under this stamp, or None."""
    return _kept.get((provider_id, framework_id, stamp))


def keep(provider_id: UUID, framework_id: str, stamp: Stamp, framework: Framework) -> Framework:
    """Keep a framework for later pages, under the stamp of what was really read. Gives it back."""
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[provider_id, framework_id, stamp] = framework
    return framework
