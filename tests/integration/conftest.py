"""What tests are given: the site on a clean database, a service with its people, and their browsers.

Tests that ask for the site run twice, on SQLite and on PostgreSQL.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.database import db
from tests import databases, factories
from tests.clients import PageCheckingClient
from tests.databases import TestDatabase
from tests.factories import MadePerson, MadeService


@pytest.fixture(scope="session", params=databases.NAMES)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """The database of the tests, made by the site's own migrations."""
    with databases.opened(request.param, tmp_path_factory.mktemp(request.param)) as database:
        yield database


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What templates compile to, so that not every test's site does it again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def shared_site(
    database: TestDatabase, compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """The site that tests share one after the other, which know their statements and templates already."""
    return _site(database.migrated(), tmp_path_factory.mktemp("shared") / "instance", compiled_templates)


@pytest.fixture
def clean_database(database: TestDatabase) -> Iterator[str]:
    """The address of a database without rows, in its newest shape."""
    yield database.migrated()
    database.clean()


@pytest.fixture
def app(shared_site: Flask, clean_database: str) -> Iterator[Flask]:
    """The site on a clean database. What changes the site itself asks for one of its own with `make_app`."""
    assert clean_database == shared_site.config["DATABASE_URL"]
    before = _parts_that_stay(shared_site)
    yield shared_site
    with shared_site.app_context():
        db.engine.dispose()
    shutil.rmtree(shared_site.config["INSTANCE_PATH"], ignore_errors=True)
    assert _parts_that_stay(shared_site) == before, "this test changed the shared site: give it its own with make_app"


@pytest.fixture
def make_app(
    clean_database: str, compiled_templates: FileSystemBytecodeCache, tmp_path: Path
) -> Iterator[Callable[..., Flask]]:
    """Builds the site on a clean database, with the settings given as keywords. Twice is two processes of one site."""
    made: list[Flask] = []

    def make(**settings: object) -> Flask:
        made.append(_site(clean_database, tmp_path / "instance", compiled_templates, **settings))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def _site(url: str, instance: Path, compiled_templates: FileSystemBytecodeCache, **settings: object) -> Flask:
    # Who signs in in a test has a password and nothing else; what the settings are by themselves has its own tests.
    place = {"TESTING": True, "SECRET_KEY": "tests", "REQUIRE_SECOND_STEP": "nobody", "INSTANCE_PATH": str(instance)}
    app = create_app({**place, "DATABASE_URL": url, **settings})
    app.test_client_class = PageCheckingClient
    app.jinja_env.bytecode_cache = compiled_templates
    return app


def _parts_that_stay(app: Flask) -> tuple[dict[str, object], ...]:
    return tuple(dict(part) for part in (app.config, app.extensions, app.view_functions, app.blueprints))


@pytest.fixture
def provider(app: Flask) -> Scope:
    """The provider of the service."""
    return factories.make_provider(app)


@pytest.fixture
def service(app: Flask, provider: Scope) -> MadeService:
    """The service of most tests: Rose Lodge, a care home."""
    return factories.make_service(app, provider)


@pytest.fixture
def neighbour_service(app: Flask, provider: Scope) -> MadeService:
    """Another service of the same provider."""
    return factories.make_service(app, provider, "Elm House")


@pytest.fixture
def other_service(app: Flask) -> MadeService:
    """A service of another provider."""
    return factories.make_service(app, factories.make_provider(app, "Harbour Homes"), "Harbour View")


@pytest.fixture
def manager(app: Flask, service: MadeService) -> MadePerson:
    """The manager of the service."""
    return factories.make_person(app, service, Role.MANAGER)


@pytest.fixture
def staff(app: Flask, service: MadeService) -> MadePerson:
    """A care worker of the service."""
    return factories.make_person(app, service, Role.STAFF)


@pytest.fixture
def viewer(app: Flask, service: MadeService) -> MadePerson:
    """Someone who may read the service."""
    return factories.make_person(app, service, Role.VIEWER)


@pytest.fixture
def lead(app: Flask, service: MadeService) -> MadePerson:
    """A lead of the provider."""
    return factories.make_person(app, service, Role.PROVIDER_LEAD)


@pytest.fixture
def neighbour_manager(app: Flask, neighbour_service: MadeService) -> MadePerson:
    """The manager of another service of the same provider."""
    return factories.make_person(app, neighbour_service, Role.MANAGER)


@pytest.fixture
def other_manager(app: Flask, other_service: MadeService) -> MadePerson:
    """The manager of another provider's service."""
    return factories.make_person(app, other_service, Role.MANAGER)


@pytest.fixture
def signed_out_client(app: Flask) -> PageCheckingClient:
    """A browser in which nobody has signed in."""
    return app.test_client()


@pytest.fixture
def manager_client(app: Flask, manager: MadePerson) -> PageCheckingClient:
    """The browser of the service's manager."""
    return factories.sign_in(app, manager)


@pytest.fixture
def staff_client(app: Flask, staff: MadePerson) -> PageCheckingClient:
    """The browser of a care worker of the service."""
    return factories.sign_in(app, staff)


@pytest.fixture
def viewer_client(app: Flask, viewer: MadePerson) -> PageCheckingClient:
    """The browser of someone who may read the service."""
    return factories.sign_in(app, viewer)


@pytest.fixture
def lead_client(app: Flask, lead: MadePerson) -> PageCheckingClient:
    """The browser of the provider's lead."""
    return factories.sign_in(app, lead)


@pytest.fixture
def neighbour_manager_client(app: Flask, neighbour_manager: MadePerson) -> PageCheckingClient:
    """The browser of the manager of another service of the same provider."""
    return factories.sign_in(app, neighbour_manager)


@pytest.fixture
def other_manager_client(app: Flask, other_manager: MadePerson) -> PageCheckingClient:
    """The browser of the manager of another provider's service."""
    return factories.sign_in(app, other_manager)
