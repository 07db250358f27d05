"""How a room joins the site: its blueprint, its navigation entries and its panels for the page of one line.

Lower rooms never call up: they hand these to `app.py`, which gives them to the pages that show them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask, current_app


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the main navigation: the word shown, the endpoint it opens, and the roles that see it."""

    order: int
    word: str
    endpoint: str
    roles: frozenset[str]


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
    """The navigation entries that a role sees, in order."""
    rooms: tuple[Room, ...] = current_app.extensions["rooms"]
    entries = [entry for room in rooms for entry in room.navigation if role in entry.roles]
    return sorted(entries, key=lambda entry: entry.order)


def line_panels() -> list[LinePanel]:
    """The sections of a line's page, in order."""
    rooms: tuple[Room, ...] = current_app.extensions["rooms"]
    return sorted((panel for room in rooms for panel in room.line_panels), key=lambda panel: panel.order)
