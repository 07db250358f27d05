"""The packs that the first page of packs offers: what each is, in a line, and who it is for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A pack on the first page. endpoint: the page where it begins; it is offered only if the site has that page."""

    endpoint: str
    title: str
    about: str
    who_for: str
    icon: str


ON_OFFER = (
    OnOffer(
        "packs.inspection",
        "Inspection pack",
        "Line by line: how you judge yourselves and why, what you hold, what speaks against it, what you do.",
        "For an inspector at the door, a commissioner or your board.",
        "inspection",
    ),
    OnOffer(
        "packs.action_plan",
        "Action plan",
        "What is being done about the gaps: who sees to it, by when, and what done looks like.",
        "For your team, the council or CQC when they ask what you are doing.",
        "action",
    ),
    OnOffer(
        "packs.good_news",
        "Good-news book",
        "Your accepted stories, told as they were written.",
        "For the hall, families and staff, and for an inspector too.",
        "story",
    ),
)
