"""The page that shows every part that pages are made of, in each of its states, by day and by night."""

import re
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from evidence.accounts import frameworks
from evidence.accounts.access import MANAGERS, signed_in
from evidence.accounts.pages import menu_of_person
from evidence.accounts.scope import Scope
from evidence.packs.routes import block_kind
from evidence.patterns.forms import PatternsForm
from evidence.patterns.samples import FRAMEWORK, place_of, samples
from evidence.web.forms import DEVICE, LOOKS

blueprint = Blueprint("patterns", __name__)
_WRONG = {"title": "Enter a title.", "happened_on": "The date must be today or in the past.", "kind": "Choose a kind."}


@blueprint.route("/patterns", methods=["GET", "POST"])
@signed_in(*MANAGERS)
def index(scope: Scope) -> Any:
    """Every part with its name. The form can be sent to see what is wrong with it; nothing is saved."""
    framework = frameworks.get_framework(scope, FRAMEWORK)
    form, wrong = PatternsForm(), PatternsForm(formdata=None, prefix="wrong-")
    form.lines.offer(framework)
    form.validate_on_submit()
    for name, message in _WRONG.items():
        wrong[name].errors = [message]
    look = request.args.get("look", "")
    return render_template(
        "patterns/index.html",
        **samples(framework),
        place=place_of(menu_of_person().service or ""),
        form=form,
        wrong=wrong,
        form_has_errors=bool(form.errors),
        icon_names=icon_names(),
        block_kind=block_kind,
        first_place=lambda _reference: False,
        views=[(url_for(".index", look=key), words, key == look) for key, words in LOOKS.items()],
        **({"look": look} if look in LOOKS and look != DEVICE else {}),
    )


def icon_names() -> list[str]:
    """The symbols of the sheet of icons, in its order."""
    sheet = Path(str(current_app.static_folder), "images", "icons.svg").read_text("utf-8")
    return re.findall(r'<symbol id="([a-z]+)"', sheet)
