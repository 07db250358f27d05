"""The pages of provider leads: all services, the provider's people, and who leads."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from evidence.accounts import once as once_keys
from evidence.accounts import people, provider, store
from evidence.accounts.access import LEADS, signed_in
from evidence.accounts.forms import AddServiceForm, ConfirmForm, LeadForm
from evidence.accounts.pages import form_for, sent
from evidence.accounts.people_routes import told_of_second_step
from evidence.accounts.routes import blueprint
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.web.errors import DuplicateTitle, NotAllowed, NotFound
from evidence.web.saving import saves

LAST_PAGE = 10_000


@blueprint.get("/provider/", endpoint="provider")
@signed_in(*LEADS)
def overview(scope: Scope) -> Any:
    """All services of the provider, and who leads it."""
    return render_template(
        "accounts/provider.html",
        provider=provider.get_provider(scope.provider_id),
        services=provider.list_services(scope),
        leads=provider.list_leads(scope),
    )


@blueprint.route("/provider/services/add", methods=["GET", "POST"])
@signed_in(*LEADS)
@saves
def add_service(scope: Scope) -> Any:
    """Add a service to the provider."""
    form = form_for(AddServiceForm)
    if sent(form):
        people.take_turns(scope)
        if made := store.find_added_service(scope, form.once.data):
            flash("This service has been added already.", "info")
            return redirect(made)
        try:
            added = store.add_service(scope, form.details())
        except DuplicateTitle as error:
            form[error.field].errors = [error.message]
        else:
            location = url_for(".service_details", service=added.reference)
            own = Scope(scope.person, scope.provider_id, (added.id,), Role.PROVIDER_LEAD)
            once_keys.remember(own, form.once.data, location)
            flash(f"Added {added.name}. Invite its manager next.", "success")
            return redirect(location)
    return render_template("accounts/add_service.html", form=form, form_has_errors=bool(form.errors))


@blueprint.get("/provider/people/", endpoint="provider_people")
@signed_in(*LEADS)
def list_people(scope: Scope) -> Any:
    """The people of all services, to find somebody by name or e-mail."""
    named = request.args.get("named", "").strip()[:100]
    with_closed = request.args.get("closed") == "shown"
    page = min(request.args.get("page", 1, type=int), LAST_PAGE)
    found, has_more = provider.list_people(scope, named=named, with_closed=with_closed, page=max(page, 1))
    return render_template(
        "accounts/provider_people.html",
        people=found,
        named=named,
        with_closed=with_closed,
        page=max(page, 1),
        has_more=has_more,
    )


@blueprint.get("/provider/people/<uuid:account_id>", endpoint="provider_person")
@signed_in(*LEADS)
def person(scope: Scope, account_id: UUID) -> Any:
    """One person of the provider: their roles, and whether they lead."""
    return render_template("accounts/provider_person.html", person=provider.get_person(scope, account_id), scope=scope)


@blueprint.route("/provider/people/<uuid:account_id>/lead", methods=["GET", "POST"], endpoint="provider_lead")
@signed_in(*LEADS)
@saves
def lead(scope: Scope, account_id: UUID) -> Any:
    """Make somebody a provider lead, or end it."""
    found = provider.get_person(scope, account_id)
    if found.closed:
        raise NotFound
    form = form_for(LeadForm, lead="yes" if found.is_lead else "no")
    if sent(form):
        change = provider.make_lead if form.lead.data == "yes" else provider.end_lead
        try:
            change(scope, account_id)
        except DuplicateTitle as error:
            form[error.field].errors = [error.message]
        else:
            does = "leads the provider now" if form.lead.data == "yes" else "does not lead the provider"
            flash(f"{found.name} {does}.", "success")
            is_self = account_id == scope.person
            return redirect(url_for(".start" if is_self else ".provider"))
    return render_template("accounts/provider_lead.html", form=form, person=found, form_has_errors=bool(form.errors))


@blueprint.route(
    "/provider/people/<uuid:account_id>/second-step",
    methods=["GET", "POST"],
    endpoint="take_providers_second_step_away",
)
@signed_in(*LEADS)
@saves
def take_second_step_away(scope: Scope, account_id: UUID) -> Any:
    """Take away the second step of somebody who has lost it, after asking once more."""
    found = provider.get_person(scope, account_id)
    if found.closed:
        raise NotFound
    if account_id == scope.person:
        raise NotAllowed
    form = form_for(ConfirmForm)
    back = url_for(".provider_person", account_id=account_id)
    if sent(form):
        is_gone = provider.take_second_step_away(scope, account_id)
        flash(*told_of_second_step(found.name, is_gone))
        return redirect(back)
    return render_template(
        "accounts/take_second_step_away.html",
        form=form,
        person=found,
        back=back,
        action=url_for(".take_providers_second_step_away", account_id=account_id),
        form_has_errors=bool(form.errors),
    )


@blueprint.route("/provider/people/<uuid:account_id>/close", methods=["GET", "POST"])
@signed_in(*LEADS)
@saves
def close_account(scope: Scope, account_id: UUID) -> Any:
    """End all of somebody's roles and close their account, after asking once more."""
    found = provider.get_person(scope, account_id)
    if found.closed and request.method == "GET":
        raise NotFound
    form = form_for(ConfirmForm)
    if sent(form):
        try:
            provider.close_account(scope, account_id)
        except DuplicateTitle as error:
            form.form_errors = [error.message]
        else:
            flash(f"The account of {found.name} is closed.", "success")
            is_self = account_id == scope.person
            return redirect(url_for(".start") if is_self else url_for(".provider_people"))
    return render_template("accounts/close_account.html", form=form, person=found, form_has_errors=bool(form.errors))
