"""The page of what the person looks after and what needs them: the same as the e-mail says."""

from typing import Any

from flask import Blueprint, render_template

from evidence.accounts.access import MANAGERS, for_roles
from evidence.accounts.scope import Scope
from evidence.duties.digest import duties
from evidence.web import clock

blueprint = Blueprint("duties", __name__, url_prefix="/services/<service>/reminders")


@blueprint.get("/")
@for_roles(*MANAGERS)
def index(scope: Scope) -> Any:
    """What the person looks after in the service that is due, overdue or growing old."""
    today = clock.today()
    return render_template("duties/index.html", groups=duties(scope, today), today=today)
