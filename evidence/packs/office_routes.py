"""Packs as Word and Excel files to download: the same content as their pages and PDFs."""

from datetime import datetime
from io import BytesIO
from typing import Any

from flask import g, redirect, request, send_file

from evidence.accounts import frameworks, openings
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.scope import Scope
from evidence.assessments.line_records import version_fields
from evidence.assessments.report import AssessmentReport, build_report
from evidence.drawing.document import Document
from evidence.packs.action_plan import ActionPlan, GroupedBy, read_action_plan
from evidence.packs.action_plan_document import action_plan_document
from evidence.packs.assessment_pack import assessment_document
from evidence.packs.choices import outside
from evidence.packs.excel_action_plan import action_plan_workbook
from evidence.packs.excel_assessment import assessment_workbook
from evidence.packs.forms import PlanForm
from evidence.packs.record_blocks import Fields
from evidence.packs.routes import blueprint, same_query
from evidence.packs.word_document import draw_word
from evidence.packs.written import WRITTEN, What
from evidence.web import clock

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAN = WRITTEN[What.ACTION_PLAN]


@blueprint.get("/assessments/<ref>.docx")
@for_roles(*READERS)
def assessment_word(scope: Scope, ref: str) -> Any:
    """A self-assessment as a Word file to download."""
    report, _, document = _assessment(scope, ref)
    made = draw_word(document, author=report.service.name, made_at=_moment(report))
    openings.mark(scope, openings.What.PACK, ref)
    return _sent(made, WORD, f"self-assessment-{ref}.docx")


@blueprint.get("/assessments/<ref>.xlsx")
@for_roles(*READERS)
def assessment_excel(scope: Scope, ref: str) -> Any:
    """A self-assessment as an Excel file to download."""
    report, fields, document = _assessment(scope, ref)
    made = assessment_workbook(report, document, fields, _moment(report))
    openings.mark(scope, openings.What.PACK, ref)
    return _sent(made, EXCEL, f"self-assessment-{ref}.xlsx")


@blueprint.get("/action-plan/plan.docx")
@for_roles(*READERS)
def action_plan_word(scope: Scope) -> Any:
    """The action plan as a Word file to download; choices that can't be understood lead to the page that says so."""
    asked = _plan(scope)
    if asked is None:
        return redirect(same_query(PLAN.page))
    plan, by = asked
    made = draw_word(action_plan_document(plan, by), author=plan.service.name, made_at=clock.now())
    return _plan_sent(scope, made, WORD, ".docx")


@blueprint.get("/action-plan/plan.xlsx")
@for_roles(*READERS)
def action_plan_excel(scope: Scope) -> Any:
    """The action plan as an Excel file to download; choices that can't be understood lead to the page that says so."""
    asked = _plan(scope)
    if asked is None:
        return redirect(same_query(PLAN.page))
    plan, by = asked
    made = action_plan_workbook(plan, by, action_plan_document(plan, by), clock.now())
    return _plan_sent(scope, made, EXCEL, ".xlsx")


def _plan(scope: Scope) -> tuple[ActionPlan, GroupedBy] | None:
    """The action plan that the address asks for, and its order; None where it can't be understood."""
    form = PlanForm(request.args, frameworks.get_framework(scope, g.place.service.framework_id))
    if not form.validate():
        return None
    return read_action_plan(scope, form.choices(), clock.today()), form.grouped_by()


def _plan_sent(scope: Scope, made: bytes, kind: str, ending: str) -> Any:
    openings.mark(scope, openings.What.PACK, f"the {PLAN.title.lower()}")
    pdf = PLAN.file_name(g.place.service.reference, clock.today())
    return _sent(made, kind, pdf.removesuffix(".pdf") + ending)


def _assessment(scope: Scope, ref: str) -> tuple[AssessmentReport, Fields, Document]:
    scope = outside(scope)
    report = build_report(scope, ref, today=clock.today())
    fields = version_fields(scope, {record.version_id for record in report.records.values()})
    return report, fields, assessment_document(report, fields)


def _moment(report: AssessmentReport) -> datetime:
    """When a report was made: at the sign-off, or now, when it stands as it is now."""
    return report.standing.facts.signed_off_at or clock.now()


def _sent(made: bytes, kind: str, name: str) -> Any:
    return send_file(BytesIO(made), mimetype=kind, as_attachment=True, download_name=name, max_age=0)
