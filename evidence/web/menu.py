"""The menu of every page: who is signed in, which service is in use, and where to go from here.

A `Menu` holds plain texts, taken while all is well, so that a page about an error can show it without asking the
database again.
"""

from dataclasses import dataclass

from flask import current_app, request, url_for

from evidence.web.rooms import EVERY_DAY, JUDGING, NavigationEntry, navigation_for

# So many stand in the bar at the foot of a phone and on tablets, beside "More", which opens all the others; so many of
# every day on a desk's screen; and so many of judging beside them on a wide one.
PLACES_IN_BAR, PLACES_IN_ROW, PLACES_ON_WIDE = 4, 6, 3
BAR, ROW, WIDE, SHEET = "bar", "row", "wide", "sheet"
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
    """One entry as it is shown.

    place: where it stands by itself: BAR everywhere, ROW on a desk, WIDE on a wide screen, SHEET nowhere; where it does
    not, it stands in what "More" opens. current: what aria-current says: "page", "true" for a page below it, or empty.
    """

    word: str
    short: str
    endpoint: str
    icon: str
    group: str
    place: str
    current: str


def entries_of(menu: Menu) -> list[MenuEntry]:
    """What this person may go to in the service in use, group by group."""
    entries = navigation_for(menu.role)
    places = _places(entries)
    return [_shown(entry, menu.role, places.get(entry, SHEET)) for entry in entries]


def _places(entries: list[NavigationEntry]) -> dict[NavigationEntry, str]:
    """Where those entries stand that stand by themselves anywhere."""
    every_day = sorted(
        (entry for entry in entries if entry.group == EVERY_DAY), key=lambda entry: (entry.can_wait, entry.order)
    )
    judging = [entry for entry in entries if entry.group == JUDGING][:PLACES_ON_WIDE]
    return {
        **dict.fromkeys(every_day[:PLACES_IN_BAR], BAR),
        **dict.fromkeys(every_day[PLACES_IN_BAR:PLACES_IN_ROW], ROW),
        **dict.fromkeys(judging, WIDE),
    }


def search_address(menu: Menu | None) -> str:
    """Where the search box of every page sends its words; empty where the site has no search."""
    if menu is None or menu.service is None or _SEARCH not in current_app.view_functions:
        return ""
    return url_for(_SEARCH, service=menu.service)


def _shown(entry: NavigationEntry, role: str | None, place: str) -> MenuEntry:
    here = request.endpoint or ""
    current = "page" if here == entry.endpoint else "true" if entry.covers(here) else ""
    is_plain = role == _PLAIN_WORDS_FOR and entry.plain
    word, short = (entry.plain, entry.plain_short) if is_plain else (entry.word, entry.short)
    return MenuEntry(word, short or word, entry.endpoint, entry.icon, entry.group, place, current)
