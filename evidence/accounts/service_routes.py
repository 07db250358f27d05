"""The page of what is known about a service, and changing it."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from evidence.accounts import frameworks, store
from evidence.accounts.access import EVERYONE, MANAGERS, for_roles
from evidence.accounts.forms import ChangeServiceForm, number_in, service_values
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
