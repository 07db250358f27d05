"""What a list's address says: filters, order, view and page. Anything it does not understand counts as not said."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from flask import g, request, url_for

from evidence.records.listing import DOWN

Word = TypeVar("Word", bound=StrEnum)
Choices = Mapping[str, str]

SORT, VIEW, PAGE = "sort", "view", "page"


def chosen(words: type[Word], name: str) -> Word | None:
    """The word that the address chooses for `name`, or None."""
    value = request.args.get(name, "")
    return words(value) if value in set(words) else None


def page_number() -> int:
    """The page the address asks for, from 1."""
    value = request.args.get(PAGE, "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list, and what the address says of it.

    name: in the address. everything: the words for no choice. choices: words by value; groups: more of them under
    headings. value: what is chosen, "" for nothing.
    """

    name: str
    label: str
    everything: str
    choices: Choices
    groups: Mapping[str, Choices] = field(default_factory=lambda: MappingProxyType({}))
    value: str = ""

    @property
    def words(self) -> str:
        """The words for what is chosen; "" for nothing."""
        every = (self.choices, *self.groups.values())
        return next((choices[self.value] for choices in every if self.value in choices), "")

    def choosing(self, value: str) -> "Filter":
        """The same filter with this choice, or with none where it is not among its choices."""
        found = replace(self, value=value)
        return found if found.words else replace(self, value="")


def narrow(name: str, label: str, everything: str, choices: Mapping[Any, str]) -> Filter:
    """A filter with what the address says of it, where that is one of its choices: words by value."""
    offered = {str(value): words for value, words in choices.items()}
    return Filter(name, label, everything, offered).choosing(request.args.get(name, "").strip())


@dataclass(frozen=True, slots=True)
class Order:
    """A column to put a list in order by: its heading, and the words for both ways."""

    heading: str
    up: str
    down: str
    is_down_first: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a list's address says, and the addresses that lead on from it.

    endpoint: the list's page. orders: by name, as the table shows them. usual: the order where the address says none,
    such as "happened-down". views: words and icon by name. view: the one to show; is_view_said: the address names it.
    """

    endpoint: str
    filters: tuple[Filter, ...]
    orders: Mapping[str, Order]
    usual: str
    views: Mapping[str, tuple[str, str]]
    view: str
    is_view_said: bool

    @property
    def sort(self) -> str:
        """The order asked for, or the usual one."""
        said = request.args.get(SORT, "")
        return said if said.removesuffix(DOWN) in self.orders else self.usual

    @property
    def sort_words(self) -> str:
        """The present order in words: "Happened: newest first"."""
        return dict(self.sort_choices())[self.sort]

    @property
    def on(self) -> list[Filter]:
        """The filters that are on."""
        return [each for each in self.filters if each.value]

    def value(self, name: str) -> str:
        """What the address chooses for a filter, "" for nothing."""
        return next((each.value for each in self.filters if each.name == name), "")

    def said(self, **changes: str) -> dict[str, str]:
        """The parts of the address as they stand, with some changed; "" leaves one out. Without the page."""
        parts = {each.name: each.value for each in self.filters}
        parts[SORT] = "" if self.sort == self.usual else self.sort
        parts[VIEW] = self.view if self.is_view_said else ""
        return {name: value for name, value in {**parts, **changes}.items() if value}

    def address(self, **changes: str) -> str:
        """The address of the list with some parts changed, at its first page unless `page` says another."""
        return url_for(self.endpoint, service=g.place.service.reference, **self.said(**changes))  # type: ignore[arg-type]

    def without(self, name: str) -> str:
        """The address without one filter."""
        return self.address(**{name: ""})

    @property
    def cleared(self) -> str:
        """The address without any filter, in the same order."""
        return self.address(**{each.name: "" for each in self.filters})

    def heading(self, name: str) -> tuple[str, str, str]:
        """A sortable heading: its words, the address that puts the list in its order, and its aria-sort ("" for none).

        Pressing the heading of the present order turns it round.
        """
        order = self.orders[name]
        if self.sort.removesuffix(DOWN) == name:
            is_down = self.sort.endswith(DOWN)
            return order.heading, self.in_order(name, down=not is_down), "descending" if is_down else "ascending"
        return order.heading, self.in_order(name, down=order.is_down_first), ""

    def in_order(self, name: str, *, down: bool) -> str:
        """The address that puts the list in an order. It names the order even where it is the usual one."""
        return self.address(sort=f"{name}{DOWN}" if down else name)

    def sort_choices(self) -> Iterator[tuple[str, str]]:
        """Every order, as value and words for a select, with the usual way round first."""
        for name, order in self.orders.items():
            ways = [(name, order.up), (f"{name}{DOWN}", order.down)]
            for value, words in reversed(ways) if order.is_down_first else ways:
                yield value, f"{order.heading}: {words}"
