"""Packs as Word and Excel files to download: the same content as their pages and PDFs."""

from datetime import datetime
from io import BytesIO
from typing import Any

from flask import send_file

from evidence.accounts import openings
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.scope import Scope
from evidence.assessments.line_records import version_fields
from evidence.assessments.report import AssessmentReport, build_report
from evidence.drawing.document import Document
from evidence.packs.assessment_pack import assessment_document
from evidence.packs.choices import outside
from evidence.packs.excel_assessment import assessment_workbook
from evidence.packs.record_blocks import Fields
from evidence.packs.routes import blueprint
from evidence.packs.word_document import draw_word
from evidence.web import clock

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
