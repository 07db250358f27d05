"""Where the service stands: the first page after signing in."""

from typing import Any

from flask import Blueprint, render_template

from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope

blueprint = Blueprint("readiness", __name__, url_prefix="/services/<service>")


@blueprint.get("/")
@for_roles(*EVERYONE)
def index(scope: Scope) -> Any:
    """The first page of a service."""
    return render_template("readiness/index.html")
