"""Reading an open round from the tables, with what the rules of `kloe` say about it today."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from evidence.accounts.models import Account
from evidence.accounts.scope import Scope
from evidence.assessments import judging
from evidence.assessments.answers import NOTHING_STORED, StoredLine, stored_lines
from evidence.assessments.carrying import links_by_line
from evidence.assessments.content import KeyQuestionStanding, LineStanding, RoundStanding
from evidence.assessments.judgements import limits_of
from evidence.assessments.models import KeyQuestionJudgement, Round
from evidence.assessments.store import FoundRound
from evidence.database import db
from kloe.framework import Framework, KeyQuestion, Line
from kloe.judgement import Rating
from kloe.support import Link, support


def read_open(scope: Scope, found: FoundRound, framework: Framework, *, today: date) -> RoundStanding:
    """Everything a round that is not frozen says, apart from the records beside its lines. Six queries.

    today: the day on which evidence counts as current.
    """
    settings = found.service.settings
    stored = stored_lines(scope, found.row)
    links = links_by_line(scope, framework.id)
    judged = _key_questions(scope, found.row)
    limits = limits_of(scope, found.row)
    key_questions = tuple(
        _key_question(
            key_question,
            judged.get(key_question.code),
            [
                line_standing(line, stored.get(line.code, NOTHING_STORED), links.get(line.code, ()), settings, today)
                for line in framework.lines_of(key_question.code)
            ],
        )
        for key_question in framework.key_questions
    )
    decisions = tuple(limits.limiters.values())
    ratings = {found_.code: found_.rating for found_ in key_questions}
    return RoundStanding(
        facts=found.facts,
        framework=framework,
        key_questions=key_questions,
        limiters=decisions,
        has_breach=found.row.has_breach,
        breach_reason=found.row.breach_reason,
        overall=judging.likely_overall(framework, ratings, has_breach=found.row.has_breach, limiters=decisions),
        breach_decided_by=found.breach_decided_by,
        breach_decided_at=found.row.breach_decided_at,
    )


def line_standing(
    line: Line, stored: StoredLine, links: Sequence[Link], settings: Collection[str], today: date
) -> LineStanding:
    """One line of an open round, with what its answers describe and what carries its judgement."""
    known = {statement.key for statement in line.characteristics}
    answers = {key: given for key, given in stored.words.answers.items() if key in known}
    return LineStanding(
        line=line,
        applies=judging.is_for(line, settings),
        answers=answers,
        not_applicable=stored.not_applicable,
        rating=stored.words.rating,
        reason=stored.words.reason,
        aid=judging.described(line, answers),
        support=support(stored.words.rating, links, today=today),
        judged_by=stored.judged_by,
        judged_at=stored.judged_at,
        version=stored.version,
        risk_answers=stored.risk_answers,
        has_open_action=stored.has_open_action,
    )


def _key_questions(scope: Scope, round_: Round) -> Mapping[str, tuple[KeyQuestionJudgement, str]]:
    rows = (
        select(KeyQuestionJudgement, Account.name)
        .join(Account, Account.id == KeyQuestionJudgement.judged_by_id)
        .where(KeyQuestionJudgement.service_id == scope.service_id, KeyQuestionJudgement.round_id == round_.id)
    )
    return {row.key_question: (row, name) for row, name in db.session.execute(rows)}


def _key_question(
    key_question: KeyQuestion, judged: tuple[KeyQuestionJudgement, str] | None, lines: Sequence[LineStanding]
) -> KeyQuestionStanding:
    if judged is None:
        return KeyQuestionStanding(key_question, tuple(lines), None, "", "", None, 0)
    row, name = judged
    rating = Rating(row.rating) if row.rating else None
    return KeyQuestionStanding(key_question, tuple(lines), rating, row.reason, name, row.judged_at, row.version)
