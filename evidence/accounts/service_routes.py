"""The page of what is known about a service, changing it, and choosing the framework it is held against."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from evidence.accounts import frameworks, store
from evidence.accounts.access import EVERYONE, MANAGERS, for_roles
from evidence.accounts.forms import ChangeServiceForm, ChooseFrameworkForm, number_in, service_values
from evidence.accounts.pages import form_for, sent
from evidence.accounts.routes import blueprint
from evidence.accounts.scope import Scope
from evidence.web.errors import DuplicateTitle, StaleEdit
from evidence.web.saving import saves


@blueprint.get("/services/<service>/details", endpoint="service_details")
@for_roles(*EVERYONE)
def details(scope: Scope) -> Any:
    """What is known about the service, and which framework it is held against."""
    return render_template(
        "accounts/service_details.html",
        details=store.service_details(scope),
        framework=frameworks.get_framework(scope, g.place.service.framework_id),
        may_change=scope.manages,
    )


@blueprint.route("/services/<service>/details/change", methods=["GET", "POST"], endpoint="change_service")
@for_roles(*MANAGERS)
@saves
def change(scope: Scope) -> Any:
    """Change what is known about the service. A stale form shows both versions."""
    stored = store.service_details(scope)
    form = form_for(ChangeServiceForm, **service_values(stored))
    if sent(form):
        typed = form.details()
        try:
            store.change_service(scope, typed, seen=number_in(form.version))
        except StaleEdit as error:
            form.version.data = str(error.current)
            page = render_template("accounts/service_changed_meanwhile.html", form=form, stored=stored, typed=typed)
            return page, 409
        except DuplicateTitle as error:
            form[error.field].errors = [error.message]
        else:
            flash("Saved the details of the service.", "success")
            return redirect(url_for(".service_details", service=g.place.service.reference))
    return render_template("accounts/change_service.html", form=form, form_has_errors=bool(form.errors))


@blueprint.route("/services/<service>/details/framework", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def choose_framework(scope: Scope) -> Any:
    """Choose the framework in use: one that we ship, or one of the provider's own."""
    offered = {framework.id: framework for framework in frameworks.choices(scope)}
    in_use = g.place.service.framework_id
    form = form_for(ChooseFrameworkForm, data={"version": in_use, "framework": in_use})
    form.framework.choices = {framework_id: framework.title for framework_id, framework in offered.items()}
    is_stale = False
    if sent(form):
        try:
            store.choose_framework(scope, form.framework.data or "", seen=form.version.data or "")
        except StaleEdit:
            is_stale, in_use = True, g.place.service.framework_id
            form.version.data = in_use
        else:
            flash(f"The service is now held against {offered[form.framework.data].short_title}.", "success")
            return redirect(url_for(".service_details", service=g.place.service.reference))
    page = render_template(
        "accounts/choose_framework.html",
        form=form,
        form_has_errors=bool(form.errors),
        offered=offered.values(),
        in_use=frameworks.get_framework(scope, in_use),
        is_stale=is_stale,
    )
    return page, 409 if is_stale else 200
