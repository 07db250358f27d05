"""Providers, services, the people who use them, what each may see, signing in, and the audit trail."""

from evidence.accounts import routes

from evidence.web.rooms import Room

room = Room(
    blueprint=routes.blueprint,
)
