"""How the duties' room joins the site."""

from evidence.accounts.access import MANAGERS
from evidence.duties import routes
from evidence.duties.commands import reminders
from evidence.web.rooms import NavigationEntry, Room

room = Room(
    blueprint=routes.blueprint,
    navigation=(NavigationEntry(55, "Reminders", "duties.index", frozenset(MANAGERS), icon="bell", can_wait=True),),
    commands=(reminders,),
)
