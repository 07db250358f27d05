"""Charts: what they draw, what they say in words, and SVG without any style."""

from xml.etree import ElementTree

import pytest
from reportlab.graphics.shapes import Circle, Drawing

from evidence.drawing.charts import Bar, Part, StackedBars, as_svg, draw_bars

SVG = "{http://www.w3.org/2000/svg}"
CHART = StackedBars(
    "How many",
    (Part("supported", "Supported", "#1f6337"), Part("thin", "Thin", "#7d4c00")),
    (Bar("Safe", (3, 1)), Bar("Kind & <caring>", (0, 0)), Bar("Well-led", (0, 2))),
)


def svg_of(chart: StackedBars) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg(draw_bars(chart), title=chart.title, description=chart.description, id_="c"))


def test_it_says_in_words_what_it_draws():
    assert CHART.description == "Safe: 3 supported, 1 thin. Kind & <caring>: none. Well-led: 2 thin."


def test_blocks_are_as_long_as_their_counts_on_one_scale():
    blocks = svg_of(CHART).findall(f"{SVG}rect")
    assert [block.get("class") for block in blocks] == ["chart-supported", "chart-thin", "chart-thin"]
    widths = [float(block.get("width", "")) + 2 for block in blocks]
    assert widths == pytest.approx([widths[1] * 3, widths[1], widths[1] * 2], abs=0.2)
    assert all(float(block.get("x", "")) + float(block.get("width", "")) <= 560 for block in blocks)


def test_it_is_named_and_described_for_who_can_not_see_it():
    svg = svg_of(CHART)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c-title c-description"
    assert svg.findtext(f"{SVG}title") == "How many"
    assert svg.findtext(f"{SVG}desc") == CHART.description


def test_nothing_has_a_style_and_words_are_escaped():
    text = as_svg(draw_bars(CHART), title="a<b", description='"', id_="c")
    assert "style=" not in text
    assert "Kind &amp; &lt;caring&gt;" in text
    assert "a&lt;b" in text


def test_nothing_to_count_draws_only_labels():
    svg = svg_of(StackedBars("None", CHART.parts, (Bar("Safe", (0, 0)),)))
    assert svg.findall(f"{SVG}rect") == []
    assert [text.text for text in svg.findall(f"{SVG}text")] == ["Safe"]


def test_a_shape_without_a_place_is_an_error():
    drawing = Drawing(10, 10)
    drawing.add(Circle(1, 1, 1))
    with pytest.raises(TypeError, match="Circle"):
        as_svg(drawing, title="", description="", id_="c")
