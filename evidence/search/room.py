"""How search joins the site."""

from evidence.search import routes
from evidence.web.rooms import Room

room = Room(blueprint=routes.blueprint)
