"""The frameworks a round can be made against: those we ship whose lines are judged by characteristics."""

from functools import cache

from kloe.framework import Framework
from kloe.loader import load_all

BY_CHARACTERISTICS = "characteristics"


@cache
def frameworks() -> tuple[Framework, ...]:
    """The frameworks on offer, in the order of their ids."""
    return tuple(found for found in load_all().values() if found.judged_by == BY_CHARACTERISTICS)


def first_choice(framework_in_use: str) -> str:
    """The framework that is chosen beforehand: the one in use, or else the first on offer."""
    ids = [framework.id for framework in frameworks()]
    return framework_in_use if framework_in_use in ids else ids[0]
