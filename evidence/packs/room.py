"""How the packs' room joins the site."""

from evidence.accounts.access import READERS
from evidence.packs import routes
from evidence.web.rooms import JUDGING, NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(80, "Packs", "packs.index", frozenset(READERS), icon="pack", group=JUDGING),),
)
