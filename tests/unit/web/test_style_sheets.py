"""The style sheets: words can be read by day and by night, no sheet names a colour, and no icon is missing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHEETS = ROOT / "static" / "css"
MOST_LINES = 400
ENOUGH = 4.5
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")
# Only these name colours: the two sets of tokens, what prints, and the grounds that shade a page.
NAMING = {"tokens.css", "night.css", "print.css"}
SHADES = re.compile(r"box-shadow:|::backdrop|data:image")

GROUNDS = ("paper", "card", "sand", "tint")
PAIRS = [
    *((word, ground) for word in ("ink", "muted", "link", "deep") for ground in GROUNDS),
    *((word, ground) for word in ("warm", "wrong", "well") for ground in ("paper", "card", f"{word}-tint")),
    *(
        (rating, ground)
        for rating in ("outstanding", "good", "requires-improvement", "inadequate")
        for ground in ("paper", "card", f"{rating}-tint")
    ),
    ("on-solid", "solid"),
    ("on-solid", "solid-deep"),
    ("on-gold", "gold"),
    ("ink", "gold-tint"),
    ("card", "wrong"),
    ("card", "ink"),
]


def tokens(sheet: str) -> dict[str, str]:
    """The custom properties that a sheet's :root names."""
    return dict(_TOKEN.findall((SHEETS / sheet).read_text("utf-8")))


def looks() -> dict[str, dict[str, str]]:
    """Every token with its value, by day and by night."""
    day = tokens("tokens.css")
    return {"day": day, "night": day | tokens("night.css")}


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb, as WCAG 2.2 defines it."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def sheets() -> list[Path]:
    return sorted(SHEETS.glob("*.css"))


def own_colours(source: str) -> list[str]:
    """The lines of a sheet that name a colour instead of a token."""
    return [line.strip() for line in source.splitlines() if _COLOUR.search(line) and not SHADES.search(line)]


@pytest.mark.parametrize("look", ["day", "night"])
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_can_be_read_on_their_ground(look: str, word: str, ground: str):
    found = looks()[look]
    assert contrast(found[word], found[ground]) >= ENOUGH


@pytest.mark.parametrize("look", ["day", "night"])
@pytest.mark.parametrize("edge", ["edge", "focus"])
def test_edges_of_fields_and_the_focus_can_be_seen(look: str, edge: str):
    found = looks()[look]
    assert all(contrast(found[edge], found[ground]) >= 3 for ground in GROUNDS)


@pytest.mark.parametrize("state", ["waiting", "accepted", "open", "done", "round-open", "round-signed-off"])
def test_states_on_the_ordinary_way_are_not_in_a_colour_of_trouble(state: str):
    rules = [
        rule
        for sheet in ("marks.css", "assessments.css")
        for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", (SHEETS / sheet).read_text("utf-8"))
        if re.search(rf"\.state-{state}\b(?!-)", selector)
    ]
    assert rules
    assert not [rule for rule in rules if re.search(r"--(?:warm|wrong)\b", rule)]


def test_contrast_of_what_is_known():
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#fff", "#fff") == 1


def test_night_names_only_what_the_day_has():
    assert tokens("night.css").keys() - tokens("tokens.css").keys() == {"bs-form-select-bg-img"}


def test_sheets_are_short_and_name_no_colours_of_their_own():
    assert len(sheets()) > 10
    told = {}
    for sheet in sheets():
        source = sheet.read_text("utf-8")
        assert len(source.splitlines()) < MOST_LINES, sheet
        told[sheet.name] = [] if sheet.name in NAMING else own_colours(source)
    assert {name: lines for name, lines in told.items() if lines} == {}


def test_colours_of_their_own_are_told():
    assert own_colours(".x { color: #abc; }") == [".x { color: #abc; }"]
    assert own_colours(".x { color: var(--ink); }\n.y { box-shadow: 0 1px #0003; }") == []


def test_every_property_that_is_used_is_named():
    source = "\n".join(sheet.read_text("utf-8") for sheet in sheets())
    named = {name for name, _value in _TOKEN.findall(source)}
    used = set(re.findall(r"var\(--([a-z0-9-]+)[,)]", source))
    assert {name for name in used - named if not name.startswith("bs-")} == set()


def test_every_icon_that_is_asked_for_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static/images/icons.svg").read_text("utf-8")))
    templates = [file.read_text("utf-8") for file in (ROOT / "templates").rglob("*.html")]
    rooms = [file.read_text("utf-8") for file in (ROOT / "evidence").rglob("*.py")]
    asked = {name for source in templates for name in re.findall(r'\bicon\("([a-z]+)"', source)}
    asked |= {name for source in rooms for name in re.findall(r'\bicon="([a-z]+)"', source)}
    assert len(asked) > 10
    assert asked - drawn == set()
