"""Light or night: the look that a person chooses for this browser, kept in a cookie; without one the device decides."""

from typing import Any

from flask import (
    Blueprint,
    Flask,
    flash,
    has_request_context,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from evidence.web.forms import CHOOSE_LOOK, DEVICE, LOOKS, LookForm

COOKIE = "look"
_YEAR = 365 * 24 * 60 * 60
_SAID = {
    "light": "From now on pages are light on this device.",
    "night": "From now on pages are dark on this device.",
    DEVICE: "From now on pages follow the device.",
}

blueprint = Blueprint("look", __name__)


def chosen_look() -> str:
    """What this browser's owner chose: a key of LOOKS; "device" where nobody chose."""
    said = request.cookies.get(COOKIE, "") if has_request_context() else ""
    return said if said in LOOKS else DEVICE


@blueprint.route("/look", methods=["GET", "POST"])
def choose() -> Any:
    """Choose between light and night for this browser. Opens for anyone, because it tells nothing of anyone."""
    form = LookForm(look=chosen_look())
    if not form.validate_on_submit():
        if form.errors:
            form.look.errors = [CHOOSE_LOOK]
        return render_template("look/choose.html", form=form, form_has_errors=bool(form.errors))
    look = form.look.data
    answer = make_response(redirect(url_for(".choose")))
    if look == DEVICE:
        answer.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    else:
        answer.set_cookie(COOKIE, look, max_age=_YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    flash(_SAID[look], "success")
    return answer


def init_app(app: Flask) -> None:
    """Add the page, and tell every page what was chosen."""
    app.register_blueprint(blueprint)

    @app.context_processor
    def words() -> dict[str, Any]:
        return {"look": chosen_look(), "looks": LOOKS}
