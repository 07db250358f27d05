"""The words of a judgement: ratings, answers, limiters, and the reasons every result carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    """The four ratings, best first."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires-improvement"
    INADEQUATE = "inadequate"

    @property
    def words(self) -> str:
        """The rating as it is written in a sentence: "requires improvement"."""
        return self.value.replace("-", " ")

    def is_better_than(self, other: Rating) -> bool:
        """True when this rating stands above the other one."""
        order = tuple(Rating)
        return order.index(self) < order.index(other)


class Answer(StrEnum):
    """An answer to one characteristic. "Does this happen here?": yes is US, sometimes is PARTLY, no is NOT_US."""

    US = "us"
    PARTLY = "partly"
    NOT_US = "not-us"
    NOT_APPLICABLE = "not-applicable"


class Limiter(StrEnum):
    """An event that keeps well-led from being better than requires improvement."""

    NO_REGISTERED_MANAGER = "no-registered-manager"
    CONDITION_NOT_MET = "condition-not-met"
    NOTIFICATIONS_MISSED = "notifications-missed"
    PIR_LATE = "pir-late"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a result came out as it did.

    rule: a permanent id for programs and tests. text: full plain sentences with the numbers in them.
    confidence: how sure we are that the rule is the regulator's own (see kloe.framework.CONFIDENCE).
    """

    rule: str
    text: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating, or None when nothing can be said, with its reasons in the order in which they were applied."""

    rating: Rating | None
    reasons: tuple[Reason, ...]
