"""How the packs' room joins the site."""

from evidence.accounts.access import READERS
from evidence.packs import good_news_routes, job_routes, office_routes, routes, written_routes
from evidence.web.rooms import JUDGING, NavigationEntry, Room

# These modules give the blueprint its further pages.
_PAGES = (good_news_routes, job_routes, office_routes, written_routes)

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(80, "Packs", "packs.index", frozenset(READERS), icon="pack", group=JUDGING),),
)
