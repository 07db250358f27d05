"""How the page of patterns joins the site. It stands in no menu: whoever needs it knows its address."""

from evidence.patterns import routes
from evidence.web.rooms import Room

room = Room(blueprint=routes.blueprint)
