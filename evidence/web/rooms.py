"""How a room joins the site: its blueprint, its navigation entries and its panels for the page of one line.

Lower rooms never call up: they hand these to `app.py`, which gives them to the pages that show them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, current_app

EVERY_DAY, JUDGING, SETTINGS = "Every day", "Judging", "People and settings"
GROUPS = (EVERY_DAY, JUDGING, SETTINGS)


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the main navigation: the word shown, the endpoint it opens, and the roles that see it.

    icon: a symbol of static/images/icons.svg. group: one of GROUPS. short: the word where there is little room, on a
    phone. plain, plain_short: the same for staff, where the usual words are a manager's. can_wait: others go before it
    where there is little room. also: other endpoints that stand under it; an entry covers its whole blueprint unless
    `is_one_of_many` says that other entries share the blueprint.
    """

    order: int
    word: str
    endpoint: str
    roles: frozenset[str]
    icon: str = "arrow"
    group: str = EVERY_DAY
    short: str = ""
    plain: str = ""
    plain_short: str = ""
    can_wait: bool = False
    also: frozenset[str] = frozenset()
    is_one_of_many: bool = False

    def covers(self, endpoint: str) -> bool:
        """Whether a page stands under this entry."""
        if endpoint == self.endpoint or endpoint in self.also:
            return True
        return not self.is_one_of_many and endpoint.split(".")[0] == self.endpoint.split(".")[0]


@dataclass(frozen=True, slots=True)
class LinePanel:
    """One section of a line's page.

    context: (scope, framework_id, code) -> the variables for `template`; it runs a fixed number of queries.
    add: endpoint that adds one in place, with the word on its button; None where nothing is added.
    """

    order: int
    key: str
    title: str
    template: str
    context: Callable[[Any, str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Room:
    """Everything `app.py` needs to know of a room."""

    blueprint: Blueprint
    navigation: tuple[NavigationEntry, ...] = ()
    line_panels: tuple[LinePanel, ...] = ()
    commands: tuple[Any, ...] = field(default=())


def open_rooms(app: Flask, rooms: tuple[Room, ...]) -> None:
    """Register the rooms with the site, in order."""
    for room in rooms:
        app.register_blueprint(room.blueprint)
        for command in room.commands:
            app.cli.add_command(command)
    app.extensions["rooms"] = rooms


def navigation_for(role: str | None) -> list[NavigationEntry]:
    """The navigation entries that a role sees, group by group, in order."""
    rooms: tuple[Room, ...] = current_app.extensions["rooms"]
    entries = [entry for room in rooms for entry in room.navigation if role in entry.roles]
    return sorted(entries, key=lambda entry: (GROUPS.index(entry.group), entry.order))


def line_panels() -> list[LinePanel]:
    """The sections of a line's page, in order."""
    rooms: tuple[Room, ...] = current_app.extensions["rooms"]
    return sorted((panel for room in rooms for panel in room.line_panels), key=lambda panel: panel.order)
