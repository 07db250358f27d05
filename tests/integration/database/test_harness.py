"""The tests' own ground: a clean database for each test, really committing, and browsers signed in as people are."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from evidence.accounts.models import Account, SignIn
from evidence.database import db
from tests import factories
from tests.clients import PageCheckingClient
from tests.databases import TestDatabase
from tests.factories import PASSWORD, MadePerson, MadeService


def count_accounts(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(Account.id)).all())


def test_site_runs_on_the_database_that_was_asked_for(app: Flask, database: TestDatabase):
    with app.app_context():
        assert db.engine.dialect.name == database.name


def test_each_test_begins_without_rows_and_commits_for_real_once(make_app: Callable[..., Flask]):
    check_begins_empty_and_commits(make_app)


def test_each_test_begins_without_rows_and_commits_for_real_twice(make_app: Callable[..., Flask]):
    check_begins_empty_and_commits(make_app)


def check_begins_empty_and_commits(make_app: Callable[..., Flask]) -> None:
    one_process, another = make_app(), make_app()
    assert count_accounts(one_process) == 0
    factories.make_provider(one_process)
    assert count_accounts(another) == 1


def test_signing_in_quickly_leaves_what_the_page_leaves(app: Flask, manager: MadePerson):
    quick = factories.sign_in(app, manager)
    by_page = app.test_client()
    answer = by_page.submit("/sign-in", {"email": manager.email, "password": PASSWORD})
    assert answer.location == "/"
    held = []
    for browser in (quick, by_page):
        assert browser.get("/me").status_code == 200
        with browser.session_transaction() as cookie:
            held.append(dict(cookie))
    assert held[0].keys() == held[1].keys()
    assert [cookie["_id"] for cookie in held] == [held[0]["_id"]] * 2
    assert [cookie["_fresh"] for cookie in held] == [True, True]
    with app.app_context():
        assert len(db.session.scalars(select(SignIn)).all()) == 2


def test_people_get_the_role_they_were_made_for(
    manager: MadePerson, staff: MadePerson, viewer: MadePerson, lead: MadePerson, neighbour_manager: MadePerson
):
    roles = [person.scope.role for person in (manager, staff, viewer, lead)]
    assert roles == ["manager", "staff", "viewer", "provider-lead"]
    assert neighbour_manager.scope.provider_id == manager.scope.provider_id
    assert neighbour_manager.scope.service_id != manager.scope.service_id


def test_signed_out_browser_is_asked_to_sign_in(signed_out_client: PageCheckingClient, service: MadeService):
    assert signed_out_client.get(f"{service.path}/").location.startswith("/sign-in?next=")
