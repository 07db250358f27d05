"""The fixed words of self-assessment rounds, with what people see for them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kloe.judgement import Answer, Limiter, Rating
from kloe.support import State, Support

STANDING_SENTENCE = "A self-assessment, not CQC’s view, no prediction; CQC may ask to see it."
AID_SENTENCE = "It is a reading aid of this tracker, not the regulator’s arithmetic. You judge the line."
DAMAGED = (
    "The frozen copy of this round no longer matches its fingerprint: it was changed after the sign-off. "
    "Do not rely on it. Ask whoever looks after the tracker to restore it from a backup."
)


class RoundState(StrEnum):
    """Where a round stands."""

    OPEN = "open"
    SIGNED_OFF = "signed-off"
    ABANDONED = "abandoned"


# The rounds whose judgements count on the pages of a service; a pack can ask for those that are signed off alone.
COUNTING = (RoundState.OPEN, RoundState.SIGNED_OFF)
SIGNED_OFF_ONLY = (RoundState.SIGNED_OFF,)


class RoundKind(StrEnum):
    """What a round is."""

    SELF_ASSESSMENT = "self-assessment"
    MOCK_INSPECTION = "mock-inspection"


ROUND_STATE_WORDS: Mapping[RoundState, str] = MappingProxyType(
    {RoundState.OPEN: "Open", RoundState.SIGNED_OFF: "Signed off", RoundState.ABANDONED: "Given up"}
)

RATING_WORDS: Mapping[Rating, str] = MappingProxyType({rating: rating.words.capitalize() for rating in Rating})
NOT_YET = "Not judged yet"
DOES_NOT_APPLY = "Does not apply"

FRAMEWORK_STATUS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "draft": "A draft: the final text may differ.",
        "current": "In use now.",
        "superseded": "A newer framework has taken its place.",
    }
)

# Good comes first: whoever inspects asks whether it is good, then whether it is better, and only then how weak it is.
SECTION_ORDER = (Rating.GOOD, Rating.OUTSTANDING, Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE)
ABOUT_WEAKNESS = frozenset({Rating.REQUIRES_IMPROVEMENT, Rating.INADEQUATE})
HARM_ANSWERS = frozenset({Answer.US, Answer.PARTLY})

_STRENGTH_WORDS = {
    Answer.US: "This is us",
    Answer.PARTLY: "Partly",
    Answer.NOT_US: "Not us",
    Answer.NOT_APPLICABLE: DOES_NOT_APPLY,
}
_WEAKNESS_WORDS = {
    Answer.US: "Yes",
    Answer.PARTLY: "Sometimes",
    Answer.NOT_US: "No",
    Answer.NOT_APPLICABLE: DOES_NOT_APPLY,
}


def answer_words(rating: Rating) -> Mapping[Answer, str]:
    """The words of the four answers under a rating: "This is us" for strengths, "Yes" for what should not happen."""
    return MappingProxyType(_WEAKNESS_WORDS if rating in ABOUT_WEAKNESS else _STRENGTH_WORDS)


# The question above the statements of a rating, and what the four answers mean there.
SECTION_QUESTIONS: Mapping[Rating, str] = MappingProxyType(
    {
        Rating.GOOD: "Start here. Is this us?",
        Rating.OUTSTANDING: "Do we go beyond good? Is this us?",
        Rating.REQUIRES_IMPROVEMENT: "Does this happen here?",
        Rating.INADEQUATE: "Does this happen here? One of these is serious even when the rest is good.",
    }
)

LIMITER_WORDS: Mapping[Limiter, tuple[str, str]] = MappingProxyType(
    {
        Limiter.NO_REGISTERED_MANAGER: (
            "Is there no registered manager, and too little done to find one?",
            "You must have a registered manager, and nobody is in post. You can’t show that you have done enough, soon "
            "enough, to find one.",
        ),
        Limiter.CONDITION_NOT_MET: (
            "Is there a condition of your registration that you do not meet?",
            "Any other condition on your certificate that you do not meet, without a good reason.",
        ),
        Limiter.NOTIFICATIONS_MISSED: (
            "Were notifications to CQC missed?",
            "By law, CQC must be told of some things, such as a serious injury or a claim of abuse. One of them "
            "happened, and CQC was not told, without a good reason.",
        ),
        Limiter.PIR_LATE: (
            "Was the provider information return late?",
            "CQC asked for the provider information return, and it was not sent on time.",
        ),
    }
)
BREACH_QUESTION = "Was a breach of a regulation found, or do you know of one?"
NO_MANAGER_HINT = "The tracker has no registered manager for this service, so look at this one first."
_NOBODY = ("none", "vacant", "vacancy", "nobody", "no one", "not in post", "no registered manager", "n/a")


def says_no_manager(registered_manager: str) -> bool:
    """Whether what stands for the registered manager's name says that there is none."""
    said = registered_manager.strip().casefold()
    return not said or any(said == word or said.startswith(f"{word} ") for word in _NOBODY)


_SUPPORT_WORDS = {
    "contested": "Contested",
    "unjudged": NOT_YET,
    "none": "Not supported yet",
    "thin": "Thin",
    "supported": "Supported",
    "not-needed": "None needed",
}


def support_key(support: Support, claim: Rating | None) -> str:
    """How well a claim is carried: "contested", "unjudged", "none", "thin", "supported" or "not-needed".

    A judgement of requires improvement or inadequate needs no evidence to stand, so it is never called supported.
    """
    if support.state is State.CONTESTED or (claim is None and support.challenges):
        return State.CONTESTED.value
    if claim in ABOUT_WEAKNESS and support.state is State.SUPPORTED:
        return "not-needed"
    return "unjudged" if claim is None else support.state.value


def support_word(support: Support, claim: Rating | None) -> str:
    """The same in a word or two. An open challenge comes before everything else."""
    return _SUPPORT_WORDS[support_key(support, claim)]
