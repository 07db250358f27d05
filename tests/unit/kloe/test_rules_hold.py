"""What must hold for every input: ratings, the reading aid and support, on generated cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kloe.framework import Characteristic, Line
from kloe.ratings import Answer, Limiter, Rating, level_described, overall
from kloe.support import Bearing, EvidenceSource, Link, State, support

quickly = settings(derandomize=True, max_examples=100, deadline=None)

RANK = {rating: number for number, rating in enumerate(Rating)}
TODAY = date(2026, 11, 22)

five_ratings = st.tuples(*[st.sampled_from(Rating)] * 5).map(lambda five: dict(zip("SECRW", five, strict=True)))
some_limiters = st.sets(st.sampled_from(Limiter))


def rank(rating: Rating | None) -> int:
    assert rating is not None
    return RANK[rating]


@quickly
@given(five_ratings, st.sampled_from("SECRW"), st.booleans(), some_limiters)
def test_better_key_question_never_worsens_the_overall_rating(
    ratings: dict[str, Rating], code: str, breach: bool, limiters: set[Limiter]
) -> None:
    before = overall(ratings, breach=breach, limiters=limiters).rating
    for better in list(Rating)[: RANK[ratings[code]]]:
        after = overall({**ratings, code: better}, breach=breach, limiters=limiters).rating
        assert rank(after) <= rank(before)


@quickly
@given(five_ratings, st.permutations("SECRW"), st.booleans())
def test_all_key_questions_weigh_the_same(ratings: dict[str, Rating], order: list[str], breach: bool) -> None:
    moved = dict(zip(order, ratings.values(), strict=True))
    assert overall(moved, breach=breach).rating is overall(ratings, breach=breach).rating


@quickly
@given(five_ratings, some_limiters)
def test_breach_never_gives_better_than_requires_improvement_and_never_helps(
    ratings: dict[str, Rating], limiters: set[Limiter]
) -> None:
    without = overall(ratings, limiters=limiters).rating
    with_breach = overall(ratings, limiters=limiters, breach=True).rating
    assert rank(with_breach) == max(rank(without), RANK[Rating.REQUIRES_IMPROVEMENT])


@quickly
@given(five_ratings, some_limiters)
def test_limiters_never_help_and_one_does_as_much_as_all(ratings: dict[str, Rating], limiters: set[Limiter]) -> None:
    limited = overall(ratings, limiters=limiters).rating
    assert rank(limited) >= rank(overall(ratings).rating)
    if limiters:
        assert limited is overall(ratings, limiters=list(Limiter)).rating


@quickly
@given(five_ratings, st.booleans(), some_limiters)
def test_every_overall_rating_has_reasons_for_all_that_was_said(
    ratings: dict[str, Rating], breach: bool, limiters: set[Limiter]
) -> None:
    reasons = overall(ratings, breach=breach, limiters=limiters).reasons
    assert len(reasons) == 1 + breach + len(limiters)
    assert all(reason.text.endswith(".") for reason in reasons)


@quickly
@given(five_ratings, st.sets(st.sampled_from("SECRW"), min_size=1))
def test_no_overall_rating_while_a_key_question_is_missing(ratings: dict[str, Rating], missing: set[str]) -> None:
    left = {code: rating for code, rating in ratings.items() if code not in missing}
    nothing: dict[str, Rating | None] = dict.fromkeys(missing)
    assert overall(left).rating is overall({**left, **nothing}).rating is None


LineAnswers = Sequence[tuple[Rating, Answer | None]]
line_answers = st.lists(st.tuples(st.sampled_from(Rating), st.none() | st.sampled_from(Answer)), max_size=14)
# Every statement answered, and nothing wrong, so that the upper levels come up often.
good_answers = st.lists(
    st.tuples(st.just(Rating.OUTSTANDING), st.sampled_from(Answer))
    | st.tuples(st.just(Rating.GOOD), st.sampled_from([Answer.US, Answer.US, Answer.PARTLY, Answer.NOT_APPLICABLE]))
    | st.tuples(st.just(Rating.REQUIRES_IMPROVEMENT), st.sampled_from([Answer.NOT_US, Answer.NOT_US, Answer.PARTLY]))
    | st.tuples(st.just(Rating.INADEQUATE), st.sampled_from([Answer.NOT_US, Answer.NOT_US, Answer.PARTLY])),
    max_size=10,
)


def line_with(given_answers: LineAnswers) -> tuple[Line, dict[str, Answer]]:
    """A line with one characteristic for each pair, and the answers that are not None."""
    keys = [f"S1.{rating}.{number}" for number, (rating, _) in enumerate(given_answers, start=1)]
    characteristics = tuple(
        Characteristic(key, rating, "A statement.", "C", "handbook")
        for key, (rating, _) in zip(keys, given_answers, strict=True)
    )
    line = Line("S1", "S", "Safeguarding", "Are people protected?", (), characteristics, "C", "handbook")
    return line, {key: answer for key, (_, answer) in zip(keys, given_answers, strict=True) if answer is not None}


@quickly
@given(line_answers | good_answers)
def test_statements_that_do_not_apply_never_matter(given_answers: LineAnswers) -> None:
    applicable = [(rating, answer) for rating, answer in given_answers if answer is not Answer.NOT_APPLICABLE]
    assert level_described(*line_with(given_answers)).rating is level_described(*line_with(applicable)).rating


@quickly
@given(line_answers | good_answers, st.randoms(use_true_random=False))
def test_order_of_statements_never_matters(given_answers: LineAnswers, random: Random) -> None:
    mixed = list(given_answers)
    random.shuffle(mixed)
    assert level_described(*line_with(given_answers)).rating is level_described(*line_with(mixed)).rating


@quickly
@given(line_answers | good_answers)
def test_better_answer_never_lowers_the_level(given_answers: LineAnswers) -> None:
    """Better: more true for outstanding and good, less true for requires improvement and inadequate."""
    before = level_described(*line_with(given_answers)).rating
    ladder = [Answer.NOT_US, Answer.PARTLY, Answer.US]
    for place, (rating, answer) in enumerate(given_answers):
        steps = ladder if rating in (Rating.OUTSTANDING, Rating.GOOD) else ladder[::-1]
        if answer not in steps[:-1]:
            continue
        improved = list(given_answers)
        improved[place] = (rating, steps[steps.index(answer) + 1])
        after = level_described(*line_with(improved)).rating
        # One inadequate statement decides on its own, so taking it away can leave nothing to suggest yet.
        if before is None or after is None:
            assert after is before or before is Rating.INADEQUATE
        else:
            assert rank(after) <= rank(before)


@quickly
@given(line_answers)
def test_level_always_has_reasons_and_names_only_own_statements(given_answers: LineAnswers) -> None:
    judgement = level_described(*line_with(given_answers))
    assert judgement.reasons
    assert len({reason.rule for reason in judgement.reasons}) == len(judgement.reasons)


dates = st.none() | st.dates(date(2024, 1, 1), date(2028, 12, 31))
some_links = st.lists(
    st.builds(
        Link,
        reference=st.from_regex(r"EV-[1-9][0-9]?", fullmatch=True),
        bearing=st.sampled_from(Bearing),
        source=st.sampled_from(EvidenceSource),
        accepted=st.booleans(),
        confirmed=st.booleans(),
        happened_on=dates,
        good_until=dates,
        impact=st.booleans(),
        checked=st.booleans(),
        resolved=st.booleans(),
    ),
    max_size=8,
)
some_claim = st.none() | st.sampled_from(Rating)
STRENGTH = {State.CONTESTED: 0, State.NONE: 1, State.THIN: 2, State.SUPPORTED: 3}


@quickly
@given(some_claim, some_links, st.sampled_from(EvidenceSource), st.booleans())
def test_more_support_never_weakens_a_claim(
    claim: Rating | None, links: list[Link], source: EvidenceSource, impact: bool
) -> None:
    before = support(claim, links, today=TODAY).state
    more = Link("EV-NEW", Bearing.SUPPORTS, source, accepted=True, impact=impact)
    assert STRENGTH[support(claim, [*links, more], today=TODAY).state] >= STRENGTH[before]


@quickly
@given(some_claim, some_links)
def test_challenge_contests_good_and_outstanding_alone(claim: Rating | None, links: list[Link]) -> None:
    challenge = Link("FB-NEW", Bearing.CHALLENGES, EvidenceSource.PEOPLE, accepted=True)
    found = support(claim, [*links, challenge], today=TODAY)
    is_high = claim in (Rating.OUTSTANDING, Rating.GOOD)
    assert (found.state is State.CONTESTED) is is_high
    assert "FB-NEW" in found.challenges


@quickly
@given(some_claim, some_links, st.randoms(use_true_random=False))
def test_order_of_links_never_matters(claim: Rating | None, links: list[Link], random: Random) -> None:
    mixed = list(links)
    random.shuffle(mixed)
    before, after = support(claim, links, today=TODAY), support(claim, mixed, today=TODAY)
    assert before.state is after.state
    assert [reason.rule for reason in before.reasons] == [reason.rule for reason in after.reasons]
    assert set(before.counted) == set(after.counted)


@quickly
@given(some_claim, some_links)
def test_every_link_is_counted_challenges_or_is_left_out(claim: Rating | None, links: list[Link]) -> None:
    found = support(claim, links, today=TODAY)
    standing = {*found.counted, *found.challenges}
    assert standing | set(found.left_out) == {link.reference for link in links}
    assert not standing & set(found.left_out)


@quickly
@given(some_claim, some_links)
def test_outstanding_is_never_better_supported_than_good(claim: Rating | None, links: list[Link]) -> None:
    outstanding = support(Rating.OUTSTANDING, links, today=TODAY).state
    assert STRENGTH[outstanding] <= STRENGTH[support(Rating.GOOD, links, today=TODAY).state]
