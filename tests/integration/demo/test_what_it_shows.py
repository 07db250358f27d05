"""What docs/demo.md promises: progress over three rounds, and what is wrong on purpose."""

from collections import Counter

import pytest
from sqlalchemy import and_, select

from evidence.accounts import frameworks
from evidence.accounts.models import Service
from evidence.accounts.scope import Scope
from evidence.actions.models import Action
from evidence.assessments import store as rounds
from evidence.assessments.report import build_report
from evidence.database import db
from evidence.items.store import support_links
from evidence.lines import store as lines
from evidence.lines.overview import LineOverview, overview
from evidence.records.models import Record, RecordLine
from evidence.records.visible import visible
from kloe.judgement import Rating
from kloe.support import Link
from tests.integration.demo.conftest import LoadedDemo

# What is in the demonstration does not hang on the database; that it loads on both is tested in test_loading.py.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HOME, AGENCY = "Quincebrook House", "Lark and Lantern Home Care"
GOOD, WEAK, BEST = Rating.GOOD, Rating.REQUIRES_IMPROVEMENT, Rating.OUTSTANDING
BANNER = "Demonstration: people and services are made up"


def standing(loaded: LoadedDemo, scope: Scope) -> dict[str, LineOverview]:
    service = db.session.get_one(Service, scope.service_id)
    framework = frameworks.get_framework(scope, service.framework_id)
    found = overview(framework, lines.held(scope, framework), settings=service.settings, today=loaded.today)
    return {line.line.code: line for key_question in found for line in key_question.lines}


def coded(found: dict[str, LineOverview], key: str) -> set[str]:
    return {code for code, line in found.items() if line.support_key == key}


def overdue(loaded: LoadedDemo, scope: Scope) -> list[str]:
    """The titles of open actions whose day has passed."""
    on_record = and_(Action.service_id == Record.service_id, Action.id == Record.id)
    found = select(Record.title).join(Action, on_record).where(visible(scope), Action.service_id == scope.service_id)
    return list(db.session.scalars(found.where(Record.state == "open", Action.due_on < loaded.today)))


def waiting(scope: Scope) -> dict[str, int]:
    """How many records wait for a manager, by kind."""
    found = select(Record.kind).where(visible(scope), Record.state == "waiting")
    return dict(Counter(db.session.scalars(found)))


def run_out(loaded: LoadedDemo, scope: Scope, code: str) -> list[Link]:
    """The links of a line's evidence that is past its last good day."""
    links = support_links(scope, "asc-2017-11", [code])[code]
    return [link for link in links if link.good_until and link.good_until < loaded.today]


def test_rounds_show_a_year_of_progress(loaded: LoadedDemo):
    with loaded.app.app_context():
        scope = loaded.scope("ruth")
        reports = [build_report(scope, each.facts.reference, today=loaded.today) for each in rounds.list_rounds(scope)]
    signed_off = [report.standing for report in reversed(reports) if not report.standing.facts.is_open]
    assert [[found.rating for found in each.key_questions] for each in signed_off] == [
        [WEAK, GOOD, GOOD, GOOD, WEAK],
        [WEAK, GOOD, GOOD, GOOD, GOOD],
        [GOOD, GOOD, BEST, GOOD, GOOD],
    ]
    assert [each.overall.rating for each in signed_off] == [WEAK, GOOD, GOOD]
    # What is held grew as well: at first nothing counted, a year on nearly everything is carried.
    carried = [Counter(line.support_key for line in each.lines) for each in signed_off]
    assert carried[0]["none"] > carried[1]["none"] == carried[2]["none"] == 0
    assert carried[2]["supported"] > carried[1]["supported"] > carried[0]["supported"] == 0
    for each in signed_off:
        assert len(each.limiters) == 4
        assert all(limiter.reason and not limiter.is_confirmed for limiter in each.limiters)
        unlike = [line for line in each.lines if line.rating is not line.aid.rating]
        assert all(line.reason for line in unlike)
    assert [[line.code for line in each.lines if line.rating is not line.aid.rating] for each in signed_off] == [
        ["S6"],
        [],
        ["C3", "W2"],
    ]
    open_now = next(report.standing for report in reports if report.standing.facts.is_open)
    assert open_now.settled == 12


def test_home_is_wrong_where_it_is_told(loaded: LoadedDemo):
    with loaded.app.app_context():
        scope = loaded.scope("ruth")
        found = standing(loaded, scope)
        assert coded(found, "contested") == {"S2", "S4", "R2"}
        assert coded(found, "thin") == {"S5", "C3"}
        assert found["S4"].claim is found["R2"].claim is GOOD
        assert found["C3"].claim is BEST
        assert "No piece comes from people or their families." in [each.text for each in found["C3"].support.reasons]
        assert len(overdue(loaded, scope)) == 4
        assert "New closers for two fire doors on the first floor" in overdue(loaded, scope)
        assert waiting(scope) == {"item": 4, "story": 5}
        assert {link.reference for link in run_out(loaded, scope, "S5")} < set(found["S5"].support.left_out)
        assert len(run_out(loaded, scope, "S5")) == 3


def test_agency_is_wrong_where_it_is_told(loaded: LoadedDemo):
    with loaded.app.app_context():
        scope = loaded.scope("shanice")
        found = standing(loaded, scope)
        assert coded(found, "contested") == set()
        assert coded(found, "thin") == {"C2", "S5"}
        assert [code for code, line in found.items() if line.is_bare] == ["R3"]
        assert len(overdue(loaded, scope)) == 2
        assert waiting(scope) == {"item": 1, "story": 3}
        # Harm was answered after all the actions about it were planned.
        (open_now,) = rounds.list_rounds(scope)
        line = build_report(scope, open_now.facts.reference, today=loaded.today).standing.line("S3")
        assert line is not None
        assert [statement.key for statement in line.harm] == ["S3.inadequate.2"]
        planned = select(Record.updated_at).join(RecordLine, RecordLine.record_id == Record.id)
        planned = planned.where(visible(scope), RecordLine.service_id == scope.service_id, RecordLine.code == "S3")
        moments = list(db.session.scalars(planned.where(Record.kind == "action", Record.state == "open")))
        assert len(moments) == 2
        assert max(moments) < line.answers["S3.inadequate.2"].answered_at


@pytest.mark.parametrize(("key", "role"), [("marion", "provider-lead"), ("ruth", "manager"), ("edward", "viewer")])
def test_person_has_the_role_of_the_list(loaded: LoadedDemo, key: str, role: str):
    with loaded.app.app_context():
        assert loaded.scope(key, HOME).role.value == role == loaded.sign_in(key).role


def test_trustee_sees_no_confidential_record(loaded: LoadedDemo):
    with loaded.app.app_context():
        for service in (HOME, AGENCY):
            counts = []
            for key in ("marion", "edward"):
                confidential = select(Record.id).where(visible(loaded.scope(key, service)), Record.is_confidential)
                counts.append(len(list(db.session.scalars(confidential))))
            assert counts[0] >= 2
            assert counts[1] == 0


@pytest.mark.parametrize("key", ["marion", "ruth", "dan", "beth", "edward"])
def test_pages_work_and_say_what_they_are(loaded: LoadedDemo, key: str):
    client = loaded.client(key)
    first = client.get("/", follow_redirects=True)
    assert first.status_code == 200
    assert BANNER in first.text
    with loaded.app.app_context():
        scope = loaded.scope(key)
        path = f"/services/{db.session.get_one(Service, scope.service_id).reference}"
    for page in ("evidence/", "stories/"):
        answer = client.get(f"{path}/{page}")
        assert answer.status_code == 200
        assert BANNER in answer.text
    assert BANNER in client.get("/nowhere").text


def test_line_and_pack_of_the_home_open(loaded: LoadedDemo):
    client = loaded.client("grace")
    with loaded.app.app_context():
        scope = loaded.scope("grace")
        service = db.session.get_one(Service, scope.service_id).reference
        frozen = [each.facts.reference for each in rounds.list_rounds(scope) if not each.facts.is_open]
    assert client.get(f"/services/{service}/lines/asc-2017-11/S4").status_code == 200
    for reference in frozen:
        assert client.get(f"/services/{service}/assessments/{reference}/").status_code == 200
    assert client.get(f"/services/{service}/packs/assessments/{frozen[0]}.pdf").data.startswith(b"%PDF")
