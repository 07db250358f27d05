"""What two people, or one impatient one, do at the very same moment: it happens once, or one of them is told."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import time_machine
from flask import Flask
from sqlalchemy import func, select

from evidence.accounts.models import Account, Invitation, Membership, Provider, SignInAttempt
from evidence.accounts.words import Role
from evidence.database import db
from evidence.database.scope_guard import system_scope
from tests import factories
from tests.factories import MadePerson, MadeService
from tests.integration.accounts.test_set_up import FIELDS


def at_once(*works: Callable[[], int]) -> Sequence[int]:
    """What each piece of work answers when all begin together."""
    start = Barrier(len(works))

    def begin(work: Callable[[], int]) -> int:
        start.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(begin, works))


def count(app: Flask, table, *which) -> int:
    with app.app_context(), system_scope("counting in a test"):
        return db.session.scalar(select(func.count()).select_from(table).where(*which))


def test_of_two_managers_who_end_each_other_s_role_one_stays(app: Flask, service: MadeService, manager: MadePerson):
    deputy = factories.make_person(app, service, Role.MANAGER, "Deputy")
    forms = []
    for person, other in ((manager, deputy), (deputy, manager)):
        client = factories.sign_in(app, person)
        form = client.form(f"{service.path}/people/{other.id}/close")
        forms.append((client, form))
    at_once(*(lambda client=client, form=form: client.send(form).status_code for client, form in forms))
    assert count(app, Membership, Membership.ended_on.is_(None)) == 1


def test_of_two_leads_who_end_each_other_s_lead_one_stays(app: Flask, service: MadeService, lead: MadePerson):
    other = factories.make_person(app, service, Role.PROVIDER_LEAD, "Other lead")
    forms = []
    for person, target in ((lead, other), (other, lead)):
        client = factories.sign_in(app, person)
        forms.append((client, client.form(f"/provider/people/{target.id}/lead", {"lead": "no"})))
    at_once(*(lambda client=client, form=form: client.send(form).status_code for client, form in forms))
    assert count(app, Account, Account.is_lead, Account.active, Account.password.is_not(None)) == 1


def test_guesses_made_at_once_are_counted_one_by_one(app: Flask, manager: MadePerson):
    forms = []
    for _ in range(8):
        client = app.test_client()
        forms.append((client, client.form("/sign-in", {"email": manager.email, "password": "not the password"})))
    with time_machine.travel(datetime.now(UTC), tick=False):
        answers = at_once(*(lambda client=client, form=form: client.send(form).status_code for client, form in forms))
    assert set(answers) == {200}
    assert count(app, SignInAttempt) == 3


def test_invitation_sent_twice_at_once_is_made_once(app: Flask, service: MadeService, manager: MadePerson):
    fields = {"name": "Siân Tŷ", "email": "sian@example.org", "role": "staff"}
    form = factories.sign_in(app, manager).form(f"{service.path}/people/invite", fields)
    clients = [factories.sign_in(app, manager) for _ in range(3)]
    token = clients[0].form("/me", action="/me").fields["csrf_token"]
    cookie = clients[0].get_cookie("evidence").value
    form.fields["csrf_token"] = token
    for client in clients:
        client.set_cookie("evidence", cookie)
    answers = at_once(*(lambda client=client: client.send(form).status_code for client in clients))
    assert sorted(answers) == [200, 302, 302]
    assert count(app, Account, Account.email == fields["email"]) == 1
    assert count(app, Invitation) == 1


def test_of_two_set_ups_at_once_one_is_made(app: Flask):
    forms = []
    for number in range(2):
        client = app.test_client()
        forms.append((client, client.form("/set-up", {**FIELDS, "email": f"ann-{number}@example.org"})))
    answers = at_once(*(lambda client=client, form=form: client.send(form).status_code for client, form in forms))
    assert answers.count(302) == 1
    assert count(app, Provider) == count(app, Account) == 1
