"""Going through the demonstration's self-assessments: answering, judging, deciding on limiters and signing off."""

from collections.abc import Iterator

from evidence.accounts import frameworks
from evidence.accounts.models import Service as StoredService
from evidence.accounts.scope import Scope
from evidence.assessments import judgements, sign_off
from evidence.assessments import store as rounds
from evidence.assessments.answers import LineWords, save_line
from evidence.assessments.content import Answered, LimiterDecision
from evidence.database import db
from evidence.demo.cast import Cast
from evidence.demo.content import Judged, Round, RoundLine, Service
from evidence.web import clock
from kloe.framework import Framework, Line
from kloe.judgement import Answer, Limiter, Rating

LEVELS = {"O": Rating.OUTSTANDING, "G": Rating.GOOD, "R": Rating.REQUIRES_IMPROVEMENT, "I": Rating.INADEQUATE}


def start(cast: Cast, service: Service, round_: Round) -> None:
    """Begin a self-assessment."""
    scope = cast.scope(round_.by, service.key)
    reference, _is_new = rounds.start_round(scope, _framework(scope), round_.title)
    cast.rounds[service.key, round_.key] = reference


def judge_line(cast: Cast, service: Service, round_: Round, said: RoundLine) -> None:
    """Answer a line's statements and judge it."""
    scope = cast.scope(said.by, service.key)
    found, line = _open(cast, scope, service, round_), _framework(scope).line(said.code)
    made = {key: cast.records[service.key, key] for keys in said.records.values() for key in keys}
    resting = {name: tuple(made[key].reference for key in keys) for name, keys in said.records.items()}
    words = LineWords(dict(_answers(service, line, said, resting)), said.rating, said.reason)
    ids = {each.reference: each.id for each in made.values()}
    save_line(scope, found.row, line, words, version=0, records=ids)


def judge_key_question(cast: Cast, service: Service, round_: Round, said: Judged) -> None:
    """Judge a key question."""
    scope = cast.scope(said.by, service.key)
    found = _open(cast, scope, service, round_)
    words = judgements.KeyQuestionWords(said.rating, said.reason)
    judgements.save_key_question(scope, found.row, said.code, words, version=0)


def decide_limits(cast: Cast, service: Service, round_: Round) -> None:
    """Say which limiters hold, with the reasons, and that no regulation was breached."""
    scope = cast.scope(round_.by, service.key)
    found = _open(cast, scope, service, round_)
    decided = {
        Limiter(said.code): LimiterDecision(Limiter(said.code), said.confirmed, said.reason) for said in round_.limiters
    }
    judgements.save_limits(scope, found.row, judgements.Limits(decided, has_breach=False), version=found.row.version)


def freeze(cast: Cast, service: Service, round_: Round) -> None:
    """Sign a self-assessment off."""
    scope = cast.scope(round_.by, service.key)
    found, today = _open(cast, scope, service, round_), clock.today()
    seen = sign_off.propose(scope, found, today=today).seen
    sign_off.sign_off(scope, found, seen=seen, today=today)


def key_of(line: Line, name: str) -> str:
    """The key of a statement named by level and number: "G3" of line S1 is S1.good.3."""
    return f"{line.code}.{LEVELS[name[0]].value}.{int(name[1:])}"


def _answers(
    service: Service,
    line: Line,
    said: RoundLine,
    resting: dict[str, tuple[str, ...]],
) -> Iterator[tuple[str, Answered]]:
    exceptions = {key_of(line, name): answer for name, answer in said.answers.items()}
    records = {key_of(line, name): references for name, references in resting.items()}
    for statement in line.characteristics:
        key = statement.key
        if reason := service.does_not_apply.get(key):
            yield key, Answered(Answer.NOT_APPLICABLE, reason)
            continue
        usual = Answer.US if statement.rating is Rating.GOOD else Answer.NOT_US
        yield key, Answered(exceptions.get(key, usual), records=records.get(key, ()))


def _open(cast: Cast, scope: Scope, service: Service, round_: Round) -> rounds.FoundRound:
    return rounds.lock_open_round(scope, cast.rounds[service.key, round_.key])


def _framework(scope: Scope) -> Framework:
    service = db.session.get_one(StoredService, scope.service_id)
    return frameworks.get_framework(scope, service.framework_id)
