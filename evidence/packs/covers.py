"""What stands on the cover of every pack, and beneath its pages."""

from datetime import date

from evidence.drawing.document import Cell, Cover
from evidence.packs.choices import NAMES_WORDS, PackChoices
from evidence.packs.store import PackService
from evidence.web.formatters import long_date, short_date
from kloe.framework import Framework

STANDING_SENTENCE = "A self-assessment by the service. It is not CQC’s view and no prediction."
NOT_CONFIDENTIAL = "Confidential records are left out of this pack."


def cover(service: PackService, framework: Framework, as_of: date, choices: PackChoices) -> Cover:
    """The cover of a pack: whose it is, of which day, against which framework, and what was chosen for it."""
    pairs: list[tuple[str, Cell]] = [
        ("Provider", service.provider),
        ("CQC location ID", service.cqc_location_id),
        ("Registered manager", service.registered_manager),
        ("As it stands on", long_date(as_of)),
        ("Framework", framework.title),
        ("What is in it", choices.in_words(framework)),
        ("How people are named", NAMES_WORDS[choices.names]),
    ]
    if framework.has_official_wording:
        pairs.append(("Wording", "Some statements are in the publisher’s own words, put in by the provider."))
    return Cover(service.name, tuple(pairs))


def footer(service: PackService, what: str, as_of: date) -> str:
    """The short line beneath every page; a long name is cut at its end, so it stands last.

    Such as "Not CQC’s view. Action plan, 3 Mar 2026, Rose Lodge".
    """
    return f"Not CQC’s view. {what}, {short_date(as_of)}, {service.name}"
