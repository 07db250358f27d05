"""Colours that can be read."""

import pytest

from evidence.drawing import look
from evidence.drawing.contrast import TEXT_MINIMUM, contrast_ratio


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_ratios_are_those_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast_ratio(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast_ratio(other, one) == contrast_ratio(one, other)


@pytest.mark.parametrize("rating", [*look.RATING_LOOKS.values(), look.NO_RATING])
def test_a_rating_stands_out_from_its_ground_and_from_the_page(rating: look.RatingLook) -> None:
    assert contrast_ratio(rating.ink, rating.tint) >= TEXT_MINIMUM
    assert contrast_ratio(rating.ink, look.PAPER) >= TEXT_MINIMUM


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (look.INK, look.PAPER),
        (look.INK, look.ACCENT_TINT),
        (look.INK, look.WARM_TINT),
        (look.MUTED, look.PAPER),
        (look.ACCENT, look.PAPER),
        (look.ACCENT_DEEP, look.ACCENT_TINT),
        (look.WARM, look.WARM_TINT),
        (look.COVER_TEXT, look.ACCENT),
        (look.COVER_SOFT, look.ACCENT),
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    assert contrast_ratio(text, ground) >= TEXT_MINIMUM


def test_no_two_ratings_share_a_shape() -> None:
    shapes = [rating.shape for rating in (*look.RATING_LOOKS.values(), look.NO_RATING)]
    assert len(set(shapes)) == len(shapes) == 5
