"""The forms of a round: starting one, judging a key question, what limits the overall rating, and signing off."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, RadioField, ValidationError

from evidence.assessments.content import LimiterDecision
from evidence.assessments.judgements import KeyQuestionWords, Limits
from evidence.assessments.line_form import JUDGEMENT_REASON_LENGTH, NO_JUDGEMENT, read_version
from evidence.assessments.risk import RiskWords
from evidence.assessments.words import BREACH_QUESTION, LIMITER_WORDS, NOT_YET, RATING_WORDS
from evidence.web.fields import LineOfText, Needed, OnceField, Words
from kloe.judgement import Limiter, Rating

YES, NO = "yes", "no"
_YES_NO = {YES: "Yes", NO: "No"}


class StartForm(FlaskForm):
    """Starting a round."""

    once = OnceField()
    title = LineOfText(
        "Title",
        thing="The title",
        needed="Enter a title.",
        hint="So that you can tell your rounds apart, such as “Autumn 2026”.",
    )
    framework = RadioField("Against which framework?", [Needed("Choose a framework.")], validate_choice=False)

    def validate_framework(self, field: Field) -> None:
        """Refuse a framework that is not on the page."""
        if field.data not in field.choices:
            raise ValidationError("Choose one of the frameworks on this page.")


class KeyQuestionForm(FlaskForm):
    """Judging a key question."""

    version = HiddenField()
    judgement = RadioField(
        "How do you judge this key question?",
        choices={**{rating.value: words for rating, words in RATING_WORDS.items()}, NO_JUDGEMENT: NOT_YET},
        validate_choice=False,
    )
    reason = Words(
        "Why?",
        thing="The reason",
        longest=JUDGEMENT_REASON_LENGTH,
        hint="What weighed most, and what speaks against it. An inspector may ask you exactly this.",
    )

    def validate_judgement(self, field: Field) -> None:
        """Refuse a judgement that is not on the page."""
        if field.data not in field.choices:
            raise ValidationError("Choose one of the four ratings, or “Not judged yet”.")

    def validate_reason(self, field: Field) -> None:
        """Every judgement of a key question says why."""
        if self.judgement.data in set(Rating) and not field.data:
            raise ValidationError(f"Enter why you judge it {Rating(self.judgement.data).words}.")

    def words(self) -> KeyQuestionWords:
        """What was typed, as it is stored."""
        rating = Rating(self.judgement.data) if self.judgement.data else None
        return KeyQuestionWords(rating, self.reason.data or "")

    def stated_version(self) -> int:
        """The version the form was opened with; 0 when it says none."""
        return read_version(self.version.data)


class LimitsForm(FlaskForm):
    """Deciding on limiters and a breach. Each limiter has a field of its own name and one for its reason."""

    version = HiddenField()
    breach = RadioField(
        BREACH_QUESTION,
        choices=_YES_NO,
        validate_choice=False,
        description="By CQC, or by yourselves. It keeps the overall rating at requires improvement or below.",
    )
    breach_reason = Words(
        "What was breached, and how do you know?", thing="The reason", longest=JUDGEMENT_REASON_LENGTH
    )

    def limiter_fields(self) -> list[tuple[Limiter, Any, Any]]:
        """Each limiter with its field and the field of its reason, in order."""
        return [(limiter, self[_name(limiter)], self[f"{_name(limiter)}_reason"]) for limiter in Limiter]

    def validate(self, extra_validators: Any = None) -> bool:
        """Every yes says why, and nothing is chosen that the page does not offer."""
        is_right: bool = super().validate(extra_validators)
        pairs = [(field, reason) for _, field, reason in self.limiter_fields()]
        for field, reason in [*pairs, (self.breach, self.breach_reason)]:
            if field.data not in (YES, NO, None, "") or (not field.data and reason.data):
                field.errors, is_right = ["Choose yes or no."], False
            elif field.data == YES and not reason.data:
                reason.errors, is_right = ["Enter what happened and why you confirm it."], False
        return is_right

    def limits(self) -> Limits:
        """What was decided, as it is stored. A limiter without yes or no is left out."""
        decided = {
            limiter: LimiterDecision(limiter, field.data == YES, reason.data or "")
            for limiter, field, reason in self.limiter_fields()
            if field.data in (YES, NO)
        }
        has_breach = self.breach.data == YES if self.breach.data else None
        return Limits(decided, has_breach, self.breach_reason.data or "")

    def show(self, limits: Limits, version: int) -> None:
        """Show these decisions and their version instead of what was sent."""
        for name, value in limits_values(limits, version).items():
            self[name].data = value

    def stated_version(self) -> int:
        """The version the form was opened with; 0 when it says none."""
        return read_version(self.version.data)


class SignOffForm(FlaskForm):
    """Signing off. `seen`: the fingerprint of what the page showed."""

    seen = HiddenField()


class RiskForm(FlaskForm):
    """Answering whether anyone is at risk now. shown: what the page showed. then: where the answer leads back to."""

    shown = HiddenField()
    then = HiddenField()
    at_risk = RadioField(
        "Is anyone at risk now?",
        [Needed("Choose yes or no.")],
        choices={YES: "Yes, someone is at risk", NO: "No, nobody is"},
        validate_choice=False,
    )
    done = Words(
        "What have you done, or how do you know?",
        thing="What you write",
        longest=JUDGEMENT_REASON_LENGTH,
        hint="Needed when someone is at risk: who is safe now, and who has been told. Initials, never full names.",
    )

    def validate_at_risk(self, field: Field) -> None:
        """Refuse an answer that is not on the page."""
        if field.data not in field.choices:
            raise ValidationError("Choose yes or no.")

    def validate_done(self, field: Field) -> None:
        """A yes says what has been done."""
        if self.at_risk.data == YES and not field.data:
            raise ValidationError("Enter what you have done to make them safe, and who you have told.")

    def words(self) -> RiskWords:
        """What was typed, as it is stored."""
        return RiskWords(self.at_risk.data == YES, self.done.data or "")


class GiveUpForm(FlaskForm):
    """Giving up a round."""

    reason = Words(
        "Why do you give it up?",
        thing="The reason",
        needed="Enter why you give this round up.",
        longest=JUDGEMENT_REASON_LENGTH,
        hint="Everybody who opens the round reads it, such as “Started against the wrong framework”.",
    )


def limits_values(limits: Limits, version: int) -> dict[str, Any]:
    """What was decided, as the form's values."""
    values: dict[str, Any] = {
        "version": str(version),
        "breach": None if limits.has_breach is None else YES if limits.has_breach else NO,
        "breach_reason": limits.breach_reason,
    }
    for limiter, decision in limits.limiters.items():
        values[_name(limiter)] = YES if decision.is_confirmed else NO
        values[f"{_name(limiter)}_reason"] = decision.reason
    return values


def key_question_values(words: KeyQuestionWords, version: int) -> dict[str, Any]:
    """A stored judgement of a key question as the form's values."""
    judgement = words.rating.value if words.rating else NO_JUDGEMENT
    return {"version": str(version), "judgement": judgement, "reason": words.reason}


def _name(limiter: Limiter) -> str:
    return limiter.value.replace("-", "_")


for _limiter, (_question, _meaning) in LIMITER_WORDS.items():
    setattr(
        LimitsForm,
        _name(_limiter),
        RadioField(_question, choices=_YES_NO, validate_choice=False, description=_meaning),
    )
    setattr(
        LimitsForm,
        f"{_name(_limiter)}_reason",
        Words("What happened?", thing="The reason", hint="A yes needs it.", longest=JUDGEMENT_REASON_LENGTH),
    )
