"""Records as people type them: what fills each kind's form, and sending it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadeService
from tests.filled_forms import File

ITEM: Mapping[str, Any] = {
    "title": "Residents’ survey",
    "text": "Nine of ten **feel safe**.",
    "happened_on": "2026-03-02",
    "source": "people",
    "item_kind": "survey",
    "original_kept": "Office, cabinet 2",
}
STORY: Mapping[str, Any] = {
    "title": "Mrs B. bakes again",
    "text": "She baked **scones** with M.",
    "difference": "She eats with the others now.",
    "who_says": "“She is laughing again” (daughter)",
    "happened_on": "2026-03-02",
}
ACTION: Mapping[str, Any] = {
    "title": "Fit grab rails",
    "issue": "Two falls in **bathrooms**.",
    "plan": "Fit rails in all six bathrooms.",
    "measure": "No falls in bathrooms for eight weeks.",
    "due_on": "2026-12-01",
    "priority": "high",
}
FORMS: Mapping[str, Mapping[str, Any]] = {"evidence": ITEM, "stories": STORY, "actions": ACTION}
S1, S2, C1 = f"{FRAMEWORK}/S1", f"{FRAMEWORK}/S2", f"{FRAMEWORK}/C1"


def add(
    client: PageCheckingClient, service: MadeService, kind: str, files: Sequence[File] = (), **fields: object
) -> str:
    """Add a record by its form, as one whose answers are those above where no others are given; gives its reference.

    kind: "evidence", "stories" or "actions". Raises AssertionError when the form comes back with errors.
    """
    answer: Any = client.submit(f"{service.path}/{kind}/add", {**FORMS[kind], **fields}, {"files": files})
    assert answer.status_code == 302, answer.page.problems_told
    return reference_in(answer)


def reference_in(answer: Any) -> str:
    """The reference of the record whose page an answer leads to."""
    return str(answer.location).rsplit("/", 1)[-1]


def titles_on(page: Any) -> list[str]:
    """The titles of the records that a list shows, in order."""
    main = page.all("main")[0]
    rows = [element for element in main.iter() if element.tag in ("th", "li")]
    links = [next(row.iter("a"), None) for row in rows]
    return [str(link.text) for link in links if link is not None and "?" not in link.get("href", "")]
