"""What the demonstration's tests share: the whole of it, loaded once for each database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from flask import Flask

from app import create_app
from evidence.accounts import people, places
from evidence.accounts.scope import Scope
from evidence.database import db
from evidence.demo import loading, place, sign_ins
from evidence.web import clock
from tests.clients import PageCheckingClient
from tests.databases import TestDatabase


@dataclass(frozen=True, slots=True)
class LoadedDemo:
    """The demonstration as it was loaded: the site, its folder, what was printed, and the day it was loaded on.

    worked: for how many seconds the processor worked on it, however busy the computer was with other things.
    """

    app: Flask
    instance: Path
    said: list[str]
    today: date
    worked: float

    def sign_in(self, key: str) -> sign_ins.SignIn:
        """What the file says about a person, by the first part of their address."""
        return next(each for each in sign_ins.read(self.instance) if each.email.startswith(f"{key}@"))

    def scope(self, key: str, service: str = "") -> Scope:
        """A person's scope in a service whose name begins so; in their first one otherwise. Asks for an app context."""
        account = people.find_by_email(self.sign_in(key).email)
        assert account is not None
        return next(each.scope for each in places.places_of(account.id) if each.service.name.startswith(service))

    def client(self, key: str) -> PageCheckingClient:
        """A browser in which the person has signed in through the page, with their own password."""
        client, person = self.app.test_client(), self.sign_in(key)
        answer = client.submit("/sign-in", {"email": person.email, "password": person.password})
        assert answer.status_code == 302, answer.text
        return client


def new_site(instance: Path, url: str, **settings: object) -> Flask:
    """A site on a folder that is marked as the demonstration's."""
    place.prepare(instance)
    app = create_app(
        {"TESTING": True, "SECRET_KEY": "tests", "INSTANCE_PATH": str(instance), "DATABASE_URL": url, **settings}
    )
    app.test_client_class = PageCheckingClient
    return app


@pytest.fixture(scope="module")
def loaded(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedDemo]:
    """The whole demonstration on a clean database."""
    instance = tmp_path_factory.mktemp("demo") / "instance-demo"
    app, said = new_site(instance, database.migrated()), []
    began = process_time()
    assert loading.load(app, said.append)
    yield LoadedDemo(app, instance, said, clock.today(), process_time() - began)
    with app.app_context():
        db.engine.dispose()
    database.clean()


@pytest.fixture
def make_demo_site(database: TestDatabase, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Builds a site on a demonstration's folder and a clean database, with nothing loaded."""
    url, made = database.migrated(), []

    def make(**settings: object) -> Flask:
        made.append(new_site(tmp_path / "instance-demo", url, **settings))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()
    database.clean()
