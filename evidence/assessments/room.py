"""How the self-assessments' room joins the site."""

from evidence.accounts.access import READERS
from evidence.assessments import (
    give_up_routes,
    history_routes,
    key_question_routes,
    line_routes,
    panel,
    risk_routes,
    routes,
)
from evidence.web.rooms import JUDGING, LinePanel, NavigationEntry, Room

# These modules give the blueprint its further pages.
_PAGES = (line_routes, risk_routes, key_question_routes, give_up_routes, history_routes)

room = Room(
    blueprint=routes.blueprint,
    navigation=(
        NavigationEntry(
            60, "Self-assessment", "assessments.index", frozenset(READERS), icon="assessment", group=JUDGING
        ),
    ),
    line_panels=(LinePanel(5, "claim", "Where we stand", "assessments/panel.html", panel.context),),
)
