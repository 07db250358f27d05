"""The little Markdown that people may write, as safe HTML, as plain text and as the first few words.

Two walls. Python-Markdown runs with raw HTML, pictures and code switched off, so that such text stays as it was typed;
and what comes out goes through nh3, which keeps a short list of elements and two attributes: where a link leads, and
the number a list starts with. The reader for links is our own: the one that comes with Python-Markdown takes a minute
over a page of opening brackets.
"""

import html
import re
import threading
from functools import cache
from xml.etree import ElementTree

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup

ELEMENTS = frozenset({"p", "strong", "em", "ul", "ol", "li", "blockquote", "br", "h3", "h4", "h5", "h6", "a"})
LINK_SCHEMES = frozenset({"http", "https", "mailto"})
LINK_REL = "noopener nofollow"
SMALLEST_HEADING = 6
# A page has its own h1 and h2, so the largest heading that somebody writes becomes an h3.
HEADING_SHIFT = 2

_SWITCHED_OFF_BLOCKS = ("code", "reference")
_SWITCHED_OFF_INLINE = (
    "backtick",
    "reference",
    "link",
    "image_link",
    "image_reference",
    "short_reference",
    "short_image_ref",
    "autolink",
    "automail",
    "html",
)
# The lengths are limits, and words and address can't hold what opens them again, so the time grows with the text only.
# An address may hold one pair of round brackets, as encyclopaedia addresses do.
_LINK = (
    r"(?<!!)\[(?P<words>[^\[\]]{1,300})\]"
    r"\((?P<address>(?i:https?://|mailto:)[^\s()<>\"]{1,1000}(?:\([^\s()<>\"]{1,200}\)[^\s()<>\"]{0,200})?)\)"
)
_BARE_LINK = r"<(?P<address>(?P<words>(?i:https?://)[^\s<>\"]{1,1000}))>"
_LINE_ENDS = re.compile(r"</(?:p|li|h[3-6]|blockquote)>|<br>")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINE_BREAKS = re.compile(r"\s*\n\s*")
_kept = threading.local()


class _Links(InlineProcessor):  # type: ignore[misc]
    """A link whose address is http, https or mailto. Anything else stays as it was typed."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:
        """The link, and where it starts and ends in the text."""
        link = ElementTree.Element("a", href=self.unescape(m["address"]))
        is_bare = m["words"] == m["address"]
        link.text = AtomicString(m["words"]) if is_bare else m["words"]
        return link, m.start(0), m.end(0)


class _SmallerHeadings(Treeprocessor):  # type: ignore[misc]
    """Headings two sizes smaller, so that a page keeps its one h1."""

    def run(self, root: ElementTree.Element) -> None:
        """Renames the headings below root in place."""
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                element.tag = f"h{min(int(element.tag[1]) + HEADING_SHIFT, SMALLEST_HEADING)}"


def to_html(text: str) -> Markup:
    """Somebody's text as safe HTML: paragraphs, line breaks, bold, italic, lists, quotes, headings and links.

    HTML in the text is shown as it was typed. Empty text gives empty HTML.
    """
    plain = _without_marks(text)
    try:
        made = _converted(plain)
    except RecursionError:
        # Lists inside lists, hundreds deep: nobody means that, and the page it stands on must still open.
        made = f"<p>{html.escape(plain)}</p>"
    return Markup(_cleaner().clean(made))


def to_plain(text: str) -> str:
    """Somebody's text without its Markdown signs: one line for each paragraph, list item and heading."""
    lines = _LINE_ENDS.sub("\n", to_html(text))
    words = html.unescape(nh3.clean(lines, tags=set()))
    return _LINE_BREAKS.sub("\n", _SPACES.sub(" ", words)).strip()


def excerpt(text: str, words: int) -> str:
    """The first so many words of somebody's text on one line, with "…" where more follows.

    Raises ValueError for fewer than one word.
    """
    if words < 1:
        raise ValueError("An excerpt has at least one word.")
    found = to_plain(text).split()
    return " ".join(found[:words]) + ("…" if len(found) > words else "")


def _converted(plain: str) -> str:
    # Making a reader takes longer than reading most texts, so each thread keeps one. It is put back empty, and one
    # that stopped half way is not used again.
    reader, _kept.reader = getattr(_kept, "reader", None) or _new_reader(), None
    made: str = reader.convert(plain)
    reader.reset()
    reader.lines = []
    _kept.reader = reader
    return made


def _new_reader() -> Markdown:
    reader = Markdown(extensions=["sane_lists", "nl2br"], output_format="html")
    reader.preprocessors.deregister("html_block")
    for name in _SWITCHED_OFF_BLOCKS:
        reader.parser.blockprocessors.deregister(name)
    for name in _SWITCHED_OFF_INLINE:
        reader.inlinePatterns.deregister(name)
    reader.inlinePatterns.register(_Links(_LINK, reader), "link", 160)
    reader.inlinePatterns.register(_Links(_BARE_LINK, reader), "bare_link", 120)
    reader.treeprocessors.register(_SmallerHeadings(reader), "smaller_headings", 15)
    return reader


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(ELEMENTS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(LINK_SCHEMES),
        url_relative="deny",
        link_rel=LINK_REL,
        strip_comments=True,
    )


def _without_marks(text: str) -> str:
    # Python-Markdown marks its own places in a text with these two characters.
    return text.replace("\u0002", "").replace("\u0003", "").replace("\x00", "")
