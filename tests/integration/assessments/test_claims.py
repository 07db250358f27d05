"""What the service claims about lines: the newest judgement of each, and the section of a line's page."""

from typing import Any

import pytest
from flask import Flask

from evidence.assessments.claims import claim_of, claims_of, line_claim
from evidence.assessments.models import LineJudgement
from evidence.assessments.panel import context
from evidence.assessments.store import latest_round
from evidence.assessments.words import RoundState
from evidence.database import db
from evidence.records.words import Bearing
from kloe.judgement import Rating
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.integration.assessments.filled import answers, give_up, judge_everything, line_of, save, start
from tests.statements import count_queries


def test_nothing_is_claimed_without_a_round(app: Flask, manager: MadePerson):
    with app.app_context():
        assert claim_of(manager.scope, FRAMEWORK, "S1") is None
        assert claims_of(manager.scope, FRAMEWORK) == {}
        assert latest_round(manager.scope, FRAMEWORK) is None
        assert line_claim(manager.scope, FRAMEWORK, "S1").open_round is None


def test_newest_judgement_counts_and_an_open_round_does_not_hide_the_old_one(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    old = factories.make_signed_off_round(app, manager)
    path = start(manager_client, service)
    save(manager_client, path, "S1", {"judgement": "inadequate", "reason": "Since Monday."})
    save(manager_client, path, "S2", {"answer-S2.good.1": "us"})
    with app.app_context():
        claims = claims_of(manager.scope, FRAMEWORK)
        assert len(claims) == 24
        first, second = claims["S1"], claims["S2"]
        assert (first.rating, first.reason, first.round_state) == (Rating.INADEQUATE, "Since Monday.", RoundState.OPEN)
        assert (second.rating, second.round_reference, second.round_state) == (Rating.GOOD, old, RoundState.SIGNED_OFF)
        assert second.signed_off_at is not None
        for code in ("S1", "S2"):
            assert claim_of(manager.scope, FRAMEWORK, code) == claims[code]
        assert line_claim(manager.scope, FRAMEWORK, "S2").open_round == path.split("/")[-2]
        assert latest_round(manager.scope, FRAMEWORK).reference == path.split("/")[-2]  # type: ignore[union-attr]


def test_latest_round_is_the_one_signed_off_last_when_none_is_open(app: Flask, manager: MadePerson):
    factories.make_signed_off_round(app, manager, "First")
    factories.make_signed_off_round(app, manager, "Second")
    with app.app_context():
        found = latest_round(manager.scope, FRAMEWORK)
        assert found is not None
        assert (found.title, found.is_open) == ("Second", False)
        assert {claim.round_title for claim in claims_of(manager.scope, FRAMEWORK).values()} == {"Second"}


def test_round_that_was_given_up_claims_nothing(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = start(manager_client, service)
    judge_everything(app, manager, path)
    give_up(manager_client, path)
    with app.app_context():
        assert claims_of(manager.scope, FRAMEWORK) == {}
        assert claim_of(manager.scope, FRAMEWORK, "S1") is None
        assert latest_round(manager.scope, FRAMEWORK) is None


def test_judgement_of_the_round_before_stands_again_once_the_newer_one_is_given_up(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    factories.make_signed_off_round(app, manager, "Spring")
    path = start(manager_client, service, "Autumn")
    save(manager_client, path, "S1", {"judgement": "inadequate", "reason": "Not since May."})
    with app.app_context():
        assert claims_of(manager.scope, FRAMEWORK)["S1"].round_title == "Autumn"
    give_up(manager_client, path)
    with app.app_context():
        assert claims_of(manager.scope, FRAMEWORK)["S1"].round_title == "Spring"


def test_claims_are_those_of_the_own_service_and_framework(
    app: Flask, manager: MadePerson, neighbour_manager: MadePerson
):
    factories.make_signed_off_round(app, manager)
    with app.app_context():
        assert claims_of(neighbour_manager.scope, FRAMEWORK) == {}
        assert claim_of(neighbour_manager.scope, FRAMEWORK, "S1") is None
        assert claims_of(manager.scope, "asc-2026-draft") == {}


def test_claims_take_one_query_each(app: Flask, manager: MadePerson):
    factories.make_signed_off_round(app, manager)
    with app.app_context():
        for ask in (lambda: claims_of(manager.scope, FRAMEWORK), lambda: claim_of(manager.scope, FRAMEWORK, "S1")):
            with count_queries() as statements:
                ask()
            assert len(statements) == 1


def test_section_shows_claim_and_what_carries_it(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = start(manager_client, service)
    save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"})
    factories.make_item(app, manager, "Survey", lines=["S1"])
    factories.make_item(app, manager, "Complaint", lines=["S1"], bearing=Bearing.CHALLENGES)
    page: Any = manager_client.get(f"{service.path}/lines/{FRAMEWORK}/S1").page
    section = page.by_id["claim"]
    words = " ".join(text for element, text in page.texts() if section in page.above(element))
    assert "Where we stand" in words
    assert "Good Contested" in words
    assert "1 piece challenges this line and is not resolved" in words
    assert f"{path}lines/S1" in [link.get("href") for link in section.iter("a")]


def test_section_offers_to_start_a_round(manager_client: PageCheckingClient, service: MadeService):
    page: Any = manager_client.get(f"{service.path}/lines/{FRAMEWORK}/S1").page
    section = page.by_id["claim"]
    assert f"{service.path}/assessments/start" in [link.get("href") for link in section.iter("a")]


@pytest.mark.parametrize("records", [1, 8])
def test_section_takes_three_queries(app: Flask, manager: MadePerson, records: int):
    factories.make_signed_off_round(app, manager)
    factories.make_open_round(app, manager)
    for number in range(records):
        factories.make_item(app, manager, f"Number {number}")
    with app.app_context(), count_queries() as statements:
        context(manager.scope, FRAMEWORK, "S1")
    assert len(statements) == 3


def test_section_tells_staff_nothing(app: Flask, manager: MadePerson, staff: MadePerson):
    factories.make_signed_off_round(app, manager)
    with app.app_context(), count_queries() as statements:
        assert context(staff.scope, FRAMEWORK, "S1") == {"line_claim": None}
    assert statements == []


def test_claim_is_dated_by_the_judgement_and_not_by_a_later_answer(
    app: Flask, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    path = start(manager_client, service)
    save(manager_client, path, "S1", {**answers(line_of("S1")), "judgement": "good"})
    with app.app_context():
        before = claim_of(manager.scope, FRAMEWORK, "S1")
    save(manager_client, path, "S1", {"answer-S1.outstanding.1": "partly"})
    with app.app_context():
        assert claim_of(manager.scope, FRAMEWORK, "S1") == before
        version = db.session.scalar(
            LineJudgement.__table__.select()
            .with_only_columns(LineJudgement.version)
            .where(LineJudgement.service_id == service.id)
        )
    assert version == 2
