"""A reading aid: which level the answers to a line's characteristics describe.

The regulator does not add up answers; a person judges. This says what the answers point to, and which of them decided,
so that the person can agree or say why not. The steps are ours (confidence J), in the order of `level_described`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kloe.framework import Characteristic, Line
from kloe.judgement import Answer, Judgement, Rating, Reason

# The share of the good statements that may fall short, and the share of the outstanding ones that must be true.
LARGEST_SHORTFALL_FOR_GOOD = Fraction(1, 4)
SMALLEST_SHARE_FOR_OUTSTANDING = Fraction(1, 2)
SHORTFALL: Mapping[Answer, Fraction] = {
    Answer.US: Fraction(0),
    Answer.PARTLY: Fraction(1, 2),
    Answer.NOT_US: Fraction(1),
}

_Answered = tuple[Characteristic, Answer | None]


@dataclass(frozen=True, slots=True)
class _Level:
    """The applicable characteristics of one rating with their answers; None where there is none yet."""

    answered: tuple[_Answered, ...]

    def keys(self, *wanted: Answer | None) -> list[str]:
        return [characteristic.key for characteristic, answer in self.answered if answer in wanted]

    @property
    def count(self) -> int:
        return len(self.answered)


def level_described(line: Line, answers: Mapping[str, Answer]) -> Judgement:
    """The level that the answers describe, or None when they do not yet say, with the statements that decided.

    answers: characteristic key -> answer; an unanswered one is absent. "Does not apply" takes a statement out.
    The first of these that fits decides:
    a. an inadequate statement is true -> inadequate, even if the rest is unanswered;
    b. an applicable good statement is unanswered, or none applies -> no suggestion;
    c. an inadequate one is partly true, or a requires-improvement one is true -> requires improvement;
    d. the shortfall of the good ones (not us 1, partly a half) is over a quarter -> requires improvement;
    e. an outstanding one applies, at least half of those are true, every good one is true, and every
       requires-improvement one is answered and none partly true -> outstanding;
    f. otherwise good.
    Raises ValueError for a key that the line does not have, or a word that is not an answer.
    """
    levels = _levels(line, answers)
    return (
        _harm_done(levels[Rating.INADEQUATE])
        or _not_yet(levels[Rating.GOOD])
        or _weakness(levels[Rating.INADEQUATE], levels[Rating.REQUIRES_IMPROVEMENT])
        or _shortfall(levels[Rating.GOOD])
        or _outstanding_or_good(levels)
    )


def _levels(line: Line, answers: Mapping[str, Answer]) -> dict[Rating, _Level]:
    known = {characteristic.key for characteristic in line.characteristics}
    unknown = sorted(set(answers) - known)
    if unknown:
        raise ValueError(f'The line "{line.code}" has no characteristic "{unknown[0]}".')
    given = {key: Answer(answer) for key, answer in answers.items()}
    return {rating: _Level(tuple(_applicable(line.at(rating), given))) for rating in Rating}


def _applicable(characteristics: Iterable[Characteristic], given: Mapping[str, Answer]) -> Iterable[_Answered]:
    for characteristic in characteristics:
        answer = given.get(characteristic.key)
        if answer is not Answer.NOT_APPLICABLE:
            yield characteristic, answer


def _harm_done(inadequate: _Level) -> Judgement | None:
    true = inadequate.keys(Answer.US)
    if not true:
        return None
    text = f"{_statements(len(true), 'inadequate')} here: {_list(true)}. One is enough to describe inadequate."
    return _judgement(Rating.INADEQUATE, ("inadequate-statement-true", text))


def _not_yet(good: _Level) -> Judgement | None:
    if not good.count:
        text = "None of the statements for good applies, so there is nothing to compare with. Judge the line yourself."
        return _judgement(None, ("no-good-statement-applies", text))
    unanswered = good.keys(None)
    if not unanswered:
        return None
    text = f"{len(unanswered)} of {good.count} statements for good still to answer: {_list(unanswered)}."
    return _judgement(None, ("good-statement-unanswered", text))


def _weakness(inadequate: _Level, weak: _Level) -> Judgement | None:
    reasons = []
    if partly := inadequate.keys(Answer.PARTLY):
        text = f"{_statements(len(partly), 'inadequate', 'sometimes ')} here: {_list(partly)}."
        reasons.append(("inadequate-statement-partly-true", text))
    if true := weak.keys(Answer.US):
        text = f"{_statements(len(true), 'requires improvement')} here: {_list(true)}."
        reasons.append(("requires-improvement-statement-true", text))
    return _judgement(Rating.REQUIRES_IMPROVEMENT, *reasons) if reasons else None


def _shortfall(good: _Level) -> Judgement | None:
    short = sum((SHORTFALL[answer] for _, answer in good.answered if answer is not None), Fraction(0))
    if short <= good.count * LARGEST_SHORTFALL_FOR_GOOD:
        return None
    text = (
        f"The shortfall in the statements for good is {_number(short)} of {good.count}, which is more than a quarter "
        f"({_number(good.count * LARGEST_SHORTFALL_FOR_GOOD)}). {_short_of(good)}"
    )
    return _judgement(Rating.REQUIRES_IMPROVEMENT, ("good-shortfall-over-a-quarter", text))


def _outstanding_or_good(levels: Mapping[Rating, _Level]) -> Judgement:
    obstacles = list(_obstacles(levels))
    good, best = levels[Rating.GOOD], levels[Rating.OUTSTANDING]
    if not obstacles:
        true = best.keys(Answer.US)
        text = (
            f"{good.count} of {good.count} statements for good are true, and {len(true)} of {best.count} for "
            f"outstanding, which is at least half: {_list(true)}. No statement for requires improvement is true."
        )
        return _judgement(Rating.OUTSTANDING, ("good-complete-and-half-outstanding", text))
    true = good.keys(Answer.US)
    text = f"{len(true)} of {good.count} statements for good are true, and the shortfall is not over a quarter."
    return _judgement(Rating.GOOD, ("good-met", text), *obstacles)


def _obstacles(levels: Mapping[Rating, _Level]) -> Iterable[tuple[str, str]]:
    """What keeps good answers from describing outstanding, as (rule, text)."""
    good, best, weak = levels[Rating.GOOD], levels[Rating.OUTSTANDING], levels[Rating.REQUIRES_IMPROVEMENT]
    true = len(best.keys(Answer.US))
    if not best.count:
        yield "no-outstanding-statement-applies", "It is not outstanding: no statement for outstanding applies."
    elif true < best.count * SMALLEST_SHARE_FOR_OUTSTANDING:
        text = f"It is not outstanding: {true} of {best.count} statements for outstanding are true, fewer than half."
        yield "outstanding-under-half", text
    if good.keys(Answer.PARTLY, Answer.NOT_US):
        yield "good-not-complete", f"It is not outstanding: not every statement for good is true. {_short_of(good)}"
    if unanswered := weak.keys(None):
        text = (
            f"It is not outstanding: {len(unanswered)} of {weak.count} statements for requires improvement are still "
            f"to answer: {_list(unanswered)}."
        )
        yield "requires-improvement-statement-unanswered", text
    if partly := weak.keys(Answer.PARTLY):
        sometimes = _statements(len(partly), "requires improvement", "sometimes ")
        yield (
            "requires-improvement-statement-partly-true",
            f"It is not outstanding: {sometimes} here: {_list(partly)}.",
        )


def _judgement(rating: Rating | None, *reasons: tuple[str, str]) -> Judgement:
    return Judgement(rating, tuple(Reason(rule, text, "J") for rule, text in reasons))


def _statements(count: int, rating: str, how_often: str = "") -> str:
    noun, verb = ("statement", "is") if count == 1 else ("statements", "are")
    return f"{count} {noun} for {rating} {verb} {how_often}true"


def _short_of(good: _Level) -> str:
    parts = [
        f"{word}: {_list(keys)}"
        for word, keys in (("Not us", good.keys(Answer.NOT_US)), ("Partly", good.keys(Answer.PARTLY)))
        if keys
    ]
    return "; ".join(parts) + "."


def _list(keys: list[str]) -> str:
    return keys[0] if len(keys) == 1 else f"{', '.join(keys[:-1])} and {keys[-1]}"


def _number(value: Fraction) -> str:
    """A number of statements as it is said: 2, 1½, 0.75."""
    whole, rest = divmod(value, 1)
    if not rest:
        return str(whole)
    half = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}[rest]
    return half if not whole else f"{whole}{half}"
