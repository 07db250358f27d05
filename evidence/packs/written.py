"""The packs that are written from choices: the inspection pack and the action plan. What each is called, which form its
choices come from, how many records it holds and what its document is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from werkzeug.datastructures import MultiDict

from evidence.accounts.scope import Scope
from evidence.drawing.document import Document
from evidence.packs import store
from evidence.packs.action_plan import read_action_plan
from evidence.packs.action_plan_document import action_plan_document
from evidence.packs.choices import ChoicesForm, outside
from evidence.packs.forms import InspectionForm, PlanForm
from evidence.packs.inspection_document import inspection_document
from evidence.packs.inspection_pack import read_inspection_pack
from kloe.framework import Framework

Args = Mapping[str, Any]
# More records than this are written as a job: a PDF of them takes longer than anybody waits for a page.
MOST_AT_ONCE = 150


class What(StrEnum):
    """Which pack."""

    INSPECTION = "inspection"
    ACTION_PLAN = "action-plan"


@dataclass(frozen=True, slots=True)
class Written:
    """One pack. title: as people say it. choose, page, pdf: the endpoints of its choices, its page and its download.

    form: (arguments, framework) -> its choices. document: (scope, form, today) -> the document.
    count: (scope, framework, form, today) -> how many records it holds.
    """

    what: What
    title: str
    about: str
    choose: str
    page: str
    pdf: str
    form: Callable[[Args, Framework], ChoicesForm]
    document: Callable[[Scope, ChoicesForm, date], Document]
    count: Callable[[Scope, Framework, ChoicesForm, date], int]

    def file_name(self, service: str, day: date) -> str:
        """The name of its PDF, such as "inspection-pack-SV-7KX3M-2026-03-02.pdf"."""
        return f"{self.title.lower().replace(' ', '-')}-{service}-{day.isoformat()}.pdf"


def args_of(form: ChoicesForm) -> dict[str, Any]:
    """What a form chooses, for an address or for a job: plain texts and lists of them."""
    said = form.choices().as_args()
    return {**said, "by": form.grouped_by().value} if isinstance(form, PlanForm) else said


def multi(args: Args) -> MultiDict[str, Any]:
    """Such arguments as a form reads them."""
    return MultiDict(args)


def _inspection_document(scope: Scope, form: ChoicesForm, today: date) -> Document:
    return inspection_document(read_inspection_pack(scope, form.choices(), today))


def _inspection_count(scope: Scope, framework: Framework, form: ChoicesForm, _today: date) -> int:
    return store.count_records(outside(scope), framework.id, form.choices())


def _plan_document(scope: Scope, form: ChoicesForm, today: date) -> Document:
    assert isinstance(form, PlanForm)
    return action_plan_document(read_action_plan(scope, form.choices(), today), form.grouped_by())


def _plan_count(scope: Scope, _framework: Framework, form: ChoicesForm, today: date) -> int:
    plan = read_action_plan(scope, form.choices(), today)
    return len(plan.open_actions) + len(plan.closed_actions)


WRITTEN: Mapping[str, Written] = {
    What.INSPECTION: Written(
        What.INSPECTION,
        "Inspection pack",
        "Line by line: how you judge yourselves and why, what you hold, what speaks against it, what you do.",
        "packs.inspection",
        "packs.inspection_page",
        "packs.inspection_pdf",
        InspectionForm,
        _inspection_document,
        _inspection_count,
    ),
    What.ACTION_PLAN: Written(
        What.ACTION_PLAN,
        "Action plan",
        "What is being done about the gaps: who sees to it, by when, and what done looks like.",
        "packs.action_plan",
        "packs.action_plan_page",
        "packs.action_plan_pdf",
        PlanForm,
        _plan_document,
        _plan_count,
    ),
}
