"""`flask people add`: a role from the command line, without any question."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts import audit_check, places
from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.models import Account
from evidence.accounts.words import Role
from evidence.database import db
from tests import factories
from tests.factories import PASSWORD, MadeService

NEW = "four quiet garden gates"


def add(app: Flask, service: str, *, role: str = "staff", email: str = "sian@example.org", password: str = NEW, **more):
    options = {"--service": service, "--role": role, "--name": "Siân Tŷ", "--email": email, **more}
    words = [part for option, value in options.items() if value is not None for part in (option, value)]
    return app.test_cli_runner().invoke(args=["people", "add", *words, "--password-stdin"], input=f"{password}\n")


def role_of(app: Flask, service: MadeService, email: str = "sian@example.org") -> Role | None:
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.email == email))
        place = places.find_place(account.id, service.reference) if account else None
        return place.scope.role if place else None


def signs_in(app: Flask, email: str = "sian@example.org", password: str = NEW) -> bool:
    return app.test_client().submit("/sign-in", {"email": email, "password": password}).status_code == 302


def count_accounts(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Account))


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_added_person_signs_in_with_their_role(app, service, role):
    done = add(app, service.reference, role=role)
    assert done.exit_code == 0, done.output
    assert "Siân Tŷ is now" in done.output
    assert NEW not in done.output
    assert role_of(app, service) == role
    assert signs_in(app)


@pytest.mark.parametrize("way", ["reference", "small reference", "location", "name"])
def test_service_is_found_by_what_people_call_it(app, service, neighbour_service, lead_client, way):
    location = lead_client.form(f"{service.path}/details/change").fields["cqc_location_id"]
    told = {
        "reference": service.reference,
        "small reference": f" {service.reference.lower()} ",
        "location": location,
        "name": "Rose Lodge",
    }[way]
    assert add(app, told).exit_code == 0
    assert role_of(app, service) is Role.STAFF
    assert role_of(app, neighbour_service) is None


def test_lead_leads_every_service_of_the_provider(app, service, neighbour_service, other_service):
    add(app, service.reference, role="provider-lead")
    assert role_of(app, neighbour_service) is Role.PROVIDER_LEAD
    assert role_of(app, other_service) is None


def test_person_gets_a_second_service_with_the_same_account(app, service, neighbour_service):
    add(app, service.reference, role="manager")
    before = count_accounts(app)
    assert add(app, neighbour_service.reference, role="viewer", email=" SIAN@example.org").exit_code == 0
    assert count_accounts(app) == before
    assert (role_of(app, service), role_of(app, neighbour_service)) == (Role.MANAGER, Role.VIEWER)


def test_password_given_is_the_password_from_then_on(app, service, neighbour_service, staff, staff_client):
    assert add(app, neighbour_service.reference, email=staff.email, password=NEW).exit_code == 0
    assert signs_in(app, staff.email, NEW)
    assert not signs_in(app, staff.email, PASSWORD)
    assert staff_client.get("/me").status_code == 302


def test_what_was_done_is_in_the_trail_by_nobody_in_person(app, service):
    add(app, service.reference)
    with app.app_context():
        entries = select(AuditEntry).where(AuditEntry.service_id == service.id, AuditEntry.action == "gave a role")
        assert db.session.scalars(entries).one().person_id is None
        assert audit_check.find_trouble() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "sian"}, "The e-mail address must look like name@example.org."),
        ({"password": "short"}, "The password must be at least 12 characters long."),
        ({"password": ""}, "The password must be at least 12 characters long."),
        ({"--name": "  "}, "The name must have 1 to 150 characters."),
        ({"role": "owner"}, "'owner' is not one of"),
        ({"--role": None}, "Missing option '--role'"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(app, service, changes, told):
    before = count_accounts(app)
    done = add(app, service.reference, **changes)
    assert done.exit_code != 0
    assert told in done.stderr
    assert done.stdout == ""
    assert count_accounts(app) == before


def test_unknown_service_is_told_with_those_there_are(app, service, neighbour_service):
    done = add(app, "Oak House")
    assert done.exit_code == 1
    for words in ("Oak House", service.reference, "Rose Lodge", "Elm House"):
        assert words in done.stderr


def test_name_that_two_services_share_is_told(app, service, other_service, provider):
    twin = factories.make_service(app, provider, "Harbour View")
    done = add(app, "Harbour View")
    assert done.exit_code == 1
    assert twin.reference in done.stderr
    assert other_service.reference in done.stderr


def test_site_that_is_not_set_up_says_so(app):
    done = add(app, "Rose Lodge")
    assert done.exit_code == 1
    assert "set it up first" in done.stderr


def test_person_who_had_left_comes_back_with_the_new_password(app, service, staff, manager_client):
    manager_client.submit(f"{service.path}/people/{staff.id}/close")
    assert add(app, service.reference, email=staff.email).exit_code == 0
    assert role_of(app, service, staff.email) is Role.STAFF
    assert signs_in(app, staff.email)


@pytest.mark.parametrize("role", ["staff", "provider-lead"])
def test_adding_twice_is_an_error_and_changes_nothing(app, service, role):
    add(app, service.reference, role=role)
    done = add(app, service.reference, role=role, password="another good password")
    assert done.exit_code == 1
    assert "already" in done.stderr
    assert signs_in(app)


def test_email_of_another_provider_is_refused(app, service, other_manager):
    done = add(app, service.reference, email=other_manager.email)
    assert done.exit_code == 1
    assert "another provider" in done.stderr


def test_password_is_never_taken_from_the_command_line(app, service):
    runner = app.test_cli_runner()
    words = ["--service", service.reference, "--role", "staff", "--name", "x", "--email", "x@example.org"]
    assert runner.invoke(args=["people", "add", *words]).exit_code == 2
    assert runner.invoke(args=["people", "add", *words, "--password", NEW]).exit_code == 2
