"""The pages of a service's people: inviting, changing, a new start, leaving."""
