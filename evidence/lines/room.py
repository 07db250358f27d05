"""How the lines' room joins the site."""

from evidence.accounts.access import EVERYONE
from evidence.lines import routes
from evidence.web.rooms import NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(
        NavigationEntry(
            20,
            "Lines",
            "lines.index",
            frozenset(EVERYONE),
            icon="line",
            plain="What good looks like",
            plain_short="Good care",
            can_wait=True,
        ),
    ),
)
