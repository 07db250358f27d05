"""What every page of a signed-in person needs beside its own content, and forms that get kept words back."""

from typing import Any, TypeVar

from flask import Flask, g, has_request_context, request
from flask_login import current_user
from flask_wtf import FlaskForm

from evidence.accounts import kept_forms, once, sessions

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
    """Give templates the place, the sign-in's limits and the note about kept words."""

    @app.context_processor
    def words() -> dict[str, Any]:
        if not has_request_context():
            return {"place": None, "sign_in_limits": None, "kept_form_shown": False}
        signed_in = current_user.is_authenticated
        return {
            "place": g.get("place"),
            "sign_in_limits": sessions.limits_for_page() if signed_in else None,
            "kept_form_shown": g.get("kept_form_shown", False),
        }
