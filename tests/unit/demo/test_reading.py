"""Reading the demonstration's texts: what is wrong in one is told with its place."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from evidence.demo.dates import dated, season
from evidence.demo.reading import FOLDER, ContentError, folded, read_content


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A copy of the texts to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "demo"))


@pytest.mark.parametrize(
    ("file", "good", "bad", "told"),
    [
        ("provider.toml", 'role = "viewer"', 'role = "king"', "provider.toml|demo, person edward: role is wrong"),
        ("provider.toml", 'lead = "marion"', "", "provider.toml: lead is missing."),
        (
            "care-home/1-safe.toml",
            'kind = "training"',
            'sort = "training"',
            "item safeguarding-training: kind is missing",
        ),
        ("care-home/1-safe.toml", 'source = "people"', 'source = "rumour"', "feel-safe-survey: source is wrong"),
        ("care-home/1-safe.toml", "confidential = true", 'confidential = "yes"', "confidential is wrong"),
        ("care-home/1-safe.toml", "good_for = 180", "good_fr = 180", "nobody knows good_fr"),
        ("care-home/1-safe.toml", "[item.resolved.S1]", "[item.resolved.E1]", "nothing challenges E1"),
        ("care-home/stories.toml", "difference =", "diference =", "story rice-and-peas: difference is missing"),
        ("care-home/actions.toml", 'priority = "high"', 'priority = "urgent"', "action fire-doors: priority is wrong"),
        (
            "care-home/rounds.toml",
            'rating = "good", partly',
            'rating = "fair", partly',
            "first-look S1: rating is wrong",
        ),
        (
            "care-home/rounds.toml",
            'partly = ["G4", "R4"]',
            'nearly = ["G4", "R4"]',
            "first-look S1: nobody knows nearly",
        ),
        ("home-care/stories.toml", "[[story]]", "[[tale]]", "nobody knows tale"),
        ("home-care/stories.toml", "[[story]]", "[[story]", "stories.toml can't be read"),
    ],
)
def test_mistake_is_told_with_its_place(texts: Path, file: str, good: str, bad: str, told: str):
    place = texts / file
    text = place.read_text("utf-8")
    assert good in text
    place.write_text(text.replace(good, bad, 1), "utf-8")
    with pytest.raises(ContentError) as error:
        read_content(texts)
    assert told.split("|")[-1] in str(error.value)


def test_untouched_copy_is_read_like_the_original(texts: Path):
    assert read_content(texts) == read_content()


def test_lines_of_a_paragraph_are_joined():
    assert folded("One\ntwo  three.\n\nFour\nfive.\n") == "One two three.\n\nFour five."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Audit, {month}", "Audit, January"),
        ("{month-1} and {month-6}", "December and July"),
        ("{month+12}", "January"),
        ("due {date+183}", "due 5 July 2026"),
        ("asked on {date-6}", "asked on 28 December 2025"),
        ("the {season} survey", "the winter survey"),
    ],
)
def test_dates_count_from_the_day_it_happened(text: str, said: str):
    assert dated(text, date(2026, 1, 3)) == said


def test_braces_that_mean_nothing_are_refused():
    with pytest.raises(ValueError, match="braces"):
        dated("the {monht} audit", date(2026, 1, 3))


def test_seasons_follow_the_months():
    said = [season(date(2026, month, 1)) for month in range(1, 13)]
    assert said == ["winter"] * 2 + ["spring"] * 3 + ["summer"] * 3 + ["autumn"] * 3 + ["winter"]
