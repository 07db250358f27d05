"""How the self-assessments' room joins the site."""

from evidence.accounts.access import READERS
from evidence.assessments import key_question_routes, line_routes, panel, routes
from evidence.web.rooms import LinePanel, NavigationEntry, Room

# These modules give the blueprint its further pages.
_PAGES = (line_routes, key_question_routes)

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(60, "Self-assessment", "assessments.index", frozenset(READERS)),),
    line_panels=(LinePanel(5, "claim", "Where we stand", "assessments/panel.html", panel.context),),
)
