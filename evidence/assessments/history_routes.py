"""The page of everything that a line was ever judged."""

from typing import Any

from flask import render_template, request

from evidence.accounts import frameworks
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.scope import Scope
from evidence.assessments import claims
from evidence.assessments.line_form import read_version
from evidence.assessments.routes import blueprint


@blueprint.get("/judgements/<path:framework>/<code>")
@for_roles(*READERS)
def line_judgements(scope: Scope, framework: str, code: str) -> Any:
    """Every judgement of a line that counts, newest first."""
    found = frameworks.get_framework(scope, framework)
    line = frameworks.get_line(scope, framework, code)
    return render_template(
        "assessments/judgements.html",
        framework=found,
        line=line,
        page=claims.judgements_of(scope, found.id, line.code, read_version(request.args.get("page"))),
    )
