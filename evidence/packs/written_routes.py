"""The pages of the inspection pack and of the action plan: choosing what goes in, the pack as a page, and as a PDF."""

from io import BytesIO
from typing import Any

from flask import g, redirect, render_template, request, send_file, url_for

from evidence.accounts import frameworks, openings
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.scope import Scope
from evidence.drawing.pdf import draw_pdf
from evidence.packs.choices import ChoicesForm
from evidence.packs.routes import blueprint, document_words, same_query
from evidence.packs.written import MOST_AT_ONCE, WRITTEN, What, Written, args_of
from evidence.web import clock
from kloe.framework import Framework


@blueprint.get("/inspection")
@for_roles(*READERS)
def inspection(scope: Scope) -> Any:
    """Choose what goes into the inspection pack."""
    return _choose(scope, WRITTEN[What.INSPECTION])


@blueprint.get("/inspection/pack")
@for_roles(*READERS)
def inspection_page(scope: Scope) -> Any:
    """The inspection pack as a page that prints; the choices again where they can't be understood."""
    return _page(scope, WRITTEN[What.INSPECTION])


@blueprint.get("/inspection/pack.pdf")
@for_roles(*READERS)
def inspection_pdf(scope: Scope) -> Any:
    """The inspection pack as a PDF to download; a long one leads to the page that has it written."""
    return _pdf(scope, WRITTEN[What.INSPECTION])


@blueprint.get("/action-plan")
@for_roles(*READERS)
def action_plan(scope: Scope) -> Any:
    """Choose what goes into the action plan."""
    return _choose(scope, WRITTEN[What.ACTION_PLAN])


@blueprint.get("/action-plan/plan")
@for_roles(*READERS)
def action_plan_page(scope: Scope) -> Any:
    """The action plan as a page that prints; the choices again where they can't be understood."""
    return _page(scope, WRITTEN[What.ACTION_PLAN])


@blueprint.get("/action-plan/plan.pdf")
@for_roles(*READERS)
def action_plan_pdf(scope: Scope) -> Any:
    """The action plan as a PDF to download; a long one leads to the page that has it written."""
    return _pdf(scope, WRITTEN[What.ACTION_PLAN])


def _choose(scope: Scope, pack: Written) -> Any:
    framework = _framework(scope)
    form = pack.form(request.args, framework)
    form.validate()
    return _chooser(scope, pack, framework, form)


def _chooser(scope: Scope, pack: Written, framework: Framework, form: ChoicesForm) -> Any:
    return render_template(
        "packs/choose.html",
        pack=pack,
        form=form,
        form_has_errors=bool(form.errors),
        framework=framework,
        count=None if form.errors else pack.count(scope, framework, form, clock.today()),
        most=MOST_AT_ONCE,
    )


def _page(scope: Scope, pack: Written) -> Any:
    framework = _framework(scope)
    form = pack.form(request.args, framework)
    if not form.validate():
        return _chooser(scope, pack, framework, form)
    document = pack.document(scope, form, clock.today())
    is_long = len(document.index) > MOST_AT_ONCE
    asked = {"service": g.place.service.reference, **args_of(form)}
    return render_template(
        "packs/pack.html",
        **document_words(document),
        pack=pack,
        asked=asked,
        is_long=is_long,
        back=url_for(pack.choose, **asked),
        pdf=url_for("packs.write", what=pack.what.value, **asked) if is_long else url_for(pack.pdf, **asked),
    )


def _pdf(scope: Scope, pack: Written) -> Any:
    framework, today = _framework(scope), clock.today()
    form = pack.form(request.args, framework)
    is_fine = form.validate()
    service, asked = g.place.service.reference, args_of(form)
    if not is_fine:
        return redirect(same_query(pack.page))
    document = pack.document(scope, form, today)
    if len(document.index) > MOST_AT_ONCE:
        return redirect(url_for("packs.write", service=service, what=pack.what.value, **asked))
    made = draw_pdf(document)
    openings.mark(scope, openings.What.PACK, f"the {pack.title.lower()}")
    return send_file(
        BytesIO(made),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=pack.file_name(service, today),
        max_age=0,
    )


def _framework(scope: Scope) -> Framework:
    return frameworks.get_framework(scope, g.place.service.framework_id)
