"""How the good-news stories' room joins the site."""

from evidence.accounts.access import EVERYONE
from evidence.stories import panel, routes
from evidence.web.rooms import LinePanel, NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(40, "Good news", "stories.index", frozenset(EVERYONE), icon="story"),),
    line_panels=(LinePanel(20, "stories", "Good news", "stories/panel.html", panel.context),),
)
