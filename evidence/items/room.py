"""How the evidence items' room joins the site."""

from evidence.accounts.access import EVERYONE
from evidence.items import panel, routes
from evidence.web.rooms import LinePanel, NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(30, "Evidence", "items.index", frozenset(EVERYONE), icon="evidence"),),
    line_panels=(LinePanel(10, "evidence", "Evidence", "items/panel.html", panel.context),),
)
