"""The fixed words of records, with what people see for them."""

from enum import StrEnum

from kloe.support import Bearing
from kloe.support import EvidenceSource as Source

__all__ = [
    "BEARING_WORDS",
    "SOURCE_HINTS",
    "SOURCE_WORDS",
    "STATE_WORDS",
    "Bearing",
    "Kind",
    "Source",
    "State",
]


class Kind(StrEnum):
    """What a record is."""

    ITEM = "item"
    STORY = "story"
    ACTION = "action"


class State(StrEnum):
    """Where a record stands. Items and stories: waiting, accepted, archived. Actions: open, done, archived."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    OPEN = "open"
    DONE = "done"
    ARCHIVED = "archived"


STATE_WORDS: dict[State, str] = {
    State.WAITING: "Waiting for a manager",
    State.ACCEPTED: "Accepted",
    State.OPEN: "Open",
    State.DONE: "Done",
    State.ARCHIVED: "Archived",
}


BEARING_WORDS: dict[Bearing, str] = {
    Bearing.SUPPORTS: "Supports it",
    Bearing.CHALLENGES: "Challenges it",
    Bearing.BACKGROUND: "Background only",
}


SOURCE_WORDS: dict[Source, str] = {
    Source.PEOPLE: "People and their families",
    Source.STAFF: "Staff and leaders",
    Source.PARTNERS: "Partners and professionals",
    Source.OBSERVATION: "Observation",
    Source.PROCESSES: "Processes: policies, records, audits",
    Source.OUTCOMES: "Outcomes that were measured",
    Source.CQC_HELD: "What CQC holds already",
}

SOURCE_HINTS: dict[Source, str] = {
    Source.PEOPLE: "Surveys, thank-you cards, residents’ meetings, what a family told you.",
    Source.STAFF: "Staff surveys, supervision themes, team meetings.",
    Source.PARTNERS: "GPs, nurses, social workers, commissioners, Healthwatch.",
    Source.OBSERVATION: "What somebody saw: a mealtime, a handover, a walk round.",
    Source.PROCESSES: "Policies, rotas, training, checks of care plans.",
    Source.OUTCOMES: "Fewer falls, weight regained, a goal reached.",
    Source.CQC_HELD: (
        "What CQC was told, by you or by others. It is not your own evidence and does not count towards support."
    ),
}
