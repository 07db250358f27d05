"""The form of one line of a round: an answer to every statement, what it rests on, and the judgement."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, ValidationError

from evidence.assessments import judging
from evidence.assessments.answers import LineWords, together
from evidence.assessments.content import Answered
from evidence.assessments.line_records import Offered
from evidence.assessments.words import DOES_NOT_APPLY, NOT_YET, RATING_WORDS
from evidence.references import clean_reference
from evidence.web.fields import Words, tidy
from kloe.framework import Line
from kloe.judgement import Answer, Rating

REASON_LENGTH = 1_000
JUDGEMENT_REASON_LENGTH = 5_000
NO_JUDGEMENT = ""
WHOLE_LINE = Answer.NOT_APPLICABLE.value
_BETWEEN = re.compile(r"[,;\s]+")
_SPLIT_REFERENCE = re.compile(r"\b([A-Za-z]{2})\s+([0-9A-Za-z]{5})\b")


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What stands in the form for one statement. `value`: "" while none is chosen. `more`: references as typed."""

    value: str = ""
    reason: str = ""
    records: tuple[str, ...] = ()
    more: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said about the statement."""
        return not (self.value or self.reason or self.records or self.more)


class AnswersField(Field):  # type: ignore[misc]
    """The answers to a line's statements.

    In the form they are named after the statement: `answer-S1.good.1`, `reason-S1.good.1`, `records-S1.good.1` (the
    references ticked) and `more-S1.good.1` (further references, typed). A statement about which nothing is sent keeps
    what is stored. `data`: TypedAnswer by statement key. `problems`: message by statement key.
    """

    def __init__(self, label: str = "", **rest: Any) -> None:
        super().__init__(label, **rest)
        self.line: Line | None = None
        self.offered: Offered | None = None
        self.problems: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read what was typed over what is stored."""
        self.process_errors: list[str] = []
        stored = data if isinstance(data, Mapping) else {}
        self.data: dict[str, TypedAnswer] = {key: shown(answer) for key, answer in stored.items()}
        self.typed: dict[str, TypedAnswer] = {}
        for key in _keys_in(formdata or ()):
            typed = _read(formdata, key)
            if not typed.is_empty:
                self.typed[key] = self.data[key] = typed

    def asked_records(self) -> set[str]:
        """Every reference that the form names, ticked or typed."""
        return {
            reference for typed in self.data.values() for reference in (*typed.records, *typed_references(typed.more))
        }

    def offer(self, line: Line, offered: Offered) -> None:
        """Say which line is answered and which records can be attached. Called before the form is checked."""
        self.line, self.offered = line, offered

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Note what is wrong, statement by statement."""
        assert self.line is not None
        known = {statement.key for statement in self.line.characteristics}
        for key, typed in self.typed.items():
            if problem := self._problem(key, typed, known):
                self.problems[key] = problem
        self.errors = list(self.problems.values())
        return not self.errors

    def answers(self) -> dict[str, Answered]:
        """What was typed, as it is stored, apart from what is wrong."""
        return {
            key: Answered(
                Answer(typed.value), typed.reason, tuple(sorted({*typed.records, *typed_references(typed.more)}))
            )
            for key, typed in self.typed.items()
            if key not in self.problems
        }

    def shown_answer(self, key: str) -> TypedAnswer:
        """What the page shows for a statement."""
        return self.data.get(key, TypedAnswer())

    def field_at_fault(self, key: str) -> str:
        """Which field of a statement its message is about: "reason" for the note, "answer" for all else."""
        typed = self.shown_answer(key)
        is_about_note = (typed.value == WHOLE_LINE and not typed.reason) or len(typed.reason) > REASON_LENGTH
        return "reason" if is_about_note and typed.value in set(Answer) else "answer"

    def _problem(self, key: str, typed: TypedAnswer, known: set[str]) -> str:
        if key not in known:
            return f"There is no statement {key} on this line. Open the page again."
        if typed.value and typed.value not in set(Answer):
            return f"Choose one of the answers to {key}."
        if not typed.value:
            return f"Choose an answer to {key}, or clear what you wrote and ticked beside it."
        if typed.value == Answer.NOT_APPLICABLE and not typed.reason:
            return f"Enter a few words in the note at {key}: why does it not apply to you?"
        if (too_many := len(typed.reason) - REASON_LENGTH) > 0:
            return f"The note on {key} must be {REASON_LENGTH:,} characters or fewer. Shorten it by {too_many:,}."
        return self._record_problem(key, typed)

    def _record_problem(self, key: str, typed: TypedAnswer) -> str:
        assert self.offered is not None
        offered = self.offered.by_reference
        for reference in (*typed.records, *typed_references(typed.more)):
            if reference not in offered:
                return (
                    f"There is no record {reference} on this line. "
                    f"Check the reference at {key}, or link the record to the line first."
                )
        return ""


class LineForm(FlaskForm):  # type: ignore[misc]
    """Answering and judging one line."""

    version = HiddenField()
    answers = AnswersField()
    judgement = RadioField("How do you judge this line?", validate_choice=False)
    reason = Words(
        "Why?",
        thing="The reason",
        longest=JUDGEMENT_REASON_LENGTH,
        hint="Needed where you see it differently from what your answers describe. Initials, never full names.",
    )

    def offer(self, line: Line, stored: LineWords, offered: Offered) -> None:
        """Say which line it is, what is stored about it, and which records can be attached."""
        self.line, self.stored = line, stored
        self.answers.offer(line, offered)
        self.judgement.choices = judgement_choices(line)
        if self.judgement.data is None:
            self.judgement.data = NO_JUDGEMENT

    def validate_judgement(self, field: Field) -> None:
        """Refuse a judgement that is not on the page."""
        if field.data not in field.choices:
            raise ValidationError("Choose one of the four ratings, or “Not judged yet”.")

    def validate_reason(self, field: Field) -> None:
        """Ask for the reason where the judgement is not what the answers describe."""
        if self.judgement.data not in self.judgement.choices or field.data:
            return
        if self.judgement.data == WHOLE_LINE:
            raise ValidationError("Enter why the whole line does not apply to you.")
        said = self.words()
        aid = judging.described(self.line, together(self.stored, said).answers)
        if judging.needs_reason(said.rating, aid):
            raise ValidationError(_reason_message(said.rating, aid.rating))

    def words(self) -> LineWords:
        """What was typed, as it is stored."""
        return replace(self.judgement_words(), answers=self.answers.answers())

    def judgement_words(self) -> LineWords:
        """The judgement alone."""
        reason = self.reason.data or ""
        if self.judgement.data == WHOLE_LINE:
            return LineWords(reason=reason, applies=False)
        return LineWords(rating=Rating(self.judgement.data) if self.judgement.data else None, reason=reason)

    def stated_version(self) -> int:
        """The version the form was opened with; 0 when it says none."""
        return read_version(self.version.data)

    def problems(self) -> list[tuple[str, str]]:
        """Every message with the id of the field it is about, in the page's order."""
        known = [statement.key for statement in self.line.characteristics]
        found = [
            (f"{self.answers.field_at_fault(key)}-{key}" if key in known else f"answer-{known[0]}", message)
            for key, message in self.answers.problems.items()
        ]
        found += [("judgement-0", message) for message in self.judgement.errors]
        return found + [("reason", message) for message in self.reason.errors]


def form_values(stored: LineWords, version: int) -> dict[str, Any]:
    """A stored line as the form's values."""
    judgement = stored.rating.value if stored.rating else NO_JUDGEMENT
    return {
        "version": str(version),
        "answers": stored.answers,
        "judgement": judgement if stored.applies else WHOLE_LINE,
        "reason": stored.reason,
    }


def judgement_choices(line: Line) -> dict[str, str]:
    """The judgements that a line offers, with their words; "does not apply" only where the line names a condition."""
    choices = {rating.value: words for rating, words in RATING_WORDS.items()}
    if judging.may_not_apply(line):
        choices[WHOLE_LINE] = f"{DOES_NOT_APPLY} to our service"
    return {**choices, NO_JUDGEMENT: NOT_YET}


def read_version(text: str | None) -> int:
    """A version as a form states it; 0 when it says none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def shown(answer: Answered) -> TypedAnswer:
    """A stored answer as the form shows it."""
    return TypedAnswer(answer.value.value, answer.reason, answer.records)


def _keys_in(names: Iterable[str]) -> list[str]:
    prefixes = ("answer-", "reason-", "records-", "more-")
    found = [name.removeprefix(prefix) for name in names for prefix in prefixes if name.startswith(prefix)]
    return list(dict.fromkeys(found))


def _read(formdata: Any, key: str) -> TypedAnswer:
    ticked = dict.fromkeys(tidy(value) for value in formdata.getlist(f"records-{key}"))
    return TypedAnswer(
        value=tidy(formdata.get(f"answer-{key}")),
        reason=tidy(formdata.get(f"reason-{key}")),
        records=tuple(sorted(reference for reference in ticked if reference)),
        more=tidy(formdata.get(f"more-{key}")),
    )


def typed_references(text: str) -> list[str]:
    """The references in what somebody typed, as they are stored; what is none stays as it was typed."""
    joined = _SPLIT_REFERENCE.sub(r"\1-\2", text)
    return [clean_reference(part) or part for part in _BETWEEN.split(joined) if part]


def _reason_message(rating: Rating | None, described: Rating | None) -> str:
    words = rating.words if rating else ""
    if described is None:
        return f"Enter why you judge it {words}: your answers do not describe a level yet."
    return f"Enter why you judge it {words}: your answers describe {described.words}."
