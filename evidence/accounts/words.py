"""The fixed words of accounts and services, with what people see for them."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to a service. A provider lead is that to all services of the provider."""

    STAFF = "staff"
    VIEWER = "viewer"
    MANAGER = "manager"
    PROVIDER_LEAD = "provider-lead"


ROLE_WORDS: dict[Role, str] = {
    Role.STAFF: "Care staff",
    Role.VIEWER: "Viewer",
    Role.MANAGER: "Manager or deputy",
    Role.PROVIDER_LEAD: "Provider lead",
}

ROLE_MAY: dict[Role, str] = {
    Role.STAFF: "Can add stories and evidence, see what they sent in, and read what good looks like.",
    Role.VIEWER: "Can read all that the service holds but what is confidential. Can't change a thing.",
    Role.MANAGER: "Can do all there is to do in the service, and looks after its people.",
    Role.PROVIDER_LEAD: "Can do all there is to do in each service, and looks after the people of the whole provider.",
}

SERVICE_ROLES = (Role.STAFF, Role.VIEWER, Role.MANAGER)


class ServiceType(StrEnum):
    """What CQC registers a location as. Source: regulatory facts, section 11."""

    RESIDENTIAL_NURSING = "residential-nursing"
    RESIDENTIAL = "residential"
    HOME_CARE = "home-care"
    EXTRA_CARE = "extra-care"
    SUPPORTED_LIVING = "supported-living"
    SHARED_LIVES = "shared-lives"
    SPECIALIST_COLLEGE = "specialist-college"
    OTHER = "other"


SERVICE_TYPE_WORDS: dict[ServiceType, str] = {
    ServiceType.RESIDENTIAL_NURSING: "Care home with nursing",
    ServiceType.RESIDENTIAL: "Care home without nursing",
    ServiceType.HOME_CARE: "Home care agency",
    ServiceType.EXTRA_CARE: "Extra care housing",
    ServiceType.SUPPORTED_LIVING: "Supported living",
    ServiceType.SHARED_LIVES: "Shared Lives",
    ServiceType.SPECIALIST_COLLEGE: "Specialist college",
    ServiceType.OTHER: "Another kind of adult social care",
}

RESIDENTIAL_TYPES = frozenset(
    {ServiceType.RESIDENTIAL_NURSING, ServiceType.RESIDENTIAL, ServiceType.SPECIALIST_COLLEGE}
)


def setting_tags(types: frozenset[ServiceType]) -> frozenset[str]:
    """Whether services of these types are residential, community, or both.

    "Another kind" counts as both, so that nothing is hidden from it.
    """
    tags: set[str] = set()
    for service_type in types:
        if service_type is ServiceType.OTHER:
            tags |= {"residential", "community"}
        else:
            tags.add("residential" if service_type in RESIDENTIAL_TYPES else "community")
    return frozenset(tags)
