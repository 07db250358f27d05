"""A page as tests look at it: its tree, its visible words, and who stands above whom."""

from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from html5lib import constants, treebuilders

SVG = "{http://www.w3.org/2000/svg}"
_SILENT = ("script", "style", "template", "title")


class Page:
    """One HTML page, parsed as browsers do it. `errors` says what the parser had to mend."""

    def __init__(self, html: str, path: str = "/") -> None:
        """path: the page's own address, without its query."""
        parser = html5lib.HTMLParser(tree=treebuilders.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)
        self.html = html
        self.path = path
        self.errors = [f"line {line}: {constants.E[code] % values}" for (line, _column), code, values in parser.errors]

    def all(self, *tags: str) -> list[Element]:
        """Every element with one of these tags, in the page's order."""
        return [element for element in self.elements if element.tag in tags]

    def with_class(self, name: str) -> list[Element]:
        """Every element with this class."""
        return [element for element in self.elements if name in element.get("class", "").split()]

    @cached_property
    def elements(self) -> list[Element]:
        """All elements in the page's order; comments are left out."""
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements that have an id, by it; the first where several share one."""
        found: dict[str, Element] = {}
        for element in self.elements:
            if identity := element.get("id"):
                found.setdefault(identity, element)
        return found

    @cached_property
    def _parents(self) -> dict[Element, Element]:
        return {child: parent for parent in self.root.iter() for child in parent}

    def above(self, element: Element) -> Iterator[Element]:
        """What an element stands in, from the nearest outwards."""
        while (parent := self._parents.get(element)) is not None:
            yield parent
            element = parent

    def inside(self, element: Element, tag: str) -> Element | None:
        """The nearest element with this tag that an element stands in, or None."""
        return next((parent for parent in self.above(element) if parent.tag == tag), None)

    def controls_of(self, form: Element) -> list[Element]:
        """The controls and buttons of a form, also those that stand elsewhere and name it."""
        controls = self.all("input", "select", "textarea", "button")
        return [control for control in controls if self._form_of(control) is form]

    def _form_of(self, control: Element) -> Element | None:
        named = control.get("form")
        return self.by_id.get(named) if named else self.inside(control, "form")

    @property
    def heading(self) -> str:
        """The words of the first h1; empty where there is none."""
        return next((text_of(element) for element in self.all("h1")), "")

    @property
    def title(self) -> str:
        """The words of the title."""
        return next((text_of(element) for element in self.all("title")), "")

    @property
    def text(self) -> str:
        """All visible words, each run of space as one space."""
        return " ".join(text for _element, text in self.texts())

    def texts(self) -> Iterator[tuple[Element, str]]:
        """Each piece of visible text with the element it stands in, as it is between two tags."""
        for element in self.elements:
            if element.tag not in _SILENT and (element.text or "").strip():
                yield element, tidy(element.text)
            parent = self._parents.get(element)
            if parent is not None and parent.tag not in _SILENT and (element.tail or "").strip():
                yield parent, tidy(element.tail)

    @property
    def problems_told(self) -> list[str]:
        """The messages of the error summary, in order; empty where the page has none."""
        summaries = self.with_class("error-summary")
        return [text_of(item) for summary in summaries for item in summary.iter("li")]


def tidy(text: str | None) -> str:
    """A text with each run of space as one, and none around it."""
    return " ".join((text or "").split())


def text_of(element: Element) -> str:
    """All the words inside an element."""
    return tidy("".join(element.itertext()))
