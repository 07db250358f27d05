"""The decorator for routes that write: one transaction per request, committed only for an answer that worked."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response, current_app, g, make_response, request, session

from evidence.database import db, writing

P = ParamSpec("P")


def keep_changes() -> None:
    """Commit this request although its answer is an error: for what must outlive it, such as files kept for a form."""
    g.keep_changes = True


def take_saved() -> str:
    """The path of the form that this browser saved last, once: its pages then forget the draft of it. "" for none."""
    if "saved_form" not in g:
        g.saved_form = session.pop("saved_form", "")
    return str(g.saved_form)


def saves(view: Callable[P, Any]) -> Callable[P, Any]:
    """Commit what a POST to `view` changed if its answer is 2xx or 3xx; otherwise roll everything back.

    The whole body is received before the write lock is asked for, so a slow phone never holds up other people. A GET
    to the same view runs in a plain reading transaction and can't save.
    """

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> Any:
        if request.method != "POST":
            return current_app.ensure_sync(view)(*args, **kwargs)
        request.files  # noqa: B018  reading it receives the body
        with writing():
            try:
                response: Response = make_response(current_app.ensure_sync(view)(*args, **kwargs))
                if response.status_code < 400 or g.pop("keep_changes", False):
                    db.session.commit()
                    if 300 <= response.status_code < 400:
                        session["saved_form"] = request.path
                else:
                    db.session.rollback()
            except BaseException:
                db.session.rollback()
                raise
        return response

    wrapper.saves = True  # type: ignore[attr-defined]
    return wrapper
