"""The pages of what was changed in a service and in the provider, and of who opened what."""

from typing import Any

from flask import Blueprint, g, render_template, request, send_file, url_for

from evidence.accounts import frameworks, openings, people
from evidence.accounts.access import LEADS, MANAGERS, for_roles, signed_in
from evidence.accounts.provider import named_people
from evidence.accounts.scope import Scope
from evidence.changes import csv_file, store
from evidence.changes.forms import FilterForm
from evidence.web.clock import today

blueprint = Blueprint("changes", __name__)
LIST = "the list of changes"
# The page that shows what a reference names, by its first letters.
PAGES = {
    "EV": "items.view",
    "ST": "stories.view",
    "AC": "actions.view",
    "SA": "assessments.view",
}


@blueprint.get("/services/<service>/changes/")
@for_roles(*MANAGERS)
def index(scope: Scope) -> Any:
    """What was changed in the service, newest first: filtered by person, line, record and days."""
    form = _service_form(scope)
    form.validate()
    page = store.list_changes(scope, form.filters(), before=_before())
    return render_template(
        "changes/index.html",
        form=form,
        form_has_errors=bool(form.errors),
        page=page,
        addresses={change.reference: _address(change.reference) for change in page.changes},
        asked=_asked(form),
    )


@blueprint.get("/services/<service>/changes/changes.csv", endpoint="csv")
@for_roles(*MANAGERS)
def download(scope: Scope) -> Any:
    """Every change that is asked for, as a CSV file. That it was taken out is noted."""
    form = _service_form(scope)
    form.validate()
    file = csv_file.write(store.every_change(scope, form.filters()))
    openings.mark(scope, openings.What.LIST, LIST)
    name = f"changes-{g.place.service.reference}-{today():%Y-%m-%d}.csv"
    return send_file(file, mimetype="text/csv", as_attachment=True, download_name=name, max_age=0)


@blueprint.get("/services/<service>/changes/opened/")
@for_roles(*MANAGERS)
def opened(scope: Scope) -> Any:
    """Who opened confidential records and took files out, newest first."""
    form = _service_form(scope)
    del form.line
    del form.first_day
    del form.last_day
    form.validate()
    filters = form.filters()
    page = openings.list_openings(
        scope,
        person=filters.person,
        subject=filters.reference.strip().upper(),
        page=_page_number(),
    )
    return render_template(
        "changes/opened.html",
        form=form,
        form_has_errors=bool(form.errors),
        page=page,
        addresses={each.subject: _address(each.subject) for each in page.rows},
        asked=_asked(form),
        what_words=openings.WHAT_WORDS,
    )


@blueprint.get("/provider/changes/", endpoint="provider")
@signed_in(*LEADS)
def provider_changes(scope: Scope) -> Any:
    """What was done to the provider's accounts and services, with every sign-in, newest first."""
    form = FilterForm(formdata=request.args)
    form.offer(named_people(scope), [])
    del form.line
    del form.reference
    form.validate()
    page = store.list_provider_changes(scope, form.filters(), before=_before())
    return render_template(
        "changes/provider.html", form=form, form_has_errors=bool(form.errors), page=page, asked=_asked(form)
    )


def _service_form(scope: Scope) -> FilterForm:
    form = FilterForm(formdata=request.args)
    framework = frameworks.get_framework(scope, g.place.service.framework_id)
    found = people.list_people(scope, with_leavers=True)
    leads = people.leads_without_a_role(scope)
    form.offer(
        [*((person.account_id, person.name) for person in found), *((lead.id, lead.name) for lead in leads)],
        [(f"{framework.id}/{line.code}", f"{line.code} {line.title}") for line in framework.lines],
    )
    return form


def _asked(form: FilterForm) -> dict[str, str]:
    """What the address says, for links to other pages of the same list."""
    return {name: request.args[name] for name in form._fields if request.args.get(name)}


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _page_number() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _address(reference: str) -> str:
    endpoint = PAGES.get(reference[:2]) if reference[2:3] == "-" else None
    return url_for(endpoint, service=g.place.service.reference, ref=reference) if endpoint else ""
