"""How the actions' room joins the site."""

from evidence.accounts.access import READERS
from evidence.actions import panel, routes
from evidence.web.rooms import LinePanel, NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(50, "Actions", "actions.index", frozenset(READERS), icon="action"),),
    line_panels=(LinePanel(30, "actions", "Actions", "actions/panel.html", panel.context),),
)
