"""Where the service stands: the first page after signing in."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template

from evidence.accounts import frameworks
from evidence.accounts.access import EVERYONE, for_roles
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.lines import store as lines
from evidence.lines.overview import overview
from evidence.readiness import store
from evidence.readiness.needs import needs
from evidence.readiness.standing import standing
from evidence.readiness.support_chart import support_chart, support_counts
from evidence.web import clock
from kloe.framework import Framework

blueprint = Blueprint("readiness", __name__, url_prefix="/services/<service>")


@blueprint.get("/")
@for_roles(*EVERYONE)
def index(scope: Scope) -> Any:
    """The first page of a service: where it stands and what needs someone; for care staff, what they can send in."""
    framework = frameworks.get_framework(scope, g.place.service.framework_id)
    if scope.role is Role.STAFF:
        assert scope.person is not None
        return render_template(
            "readiness/staff.html", framework=framework, sent_in=store.sent_in(scope, scope.person), today=clock.today()
        )
    return _standing_page(scope, framework, clock.today())


def _standing_page(scope: Scope, framework: Framework, today: date) -> str:
    harm, open_actions = store.harm_and_actions(scope, framework.id)
    held = replace(lines.held(scope, framework), open_actions=open_actions)
    key_questions = overview(framework, held, settings=g.place.service.settings, today=today)
    additions = store.latest_additions(scope)
    is_new = not additions and not held.claims
    records, coming = store.pressing_records(scope, today)
    pressing = needs(key_questions, records, harm)
    chart, drawn = support_chart(key_questions)
    return render_template(
        "readiness/index.html",
        framework=framework,
        key_questions=key_questions,
        standing=standing(scope, framework),
        # A service that has not begun is told how to begin, not everything that it lacks.
        needs=[] if is_new else pressing,
        coming=coming,
        carried={each.key_question.code: support_counts(each) for each in key_questions},
        chart=chart,
        drawn=drawn,
        additions=additions,
        is_new=is_new,
        today=today,
    )
