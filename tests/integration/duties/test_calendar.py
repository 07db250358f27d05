"""The private calendar: its address, what it tells, and whom it stops telling."""

from datetime import date, timedelta
from typing import Any

from flask import Flask
from icalendar import Calendar

from evidence.web import clock
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.lines.filled import add_item


def make_address(browser: PageCheckingClient, service: MadeService, **fields: Any) -> str:
    """Makes an address by the page and gives its path."""
    page = browser.submit(
        f"{service.path}/reminders/calendar", fields, action=f"{service.path}/reminders/calendar"
    ).page
    (code,) = page.all("code")
    return "/" + str(code.text).split("/", 3)[3]


def events(browser: Any, path: str) -> dict[str, date]:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/calendar")
    calendar = Calendar.from_ical(answer.data)
    return {str(event["summary"]): event["dtstart"].dt for event in calendar.walk("VEVENT")}


def test_calendar_tells_days_and_references(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    today = clock.today()
    rails = factories.make_action(app, manager, "Fit grab rails", due_on=today + timedelta(days=9), owner=manager)
    secret = factories.make_action(app, manager, "J.’s conduct", due_on=today, is_confidential=True, owner=manager)
    audit = add_item(app, manager, "Audit", "S1", good_until=today + timedelta(days=20))
    found = events(app.test_client(), make_address(manager_client, service))
    assert found == {
        f"{rails.reference} is due": today + timedelta(days=9),
        f"{secret.reference} is due": today,
        f"{audit} is good until today": today + timedelta(days=20),
    }
    named = events(app.test_client(), make_address(manager_client, service, with_titles=True))
    assert f"{rails.reference} is due: Fit grab rails" in named
    assert f"{secret.reference} is due" in named


def test_a_new_address_ends_the_old_one_and_ending_it_ends_it(
    app: Flask, manager_client: PageCheckingClient, service: MadeService
):
    first = make_address(manager_client, service)
    second = make_address(manager_client, service)
    stranger = app.test_client()
    assert [stranger.get(path).status_code for path in (first, second)] == [404, 200]
    where = f"{service.path}/reminders/calendar"
    manager_client.submit(where, action=f"{where}/end")
    assert stranger.get(second).status_code == 404


def test_a_leaver_s_calendar_says_nothing_more(
    app: Flask, manager: MadePerson, service: MadeService, manager_client: PageCheckingClient, lead: MadePerson
):
    factories.make_action(app, manager, due_on=clock.today(), owner=manager)
    path = make_address(manager_client, service)
    assert len(events(app.test_client(), path)) == 1
    factories.make_person(app, service, manager.scope.role, "Olu")
    factories.sign_in(app, lead).submit(f"{service.path}/people/{manager.id}/close")
    assert app.test_client().get(path).status_code == 404


def test_a_guessed_address_is_not_found(app: Flask):
    assert app.test_client().get("/calendar/guess.ics").status_code == 404
