"""The menu of every page: who is signed in, which service is in use, and where to go from here.

A `Menu` holds plain texts, taken while all is well, so that a page about an error can show it without asking the
database again.
"""

from dataclasses import dataclass

from flask import current_app, request, url_for

from evidence.web.rooms import EVERY_DAY, NavigationEntry, navigation_for

# So many stand in the bar at the foot of a phone, beside the one that opens all the others.
PLACES_IN_BAR = 4
_PLAIN_WORDS_FOR = "staff"
_SEARCH = "search.find"


@dataclass(frozen=True, slots=True)
class Menu:
    """Whose page it is. `service` is the reference in addresses; the three of the service are None without one."""

    person: str
    service: str | None = None
    service_name: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry as it is shown. `current`: what aria-current says ("page", "true" for a page below it, or empty)."""

    word: str
    short: str
    endpoint: str
    icon: str
    group: str
    is_in_bar: bool
    current: str


def entries_of(menu: Menu) -> list[MenuEntry]:
    """What this person may go to in the service in use, group by group."""
    entries = navigation_for(menu.role)
    every_day = (entry for entry in entries if entry.group == EVERY_DAY)
    in_bar = sorted(every_day, key=lambda entry: (entry.can_wait, entry.order))[:PLACES_IN_BAR]
    return [_shown(entry, menu.role, is_in_bar=entry in in_bar) for entry in entries]


def search_address(menu: Menu | None) -> str:
    """Where the search box of every page sends its words; empty where the site has no search."""
    if menu is None or menu.service is None or _SEARCH not in current_app.view_functions:
        return ""
    return url_for(_SEARCH, service=menu.service)


def _shown(entry: NavigationEntry, role: str | None, *, is_in_bar: bool) -> MenuEntry:
    here = request.endpoint or ""
    current = "page" if here == entry.endpoint else "true" if entry.covers(here) else ""
    is_plain = role == _PLAIN_WORDS_FOR and entry.plain
    word, short = (entry.plain, entry.plain_short) if is_plain else (entry.word, entry.short)
    return MenuEntry(word, short or word, entry.endpoint, entry.icon, entry.group, is_in_bar, current)
