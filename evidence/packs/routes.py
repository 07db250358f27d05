"""The packs of a service: what can leave the building, as a page and as a PDF."""

from dataclasses import fields as fields_of
from io import BytesIO
from typing import Any

from flask import Blueprint, current_app, g, render_template, request, send_file, url_for

from evidence.accounts import openings
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.scope import Scope
from evidence.assessments import store as rounds
from evidence.assessments.line_records import version_fields
from evidence.assessments.report import build_report
from evidence.drawing.document import Document
from evidence.drawing.pdf import draw_pdf
from evidence.packs.assessment_pack import assessment_document
from evidence.packs.choices import outside
from evidence.packs.on_offer import ON_OFFER
from evidence.web import clock

blueprint = Blueprint("packs", __name__, url_prefix="/services/<service>/packs")


@blueprint.get("/")
@for_roles(*READERS)
def index(scope: Scope) -> Any:
    """What can be handed over, each pack in a line, and the self-assessments, newest first."""
    return render_template(
        "packs/index.html",
        packs=[pack for pack in ON_OFFER if pack.endpoint in current_app.view_functions],
        rounds=rounds.list_rounds(scope),
    )


@blueprint.get("/assessments/<ref>")
@for_roles(*READERS)
def assessment(scope: Scope, ref: str) -> Any:
    """A self-assessment as a page that prints."""
    return render_template(
        "packs/document.html",
        **document_words(_document(scope, ref)),
        back=url_for(".index", service=g.place.service.reference),
        pdf=url_for(".assessment_pdf", service=g.place.service.reference, ref=ref),
        word=url_for(".assessment_word", service=g.place.service.reference, ref=ref),
        excel=url_for(".assessment_excel", service=g.place.service.reference, ref=ref),
    )


@blueprint.get("/assessments/<ref>.pdf")
@for_roles(*READERS)
def assessment_pdf(scope: Scope, ref: str) -> Any:
    """A self-assessment as a PDF to download."""
    made = draw_pdf(_document(scope, ref))
    openings.mark(scope, openings.What.PACK, ref)
    return send_file(
        BytesIO(made),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"self-assessment-{ref}.pdf",
        max_age=0,
    )


def same_query(endpoint: str) -> str:
    """The address of a page of this service with what the present address asks for."""
    page = url_for(endpoint, service=g.place.service.reference)
    return f"{page}?{request.query_string.decode('ascii', 'ignore')}"


def document_words(document: Document) -> dict[str, Any]:
    """What templates need to show a document: itself, what its blocks are, and whether a reference comes up first."""
    seen: set[str] = set()

    def first_place(reference: str) -> bool:
        is_new = reference not in seen
        seen.add(reference)
        return is_new

    return {"document": document, "block_kind": block_kind, "first_place": first_place}


def block_kind(cell: object) -> str:
    """What a block or cell of a document is, for the template: its class's name, "text" or "several"."""
    if isinstance(cell, str):
        return "text"
    if isinstance(cell, tuple):
        is_text = all("is_bold" in {field.name for field in fields_of(part)} for part in cell)
        return "text" if cell and is_text else "several"
    return type(cell).__name__


def _document(scope: Scope, ref: str) -> Document:
    scope = outside(scope)
    report = build_report(scope, ref, today=clock.today())
    versions = version_fields(scope, {record.version_id for record in report.records.values()})
    return assessment_document(report, versions)
