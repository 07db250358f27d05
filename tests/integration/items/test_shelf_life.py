"""How long evidence of each kind stays good: suggested, chosen by the service, and outranked by a day of its own."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts.scope import Scope
from evidence.database import db, saving
from evidence.items import shelf_life
from evidence.items.models import EvidenceItem
from evidence.items.store import support_links
from evidence.items.words import ITEM_KINDS
from evidence.records.freshness import Freshness
from evidence.records.models import Record
from evidence.web import clock
from tests.clients import PageCheckingClient
from tests.factories import MadePerson, MadeService
from tests.integration.records.filled import S1, add


def page_of(service: MadeService) -> str:
    return f"{service.path}/evidence/shelf-life"


def days_ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def told_by_both(app: Flask, scope: Scope, today: date) -> dict[str, tuple[Freshness, list[Freshness]]]:
    """For each title: where the item stands by our rule, and which of the database's criteria it meets."""
    with app.app_context():
        lives = shelf_life.shelf_lives(scope)
        here = (EvidenceItem.service_id == scope.service_id, Record.service_id == scope.service_id)
        rows = select(Record, EvidenceItem).join(EvidenceItem, EvidenceItem.id == Record.id).where(*here)
        met: dict[str, list[Freshness]] = {}
        for wanted in Freshness:
            for record, _ in db.session.execute(rows.where(shelf_life.is_fresh(scope, wanted, today))):
                met.setdefault(record.title, []).append(wanted)
        return {
            record.title: (lives.freshness(item, record.happened_on, today), met.get(record.title, []))
            for record, item in db.session.execute(rows)
        }


def test_every_kind_has_a_suggestion_people_can_choose():
    assert shelf_life.SUGGESTED.keys() == ITEM_KINDS.keys()
    assert set(shelf_life.SUGGESTED.values()) <= shelf_life.CHOICES.keys()


def test_the_rule_and_the_database_say_the_same(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    for days in (0, 140, 141, 142, 183, 184, 330, 400):
        for kind in ("audit", "survey", "incident"):
            add(manager_client, service, "evidence", title=f"{kind} {days}", item_kind=kind, happened_on=days_ago(days))
    day = days_ago(400)
    add(manager_client, service, "evidence", title="own day", happened_on=day, good_until=days_ago(-10))
    told = told_by_both(app, manager.scope, clock.today())
    assert len(told) == 25
    assert all(met == [by_rule] for by_rule, met in told.values()), told
    assert told["audit 140"][0] is Freshness.CURRENT
    assert told["audit 141"][0] is Freshness.AGEING
    assert told["audit 183"][0] is Freshness.AGEING
    assert told["audit 184"][0] is Freshness.STALE
    assert told["survey 330"][0] is Freshness.AGEING
    assert told["survey 400"][0] is Freshness.STALE
    assert told["incident 400"][0] is Freshness.CURRENT
    assert told["own day"][0] is Freshness.AGEING


def test_pages_show_it_and_the_list_filters_by_it(manager_client: PageCheckingClient, service: MadeService):
    old = add(
        manager_client, service, "evidence", title="Old audit", item_kind="audit", happened_on=days_ago(200), lines=[S1]
    )
    add(
        manager_client, service, "evidence", title="Fresh audit", item_kind="audit", happened_on=days_ago(1), lines=[S1]
    )
    page: Any = manager_client.get(f"{service.path}/evidence/{old}").page
    assert "Out of date since" in page.text
    assert "(6 months for its kind)" in page.text
    for wanted, shown in (("stale", "Old audit"), ("current", "Fresh audit")):
        listed = manager_client.get(f"{service.path}/evidence/?freshness={wanted}").text
        assert [title in listed for title in ("Old audit", "Fresh audit")] == [
            shown == "Old audit",
            shown == "Fresh audit",
        ]
    line: Any = manager_client.get(f"{service.path}/lines/{S1}").page
    assert [tag.text for tag in line.with_class("state-stale")] == ["Out of date"]


def test_what_is_out_of_date_by_its_kind_no_longer_supports(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    add(manager_client, service, "evidence", item_kind="audit", happened_on=days_ago(200), lines=[S1])
    with app.app_context():
        (link,) = support_links(manager.scope, "asc-2017-11")["S1"]
        assert link.good_until == clock.today() - timedelta(days=200 - 183)


def test_a_manager_chooses_and_it_holds_at_once(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    old = add(manager_client, service, "evidence", item_kind="audit", happened_on=days_ago(200))
    manager_client.submit(page_of(service), {"audit": "365"})
    page: Any = manager_client.get(f"{service.path}/evidence/{old}").page
    assert "Out of date" not in page.text
    assert "(1 year for its kind)" in page.text
    assert told_by_both(app, manager.scope, clock.today())["Residents’ survey"][1] == [Freshness.CURRENT]
    again: Any = manager_client.submit(page_of(service), {"audit": "365"})
    assert again.status_code in (200, 302)


def test_what_goes_wrong_can_not_be_let_lapse(app: Flask, manager: MadePerson):
    with app.app_context(), saving():
        seen = shelf_life.shelf_lives(manager.scope).fingerprint
        assert not shelf_life.choose(manager.scope, {"incident": 91}, seen=seen)
        assert shelf_life.shelf_lives(manager.scope).days["incident"] == shelf_life.NEVER


def test_two_managers_at_once_lose_nothing(manager_client: PageCheckingClient, service: MadeService):
    form = manager_client.form(page_of(service), {"survey": "730"})
    manager_client.submit(page_of(service), {"audit": "365"})
    answer: Any = manager_client.send(form)
    assert answer.status_code == 409
    assert "Somebody else changed this meanwhile" in answer.page.text
    assert "Audit or check: 1 year" in answer.page.text


@pytest.mark.parametrize("days", ["", "12", "x"])
def test_another_number_of_days_is_refused(manager_client: PageCheckingClient, service: MadeService, days: str):
    standing = dict(manager_client.form(page_of(service)).fields)
    answer: Any = manager_client.post(page_of(service), data={**standing, "audit": days})
    assert answer.page.problems_told == ["Choose how long “Audit or check” stays good."]
