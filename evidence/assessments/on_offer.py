"""The frameworks a round can be made against: those of the provider whose lines are judged by characteristics."""

from collections.abc import Sequence

from evidence.accounts.frameworks import choices
from evidence.accounts.scope import Scope
from kloe.framework import Framework

BY_CHARACTERISTICS = "characteristics"


def frameworks(scope: Scope) -> tuple[Framework, ...]:
    """The frameworks on offer: those we ship, then the provider's own, each in the order of their ids. One query."""
    return tuple(found for found in choices(scope) if found.judged_by == BY_CHARACTERISTICS)


def first_choice(offered: Sequence[Framework], framework_in_use: str) -> str:
    """The framework that is chosen beforehand: the one in use, or else the first on offer."""
    ids = [framework.id for framework in offered]
    return framework_in_use if framework_in_use in ids else ids[0]
