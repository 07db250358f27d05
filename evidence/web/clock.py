"""The one place that reads the clock. Rules take dates as arguments; routes and commands get them here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app

LONDON = ZoneInfo("Europe/London")

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


class NotADemonstration(RuntimeError):
    """Somebody tried to set the clock where records are real."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within it, it is that moment: for the year that the demonstration makes up.

    Raises NotADemonstration in every other instance: what is real is recorded when it is recorded.
    """
    if not current_app.config["DEMO"]:
        raise NotADemonstration("The clock can be set in a demonstration alone.")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def today() -> date:
    """Today's date in England, where the services are."""
    return now().astimezone(LONDON).date()
