"""Who may open which page: the decorators that stand directly above every view.

`for_roles` is for pages of one service: it finds the service of the address among the person's own, answers 404 when it
is not theirs and 403 when their role there is not named, and hands the view its Scope. `signed_in` is for pages that
belong to the person or the provider. `for_anyone` marks what opens without signing in, with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import current_app, session
from flask_login import current_user

from evidence.accounts import pages, places, sessions
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.web.errors import NotAllowed, NotFound

READERS = (Role.VIEWER, Role.MANAGER, Role.PROVIDER_LEAD)
EVERYONE = (Role.STAFF, *READERS)
MANAGERS = (Role.MANAGER, Role.PROVIDER_LEAD)
CONTRIBUTORS = (Role.STAFF, *MANAGERS)
LEADS = (Role.PROVIDER_LEAD,)

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Principals:
    """Who may use an endpoint: the roles, or everyone with the reason why no sign-in is needed."""

    roles: tuple[Role, ...]
    reason: str = ""


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Open a service's page to these roles in that service. The view gets `scope` instead of `service`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(*, service: str, **values: Any) -> Any:
            if not current_user.is_authenticated:
                return sessions.ask_to_sign_in()
            place = places.find_place(current_user.id, service)
            if place is None:
                raise NotFound
            pages.enter(place)
            if place.scope.role not in roles:
                raise NotAllowed
            session["service"] = service
            return current_app.ensure_sync(view)(place.scope, **values)

        wrapper.principals = Principals(roles)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def signed_in(*roles: Role) -> Callable[[View], View]:
    """Open a page of the person or the provider to whoever is signed in with one of these roles somewhere.

    The view gets a Scope over all their services; its role is the widest they hold.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(**values: Any) -> Any:
            if not current_user.is_authenticated:
                return sessions.ask_to_sign_in()
            scope: Scope = places.wide_scope(current_user.id)
            if scope.role not in roles:
                raise NotAllowed
            return current_app.ensure_sync(view)(scope, **values)

        wrapper.principals = Principals(roles)  # type: ignore[attr-defined]
        return wrapper

    return decorate


def for_anyone(reason: str) -> Callable[[View], View]:
    """Mark a view that opens without signing in, and say why that is safe."""

    def decorate(view: View) -> View:
        view.principals = Principals((), reason)  # type: ignore[attr-defined]
        return view

    return decorate
