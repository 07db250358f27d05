"""What every page must be, whoever looks at it: the checks that the test client makes of each page it is given.

A check is a function that takes a Page and says what is wrong, once for each fault. Its name, in words, stands before
what it says. tests/unit/test_page_checks.py holds a bad page for each.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from tests import form_checks
from tests.pages import SVG, Page, text_of

NEEDED_HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cache-Control",
)
_POINTING = (
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-errormessage",
    "aria-activedescendant",
    "headers",
    "list",
    "form",
)
_ADDRESSES = ("href", "src", "action", "formaction")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEAKED = {"None", "Undefined", "undefined", "null", "NaN", "nan", "[]", "{}", "()", "True", "False"}
_LEAKED_NAMES = {"None", "Undefined", "undefined"}
_LEAKED_PARTS = ("{{", "}}", "{%", " object at 0x", "<function ", "<bound method", "datetime.", "UUID(", "Markup(")

Check = Callable[[Page], Iterator[str]]


def problems_of(page: Page) -> list[str]:
    """Everything that is wrong with a page, each as "name of the check: what is wrong"; empty for a good one."""
    return [f"{name_of(check)}: {problem}" for check in CHECKS for problem in check(page)]


def missing_headers(headers: Mapping[str, str]) -> list[str]:
    """The security headers that an answer lacks."""
    return [name for name in NEEDED_HEADERS if name not in headers]


def name_of(check: Check) -> str:
    """A check's name in words."""
    return check.__name__.replace("_", " ")


def parses_without_mending(page: Page) -> Iterator[str]:
    """Browsers need not guess what was meant."""
    yield from page.errors


def has_language(page: Page) -> Iterator[str]:
    """Screen readers know how to say it."""
    if not page.root.get("lang"):
        yield "<html> has no lang"


def fits_phones(page: Page) -> Iterator[str]:
    """A phone shows the page in its own width, and lets people zoom."""
    views = [element.get("content", "") for element in page.all("meta") if element.get("name") == "viewport"]
    if not any("width=device-width" in view for view in views):
        yield "no viewport of the device's width"
    if any("user-scalable" in view or "maximum-scale" in view for view in views):
        yield "the viewport forbids zooming"


def one_main_part(page: Page) -> Iterator[str]:
    """There is one <main> to skip to."""
    if (count := len(page.all("main"))) != 1:
        yield f"{count} <main>"


def one_heading(page: Page) -> Iterator[str]:
    """There is one h1, and it says something."""
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif not page.heading:
        yield "the h1 is empty"


def title_starts_with_heading(page: Page) -> Iterator[str]:
    """The window's title says the same as the page, with "Error: " before it when something is to be mended."""
    has_errors = bool(page.with_class("error-summary"))
    wanted = f"{'Error: ' if has_errors else ''}{page.heading}"
    if not page.heading or not page.title.startswith(wanted):
        yield f"the title is {page.title!r}, it should start with {wanted!r}"


def no_heading_skipped(page: Page) -> Iterator[str]:
    """Headings go down one level at a time, from h1."""
    found = page.all(*_HEADINGS)
    levels = [_HEADINGS.index(heading.tag) + 1 for heading in found]
    if levels and levels[0] != 1:
        yield f"the first heading is h{levels[0]}"
    for (above, level), heading in zip(pairwise(levels), found[1:], strict=True):
        if level > above + 1:
            yield f"h{level} {text_of(heading)!r} comes after h{above}"
    for heading in found:
        if not text_of(heading):
            yield f"an empty {heading.tag}"


def unique_ids(page: Page) -> Iterator[str]:
    """No id stands twice."""
    counts = Counter(element.get("id") for element in page.elements if element.get("id") is not None)
    yield from (f"{identity!r} stands {count} times" for identity, count in counts.items() if count > 1)


def nothing_points_nowhere(page: Page) -> Iterator[str]:
    """What names an id names one that is there."""
    for element in page.elements:
        for attribute in _POINTING:
            for identity in element.get(attribute, "").split():
                if identity not in page.by_id:
                    yield f"<{element.tag} {attribute}={identity!r}>"


def links_lead_somewhere(page: Page) -> Iterator[str]:
    """Links have an address and words, and a place on the same page is there."""
    for link in page.all("a"):
        href = link.get("href", "").strip()
        said = text_of(link) or link.get("aria-label") or any(image.get("alt") for image in link.iter("img"))
        if not href or href == "#":
            yield f"{text_of(link)!r} has no address"
        if not said:
            yield f"the link to {href} has no words"
        address = urlsplit(href)
        is_here = address.path in ("", page.path) and not address.netloc
        if address.fragment and is_here and address.fragment not in page.by_id:
            yield f"{href} is not on the page"


def nothing_inline(page: Page) -> Iterator[str]:
    """Nothing that the content security policy would block: no script, style or handler in the page itself."""
    for element in page.elements:
        tag = element.tag.removeprefix(SVG)
        if tag == "style" or (tag == "script" and not element.get("src")):
            yield f"<{tag}> in the page"
        for attribute, value in element.attrib.items():
            is_script = value.strip().lower().startswith("javascript:")
            if attribute == "style" or attribute.startswith("on") or (attribute in _ADDRESSES and is_script):
                yield f"<{tag} {attribute}={value!r}>"


def nothing_from_elsewhere(page: Page) -> Iterator[str]:
    """Scripts, styles, pictures and forms stay on this site."""
    for element in page.all("script", "link", "img", "iframe", "source", "form"):
        for attribute in ("src", "href", "action"):
            address = urlsplit(element.get(attribute, ""))
            if address.netloc or address.scheme not in ("", "data"):
                yield f"<{element.tag} {attribute}={element.get(attribute)!r}>"


def pictures_have_words(page: Page) -> Iterator[str]:
    """Every picture says what it shows, or says that it shows nothing."""
    for image in page.all("img"):
        if image.get("alt") is None:
            yield f"<img src={image.get('src')!r}> has no alt"
    for drawing in page.all(f"{SVG}svg"):
        title = next((text_of(element) for element in drawing.iter(f"{SVG}title")), "")
        named = drawing.get("role") == "img" and (drawing.get("aria-label") or drawing.get("aria-labelledby") or title)
        if drawing.get("aria-hidden") != "true" and not named:
            yield "an <svg> without a name"


def tables_have_headers(page: Page) -> Iterator[str]:
    """Every table says what it lists, and each of its headers what it heads."""
    for table in page.all("table"):
        caption = next((text_of(element) for element in table.iter("caption")), "")
        if not (caption or table.get("aria-label") or table.get("aria-labelledby")):
            yield "a table without a caption"
        headers = list(table.iter("th"))
        if not headers:
            yield f"the table {caption!r} has no headers"
        for header in headers:
            if header.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"the header {text_of(header)!r} has no scope"


def lists_hold_items(page: Page) -> Iterator[str]:
    """Lists hold list items, and nothing is an item outside a list."""
    for element in page.all("ul", "ol"):
        yield from (f"<{child.tag}> in <{element.tag}>" for child in element if _is_stray(child, "li"))
    for item in page.all("li"):
        if next(page.above(item)).tag not in ("ul", "ol", "menu"):
            yield f"<li> {text_of(item)!r} outside a list"


def navigation_has_names(page: Page) -> Iterator[str]:
    """Each navigation says what it leads through, differently from the others."""
    names = [nav.get("aria-label") or nav.get("aria-labelledby") or "" for nav in page.all("nav")]
    yield from (f"{count} <nav> named {name!r}" for name, count in Counter(names).items() if count > 1 or not name)


def nothing_leaked(page: Page) -> Iterator[str]:
    """No value that a template forgot to put into words."""
    for element, text in page.texts():
        if text in _LEAKED or any(part in text for part in _LEAKED_PARTS):
            yield f"{text!r} in <{element.tag}>"
    for element in page.elements:
        for attribute in ("href", "action", "src"):
            address = element.get(attribute, "")
            if _LEAKED_NAMES & set(urlsplit(address).path.split("/")):
                yield f"<{element.tag} {attribute}={address!r}>"
        for attribute in ("value", "name", "id", "for", "class", "content"):
            if _LEAKED_NAMES & set(element.get(attribute, "").split(" ")) and not _is_typed(element, attribute):
                yield f"<{element.tag} {attribute}={element.get(attribute)!r}>"


def _is_typed(element: Element, attribute: str) -> bool:
    """Whether an attribute holds a person's own words, in which "None" may stand among others."""
    return attribute in ("value", "content") and element.get(attribute) not in _LEAKED_NAMES


def _is_stray(child: Element, wanted: str) -> bool:
    return isinstance(child.tag, str) and child.tag not in (wanted, "script", "template")


CHECKS: tuple[Check, ...] = (
    parses_without_mending,
    has_language,
    fits_phones,
    one_main_part,
    one_heading,
    title_starts_with_heading,
    no_heading_skipped,
    unique_ids,
    nothing_points_nowhere,
    links_lead_somewhere,
    nothing_inline,
    nothing_from_elsewhere,
    pictures_have_words,
    tables_have_headers,
    lists_hold_items,
    navigation_has_names,
    nothing_leaked,
    *form_checks.CHECKS,
)
