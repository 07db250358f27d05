"""The demonstration is whole: as much of everything as promised, every line covered, nothing that is not there."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from evidence.accounts.words import Role, setting_tags
from evidence.demo.content import Content, Item, Service, Story
from evidence.demo.papers import FORMS, cells
from evidence.demo.pictures import MOTIFS
from evidence.demo.year import line_days
from evidence.items.words import CHALLENGING_KINDS, ITEM_KINDS
from evidence.records.words import Bearing, Source
from evidence.stories.forms import VOICES
from kloe.framework import CONDITIONS, Framework, applies_to
from kloe.judgement import Limiter, Rating
from kloe.loader import load_framework
from tests.unit.demo.words_said import all_texts

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("asc-2017-11")


def service_of(content: Content, key: str) -> Service:
    return next(service for service in content.services if service.key == key)


def records_of(service: Service) -> list[Item | Story]:
    return [*service.items, *service.stories]


def test_there_is_as_much_as_promised(content: Content):
    home, agency = service_of(content, "care-home"), service_of(content, "home-care")
    assert (len(home.items), len(agency.items)) == (95, 55)
    assert len(home.stories) + len(agency.stories) == 50
    assert len(home.actions) + len(agency.actions) == 40
    assert [round_.signed_off is not None for round_ in home.rounds] == [True, True, True, False]
    assert [round_.signed_off is not None for round_ in agency.rounds] == [False]


def test_every_line_has_evidence(content: Content, framework: Framework):
    codes = {line.code for line in framework.lines}
    linked = {link.code for service in content.services for item in service.items for link in item.links}
    assert linked == codes
    home = service_of(content, "care-home")
    assert {link.code for item in home.items for link in item.links} == codes


def test_agency_has_nothing_on_end_of_life_and_on_premises(content: Content, framework: Framework):
    agency = service_of(content, "home-care")
    linked = {link.code for record in records_of(agency) for link in record.links}
    assert {line.code for line in framework.lines} - linked == {"R3", "E6"}


def test_only_what_exists_is_named(content: Content, framework: Framework):
    codes = {line.code for line in framework.lines}
    for service in content.services:
        for item in service.items:
            assert item.kind in ITEM_KINDS, item.key
            assert item.source is not Source.CQC_HELD, item.key
            assert item.paper.form in FORMS, item.key
        for record in records_of(service):
            assert {link.code for link in record.links} <= codes, record.key
            assert record.links, record.key
            assert not record.picture or record.picture in MOTIFS, record.key
        assert all(story.source in VOICES for story in service.stories)
        assert all(set(action.lines) <= codes and action.lines for action in service.actions)


def test_keys_and_links_are_named_once(content: Content):
    for service in content.services:
        keys = [each.key for part in (service.items, service.stories, service.actions) for each in part]
        # A story and a piece of evidence may tell of the same thing, but never an address for two.
        assert [key for key, count in Counter(keys).items() if count > 1] == []
        for record in records_of(service):
            codes = [link.code for link in record.links]
            assert len(set(codes)) == len(codes), record.key


def test_everybody_named_works_there(content: Content):
    for service in content.services:
        here = {person.key for person in content.people if service.key in person.services}
        managers = {person.key for person in content.people if person.manages} & here
        for record in records_of(service):
            assert record.by in here, record.key
            assert {link.resolved.by for link in record.links if link.resolved} <= managers, record.key
        for item in service.items:
            assert not item.owner or item.owner in here, item.key
        for action in service.actions:
            assert action.by in managers, action.key
            assert action.owner in here, action.key
            assert action.closed is None or action.closed.by in managers, action.key
        for round_ in service.rounds:
            judges = {round_.by, *(line.by for line in round_.lines), *(each.by for each in round_.key_questions)}
            assert judges <= managers, round_.key


def test_each_service_has_its_people(content: Content):
    for service in content.services:
        roles = Counter(person.role for person in content.people if service.key in person.services)
        assert roles[Role.MANAGER] == 2
        assert roles[Role.STAFF] >= 3
        assert roles[Role.VIEWER] == roles[Role.PROVIDER_LEAD] == 1


def test_things_follow_one_another_in_time(content: Content):
    for service in content.services:
        entered = {record.key: record.entered for record in records_of(service)}
        for record in records_of(service):
            days = [content.day, record.day, record.entered, *([record.accepted] if record.accepted else [])]
            assert record.day >= record.entered >= 1, record.key
            assert content.day > record.day, record.key
            assert record.accepted is None or record.accepted < record.entered, f"{record.key} {days}"
            for link in record.links:
                assert not link.resolved or 0 < link.resolved.day < (record.accepted or record.entered), record.key
        for action in service.actions:
            assert content.day > action.day > 0, action.key
            assert -action.due < action.day, action.key
            if action.closed:
                assert 0 < action.closed.day < action.day, action.key
                assert not action.closed.proof or action.closed.day < entered[action.closed.proof], action.key


def test_rounds_rest_on_what_was_there(content: Content):
    for service in content.services:
        entered = {record.key: record.entered for record in records_of(service)}
        for round_ in service.rounds:
            days = line_days(round_)
            assert [*days] == sorted(days, reverse=True), round_.key
            assert (round_.signed_off or 1) <= days[-1] <= days[0] <= round_.started, round_.key
            for line, day in zip(round_.lines, days, strict=True):
                late = [key for keys in line.records.values() for key in keys if entered[key] <= day]
                assert late == [], f"{round_.key} {line.code}: {late}"
        for before, after in pairwise(service.rounds):
            assert before.signed_off is not None
            assert before.signed_off > after.started


def test_signed_off_rounds_judge_everything(content: Content, framework: Framework):
    codes = [line.code for line in framework.lines]
    for round_ in service_of(content, "care-home").rounds[:3]:
        assert [line.code for line in round_.lines] == codes
        assert [each.code for each in round_.key_questions] == ["S", "E", "C", "R", "W"]
        assert {Limiter(each.code) for each in round_.limiters} == set(Limiter)
        assert all(each.reason for each in (*round_.lines, *round_.key_questions, *round_.limiters))


def test_rounds_show_progress(content: Content):
    first, second, third, open_now = service_of(content, "care-home").rounds
    weak = Rating.REQUIRES_IMPROVEMENT
    rated = [{each.code: each.rating for each in round_.key_questions} for round_ in (first, second, third)]
    assert [code for code, rating in rated[0].items() if rating is weak] == ["S", "W"]
    assert [code for code, rating in rated[1].items() if rating is weak] == ["S"]
    assert [code for code, rating in rated[2].items() if rating is weak] == []
    assert [round_.signed_off for round_ in (first, second, third)] == [333, 178, 32]
    assert len(open_now.lines) == 12


def test_answers_name_statements_that_are_there(content: Content, framework: Framework):
    count = {
        f"{line.code} {letter}": len(line.at(rating))
        for line in framework.lines
        for letter, rating in zip("OGRI", Rating, strict=True)
    }
    keys = {statement.key for line in framework.lines for statement in line.characteristics}
    for service in content.services:
        assert set(service.does_not_apply) <= keys
        known = {*setting_tags(service.types), *CONDITIONS}
        for statement in (each for line in framework.lines for each in line.characteristics):
            # What is for another kind of service, or for younger people, is answered by its reason.
            is_here = applies_to(statement.applies, known) and "young-adults" not in statement.applies
            assert is_here or statement.key in service.does_not_apply, statement.key
        for round_ in service.rounds:
            for line in round_.lines:
                for name in (*line.answers, *line.records):
                    assert 1 <= int(name[1:]) <= count[f"{line.code} {name[0]}"], f"{round_.key} {line.code} {name}"


def test_there_is_some_of_every_kind(content: Content):
    for service in content.services:
        links = [link for record in records_of(service) for link in record.links]
        assert Counter(link.bearing for link in links).keys() == set(Bearing)
        assert {item.source for item in service.items} == set(Source) - {Source.CQC_HELD}
        assert any(item.confidential for item in service.items)
        challenges = [link for link in links if link.bearing is Bearing.CHALLENGES]
        assert any(link.resolved for link in challenges)
        assert any(link.resolved is None for link in challenges)
    items = [item for service in content.services for item in service.items]
    assert len({item.kind for item in items}) >= 13
    assert sum(len(item.links) > 1 for item in items) >= 45
    assert sum(item.good_for is not None and item.good_for < item.day for item in items) >= 5
    assert sum(0 <= item.good_for - item.day <= 30 for item in items if item.good_for) >= 5
    closed = [action.closed for service in content.services for action in service.actions if action.closed]
    assert sum(bool(closing.proof) for closing in closed) >= 10
    assert sum(bool(closing.no_proof) for closing in closed) >= 5
    assert all(bool(closing.proof) != bool(closing.no_proof) for closing in closed)


def test_what_staff_sent_in_last_waits(content: Content):
    waiting = [
        record
        for service in content.services
        for record in records_of(service)
        if record.accepted is None and not content.person(record.by).manages
    ]
    assert sum(isinstance(record, Story) for record in waiting) == 8
    assert sum(isinstance(record, Item) for record in waiting) >= 4
    assert all(record.day <= 10 for record in waiting)
    accepted = [record for service in content.services for record in records_of(service) if record.accepted is not None]
    assert [record.key for record in accepted if content.person(record.by).manages] == []


def test_incidents_and_complaints_challenge(content: Content):
    """As the form would have them; those about an outcome that was well handled say otherwise."""
    spared = {"sickness-outbreak"}
    for service in content.services:
        for item in service.items:
            if item.kind in CHALLENGING_KINDS and item.key not in spared:
                assert any(link.bearing is Bearing.CHALLENGES for link in item.links), item.key


def test_tables_have_as_many_cells_as_headings(content: Content):
    for service in content.services:
        for item in service.items:
            form = FORMS[item.paper.form]
            if form.is_prose:
                continue
            headings = cells(item.paper.headings or form.headings)
            assert len(headings) > 1, item.key
            assert item.paper.rows, item.key
            wrong = [row for row in item.paper.rows if len(cells(row)) != len(headings)]
            assert wrong == [], item.key


def test_no_text_is_said_twice(content: Content):
    said = Counter(text for _, text in all_texts(content, TODAY) if len(text) > 60)
    assert [text for text, count in said.items() if count > 1] == []


def test_stories_are_neither_a_line_nor_a_novel(content: Content):
    for service in content.services:
        for story in service.stories:
            words = len(f"{story.text} {story.difference} {story.who_says}".split())
            assert 40 <= words <= 250, f"{story.key}: {words}"
            assert story.difference, story.key
            assert story.who_says, story.key
