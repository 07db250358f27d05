"""Which frameworks a provider can use: those we ship and those it imported, read by the same loader."""

from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from evidence.accounts.framework_models import ImportedFramework
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.web.errors import UnknownCode
from kloe.framework import Framework, Line, UnknownLine
from kloe.loader import framework_ids, load_framework, read_framework


def get_framework(scope: Scope, framework_id: str) -> Framework:
    """The framework with this id; of an imported one its newest version. Raises UnknownCode when there is none."""
    if framework_id in framework_ids():
        return load_framework(framework_id)
    text = db.session.scalar(
        select(ImportedFramework.text)
        .where(ImportedFramework.provider_id == scope.provider_id, ImportedFramework.framework_id == framework_id)
        .order_by(ImportedFramework.imported_at.desc(), ImportedFramework.content_version.desc())
        .limit(1)
    )
    if text is None:
        raise UnknownCode(f"There is no framework {framework_id}.")
    return _read(scope.provider_id, text)


def get_line(scope: Scope, framework_id: str, code: str) -> Line:
    """One line of a framework. Raises UnknownCode when there is no such framework or line."""
    try:
        return get_framework(scope, framework_id).line(code)
    except UnknownLine as error:
        raise UnknownCode(str(error)) from None


@lru_cache(maxsize=32)
def _read(_provider_id: UUID, text: str) -> Framework:
    return read_framework(text)
