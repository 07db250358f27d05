"""The sites that are measured: each on a database of its own, filled, served by one worker, with people signed in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from evidence import desk
from evidence.database import db
from tests.bench import filling
from tests.bench.browsing import Browser, cookie_of
from tests.bench.filling import Filled
from tests.bench.serving import worker


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site may be made. folder: an empty one. url: of an empty database; "" for an embedded one."""

    folder: Path
    url: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A filled site: an application on it in this process, and its worker with two people's browsers.

    manager: that of the first service. lead: of the provider.
    """

    app: Flask
    filled: Filled
    process_id: int
    manager: Browser
    lead: Browser


@contextmanager
def filled_site(place: Place, records: Sequence[int], **how: Any) -> Iterator[Site]:
    """A site whose services hold so many records each, served until the end. how: see `filling.fill`."""
    instance = place.folder / "instance"
    desk.prepare(instance)
    settings = {"INSTANCE_PATH": str(instance), "REQUIRE_SECOND_STEP": "nobody", "DATABASE_URL": place.url or None}
    app = create_app(settings)
    try:
        with app.app_context():
            upgrade()
        filled = filling.fill(app, records, **how)
        cookies = [cookie_of(app, person) for person in (filled.homes[0].manager, filled.lead)]
        with (
            worker(settings, place.folder / "log.txt") as (process_id, port),
            Browser(port, cookies[0]) as manager,
            Browser(port, cookies[1]) as lead,
        ):
            yield Site(app, filled, process_id, manager, lead)
    finally:
        with app.app_context():
            db.engine.dispose()
