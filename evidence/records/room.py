"""How the records room joins the site: the addresses of files."""

from evidence.records import routes
from evidence.web.rooms import Room

room = Room(blueprint=routes.blueprint)
