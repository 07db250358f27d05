"""The pages of a pack that is written as a job: asking for it, how far it is, giving it up, and taking it away."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, send_file, url_for

from evidence.accounts import frameworks, openings
from evidence.accounts.access import READERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.packs import pack_jobs
from evidence.packs.forms import WriteForm
from evidence.packs.routes import blueprint, same_query
from evidence.packs.written import WRITTEN, What, args_of
from evidence.web import clock
from evidence.web.saving import saves


@blueprint.route("/write/<any('inspection', 'action-plan'):what>", methods=["GET", "POST"])
@for_roles(*READERS)
@saves
def write(scope: Scope, what: str) -> Any:
    """Have a long pack written. Asking twice for the same one is like asking once."""
    pack, service = WRITTEN[what], g.place.service
    framework = frameworks.get_framework(scope, service.framework_id)
    choices = pack.form(request.args, framework)
    if not choices.validate():
        return redirect(same_query(pack.page))
    asked = args_of(choices)
    form = form_for(WriteForm)
    if sent(form):
        job_id = pack_jobs.ask_for(scope, service.reference, What(what), asked, clock.now())
        return redirect(url_for(".job", service=service.reference, job_id=job_id))
    return render_template(
        "packs/write.html",
        pack=pack,
        form=form,
        form_has_errors=bool(form.errors),
        chosen=choices.choices().in_words(framework),
        here=url_for(".write", service=service.reference, what=what, **asked),
        back=url_for(pack.page, service=service.reference, **asked),
    )


@blueprint.get("/jobs/<uuid:job_id>")
@for_roles(*READERS)
def job(scope: Scope, job_id: UUID) -> Any:
    """How far a pack is, and the way to take it away once it is written."""
    found, service = pack_jobs.get_job(scope, job_id), g.place.service.reference
    return render_template(
        "packs/job.html",
        found=found,
        is_ready=found.is_ready(clock.now()),
        again=url_for(".write", service=service, what=found.pack.what.value, **found.args),
        page=url_for(found.pack.page, service=service, **found.args),
    )


@blueprint.route("/jobs/<uuid:job_id>/cancel", methods=["GET", "POST"])
@for_roles(*READERS)
@saves
def cancel_job(scope: Scope, job_id: UUID) -> Any:
    """Give up a pack that is being written."""
    found = pack_jobs.get_job(scope, job_id)
    form = form_for(WriteForm)
    back = url_for(".job", service=g.place.service.reference, job_id=job_id)
    if sent(form):
        is_over = not pack_jobs.cancel(found, clock.now())
        flash("It was over already." if is_over else f"The {found.pack.title.lower()} is no longer being written.")
        return redirect(back)
    return render_template("packs/cancel.html", found=found, form=form, form_has_errors=bool(form.errors), back=back)


@blueprint.get("/jobs/<uuid:job_id>/pack.pdf")
@for_roles(*READERS)
def job_pdf(scope: Scope, job_id: UUID) -> Any:
    """A pack that was written, for whoever asked for it, while it is kept."""
    found = pack_jobs.get_job(scope, job_id)
    stream = pack_jobs.open_pack(scope, found, clock.now())
    openings.mark(scope, openings.What.PACK, f"the {found.pack.title.lower()}")
    answer = send_file(
        stream,
        mimetype=pack_jobs.PDF,
        as_attachment=True,
        download_name=found.job.result["name"],
        etag=False,
        max_age=0,
    )
    answer.content_length = found.job.result["size"]
    return answer
