"""Who may open what: every endpoint of the site, written down by hand, and what each kind of person is answered.

A new endpoint fails the guards until it stands here; so what the code allows is always what somebody meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from PIL import Image
from werkzeug.routing import Rule

from evidence.accounts import invitations
from evidence.accounts.models import Account
from evidence.accounts.words import Role
from evidence.database import db, saving
from evidence.duties import calendar
from evidence.packs import pack_jobs
from evidence.packs.written import What
from evidence.records.words import Bearing
from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, MadePerson, MadeRecord, MadeService

SIGNED_OUT = "signed out"
# A name for each kind of person, and their role where they work; None when they are signed out.
PRINCIPALS: dict[str, Role | None] = {
    SIGNED_OUT: None,
    "staff": Role.STAFF,
    "viewer": Role.VIEWER,
    "manager": Role.MANAGER,
    "lead": Role.PROVIDER_LEAD,
    "neighbour manager": Role.MANAGER,
    "other manager": Role.MANAGER,
    "other lead": Role.PROVIDER_LEAD,
}
NEIGHBOURS = frozenset({"neighbour manager"})
STRANGERS = frozenset({"other manager", "other lead"})

STAFF, VIEWER, MANAGER, LEAD = Role.STAFF, Role.VIEWER, Role.MANAGER, Role.PROVIDER_LEAD


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open an endpoint.

    roles: who may, by role; None for everybody, signed in or not. hidden_from: principals who are answered 404 though
    their role would do, because what the address names is not theirs. found: what those who may open it are answered;
    found_signed_in: what they are answered when they have signed in, if not the same. led_on: principals who are led
    to another page of their own instead.
    """

    roles: frozenset[Role] | None
    hidden_from: frozenset[str]
    found: int = 200
    found_signed_in: int | None = None
    led_on: frozenset[str] = frozenset()


def of_service(*roles: Role, hidden_from: str = "", led_on: str = "") -> Access:
    """A page of the service: hidden from whoever works elsewhere, whatever they are there."""
    hidden = NEIGHBOURS | STRANGERS | ({hidden_from} - {""})
    return Access(frozenset(roles), hidden, led_on=frozenset({led_on} - {""}))


def of_person(*roles: Role, hidden_from: frozenset[str] = frozenset(), found: int = 200) -> Access:
    """A page of the person or the provider, for these roles wherever they are held."""
    return Access(frozenset(roles), hidden_from, found)


def of_anyone(found: int = 200, *, signed_in: int | None = None) -> Access:
    """A page that opens without signing in. signed_in: what those who have signed in are answered, if not the same."""
    return Access(None, frozenset(), found, signed_in)


def of_asker(*, found: int = 200) -> Access:
    """A page about something that the manager asked for: hidden from everybody else who may ask for such things."""
    access = of_service(VIEWER, MANAGER, LEAD)
    return replace(access, hidden_from=access.hidden_from | {"viewer", "lead"}, found=found)


EVERYONE = (STAFF, VIEWER, MANAGER, LEAD)
READERS = (VIEWER, MANAGER, LEAD)
MANAGERS = (MANAGER, LEAD)

# What lies below the accounts can't name roles; it opens for anyone, because it tells nothing of anyone.
WITHOUT_PRINCIPALS = {"static", "bootstrap.static", "site.health", "look.choose"}

# In the order in which they are tried: what ends somebody's role or sign-in comes last.
ENDPOINTS: dict[str, Access] = {
    "static": of_anyone(),
    "bootstrap.static": of_anyone(),
    "site.health": of_anyone(),
    "look.choose": of_anyone(),
    "security.login": of_anyone(signed_in=302),
    "accounts.start": of_anyone(found=302),
    "accounts.set_up": of_anyone(found=404),
    "accounts.invitation": of_anyone(),
    "accounts.services": of_person(*EVERYONE),
    "accounts.me": of_person(*EVERYONE),
    "accounts.stay": of_person(*EVERYONE),
    "accounts.second_step": of_person(*EVERYONE),
    "security.verify": of_person(*EVERYONE),
    "security.two_factor_setup": of_person(*EVERYONE),
    "security.two_factor_setup_validate": of_person(*EVERYONE),
    "security.mf_recovery_codes": of_person(*EVERYONE, found=302),
    "security.wan_register": of_person(*EVERYONE),
    "security.wan_register_response": of_person(*EVERYONE),
    "security.wan_delete": of_person(*EVERYONE, found=302),
    "security.wan_signin": of_anyone(signed_in=302),
    "security.wan_signin_response": of_anyone(signed_in=302),
    "security.two_factor_token_validation": of_anyone(found=302),
    "security.mf_recovery": of_anyone(found=302),
    "security.tf_select": of_anyone(found=302),
    "security.two_factor_rescue": of_anyone(found=302),
    "accounts.service_details": of_service(*EVERYONE),
    "accounts.change_service": of_service(*MANAGERS),
    "accounts.choose_framework": of_service(*MANAGERS),
    "accounts.people": of_service(*MANAGERS),
    "accounts.person": of_service(*MANAGERS),
    "accounts.invite_person": of_service(*MANAGERS),
    "accounts.new_link": of_service(*MANAGERS),
    "accounts.take_second_step_away": of_service(*MANAGERS),
    "accounts.provider": of_person(LEAD),
    "accounts.provider_people": of_person(LEAD),
    "accounts.provider_person": of_person(LEAD, hidden_from=STRANGERS),
    "accounts.provider_lead": of_person(LEAD, hidden_from=STRANGERS),
    "accounts.take_providers_second_step_away": of_person(LEAD, hidden_from=STRANGERS),
    "accounts.add_service": of_person(LEAD),
    "records.file": of_person(*EVERYONE, hidden_from=NEIGHBOURS | STRANGERS | {"staff"}),
    "records.form_files": of_service(STAFF, *MANAGERS),
    "readiness.index": of_service(*EVERYONE),
    "lines.index": of_service(*EVERYONE, led_on="staff"),
    "lines.view": of_service(*EVERYONE, led_on="staff"),
    "lines.library": of_person(*EVERYONE),
    "lines.library_line": of_person(*EVERYONE),
    "items.index": of_service(*EVERYONE),
    "items.view": of_service(*EVERYONE, hidden_from="staff"),
    "items.versions": of_service(*MANAGERS),
    "items.add": of_service(STAFF, *MANAGERS),
    "items.edit": of_service(*MANAGERS),
    "items.part": of_service(*MANAGERS),
    "items.accept": of_service(*MANAGERS),
    "items.check": of_service(*MANAGERS),
    "items.resolve": of_service(*MANAGERS),
    "items.archive": of_service(*MANAGERS),
    "items.many": of_service(*MANAGERS),
    "duties.index": of_service(*MANAGERS),
    "duties.own_calendar": of_service(*MANAGERS),
    "duties.feed": of_anyone(),
    "duties.end_calendar": of_service(*MANAGERS),
    "items.shelf_life_page": of_service(*MANAGERS),
    "stories.index": of_service(*EVERYONE),
    "stories.view": of_service(*EVERYONE),
    "stories.versions": of_service(*MANAGERS),
    "stories.add": of_service(STAFF, *MANAGERS),
    "stories.edit": of_service(*MANAGERS),
    "stories.part": of_service(*MANAGERS),
    "stories.accept": of_service(*MANAGERS),
    "stories.check": of_service(*MANAGERS),
    "stories.resolve": of_service(*MANAGERS),
    "stories.archive": of_service(*MANAGERS),
    "stories.many": of_service(*MANAGERS),
    "actions.index": of_service(*READERS),
    "actions.view": of_service(*READERS),
    "actions.versions": of_service(*MANAGERS),
    "actions.add": of_service(*MANAGERS),
    "actions.edit": of_service(*MANAGERS),
    "actions.part": of_service(*MANAGERS),
    "actions.progress": of_service(*MANAGERS),
    "actions.close": of_service(*MANAGERS),
    "actions.reopen": of_service(*MANAGERS),
    "actions.archive": of_service(*MANAGERS),
    "actions.many": of_service(*MANAGERS),
    "assessments.index": of_service(*READERS),
    "assessments.start": of_service(*MANAGERS),
    "assessments.view": of_service(*READERS),
    "assessments.line": of_service(*READERS),
    "assessments.save_line": of_service(*MANAGERS),
    "assessments.risk": of_service(*MANAGERS),
    "assessments.answer_risk": of_service(*MANAGERS),
    "assessments.key_question": of_service(*READERS),
    "assessments.save_key_question": of_service(*MANAGERS),
    "assessments.overall": of_service(*READERS),
    "assessments.save_overall": of_service(*MANAGERS),
    "assessments.signing": of_service(*READERS),
    "assessments.sign": of_service(*MANAGERS),
    "assessments.giving": of_service(*MANAGERS),
    "assessments.line_judgements": of_service(*READERS),
    "assessments.give_up": of_service(*MANAGERS),
    "search.find": of_service(*EVERYONE),
    "packs.index": of_service(*READERS),
    "packs.assessment": of_service(*READERS),
    "packs.assessment_pdf": of_service(*READERS),
    "packs.assessment_word": of_service(*READERS),
    "packs.assessment_excel": of_service(*READERS),
    "packs.action_plan_word": of_service(*READERS),
    "packs.action_plan_excel": of_service(*READERS),
    "packs.good_news": of_service(*READERS),
    "packs.good_news_book": of_service(*READERS),
    "packs.good_news_pdf": of_service(*READERS),
    "packs.good_news_picture": of_service(*READERS),
    "packs.inspection": of_service(*READERS),
    "packs.inspection_page": of_service(*READERS),
    "packs.inspection_pdf": of_service(*READERS),
    "packs.action_plan": of_service(*READERS),
    "packs.action_plan_page": of_service(*READERS),
    "packs.action_plan_pdf": of_service(*READERS),
    "packs.write": of_service(*READERS),
    "packs.job": of_asker(),
    "packs.job_pdf": of_asker(found=404),
    "packs.cancel_job": of_asker(),
    "patterns.index": of_person(*MANAGERS),
    "changes.index": of_service(*MANAGERS),
    "changes.csv": of_service(*MANAGERS),
    "changes.opened": of_service(*MANAGERS),
    "changes.provider": of_person(LEAD),
    "accounts.close_role": of_service(*MANAGERS),
    "accounts.close_account": of_person(LEAD, hidden_from=STRANGERS),
    "accounts.sign_out_elsewhere": of_person(*EVERYONE),
    "accounts.end_sign_in": of_person(*EVERYONE, found=404),
    "accounts.sign_out_everywhere": of_person(*EVERYONE),
    "security.logout": of_anyone(found=302),
}


def expected(access: Access, principal: str) -> int:
    """The status that a principal is answered when they ask for a page."""
    role = PRINCIPALS[principal]
    if access.roles is None:
        return (role and access.found_signed_in) or access.found
    if role is None:
        return 302
    if access.hidden_from >= NEIGHBOURS | STRANGERS and principal in NEIGHBOURS | STRANGERS:
        return 404
    if role not in access.roles:
        return 403
    if principal in access.led_on:
        return 302
    return 404 if principal in access.hidden_from else access.found


@dataclass(frozen=True, slots=True)
class World:
    """A service with something of everything in it, its people, those of other services, and all their browsers."""

    service: MadeService
    people: Mapping[str, MadePerson]
    browsers: Mapping[str, PageCheckingClient]
    values: Mapping[str, Mapping[str, Any]]

    def address(self, app: Flask, rule: Rule) -> str:
        """The address of an endpoint with what is really there in place of its variables."""
        kind = rule.endpoint.split(".")[0]
        known = {**self.values[""], **self.values.get(kind, {}), **self.values.get(rule.endpoint, {})}
        with app.test_request_context():
            return app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})


def make_world(app: Flask) -> World:
    """Make a world with one of everything."""
    provider, other_provider = factories.make_provider(app), factories.make_provider(app, "Harbour Homes")
    service = factories.make_service(app, provider)
    neighbour = factories.make_service(app, provider, "Elm House")
    other = factories.make_service(app, other_provider, "Harbour View")
    homes = {"neighbour manager": neighbour, "other manager": other, "other lead": other}
    people = {
        name: factories.make_person(app, homes.get(name, service), role) for name, role in PRINCIPALS.items() if role
    }
    item = factories.make_item(app, people["manager"], files=[A_FILE])
    signed_off = factories.make_signed_off_round(app, people["manager"])
    still_open = factories.make_open_round(app, people["manager"])
    by_page = {
        "": {
            "service": service.reference,
            "account_id": people["staff"].id,
            "sign_in_id": people["staff"].id,
            "token": _invite(app, people["manager"], people["viewer"]),
            "file_id": item.file_ids[0],
            "framework": factories.FRAMEWORK,
            "form_key": "a-key",
            "part": "owner",
            "code": "S1",
        },
        "assessments": {"ref": still_open},
        "assessments.key_question": {"ref": still_open, "code": "S"},
        "assessments.save_key_question": {"ref": still_open, "code": "S"},
        "duties.feed": {"token": _calendar(app, people["manager"])},
        "packs": {"ref": signed_off, "what": "inspection", "job_id": _asked_for(app, service, people["manager"])},
        "packs.good_news_picture": {"file_id": _picture(app, people["manager"])},
        "static": {"filename": "css/tokens.css"},
        "bootstrap": {"filename": "css/bootstrap.min.css"},
    }
    values = by_page | {page: {"ref": record.reference} for page, record in _records(app, service, people).items()}
    browsers = {name: factories.sign_in(app, person) for name, person in people.items()}
    return World(service, people, {SIGNED_OUT: app.test_client(), **browsers}, values)


def _records(app: Flask, service: MadeService, people: Mapping[str, MadePerson]) -> dict[str, MadeRecord]:
    """The record that each page of records is opened with."""
    deputy = factories.make_person(app, service, Role.MANAGER, "Deputy of Rose Lodge")
    deputys_item = factories.make_item(app, deputy, "What others may check")
    deputys_story = factories.make_story(app, deputy, "What others may check")
    sent_in = factories.make_item(app, people["staff"])
    story = factories.make_story(app, people["manager"])
    story_sent_in = factories.make_story(app, people["staff"])
    action = factories.make_action(app, people["manager"])
    closed_action = factories.make_closed_action(app, people["manager"])
    hard_story = factories.make_story(app, people["manager"], lines=["S1"], bearing=Bearing.CHALLENGES)
    challenge = factories.make_item(app, people["manager"], "Complaint about waiting", bearing=Bearing.CHALLENGES)
    return {
        "items": factories.make_item(app, people["manager"]),
        "items.accept": sent_in,
        "items.check": deputys_item,
        "items.resolve": challenge,
        "stories": story,
        "stories.accept": story_sent_in,
        "stories.check": deputys_story,
        "stories.resolve": hard_story,
        "actions": action,
        "actions.reopen": closed_action,
    }


def _invite(app: Flask, manager: MadePerson, person: MadePerson) -> str:
    with app.app_context(), saving():
        return invitations.make(manager.scope, db.session.get_one(Account, person.id), clock.now())


def _asked_for(app: Flask, service: MadeService, person: MadePerson) -> UUID:
    with app.app_context(), saving():
        return pack_jobs.ask_for(person.scope, service.reference, What.INSPECTION, {}, clock.now())


def _picture(app: Flask, person: MadePerson) -> UUID:
    output = BytesIO()
    Image.new("RGB", (60, 40), "#7a9e7e").save(output, "JPEG")
    return factories.make_story(app, person, "With a picture", files=[(output.getvalue(), "picture.jpg")]).file_ids[0]


def _calendar(app: Flask, person: MadePerson) -> str:
    with app.app_context(), saving():
        return calendar.make(person.scope, with_titles=False, now=clock.now())
