"""The one place that reads the clock. Rules take dates as arguments; routes and commands get them here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in England, where the services are."""
    return now().astimezone(LONDON).date()
