"""How the records room joins the site: the addresses of files, and `flask verify`."""

from evidence.records import commands, routes
from evidence.web.rooms import Room

room = Room(blueprint=routes.blueprint, commands=(commands.verify,))
