"""What every page of a signed-in person needs beside its own content, and forms that get kept words back."""

from typing import Any, TypeVar

from flask import Flask, g, has_request_context, request, session
from flask_login import current_user
from flask_wtf import FlaskForm

from evidence.accounts import kept_forms, once, places, sessions
from evidence.web.menu import Menu
from evidence.web.saving import take_saved

F = TypeVar("F", bound=FlaskForm)


def form_for(form_class: type[F], **values: Any) -> F:
    """The form of a page: filled from the request, from words kept at an expired sign-in, or from `values`.

    A form with a `once` field gets a fresh key when it is first shown.
    """
    kept = kept_forms.taken_back() if request.method == "GET" else None
    if kept is not None:
        g.kept_form_shown = True
        form: F = form_class(formdata=kept, **values)
    else:
        form = form_class(**values)
    once_field = getattr(form, "once", None)
    if once_field is not None and not once_field.data:
        once_field.data = once.new_key()
    return form


def sent(form: FlaskForm) -> bool:
    """Whether the form was sent and is valid; kept words are dropped once it is."""
    if not form.validate_on_submit():
        return False
    kept_forms.forget()
    return True


def init_app(app: Flask) -> None:
    """Give templates the place, the menu, the sign-in's limits and the note about kept words."""

    @app.context_processor
    def words() -> dict[str, Any]:
        if not has_request_context() or g.get("is_failsafe"):
            return {
                "place": None,
                "menu": g.get("menu"),
                "sign_in_limits": None,
                "kept_form_shown": False,
                "saved_form": "",
            }
        signed_in = current_user.is_authenticated
        return {
            "place": g.get("place"),
            "menu": menu_of_person() if signed_in else None,
            "sign_in_limits": sessions.limits_for_page() if signed_in else None,
            "kept_form_shown": g.get("kept_form_shown", False),
            "saved_form": take_saved() if signed_in else "",
        }


def enter(place: places.Place) -> None:
    """Make this the place of the page, and note its menu, so that even a page about an error can show it."""
    g.place = place
    g.menu = Menu(current_user.name, place.service.reference, place.service.name, place.scope.role)


def menu_of_person() -> Menu:
    """The menu of the service in use, also on pages that belong to no service. At most two queries, once a page."""
    if "menu" not in g:
        reference = session.get("service")
        place = places.find_place(current_user.id, reference) if reference else None
        place = place or places.first_place(current_user.id)
        service = (place.service.reference, place.service.name, place.scope.role) if place else ()
        g.menu = Menu(current_user.name, *service)
    menu: Menu = g.menu
    return menu
