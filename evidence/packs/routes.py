"""The packs of a service: what can leave the building, as a page and as a PDF."""

from dataclasses import fields as fields_of
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Blueprint, g, render_template, send_file, url_for

from evidence.accounts.access import READERS, for_roles
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.assessments import store as rounds
from evidence.assessments.line_records import version_fields
from evidence.assessments.report import build_report
from evidence.drawing.document import Document
from evidence.drawing.pdf import draw_pdf
from evidence.packs.assessment_pack import assessment_document
from evidence.web import clock

blueprint = Blueprint("packs", __name__, url_prefix="/services/<service>/packs")


@blueprint.get("/")
@for_roles(*READERS)
def index(scope: Scope) -> Any:
    """What can be handed over: the self-assessments, newest first."""
    return render_template("packs/index.html", rounds=rounds.list_rounds(scope))


@blueprint.get("/assessments/<ref>")
@for_roles(*READERS)
def assessment(scope: Scope, ref: str) -> Any:
    """A self-assessment as a page that prints."""
    seen: set[str] = set()

    def first_place(reference: str) -> bool:
        is_new = reference not in seen
        seen.add(reference)
        return is_new

    return render_template(
        "packs/document.html",
        document=_document(scope, ref),
        block_kind=block_kind,
        first_place=first_place,
        back=url_for(".index", service=g.place.service.reference),
        pdf=url_for(".assessment_pdf", service=g.place.service.reference, ref=ref),
    )


@blueprint.get("/assessments/<ref>.pdf")
@for_roles(*READERS)
def assessment_pdf(scope: Scope, ref: str) -> Any:
    """A self-assessment as a PDF to download."""
    return send_file(
        BytesIO(draw_pdf(_document(scope, ref))),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"self-assessment-{ref}.pdf",
        max_age=0,
    )


def block_kind(cell: object) -> str:
    """What a block or cell of a document is, for the template: its class's name, "text" or "several"."""
    if isinstance(cell, str):
        return "text"
    if isinstance(cell, tuple):
        is_text = all("is_bold" in {field.name for field in fields_of(part)} for part in cell)
        return "text" if cell and is_text else "several"
    return type(cell).__name__


def _document(scope: Scope, ref: str) -> Document:
    # A pack leaves the building, so it holds what a viewer may see: never a confidential record.
    outside = replace(scope, role=Role.VIEWER)
    report = build_report(outside, ref, today=clock.today())
    versions = version_fields(outside, {record.version_id for record in report.records.values()})
    return assessment_document(report, versions)
