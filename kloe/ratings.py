"""From key questions to an overall rating, by the regulator's published principles.

Every answer carries the principle it rests on and how sure we are of it. "Normally" is the regulator's own word: all
principles but the cap for a breach leave room for judgement, so a result is the likely rating and never more.

Source of the principles: CQC, How we aggregate ratings using the rating principles: adult social care services,
12 May 2022. One case is not in it: one inadequate key question. There, requires improvement is what the principles
leave over, and the reason says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kloe.framework import FIVE_KEY_QUESTIONS
from kloe.judgement import Answer, Judgement, Limiter, Rating, Reason
from kloe.loader import UnknownFramework, load_framework
from kloe.reading_aid import level_described

__all__ = [
    "Answer",
    "Judgement",
    "Limiter",
    "Rating",
    "Reason",
    "aggregation_of",
    "level_described",
    "overall",
    "overall_by",
]

OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE = Rating


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A framework's way from key questions to an overall rating.

    principles, limits: the tags that its principles, and its limiters and the cap for a breach, carry; None where each
    has the tag of 2017. caveat: a reason added to every result, or None.
    """

    principles: str | None = None
    limits: str | None = None
    caveat: Reason | None = None


RULE_SETS: Mapping[str, RuleSet] = MappingProxyType(
    {
        "cqc-2017": RuleSet(),
        "cqc-2017-from-memory": RuleSet(
            principles="M",
            limits="J",
            caveat=Reason(
                "principles-from-memory",
                "The principles of 2017 are used for this framework. That they hold for it is assumed from memory: "
                "check it before you rely on the result.",
                "M",
            ),
        ),
        "cqc-2017-assumed": RuleSet(
            principles="J",
            limits="J",
            caveat=Reason(
                "principles-assumed",
                "The principles for this draft have not been published. It is assumed that those of 2017 stay.",
                "J",
            ),
        ),
    }
)

# Frameworks that were planned for before their text is shipped. All others say it in their own framework.toml.
AGGREGATION_OF: Mapping[str, str | None] = MappingProxyType(
    {
        "asc-2017-11": "cqc-2017",
        "saf-2023": "cqc-2017-from-memory",
        "asc-2026-draft": "cqc-2017-assumed",
        "east-of-england-2019": None,
    }
)

# Limiter -> what happened, to follow "because", and how sure we are that it limits well-led.
LIMITERS: Mapping[Limiter, tuple[str, str]] = MappingProxyType(
    {
        Limiter.NO_REGISTERED_MANAGER: (
            "there is no registered manager and not enough has been done to find one in a reasonable time",
            "S",
        ),
        Limiter.CONDITION_NOT_MET: ("a condition of registration is not met without good reason", "M"),
        Limiter.NOTIFICATIONS_MISSED: (
            "notifications that the law requires were not sent without good reason",
            "M",
        ),
        Limiter.PIR_LATE: ("the provider information return was not sent on time", "C"),
    }
)


def aggregation_of(framework_id: str) -> str | None:
    """The rule set that a framework's overall rating follows, or None when it has no overall rating.

    Raises ValueError for a framework that does not exist.
    """
    if framework_id in AGGREGATION_OF:
        return AGGREGATION_OF[framework_id]
    try:
        return load_framework(framework_id).aggregation
    except UnknownFramework as error:
        raise ValueError(str(error)) from error


def overall(
    ratings: Mapping[str, Rating | None],
    *,
    framework_id: str = "asc-2017-11",
    breach: bool = False,
    limiters: Collection[Limiter] = (),
) -> Judgement:
    """The likely overall rating of a service, with its reasons.

    ratings: "S", "E", "C", "R", "W" -> the judged rating; a key question missing or None gives no overall rating.
    breach: a breach of regulation was found. limiters: the events a person has confirmed.
    A framework without an overall rating gives Judgement(None, …) whatever the ratings are.
    Raises ValueError for an unknown framework, key question, rating or limiter.
    """
    return overall_by(aggregation_of(framework_id), ratings, breach=breach, limiters=limiters)


def overall_by(
    aggregation: str | None,
    ratings: Mapping[str, Rating | None],
    *,
    breach: bool = False,
    limiters: Collection[Limiter] = (),
) -> Judgement:
    """The same as `overall`, by the rule set itself: for an imported framework, `Framework.aggregation`.

    Raises ValueError for an unknown rule set, key question, rating or limiter.
    """
    confirmed = [limiter for limiter in Limiter if limiter in {Limiter(limiter) for limiter in limiters}]
    if aggregation is None:
        text = "This framework has no overall rating: each of its parts is judged on its own."
        return Judgement(None, (Reason("no-overall-rating", text, "J"),))
    if aggregation not in RULE_SETS:
        raise ValueError(f'There is no rule set "{aggregation}". Choose from {", ".join(RULE_SETS)}.')
    rules = RULE_SETS[aggregation]
    judged = _checked(ratings)
    reasons = [_limited(limiter, judged["W"], rules) for limiter in confirmed]
    if None in judged.values():
        rating: Rating | None = None
        reasons.insert(0, _missing(judged))
    else:
        if confirmed:
            judged["W"] = _capped(judged["W"])
        rating, principle = _by_principles(Counter(judged.values()))
        reasons.append(_as_sure_as(rules, principle))
    if breach:
        reasons.append(_breach(rating, rules))
        rating = _capped(rating)
    if rules.caveat:
        reasons.append(rules.caveat)
    return Judgement(rating, tuple(reasons))


def _checked(ratings: Mapping[str, Rating | None]) -> dict[str, Rating | None]:
    unknown = sorted(set(ratings) - set(FIVE_KEY_QUESTIONS))
    if unknown:
        raise ValueError(
            f'There is no key question "{unknown[0]}". Use the letters {", ".join(FIVE_KEY_QUESTIONS)}, one for each.'
        )
    given = {code: ratings.get(code) for code in FIVE_KEY_QUESTIONS}
    return {code: None if rating is None else Rating(rating) for code, rating in given.items()}


def _capped(rating: Rating | None) -> Rating | None:
    if rating is not None and rating.is_better_than(REQUIRES_IMPROVEMENT):
        return REQUIRES_IMPROVEMENT
    return rating


def _missing(judged: Mapping[str, Rating | None]) -> Reason:
    missing = [FIVE_KEY_QUESTIONS[code] for code, rating in judged.items() if rating is None]
    names = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
    verb = "has" if len(missing) == 1 else "have"
    text = f"{names.capitalize()} {verb} not been judged yet. An overall rating needs all five key questions."
    return Reason("missing-key-question", text, "J")


def _limited(limiter: Limiter, judged: Rating | None, rules: RuleSet) -> Reason:
    because, confidence = LIMITERS[limiter]
    text = f"Well-led cannot be better than requires improvement because {because}."
    if judged is None:
        text += " It has not been judged yet."
    elif judged.is_better_than(REQUIRES_IMPROVEMENT):
        text += f" It was judged {judged.words} and counts as requires improvement."
    else:
        text += f" It was judged {judged.words} already, so this changes nothing."
    return Reason(f"limiter-caps-well-led:{limiter}", text, rules.limits or confidence)


def _breach(rating: Rating | None, rules: RuleSet) -> Reason:
    text = "A breach of regulation was found, so the overall rating cannot be better than requires improvement."
    if rating is None:
        text += " There is no overall rating yet."
    elif rating.is_better_than(REQUIRES_IMPROVEMENT):
        text += f" Without it, the rating would be {rating.words}."
    else:
        text += " That changes nothing here."
    return Reason("breach-caps-overall", text, rules.limits or "C")


def _by_principles(counts: Mapping[Rating | None, int]) -> tuple[Rating, Reason]:
    """The rating that the five counts lead to, and the one principle that decides."""
    profile = _profile(counts)
    if counts[INADEQUATE] >= 2:
        text = f"{profile}, so the overall rating is normally inadequate: two or more inadequate lead there."
        return INADEQUATE, Reason("two-or-more-inadequate", text, "C")
    if counts[REQUIRES_IMPROVEMENT] >= 2:
        text = (
            f"{profile}, so the overall rating is normally requires improvement: "
            "two or more that require improvement lead there."
        )
        return REQUIRES_IMPROVEMENT, Reason("two-or-more-ri", text, "C")
    if counts[INADEQUATE] == 1:
        text = (
            f"{profile}. One inadequate normally rules out good, and it normally takes two for an inadequate overall "
            "rating, so requires improvement is what is left. No published principle says this in so many words."
        )
        return REQUIRES_IMPROVEMENT, Reason("one-inadequate-derived", text, "J")
    if counts[OUTSTANDING] >= 2 and counts[REQUIRES_IMPROVEMENT] == 0:
        text = (
            f"{profile}, so the overall rating is normally outstanding: "
            "that takes at least two outstanding and all the rest good."
        )
        return OUTSTANDING, Reason("outstanding-two-and-rest-good", text, "C")
    return GOOD, Reason("good-at-most-one-ri", _good_text(profile, counts), "C")


def _good_text(profile: str, counts: Mapping[Rating | None, int]) -> str:
    text = (
        f"{profile}, so the overall rating is normally good: none is inadequate and at most one requires improvement."
    )
    if counts[OUTSTANDING] == 1 and counts[REQUIRES_IMPROVEMENT] == 0:
        text += " Outstanding normally takes at least two outstanding."
    if counts[OUTSTANDING] >= 2:
        text += " Outstanding normally takes all the rest to be good."
    return text


_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "all five"}
_PHRASES = {
    OUTSTANDING: ("is outstanding", "are outstanding"),
    GOOD: ("is good", "are good"),
    REQUIRES_IMPROVEMENT: ("requires improvement", "require improvement"),
    INADEQUATE: ("is inadequate", "are inadequate"),
}


def _profile(counts: Mapping[Rating | None, int]) -> str:
    """The counts in words: "Two key questions are outstanding and the other three are good"."""
    parts: list[tuple[str, str]] = []
    for rating in Rating:
        if count := counts[rating]:
            one, more = _PHRASES[rating]
            subject = f"{_NUMBERS[count]}{_noun(count) if not parts else ''}"
            parts.append((subject, one if count == 1 else more))
    if len(parts) == 1:
        return " ".join(parts[0]).capitalize()
    *first, (last, phrase) = parts
    last = "other one" if last == "one" else f"other {last}"
    return f"{', '.join(' '.join(part) for part in first)} and the {last} {phrase}".capitalize()


def _noun(count: int) -> str:
    return " key question" if count == 1 else " key questions"


def _as_sure_as(rules: RuleSet, principle: Reason) -> Reason:
    """The principle with the rule set's tag. What is only derived (J) stays so under every rule set."""
    if rules.principles is None or principle.confidence == "J":
        return principle
    return Reason(principle.rule, principle.text, rules.principles)
