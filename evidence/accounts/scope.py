"""Who is asking, and for which services: the first argument of every store function."""

from dataclasses import dataclass
from uuid import UUID

from evidence.accounts.words import Role


@dataclass(frozen=True, slots=True)
class Scope:
    """A person, their provider, the services they may reach here, and their role there.

    person: the account's id, or None for the system. On a service's pages `service_ids` holds that one service.
    """

    person: UUID | None
    provider_id: UUID
    service_ids: tuple[UUID, ...]
    role: Role

    @property
    def service_id(self) -> UUID:
        """The one service of this scope. Raises ValueError when the scope spans several or none."""
        if len(self.service_ids) != 1:
            raise ValueError("This scope does not name exactly one service.")
        return self.service_ids[0]

    @property
    def manages(self) -> bool:
        """Whether the role may change the service's records and see confidential ones."""
        return self.role in (Role.MANAGER, Role.PROVIDER_LEAD)

    @property
    def sees_confidential(self) -> bool:
        """Whether confidential records are shown: managers and provider leads only."""
        return self.manages
