"""The rules of a round that belong to the tracker itself."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evidence.assessments import judging
from evidence.assessments.content import (
    Answered,
    KeyQuestionStanding,
    LimiterDecision,
    LineStanding,
    RoundFacts,
    RoundStanding,
    harm_in,
)
from evidence.assessments.words import RoundState
from kloe.judgement import Answer, Judgement, Limiter, Rating
from kloe.loader import load_framework
from kloe.support import State, Support

FRAMEWORK = load_framework("asc-2017-11")
NOTHING = Judgement(None, ())
UNSUPPORTED = Support(State.NONE, (), (), {}, ())
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def a_line(code: str = "S1", **changes: object) -> LineStanding:
    line = LineStanding(
        line=FRAMEWORK.line(code),
        applies=True,
        answers={},
        not_applicable="",
        rating=Rating.GOOD,
        reason="",
        aid=NOTHING,
        support=UNSUPPORTED,
        judged_by="Ann",
        judged_at=NOW,
        version=1,
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def a_round(*key_questions: KeyQuestionStanding) -> RoundStanding:
    facts = RoundFacts("SA-2B3C4", "Autumn", RoundState.OPEN, FRAMEWORK.id, NOW, "Ann", None, "", 1)
    return RoundStanding(facts, FRAMEWORK, key_questions, (), False, "", NOTHING)


def a_key_question(*lines: LineStanding, rating: Rating | None = Rating.GOOD) -> KeyQuestionStanding:
    return KeyQuestionStanding(FRAMEWORK.key_question("S"), lines, rating, "", "Ann", NOW, 1)


@pytest.mark.parametrize("judged", [None, *Rating])
@pytest.mark.parametrize("described", [None, *Rating])
def test_reason_is_needed_for_a_judgement_that_is_not_described(judged: Rating | None, described: Rating | None):
    assert judging.needs_reason(judged, Judgement(described, ())) is (judged is not None and judged is not described)


def test_level_is_described_by_the_rules_of_the_framework():
    line = FRAMEWORK.line("S1")
    answers = {each.key: Answered(Answer.US) for each in line.at(Rating.GOOD)}
    assert judging.described(line, answers).rating is Rating.GOOD
    answers["S1.inadequate.1"] = Answered(Answer.US)
    assert judging.described(line, answers).rating is Rating.INADEQUATE


def test_answer_to_a_statement_that_is_gone_is_left_out():
    line = FRAMEWORK.line("S1")
    answers = {each.key: Answered(Answer.US) for each in line.at(Rating.GOOD)}
    gone = {"S1.inadequate.99": Answered(Answer.US)}
    assert judging.described(line, {**answers, **gone}) == judging.described(line, answers)


@pytest.mark.parametrize(
    ("code", "settings", "is_for"),
    [
        ("S1", {"residential"}, True),
        ("E6", {"residential"}, True),
        ("E6", {"community"}, False),
        ("E6", {"community", "residential"}, True),
        ("S4", {"community"}, True),
        ("R3", {"residential"}, True),
    ],
)
def test_only_the_kind_of_service_takes_a_line_out(code: str, settings: set[str], is_for: bool):
    assert judging.is_for(FRAMEWORK.line(code), settings) is is_for


def test_line_may_not_apply_only_where_it_names_a_condition():
    found = [line.code for line in FRAMEWORK.lines if judging.may_not_apply(line)]
    assert found == ["S4", "S5", "E3", "R3"]


def test_confirmed_limiters_alone_limit():
    judged = dict.fromkeys("SECRW", Rating.GOOD) | {"E": Rating.REQUIRES_IMPROVEMENT}
    ruled_out = [LimiterDecision(Limiter.PIR_LATE, False, "")]
    confirmed = [LimiterDecision(Limiter.PIR_LATE, True, "Two weeks.")]
    for limiters, rating in ((ruled_out, Rating.GOOD), (confirmed, Rating.REQUIRES_IMPROVEMENT)):
        found = judging.likely_overall(FRAMEWORK, judged, has_breach=False, limiters=limiters)
        assert found.rating is rating


@pytest.mark.parametrize(
    ("changes", "is_missing"),
    [
        ({}, False),
        ({"rating": None}, True),
        ({"rating": None, "not_applicable": "No medicines."}, False),
        ({"rating": None, "applies": False}, False),
    ],
)
def test_line_is_missing_until_it_is_judged_or_does_not_apply(changes: dict[str, object], is_missing: bool):
    line = a_line(**changes)
    found = judging.missing(a_round(a_key_question(line)))
    assert found.lines == ((line,) if is_missing else ())
    assert bool(found) is is_missing


def test_key_question_is_missing_until_it_is_judged():
    unjudged = a_key_question(a_line(), rating=None)
    found = judging.missing(a_round(unjudged, a_key_question(a_line())))
    assert found.key_questions == (unjudged,)
    assert found


def test_progress_counts_the_lines_that_are_for_the_service():
    key_question = a_key_question(
        a_line(),
        a_line(rating=None),
        a_line(rating=None, not_applicable="No medicines."),
        a_line(applies=False),
        a_line(rating=Rating.INADEQUATE),
    )
    assert (key_question.settled, key_question.wanted) == (3, 4)
    assert key_question.profile == ((Rating.GOOD, 2), (Rating.INADEQUATE, 1))
    assert a_round(key_question, key_question).settled == 6


@pytest.mark.parametrize(
    ("value", "is_harm"),
    [(Answer.US, True), (Answer.PARTLY, True), (Answer.NOT_US, False), (Answer.NOT_APPLICABLE, False)],
)
def test_harm_is_an_inadequate_statement_that_happens(value: Answer, is_harm: bool):
    line = FRAMEWORK.line("S1")
    answers = {"S1.inadequate.1": Answered(value), "S1.requires-improvement.1": Answered(Answer.US)}
    assert [each.key for each in harm_in(line, answers)] == (["S1.inadequate.1"] if is_harm else [])
