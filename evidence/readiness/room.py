"""How the readiness room joins the site."""

from evidence.accounts.access import EVERYONE
from evidence.readiness import routes
from evidence.web.rooms import NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(
        NavigationEntry(
            10, "Where we stand", "readiness.index", frozenset(EVERYONE), icon="home", short="Standing", plain="Start"
        ),
    ),
)
