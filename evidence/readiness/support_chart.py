"""How well each key question's lines are carried, as a chart and the same numbers in a table."""

from collections.abc import Sequence

from markupsafe import Markup

from evidence.drawing.charts import Bar, Part, StackedBars, as_svg, draw_bars
from evidence.lines.overview import KeyQuestionOverview

# In the order of `support_key`: what carries its claim first, what nobody has judged last.
PARTS: dict[str, Part] = {
    "supported": Part("supported", "Supported", "#1f6337"),
    "thin": Part("thin", "Thin", "#7d4c00"),
    "none": Part("none", "Nothing counts", "#6b3a2a"),
    "contested": Part("contested", "Contested", "#9c2420"),
    "not-needed": Part("weak", "Judged below good", "#4a3a83"),
    "unjudged": Part("unjudged", "Not judged yet", "#56625f"),
}


def support_counts(standing: KeyQuestionOverview) -> dict[str, int]:
    """How many of a key question's lines that count stand how, by the keys of PARTS."""
    found = dict.fromkeys(PARTS, 0)
    for line in standing.lines:
        if line.applies:
            found[line.support_key] += 1
    return found


def support_chart(key_questions: Sequence[KeyQuestionOverview]) -> tuple[StackedBars, Markup]:
    """The chart's numbers, and the chart as inline SVG."""
    bars = [Bar(each.key_question.title, tuple(support_counts(each).values())) for each in key_questions]
    used = [number for number in range(len(PARTS)) if any(bar.counts[number] for bar in bars)]
    parts = [list(PARTS.values())[number] for number in used]
    chart = StackedBars(
        "How well your lines are carried",
        parts,
        [Bar(bar.label, tuple(bar.counts[number] for number in used)) for bar in bars],
    )
    # Everything in it is escaped by as_svg; the words come from the framework, which a provider may import.
    drawn = as_svg(draw_bars(chart), title=chart.title, description=chart.description, id_="support-chart")
    return chart, Markup(drawn)
