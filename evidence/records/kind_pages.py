"""The addresses that every kind of record has, with who may open them and which of them save."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from evidence.accounts.access import CONTRIBUTORS, EVERYONE, MANAGERS, for_roles
from evidence.accounts.words import Role
from evidence.records import check_pages, many_pages, move_pages, part_pages, version_pages
from evidence.records.pages import RecordPages
from evidence.web.saving import saves

View = Callable[..., Any]
Roles = tuple[Role, ...]


def open_pages(
    blueprint: Blueprint, pages: RecordPages, *, adders: Roles = CONTRIBUTORS, readers: Roles = EVERYONE
) -> None:
    """Open a kind's common pages: adding, its own page, editing, its versions, the archive, and many at once."""
    open_page(blueprint, "/add", "add", adders, pages.add)
    show_page(blueprint, "/<ref>", "view", readers, pages.view)
    open_page(blueprint, "/<ref>/edit", "edit", MANAGERS, pages.edit)
    open_page(blueprint, "/<ref>/parts/<part>", "part", MANAGERS, bound(pages, part_pages.change_part))
    show_page(blueprint, "/<ref>/versions", "versions", MANAGERS, bound(pages, version_pages.versions))
    open_page(blueprint, "/<ref>/archive", "archive", MANAGERS, bound(pages, move_pages.archive))
    open_page(blueprint, "/many", "many", MANAGERS, bound(pages, many_pages.change_many))


def open_evidence_pages(blueprint: Blueprint, pages: RecordPages) -> None:
    """Open what only evidence and stories have beside the common pages: accepting, checking, and challenges."""
    open_page(blueprint, "/<ref>/accept", "accept", MANAGERS, bound(pages, move_pages.accept))
    open_page(blueprint, "/<ref>/check", "check", MANAGERS, bound(pages, check_pages.check))
    resolve = bound(pages, move_pages.resolve)
    open_page(blueprint, "/<ref>/resolve/<path:framework>/<code>", "resolve", MANAGERS, resolve)


def open_page(blueprint: Blueprint, address: str, endpoint: str, roles: Roles, page: View) -> None:
    """Open a page with a form: a GET shows it, a POST saves in one transaction."""
    view = for_roles(*roles)(saves(page))
    blueprint.add_url_rule(address, endpoint, view, methods=["GET", "POST"])


def show_page(blueprint: Blueprint, address: str, endpoint: str, roles: Roles, page: View) -> None:
    """Open a page that only shows something."""
    blueprint.add_url_rule(address, endpoint, for_roles(*roles)(page), methods=["GET"])


def bound(pages: RecordPages, page: View) -> View:
    """A page of one kind, as a view that takes the scope first."""

    def view(*arguments: Any, **values: Any) -> Any:
        return page(pages, *arguments, **values)

    view.__name__, view.__doc__ = page.__name__, page.__doc__
    return view
