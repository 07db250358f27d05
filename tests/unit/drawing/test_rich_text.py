"""Cleaned HTML as blocks."""

from collections.abc import Callable

import pytest

from evidence.drawing.document import Bullets, Paragraph, Span
from evidence.drawing.rich_text import html_blocks


def test_paragraphs_carry_emphasis_links_and_line_ends() -> None:
    html = '<p>Plain <strong>bold <em>both</em></strong><br>and <a href="https://example.org/?a=1&amp;b=2">link</a></p>'
    assert html_blocks(html) == (
        Paragraph(
            (
                Span("Plain "),
                Span("bold ", is_bold=True),
                Span("both", is_bold=True, is_italic=True),
                Span("\n"),
                Span("and "),
                Span("link", link="https://example.org/?a=1&b=2"),
            )
        ),
    )


def test_headings_quotes_and_code_have_their_styles() -> None:
    blocks = html_blocks("<h3>Falls</h3><blockquote><p>One</p><p>Two</p></blockquote><p><code>x</code></p>")
    assert [block.style for block in blocks if isinstance(block, Paragraph)] == ["heading", "quote", "quote", "body"]
    assert blocks[-1] == Paragraph((Span("x", is_code=True),))


def test_lists_nest_and_start_where_they_say() -> None:
    html = '<ol start="3">\n<li>Three<ul><li>Inner</li></ul></li>\n<li><p>Four</p></li>\n</ol>'
    inner = Bullets(((Paragraph((Span("Inner"),)),),))
    assert html_blocks(html) == (
        Bullets(
            ((Paragraph((Span("Three"),)), inner), (Paragraph((Span("Four"),)),)),
            is_numbered=True,
            start=3,
        ),
    )


def test_white_space_of_the_source_does_not_show() -> None:
    assert html_blocks("<p>\n  One\n  two </p>\n\n<p> </p>") == (Paragraph((Span("One two "),)),)


@pytest.mark.parametrize(
    "html",
    ["plain text", "<p>open", "<b>open <i>crossed</b> over</i>", "</p></ul></b>", "<ul>loose</ul>", "<li>alone</li>"],
)
def test_broken_markup_keeps_its_words(html: str, text_of_blocks: Callable[..., str]) -> None:
    words = "".join(" " if character in "<>/" else character for character in html).split()
    drawn = text_of_blocks(*html_blocks(html))
    assert all(word in drawn for word in words if len(word) > 2)


def test_unknown_tags_come_out_as_typed(text_of_blocks: Callable[..., str]) -> None:
    html = '<p>Before <font color="red">x</font> <img src="/etc/passwd"/> <script>alert(1)</script> after</p>'
    drawn = text_of_blocks(*html_blocks(html))
    for typed in ('<font color="red">x</font>', '<img src="/etc/passwd"/>', "<script>alert(1)</script>", "after"):
        assert typed in drawn


@pytest.mark.parametrize("html", ["", "   ", "<p></p>", "<ul></ul>", "<ul><li></li></ul>", "<blockquote></blockquote>"])
def test_html_without_words_draws(html: str, text_of_blocks: Callable[..., str]) -> None:
    assert "Safe" in text_of_blocks(*html_blocks(html))


def test_entities_are_read_once() -> None:
    assert html_blocks("<p>1 &lt; 2 &amp;amp; 3</p>") == (Paragraph((Span("1 < 2 &amp; 3"),)),)
