"""What stands beside a line, prompt or characteristic where it is shown: for whom it holds, and whose words it is in.

A service has told whether it is residential, community or both. The other conditions, such as handling medicines, it
has not told: they are shown in words and hide nothing.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from flask import Flask

from evidence.web.formatters import join_words
from kloe.framework import CONDITIONS, SERVICE_KINDS, Framework

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


def where_it_holds(applies: Collection[str]) -> str:
    """For whom something holds: "Only where the service handles medicines."; "" where it always does."""
    kinds = [tag for tag in applies if tag in SERVICE_KINDS]
    parts = [] if len(kinds) == len(SERVICE_KINDS) else [CONDITION_WORDS[tag] for tag in kinds]
    parts += [CONDITION_WORDS[tag] for tag in applies if tag in CONDITIONS]
    return f"Only {join_words(parts)}." if parts else ""


def whose_wording(framework: Framework) -> str:
    """Whose words a framework is in: ours, official ones that the provider has put in, or the provider's own text."""
    if framework.is_own:
        return "Your provider brought in this framework. The wording is from its text, not ours."
    if framework.has_official_wording:
        return (
            f"“Official wording” marks the words of the publisher ({framework.publisher}), put in by your provider. "
            "All other wording is ours."
        )
    return "All wording is ours."


def init_app(app: Flask) -> None:
    """Give templates the filter `where_it_holds` and the function `whose_wording`."""
    app.jinja_env.filters["where_it_holds"] = where_it_holds
    app.jinja_env.globals["whose_wording"] = whose_wording
