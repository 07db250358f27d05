"""The two sites that pictures are taken of: the demonstration, and one whose first day it is."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from evidence import desk
from evidence.accounts import people, places, store
from evidence.accounts.scope import Scope
from evidence.accounts.words import ServiceType
from evidence.assessments import store as rounds
from evidence.database import db, saving
from evidence.demo import loading, place, sign_ins
from evidence.records.models import Record
from tests.pictures.shots import FOUNDER, Shot

# It is always this morning in the pictures, so that a date changes only where the demonstration does. Day and month are
# alike, for a Chromium without British words writes today's date into a field the American way round.
THE_DAY = datetime(2026, 11, 11, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers at `address`. given: e-mail address and password, by a person's short name."""

    app: Flask
    address: str
    given: dict[str, tuple[str, str]] = field(default_factory=dict)

    def path(self, shot: Shot) -> str:
        """The address of a shot's page for its person, below the site's."""
        with self.app.test_request_context():
            values = dict(shot.values)
            if shot.person:
                found = places.places_of(self._account(shot.person))[0]
                if "ref" in values:
                    values["ref"] = _reference(found.scope, values["ref"])
                if "service" in self._variables(shot.endpoint):
                    values["service"] = found.service.reference
            return self.app.url_for(shot.endpoint, **values, **shot.query, _anchor=shot.part or None)

    def _account(self, person: str) -> UUID:
        account = people.find_by_email(self.given[person][0])
        assert account is not None, person
        return account.id

    def _variables(self, endpoint: str) -> set[str]:
        return {name for rule in self.app.url_map.iter_rules(endpoint) for name in rule.arguments}


@contextmanager
def demonstration(folder: Path) -> Iterator[Site]:
    """The demonstration, loaded into a folder that is not there yet, with everything waiting to be done carried out."""
    place.prepare(folder)
    with _answering(folder) as site:
        loading.load(site.app, lambda _line: None)
        while site.app.extensions["worker"].run_one():
            pass
        site.given.update({each.email.partition("@")[0]: (each.email, each.password) for each in sign_ins.read(folder)})
        yield site


@contextmanager
def first_day(folder: Path) -> Iterator[Site]:
    """A fresh site; `set_up` carries out what its first page asks."""
    with _answering(folder) as site:
        yield site


def set_up(site: Site) -> None:
    """Set up a home and its first manager, as the first page does."""
    email, password = "amira@rose-lodge.example", secrets.token_urlsafe(16)
    with site.app.app_context(), saving():
        store.set_up(
            provider_name="Rose Care",
            service=store.ServiceDetails("Rose Lodge", "1-000000201", "Amira Hassan", (ServiceType.RESIDENTIAL,)),
            name="Amira Hassan",
            email=email,
            password=password,
        )
    site.given[FOUNDER] = (email, password)


@contextmanager
def _answering(folder: Path) -> Iterator[Site]:
    desk.prepare(folder)
    app = create_app({"INSTANCE_PATH": str(folder), "DATABASE_URL": None, "FILES_BUCKET": None, "BEHIND_PROXY": False})
    desk.upgrade_with_copy(app)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


def _reference(scope: Scope, title: str) -> str:
    """The reference of the record or round of a service that has this title."""
    for listed in rounds.list_rounds(scope):
        if listed.facts.title == title:
            return listed.facts.reference
    chosen = select(Record.reference).where(Record.service_id == scope.service_id, Record.title == title)
    return db.session.scalars(chosen).one()
