"""Where a line or prompt applies, in words.

A service has told whether it is residential, community or both. The other conditions, such as handling medicines, it
has not told: they are shown in words and hide nothing.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from evidence.web.formatters import join_words
from kloe.framework import CONDITIONS, SERVICE_KINDS

CONDITION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "residential": "for a place where people live, such as a care home",
        "community": "for care in people’s own homes and in the community",
        "medicines": "where the service handles medicines",
        "infection": "where the service has a part in keeping people’s surroundings clean",
        "food": "where the service provides food and drink, or helps people with them",
        "premises": "where the service looks after the premises",
        "visitors": "where people receive visitors",
        "activities": "where the service has a part in what people do with their time",
        "relationships": "where the service has a part in keeping people in touch with others",
        "end-of-life": "where the service supports people at the end of their lives",
        "young-adults": "where the service supports young adults",
    }
)


def in_words(applies: Collection[str]) -> str:
    """Where a line or prompt applies: "Only where the service handles medicines."; "" where it always does."""
    kinds = [tag for tag in applies if tag in SERVICE_KINDS]
    parts = [] if len(kinds) == len(SERVICE_KINDS) else [CONDITION_WORDS[tag] for tag in kinds]
    parts += [CONDITION_WORDS[tag] for tag in applies if tag in CONDITIONS]
    return f"Only {join_words(parts)}." if parts else ""
