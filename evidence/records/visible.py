"""Which records a person may see: one criterion, used by every list, page, file, count and pack."""

from sqlalchemy import ColumnElement, and_, or_

from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.records.models import Record
from evidence.records.words import Kind, State


def visible(scope: Scope) -> ColumnElement[bool]:
    """The criterion for records of the service that this person may see.

    Managers see all. Nobody else sees a confidential record. Viewers see all others; staff see what they sent in
    themselves, and accepted stories.
    """
    here: ColumnElement[bool] = Record.service_id == scope.service_id
    if scope.sees_confidential:
        return here
    open_to_others = and_(here, Record.is_confidential.is_(False))
    if scope.role is Role.VIEWER:
        return open_to_others
    accepted_story = and_(Record.kind == Kind.STORY.value, Record.state == State.ACCEPTED.value)
    return and_(open_to_others, or_(Record.created_by_id == scope.person, accepted_story))
