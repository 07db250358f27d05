"""The framework of November 2017 as we ship it, against the published lists written out by hand."""

from __future__ import annotations

import pytest

from kloe.checks import check_all
from kloe.framework import SERVICE_TAGS, Framework, Line
from kloe.loader import load_framework
from kloe.lock import Lock, load_lock, lock_problems
from kloe.ratings import Rating

# Code and title of each line, as the publisher's page has it.
TITLES = """
S1 Safeguarding and protection from abuse
S2 Managing risks
S3 Suitable staff and staff cover
S4 Medicines management
S5 Infection control
S6 Learning when things go wrong
E1 Assessing needs and delivering evidence-based treatment
E2 Staff skills and knowledge
E3 Nutrition and hydration
E4 How staff, teams and services work together
E5 Supporting people to live healthier lives
E6 Accessible, adapted and decorated premises
E7 Consent to care and treatment
C1 Kindness, respect and compassion
C2 Involving people in decisions about their care
C3 Privacy and dignity
R1 Person-centred care
R2 Concerns and complaints
R3 End of life care
W1 Vision and strategy
W2 Governance and management
W3 Engagement and involvement
W4 Learning, improvement and innovation
W5 Working in partnership with others
"""
KEY_QUESTIONS = {"S": "Safe", "E": "Effective", "C": "Caring", "R": "Responsive", "W": "Well-led"}
LINES_OF = {"S": 6, "E": 7, "C": 3, "R": 3, "W": 5}

# The 16 lines whose list of prompts was read, with the number of prompts on it: 84 together.
PROMPTS = {
    "S1": 4,
    "S2": 7,
    "S3": 3,
    "S4": 8,
    "S5": 5,
    "S6": 5,
    "E2": 3,
    "E3": 4,
    "E7": 7,
    "C2": 3,
    "C3": 7,
    "R1": 6,
    "R2": 5,
    "R3": 6,
    "W3": 5,
    "W4": 6,
}

# How each cell is known: outstanding, good, requires improvement, inadequate.
# "x": the regulator's text for the cell was read, at first hand or through a third party; "-": the cell is inferred;
# "m": read in part and in part inferred, so its statements are counted as for "x" but may claim less.
CELLS = """
S1 x x x x
S2 - x x x
S3 x x x x
S4 x x x x
S5 x x x x
S6 - x x -
E1 x - - -
E2 x x x x
E3 x x x x
E4 x - - -
E5 x x x -
E6 x - - -
E7 m - x -
C1 x x x x
C2 x - x x
C3 x x - x
R1 x - - x
R2 x - x x
R3 x x x x
W1 x x x x
W2 x - - -
W3 x x x -
W4 x x - x
W5 x - - -
"""
FEWEST = {Rating.OUTSTANDING: 2, Rating.GOOD: 3, Rating.REQUIRES_IMPROVEMENT: 2, Rating.INADEQUATE: 2}

# Where the publisher says that a line or prompt is only for some services.
APPLIES = {
    "S4": ("medicines",),
    "S5": ("infection",),
    "E3": ("food",),
    "E6": ("residential",),
    "R3": ("end-of-life",),
    "S5.prompt.1": ("premises",),
    "S5.prompt.5": ("food",),
    "C3.prompt.6": ("visitors",),
    "C3.prompt.7": ("young-adults",),
    "R1.prompt.3": ("activities",),
    "R1.prompt.4": ("relationships",),
}

# Characteristics that hold only for some of the services their line is for: they speak of home care, or of the same
# topic as a prompt that is only for some services; the Deprivation of Liberty Safeguards are for homes and hospitals.
CHARACTERISTICS_APPLY = {
    "S3.good.3": ("community",),
    "S3.good.4": ("community",),
    "S3.good.5": ("community",),
    "S5.outstanding.2": ("food",),
    "S5.good.1": ("premises",),
    "S5.good.6": ("food",),
    "S5.requires-improvement.5": ("food",),
    "S5.inadequate.2": ("premises",),
    "S5.inadequate.5": ("food",),
    "E7.good.6": ("residential",),
    "C3.outstanding.5": ("young-adults",),
    "C3.inadequate.4": ("visitors",),
    "C3.inadequate.6": ("young-adults",),
    "R1.outstanding.4": ("activities",),
    "R1.good.3": ("activities",),
    "R1.good.4": ("relationships",),
    "R1.requires-improvement.2": ("activities",),
    "R1.inadequate.5": ("activities", "relationships"),
}


def titles() -> dict[str, str]:
    return {row.split(" ")[0]: row.split(" ", 1)[1] for row in TITLES.strip().splitlines()}


def cells() -> list[tuple[str, Rating, str]]:
    rows = [row.split() for row in CELLS.strip().splitlines()]
    return [(code, rating, mark) for code, *marks in rows for rating, mark in zip(Rating, marks, strict=True)]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("asc-2017-11")


def test_tables_of_this_test_are_whole() -> None:
    assert len(titles()) == 24
    assert sum(PROMPTS.values()) == 84
    assert len(PROMPTS) == 16
    assert len(cells()) == 96
    assert sum(mark in "xm" for _, _, mark in cells()) == 68


def test_key_questions_stand_in_their_order(framework: Framework) -> None:
    assert {found.code: found.title for found in framework.key_questions} == KEY_QUESTIONS
    assert [found.code for found in framework.key_questions] == list(KEY_QUESTIONS)


def test_each_key_question_has_a_headline_for_each_rating(framework: Framework) -> None:
    for key_question in framework.key_questions:
        assert [headline.rating for headline in key_question.headlines] == list(Rating), key_question.code


def test_lines_have_the_published_titles_in_order(framework: Framework) -> None:
    assert {line.code: line.title for line in framework.lines} == titles()
    assert [line.code for line in framework.lines] == list(titles())


def test_each_key_question_has_its_lines(framework: Framework) -> None:
    assert {code: len(framework.lines_of(code)) for code in KEY_QUESTIONS} == LINES_OF
    assert all(line.code.startswith(line.key_question) for line in framework.lines)


def test_lines_with_a_read_list_have_its_prompts_all_confirmed(framework: Framework) -> None:
    confirmed = {code: [prompt.is_confirmed for prompt in framework.line(code).prompts] for code in PROMPTS}
    assert confirmed == {code: [True] * number for code, number in PROMPTS.items()}


def test_prompts_of_the_other_lines_are_there_and_marked_as_our_reading(framework: Framework) -> None:
    others = [line for line in framework.lines if line.code not in PROMPTS]
    assert len(others) == 8
    for line in others:
        assert line.prompts, line.code
        assert not all(prompt.is_confirmed for prompt in line.prompts), line.code


@pytest.mark.parametrize(("code", "rating"), [(code, rating) for code, rating, mark in cells() if mark in "xm"])
def test_cell_that_was_read_has_enough_statements(framework: Framework, code: str, rating: Rating) -> None:
    assert len(framework.line(code).at(rating)) >= FEWEST[rating]


@pytest.mark.parametrize(("code", "rating"), [(code, rating) for code, rating, mark in cells() if mark == "x"])
def test_cell_that_was_read_has_confirmed_statements(framework: Framework, code: str, rating: Rating) -> None:
    assert any(found.is_confirmed for found in framework.line(code).at(rating))


@pytest.mark.parametrize(("code", "rating"), [(code, rating) for code, rating, mark in cells() if mark == "-"])
def test_inferred_cell_has_statements_and_claims_no_more_than_is_known(
    framework: Framework, code: str, rating: Rating
) -> None:
    """What good looks like may rest on a confirmed prompt of the line; all else in these cells is our reading."""
    line = framework.line(code)
    assert line.at(rating)
    prompts = {prompt.source for prompt in line.prompts if prompt.is_confirmed}
    for found in line.at(rating):
        assert not found.is_confirmed or (rating is Rating.GOOD and found.source in prompts), found.key


def test_statements_are_numbered_from_one_without_a_gap(framework: Framework) -> None:
    for line in framework.lines:
        groups = {rating.value: [found.key for found in line.at(rating)] for rating in Rating}
        groups["prompt"] = [prompt.key for prompt in line.prompts]
        for name, keys in groups.items():
            assert keys == [f"{line.code}.{name}.{number}" for number in range(1, len(keys) + 1)]


def test_characteristics_stand_best_rating_first(framework: Framework) -> None:
    order = list(Rating)
    for line in framework.lines:
        ratings = [order.index(characteristic.rating) for characteristic in line.characteristics]
        assert ratings == sorted(ratings), line.code


def test_no_two_statements_say_the_same(framework: Framework) -> None:
    texts = [statement.text.casefold() for statement in framework.statements()]
    assert len(set(texts)) == len(texts)


def test_lines_and_prompts_apply_where_the_publisher_says(framework: Framework) -> None:
    found = {line.code: line.applies for line in framework.lines}
    found |= {prompt.key: prompt.applies for line in framework.lines for prompt in line.prompts}
    assert {name: found[name] for name in APPLIES} == APPLIES
    assert set().union(*found.values()) <= SERVICE_TAGS


def test_characteristics_say_for_whom_they_hold(framework: Framework) -> None:
    found = {each.key: each.applies for line in framework.lines for each in line.characteristics if each.applies}
    assert found == CHARACTERISTICS_APPLY


def test_statements_that_name_a_kind_of_service_are_for_that_kind(framework: Framework) -> None:
    kinds = {"In home care": "community", "In care homes": "residential", "In a care home": "residential"}
    for line in framework.lines:
        for found in line.characteristics:
            named = [kind for words, kind in kinds.items() if found.text.startswith(words)]
            assert set(named) <= {*line.applies, *found.applies}, found.key


def _asks(line: Line) -> list[str]:
    return [line.question, *(prompt.text for prompt in line.prompts)]


def test_lines_and_prompts_are_questions_and_characteristics_are_statements(framework: Framework) -> None:
    for line in framework.lines:
        assert [text for text in _asks(line) if not text.endswith("?")] == []
        assert [found.key for found in line.characteristics if not found.text.endswith(".")] == []


def test_framework_says_what_it_is(framework: Framework) -> None:
    assert framework.title
    assert framework.publisher == "Care Quality Commission"
    assert framework.status == "superseded"
    assert framework.judged_by == "characteristics"
    assert framework.levels == tuple(Rating)
    assert framework.aggregation == "cqc-2017"
    assert "saf-2023" in framework.note


def test_lock_holds_every_key_as_it_is(framework: Framework) -> None:
    lock = load_lock(framework.id)
    assert lock != Lock()
    assert lock_problems(framework, lock) == ()


def test_shipped_frameworks_are_sound() -> None:
    report = check_all()
    assert report.is_sound, "\n".join(report.lines)
