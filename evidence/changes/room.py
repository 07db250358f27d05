"""How the pages of what was changed join the site."""

from evidence.accounts.access import MANAGERS
from evidence.changes.routes import blueprint
from evidence.web.rooms import SETTINGS, NavigationEntry, Room

room = Room(
    blueprint=blueprint,
    navigation=(NavigationEntry(85, "Changes", "changes.index", frozenset(MANAGERS), icon="history", group=SETTINGS),),
)
