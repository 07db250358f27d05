"""How accounts join the site: signing in, services, people, the provider."""

from evidence.accounts import own_routes, people_routes, provider_routes, routes, service_routes
from evidence.accounts.access import MANAGERS, READERS
from evidence.accounts.commands import people
from evidence.accounts.security_commands import security
from evidence.web.rooms import SETTINGS, NavigationEntry, Room

# Importing these is what adds their pages to the room's blueprint.
PAGES = (routes, own_routes, service_routes, people_routes, provider_routes)

room = Room(
    blueprint=routes.blueprint,
    navigation=(
        NavigationEntry(
            80,
            "People",
            "accounts.people",
            frozenset(MANAGERS),
            icon="people",
            group=SETTINGS,
            also=frozenset(
                f"accounts.{page}"
                for page in ("person", "invite_person", "new_link", "take_second_step_away", "close_role")
            ),
            is_one_of_many=True,
        ),
        NavigationEntry(
            90,
            "Service details",
            "accounts.service_details",
            frozenset(READERS),
            icon="building",
            group=SETTINGS,
            also=frozenset({"accounts.change_service", "accounts.choose_framework"}),
            is_one_of_many=True,
        ),
    ),
    commands=(people, security),
)
