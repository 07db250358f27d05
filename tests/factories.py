"""Providers, services, people, records and rounds for tests, made through the real stores, and signing people in.

Every function commits what it makes and gives back plain facts about it, which stay readable afterwards.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask, session
from flask_security.utils import hash_password, login_user
from werkzeug.datastructures import FileStorage

from evidence.accounts import audit, places, store
from evidence.accounts.models import Account, Provider, Service
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role, ServiceType
from evidence.actions import store as actions
from evidence.actions.models import Action
from evidence.actions.words import Priority
from evidence.assessments import judgements, sign_off
from evidence.assessments import store as rounds
from evidence.assessments.answers import LineWords, save_line
from evidence.assessments.content import Answered
from evidence.database import ServiceOwned, db, new_id, saving
from evidence.database.transactions import is_writing
from evidence.items.models import EvidenceItem
from evidence.records import attachments
from evidence.records import store as records
from evidence.records.details import FormFiles, LineLink, RecordDetails
from evidence.records.words import Bearing, Kind
from evidence.stories.models import Story
from evidence.web import clock
from kloe.judgement import Answer, Rating
from kloe.loader import load_framework
from tests.clients import PageCheckingClient
from tests.filled_forms import File

PASSWORD = "purple kettle drums"
FRAMEWORK = "asc-2017-11"
A_FILE: File = (b"month,falls\nMay,3\nJune,1\n", "falls.csv")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class MadeService:
    """A service that was made: `reference` is how addresses name it, `scope` that of its provider's lead."""

    id: UUID
    reference: str
    name: str
    provider_id: UUID
    scope: Scope

    @property
    def path(self) -> str:
        """The address that all the service's pages begin with, without a slash at its end."""
        return f"/services/{self.reference}"


@dataclass(frozen=True, slots=True)
class MadePerson:
    """A person who was made, with their scope in the service they were made for. The password is PASSWORD."""

    id: UUID
    name: str
    email: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """A record that was made: `file_ids` are what its files are opened by, in order."""

    id: UUID
    reference: str
    title: str
    file_ids: tuple[UUID, ...]


@contextmanager
def at_once(app: Flask) -> Iterator[None]:
    """Everything made within it is one transaction, which is quicker for hundreds of records."""
    if is_writing():
        yield
    else:
        with app.app_context(), saving():
            yield


def make_provider(app: Flask, name: str = "Orchard Care") -> Scope:
    """A provider with nobody and nothing in it. Gives the scope in which services are added to it."""
    with at_once(app):
        provider = Provider(id=new_id(), name=name, created_at=clock.now())
        db.session.add(provider)
        db.session.flush()
        audit.start_provider_chain(provider.id)
        founder = store.new_account(provider.id, name=f"Founder of {name}", email=_email(), is_lead=True)
        return Scope(founder.id, provider.id, (), Role.PROVIDER_LEAD)


def make_service(
    app: Flask,
    provider: Scope,
    name: str = "Rose Lodge",
    *,
    types: tuple[ServiceType, ...] = (ServiceType.RESIDENTIAL,),
) -> MadeService:
    """A service of the provider, without people of its own."""
    details = store.ServiceDetails(
        name=name,
        cqc_location_id=f"1-{100_000_000 + next(_numbers)}",
        registered_manager="Ann Marsh",
        types=frozenset(types),
    )
    with at_once(app):
        service: Service = store.add_service(provider, details)
        scope = replace(provider, service_ids=(service.id,))
        return MadeService(service.id, service.reference, name, provider.provider_id, scope)


def make_person(app: Flask, service: MadeService, role: Role, name: str = "") -> MadePerson:
    """A person with a password and this role in the service; a provider lead for Role.PROVIDER_LEAD."""
    name = name or f"{role.value.capitalize()} of {service.name}"
    with at_once(app):
        account = store.new_account(service.provider_id, name=name, email=_email(), is_lead=role is Role.PROVIDER_LEAD)
        account.password = hash_password(PASSWORD)
        if role is not Role.PROVIDER_LEAD:
            store.add_member(service.scope, account, role)
        db.session.flush()
        place = places.find_place(account.id, service.reference)
        assert place is not None
        return MadePerson(account.id, name, account.email, place.scope)


def make_item(
    app: Flask,
    person: MadePerson,
    title: str = "Residents’ survey",
    *,
    lines: Sequence[str] = ("S1",),
    bearing: Bearing = Bearing.SUPPORTS,
    source: str = "people",
    files: Sequence[File] = (),
    is_confidential: bool = False,
) -> MadeRecord:
    """A piece of evidence that the person has added: accepted if they manage the service, otherwise waiting."""
    details = RecordDetails(
        title=title,
        text="Nine of ten feel safe.",
        happened_on=date(2026, 3, 2),
        is_confidential=is_confidential,
        links=_links(lines, bearing),
        own={"source": source, "item_kind": "survey", "good_until": None, "original_kept": "Office, cabinet 2"},
    )
    return make_record(app, person, Kind.ITEM, EvidenceItem, details, files)


def make_story(
    app: Flask,
    person: MadePerson,
    title: str = "Mrs B. bakes again",
    *,
    lines: Sequence[str] = ("C1",),
    bearing: Bearing = Bearing.SUPPORTS,
    files: Sequence[File] = (),
    is_confidential: bool = False,
) -> MadeRecord:
    """A good-news story that the person has added: accepted if they manage the service, otherwise waiting."""
    details = RecordDetails(
        title=title,
        text="She baked scones with M.",
        happened_on=date(2026, 3, 3),
        is_confidential=is_confidential,
        links=_links(lines, bearing),
        own={"difference": "She eats with the others now.", "who_says": "Her daughter", "source": "people"},
    )
    return make_record(app, person, Kind.STORY, Story, details, files)


def make_action(
    app: Flask,
    person: MadePerson,
    title: str = "Weekly medicine check",
    *,
    lines: Sequence[str] = ("S4",),
    due_on: date = date(2026, 6, 30),
    priority: Priority = Priority.HIGH,
    is_confidential: bool = False,
    owner: MadePerson | None = None,
) -> MadeRecord:
    """An open action that the person, a manager or lead, has added."""
    details = RecordDetails(
        title=title,
        text="",
        is_confidential=is_confidential,
        owner_id=owner.id if owner else None,
        links=_links(lines, Bearing.BACKGROUND),
        own={
            "issue": "Two gaps in the charts",
            "plan": "Check them every Friday",
            "measure": "No gap for four weeks",
            "due_on": due_on,
            "priority": priority.value,
        },
    )
    return make_record(app, person, Kind.ACTION, Action, details, ())


def make_closed_action(app: Flask, person: MadePerson, title: str = "New hoist slings") -> MadeRecord:
    """An action that the person has added and closed, without a proof."""
    made = make_action(app, person, title)
    with at_once(app):
        record, action = records.get_record(person.scope, Kind.ACTION, Action, made.reference)
        closing = actions.Closing("They are here.", no_proof_reason="Nothing to file.")
        actions.close(person.scope, record, action, closing)
    return made


def make_open_round(app: Flask, person: MadePerson, title: str = "Spring self-assessment") -> str:
    """A self-assessment that the person, a manager or lead, has started. Gives its reference."""
    with at_once(app):
        reference, _is_new = rounds.start_round(person.scope, load_framework(FRAMEWORK), title)
        return reference


def make_signed_off_round(app: Flask, person: MadePerson, title: str = "Winter self-assessment") -> str:
    """A self-assessment in which the person answered and judged everything as good, and signed it off."""
    reference, framework = make_open_round(app, person, title), load_framework(FRAMEWORK)
    with at_once(app):
        found = rounds.lock_open_round(person.scope, reference)
        for line in framework.lines:
            is_so = {each.key: each.rating in (Rating.GOOD, Rating.OUTSTANDING) for each in line.characteristics}
            answers = {key: Answered(Answer.US if us else Answer.NOT_US) for key, us in is_so.items()}
            words = LineWords(answers, Rating.GOOD, "Good throughout, and we know where we want to get better.")
            save_line(person.scope, found.row, line, words, version=0, records={})
        for key_question in framework.key_questions:
            judged = judgements.KeyQuestionWords(Rating.GOOD, "All its lines are good.")
            judgements.save_key_question(person.scope, found.row, key_question.code, judged, version=0)
        seen = sign_off.propose(person.scope, found, today=clock.today()).seen
        sign_off.sign_off(person.scope, found, seen=seen, today=clock.today())
    return reference


def _links(codes: Sequence[str], bearing: Bearing) -> tuple[LineLink, ...]:
    return tuple(LineLink(FRAMEWORK, code, bearing, "People feel safe.") for code in codes)


def make_record(
    app: Flask,
    person: MadePerson,
    kind: Kind,
    own: type[ServiceOwned],
    details: RecordDetails,
    files: Sequence[File],
) -> MadeRecord:
    """A record of any kind with these details, which the person has added."""
    key = f"form {next(_numbers)}"
    with at_once(app):
        received = attachments.receive(person.scope, (FileStorage(BytesIO(content), name) for content, name in files))
        assert not received.refused, received.refused
        attachments.keep(person.scope, received, key)
        record: Any = records.add_record(person.scope, kind, own, details, FormFiles(key))
        kept = attachments.files_of(person.scope, [record.id])[record.id] if files else []
        return MadeRecord(record.id, record.reference, details.title, tuple(file.id for file in kept))


def sign_in(app: Flask, person: MadePerson) -> PageCheckingClient:
    """A browser in which the person has signed in: by the code behind the sign-in page, without loading the page."""
    client = app.test_client()
    with app.test_request_context("/sign-in", method="POST", environ_base=client.environ_base):
        with saving():
            login_user(db.session.get_one(Account, person.id), authn_via=["password"])
        held = dict(session)
    with client.session_transaction() as cookie:
        cookie.update(held)
    return client


def _email() -> str:
    return f"person-{next(_numbers)}@example.org"
