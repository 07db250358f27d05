"""The reasons an overall rating carries, and what `overall` refuses."""

from __future__ import annotations

import pytest

from kloe.framework import AGGREGATIONS
from kloe.loader import load_all
from kloe.ratings import AGGREGATION_OF, LIMITERS, RULE_SETS, Limiter, Rating, aggregation_of, overall, overall_by

O, G, R, I = Rating  # noqa: E741 - the letters of the table of ratings
ALL_GOOD = dict.fromkeys("SECRW", G)


def rated(*ratings: Rating | None) -> dict[str, Rating | None]:
    return dict(zip("SECRW", ratings, strict=True))


# Ratings in the order safe, effective, caring, responsive, well-led -> the principle, its tag and its sentence.
PRINCIPLES = [
    (
        (O, O, G, G, G),
        "outstanding-two-and-rest-good",
        "C",
        "Two key questions are outstanding and the other three are good, so the overall rating is normally "
        "outstanding: that takes at least two outstanding and all the rest good.",
    ),
    (
        (O, O, O, O, O),
        "outstanding-two-and-rest-good",
        "C",
        "All five key questions are outstanding, so the overall rating is normally outstanding: "
        "that takes at least two outstanding and all the rest good.",
    ),
    (
        (G, G, G, G, G),
        "good-at-most-one-ri",
        "C",
        "All five key questions are good, so the overall rating is normally good: "
        "none is inadequate and at most one requires improvement.",
    ),
    (
        (O, G, G, G, G),
        "good-at-most-one-ri",
        "C",
        "One key question is outstanding and the other four are good, so the overall rating is normally good: "
        "none is inadequate and at most one requires improvement. "
        "Outstanding normally takes at least two outstanding.",
    ),
    (
        (O, O, O, O, R),
        "good-at-most-one-ri",
        "C",
        "Four key questions are outstanding and the other one requires improvement, so the overall rating is normally "
        "good: none is inadequate and at most one requires improvement. "
        "Outstanding normally takes all the rest to be good.",
    ),
    (
        (O, O, G, G, R),
        "good-at-most-one-ri",
        "C",
        "Two key questions are outstanding, two are good and the other one requires improvement, so the overall rating "
        "is normally good: none is inadequate and at most one requires improvement. "
        "Outstanding normally takes all the rest to be good.",
    ),
    (
        (O, G, G, G, R),
        "good-at-most-one-ri",
        "C",
        "One key question is outstanding, three are good and the other one requires improvement, so the overall rating "
        "is normally good: none is inadequate and at most one requires improvement.",
    ),
    (
        (G, R, G, R, G),
        "two-or-more-ri",
        "C",
        "Three key questions are good and the other two require improvement, so the overall rating is normally "
        "requires improvement: two or more that require improvement lead there.",
    ),
    (
        (I, R, G, R, G),
        "two-or-more-ri",
        "C",
        "Two key questions are good, two require improvement and the other one is inadequate, so the overall rating is "
        "normally requires improvement: two or more that require improvement lead there.",
    ),
    (
        (G, G, I, G, G),
        "one-inadequate-derived",
        "J",
        "Four key questions are good and the other one is inadequate. One inadequate normally rules out good, and it "
        "normally takes two for an inadequate overall rating, so requires improvement is what is left. "
        "No published principle says this in so many words.",
    ),
    (
        (I, R, G, I, O),
        "two-or-more-inadequate",
        "C",
        "One key question is outstanding, one is good, one requires improvement and the other two are inadequate, so "
        "the overall rating is normally inadequate: two or more inadequate lead there.",
    ),
]


@pytest.mark.parametrize(("ratings", "rule", "confidence", "text"), PRINCIPLES)
def test_reason_names_the_principle_with_its_numbers(
    ratings: tuple[Rating, ...], rule: str, confidence: str, text: str
) -> None:
    (reason,) = overall(rated(*ratings)).reasons
    assert (reason.rule, reason.confidence, reason.text) == (rule, confidence, text)


@pytest.mark.parametrize(
    ("ratings", "text"),
    [
        (
            (O, O, G, G, G),
            "A breach of regulation was found, so the overall rating cannot be better than requires improvement. "
            "Without it, the rating would be outstanding.",
        ),
        (
            (I, I, G, G, G),
            "A breach of regulation was found, so the overall rating cannot be better than requires improvement. "
            "That changes nothing here.",
        ),
    ],
)
def test_breach_is_named_after_the_principle(ratings: tuple[Rating, ...], text: str) -> None:
    principle, breach = overall(rated(*ratings), breach=True).reasons
    assert principle == overall(rated(*ratings)).reasons[0]
    assert (breach.rule, breach.confidence, breach.text) == ("breach-caps-overall", "C", text)


@pytest.mark.parametrize(
    ("limiter", "confidence", "because"),
    [
        (
            Limiter.NO_REGISTERED_MANAGER,
            "S",
            "there is no registered manager and not enough has been done to find one in a reasonable time",
        ),
        (Limiter.CONDITION_NOT_MET, "M", "a condition of registration is not met without good reason"),
        (Limiter.NOTIFICATIONS_MISSED, "M", "notifications that the law requires were not sent without good reason"),
        (Limiter.PIR_LATE, "C", "the provider information return was not sent on time"),
    ],
)
def test_limiter_is_named_before_the_principle(limiter: Limiter, confidence: str, because: str) -> None:
    limited, principle = overall(ALL_GOOD, limiters=[limiter]).reasons
    assert limited.rule == f"limiter-caps-well-led:{limiter}"
    assert limited.confidence == confidence
    assert limited.text == (
        f"Well-led cannot be better than requires improvement because {because}. "
        "It was judged good and counts as requires improvement."
    )
    assert principle.text.startswith("Four key questions are good and the other one requires improvement, ")


def test_limiter_that_changes_nothing_is_named_all_the_same() -> None:
    limited, _ = overall(rated(G, G, G, G, I), limiters=[Limiter.PIR_LATE]).reasons
    assert limited.text.endswith("It was judged inadequate already, so this changes nothing.")


def test_limiters_are_named_once_each_in_one_order() -> None:
    mixed = [Limiter.PIR_LATE, Limiter.NO_REGISTERED_MANAGER, Limiter.PIR_LATE]
    rules = [reason.rule for reason in overall(ALL_GOOD, limiters=mixed).reasons]
    assert rules == [
        "limiter-caps-well-led:no-registered-manager",
        "limiter-caps-well-led:pir-late",
        "good-at-most-one-ri",
    ]


@pytest.mark.parametrize(
    ("ratings", "text"),
    [
        (
            rated(G, G, G, G, None),
            "Well-led has not been judged yet. An overall rating needs all five key questions.",
        ),
        (
            {"S": G, "C": I, "W": None},
            "Effective, responsive and well-led have not been judged yet. "
            "An overall rating needs all five key questions.",
        ),
        (
            {},
            "Safe, effective, caring, responsive and well-led have not been judged yet. "
            "An overall rating needs all five key questions.",
        ),
    ],
)
def test_missing_key_question_gives_no_rating(ratings: dict[str, Rating | None], text: str) -> None:
    judgement = overall(ratings)
    assert judgement.rating is None
    assert [(reason.rule, reason.text) for reason in judgement.reasons] == [("missing-key-question", text)]


def test_missing_key_question_comes_first_and_limits_are_still_named() -> None:
    judgement = overall(rated(G, G, G, G, None), breach=True, limiters=[Limiter.PIR_LATE])
    assert judgement.rating is None
    assert [reason.rule for reason in judgement.reasons] == [
        "missing-key-question",
        "limiter-caps-well-led:pir-late",
        "breach-caps-overall",
    ]
    assert judgement.reasons[1].text.endswith("It has not been judged yet.")
    assert judgement.reasons[2].text.endswith("There is no overall rating yet.")


@pytest.mark.parametrize(
    ("framework_id", "caveat", "tag"),
    [("saf-2023", "principles-from-memory", "M"), ("asc-2026-draft", "principles-assumed", "J")],
)
def test_other_frameworks_use_the_principles_of_2017_and_say_assumed(framework_id: str, caveat: str, tag: str) -> None:
    for ratings, expected in [((O, O, G, G, G), O), ((O, G, G, G, R), G), ((G, R, R, G, G), R), ((I, I, G, G, G), I)]:
        judgement = overall(rated(*ratings), framework_id=framework_id)
        assert judgement.rating is expected
        principle, last = judgement.reasons
        assert principle.confidence == tag
        assert (last.rule, last.confidence) == (caveat, tag)
        assert "assumed" in last.text


@pytest.mark.parametrize("framework_id", ["saf-2023", "asc-2026-draft"])
def test_other_frameworks_have_no_published_limits(framework_id: str) -> None:
    judgement = overall(ALL_GOOD, framework_id=framework_id, breach=True, limiters=[Limiter.PIR_LATE])
    tags = {reason.rule: reason.confidence for reason in judgement.reasons}
    assert tags["limiter-caps-well-led:pir-late"] == "J"
    assert tags["breach-caps-overall"] == "J"


def test_derived_result_stays_our_judgement_under_every_rule_set() -> None:
    reasons = overall(rated(I, G, G, G, G), framework_id="saf-2023").reasons
    assert reasons[0].confidence == "J"


def test_framework_without_overall_rating_says_so() -> None:
    judgement = overall({"Standards": G}, framework_id="east-of-england-2019", breach=True)
    assert judgement.rating is None
    assert [reason.rule for reason in judgement.reasons] == ["no-overall-rating"]


def test_imported_framework_is_rated_by_its_rule_set() -> None:
    assert overall_by("cqc-2017", ALL_GOOD) == overall(ALL_GOOD)
    assert overall_by(None, ALL_GOOD).rating is None


def test_shipped_frameworks_name_the_rule_set_that_overall_uses() -> None:
    frameworks = load_all()
    assert "asc-2017-11" in frameworks
    for framework in frameworks.values():
        assert aggregation_of(framework.id) == framework.aggregation


def test_every_rule_set_and_limiter_has_its_rules() -> None:
    assert tuple(RULE_SETS) == AGGREGATIONS
    assert set(AGGREGATION_OF.values()) == {*AGGREGATIONS, None}
    assert set(LIMITERS) == set(Limiter)


def test_rating_can_be_given_as_its_word() -> None:
    assert overall(dict.fromkeys("SECRW", "good"), limiters=["pir-late"]).rating is G  # type: ignore[arg-type, list-item]


def test_unknown_framework_is_refused() -> None:
    with pytest.raises(ValueError, match=r'^There is no framework "asc-1999"\.$'):
        overall(ALL_GOOD, framework_id="asc-1999")


def test_unknown_rule_set_is_refused() -> None:
    with pytest.raises(ValueError, match=r'^There is no rule set "best-of-five"\. Choose from cqc-2017, '):
        overall_by("best-of-five", ALL_GOOD)


def test_unknown_key_question_is_refused() -> None:
    message = r'^There is no key question "X"\. Use the letters S, E, C, R, W, one for each\.$'
    with pytest.raises(ValueError, match=message):
        overall({**ALL_GOOD, "X": G})


def test_unknown_rating_is_refused() -> None:
    with pytest.raises(ValueError, match="'excellent' is not a valid Rating"):
        overall({**ALL_GOOD, "S": "excellent"})  # type: ignore[dict-item]


def test_unknown_limiter_is_refused() -> None:
    with pytest.raises(ValueError, match="'rain' is not a valid Limiter"):
        overall(ALL_GOOD, limiters=["rain"])  # type: ignore[list-item]
