"""Which pictures there are: the page by its endpoint, who looks at it, and at which widths."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 900}

# The people of the demonstration, by the first part of their e-mail address.
LEAD, MANAGER, STAFF = "marion", "ruth", "tomasz"
# Somebody on the first day of a site of their own, and somebody who has not signed in.
FOUNDER, NOBODY = "founder", ""

FRAMEWORK = "asc-2017-11"
STORY, ITEM = "Four steps to the bird table", "Residents on the interview panel"
LATEST_ROUND, OPEN_ROUND = "A year on: where we stand", "Getting ready for the visit"


@dataclass(frozen=True, slots=True)
class Shot:
    """One page to take a picture of.

    name: how its files begin. widths: in pixels. values: the variables of the address; `ref` is given as the title of
    a record or round. query: what follows the question mark. part: the id on the page that it is scrolled to.
    """

    name: str
    endpoint: str
    person: str = MANAGER
    widths: tuple[int, ...] = (PHONE, DESK)
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files, one for each width."""
        return tuple(f"{self.name}-{width}.png" for width in self.widths)


# The twelve pages that everybody comes by, on a phone and on a computer.
PAGES = (
    Shot("first-screen", "readiness.index"),
    Shot("line", "lines.view", values={"framework": FRAMEWORK, "code": "S4"}),
    Shot("evidence", "items.index", query={"view": "table"}),
    Shot("piece-of-evidence", "items.view", values={"ref": ITEM}),
    Shot("add-evidence", "items.add"),
    Shot("story", "stories.view", values={"ref": STORY}),
    Shot("actions", "actions.index", query={"view": "table"}),
    Shot("round", "assessments.view", values={"ref": OPEN_ROUND}),
    Shot("judging-a-line", "assessments.line", values={"ref": OPEN_ROUND, "code": "E2"}),
    Shot("overall-rating", "assessments.overall", values={"ref": LATEST_ROUND}),
    Shot("packs", "packs.index"),
    Shot("changes", "changes.index"),
)

# What the pages about single chores show besides.
CHORES = (
    Shot("set-up", "accounts.set_up", NOBODY, (DESK,)),
    Shot("first-day", "readiness.index", FOUNDER, (DESK,)),
    Shot("second-step", "accounts.second_step", FOUNDER, (DESK,)),
    Shot("invite", "accounts.invite_person", widths=(DESK,)),
    Shot("people", "accounts.people", widths=(DESK,)),
    Shot("your-account", "accounts.me", widths=(DESK,)),
    Shot("evidence-cards", "items.index", widths=(DESK,), query={"view": "cards"}),
    Shot("actions-board", "actions.index", widths=(DESK,), query={"view": "board"}),
    Shot("good-news-book", "packs.good_news_book", widths=(DESK,)),
    Shot("inspection-pack", "packs.inspection", widths=(DESK,)),
    Shot("lines", "lines.index", widths=(DESK,)),
    Shot("line-levels", "lines.view", widths=(DESK,), values={"framework": FRAMEWORK, "code": "S4"}, part="levels"),
    Shot("line-claim", "lines.view", widths=(DESK,), values={"framework": FRAMEWORK, "code": "S4"}, part="claim"),
    Shot("staff-first-screen", "readiness.index", STAFF, (PHONE,)),
    Shot("staff-add-story", "stories.add", STAFF, (PHONE,)),
    Shot("key-question", "assessments.key_question", widths=(DESK,), values={"ref": LATEST_ROUND, "code": "C"}),
    Shot("signed-off", "assessments.view", widths=(DESK,), values={"ref": LATEST_ROUND}),
    Shot("pack", "packs.assessment", widths=(DESK,), values={"ref": LATEST_ROUND}),
    Shot("search", "search.find", widths=(DESK,), query={"q": "falls at night"}),
    Shot("reminders", "duties.index", widths=(DESK,)),
    Shot("shelf-life", "items.shelf_life_page", widths=(DESK,)),
    Shot("framework", "accounts.choose_framework", LEAD, (DESK,)),
)

ALL = (*PAGES, *CHORES)
