"""How the records room joins the site: the addresses of files, `flask verify` and `flask search`."""

from evidence.records import commands, routes, search_commands
from evidence.web.rooms import Room

room = Room(blueprint=routes.blueprint, commands=(commands.verify, search_commands.search))
