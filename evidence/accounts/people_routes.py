"""The pages of a service's people: inviting, changing, a new link, leaving."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for

from evidence.accounts import invitations, once, people
from evidence.accounts.access import MANAGERS, for_roles
from evidence.accounts.forms import ChangePersonForm, ConfirmForm, InvitePersonForm, OnceForm, number_in, role_in
from evidence.accounts.models import Account
from evidence.accounts.pages import form_for, sent
from evidence.accounts.people import Person
from evidence.accounts.routes import blueprint
from evidence.accounts.scope import Scope
from evidence.web import clock
from evidence.web.errors import DuplicateTitle, NotAllowed, NotFound, StaleEdit
from evidence.web.formatters import day_of
from evidence.web.saving import saves
from evidence.web.site import is_own_name


@blueprint.get("/services/<service>/people/", endpoint="people")
@for_roles(*MANAGERS)
def list_people(scope: Scope) -> Any:
    """The people of the service; those who have left as well when asked for."""
    with_leavers = request.args.get("left") == "shown"
    return render_template(
        "accounts/people.html",
        people=people.list_people(scope, with_leavers=with_leavers),
        leads=people.leads_without_a_role(scope),
        with_leavers=with_leavers,
        scope=scope,
    )


@blueprint.route("/services/<service>/people/invite", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def invite_person(scope: Scope) -> Any:
    """Give somebody a role in the service, and show their link when they need one."""
    form = form_for(InvitePersonForm, **_known_person(scope))
    if sent(form):
        people.take_turns(scope)
        if made := once.find_result(scope, form.once.data):
            flash("This invitation has been made already.", "info")
            return redirect(made)
        try:
            account, token = people.invite(scope, name=form.name.data, email=form.email.data, role=role_in(form.role))
        except DuplicateTitle as error:
            form[error.field].errors = [error.message]
        else:
            once.remember(scope, form.once.data, _address(".person", account.id))
            return _shown_link(scope, account.id, token) if token else _without_link(account)
    return render_template("accounts/invite_person.html", form=form, form_has_errors=bool(form.errors))


@blueprint.route("/services/<service>/people/<uuid:account_id>", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def person(scope: Scope, account_id: UUID) -> Any:
    """One person of the service: who they are, and changing their name and role."""
    found = people.get_person(scope, account_id)
    may_change = people.may_look_after(scope, found) and not found.left
    may_speak_for = people.may_speak_for(scope, account_id)
    form = form_for(ChangePersonForm, name=found.name, role=found.role.value, version=str(found.version))
    if not may_speak_for:
        del form.name
    if sent(form):
        name = form.name.data if may_speak_for else found.name
        try:
            people.change(scope, account_id, name=name, role=role_in(form.role), version=number_in(form.version))
        except StaleEdit as error:
            return _changed_meanwhile(form, found, name, error), 409
        except DuplicateTitle as error:
            form[error.field].errors = [error.message]
        else:
            flash(f"Saved what you changed about {name}.", "success")
            return redirect(_address(".people"))
    return render_template(
        "accounts/person.html",
        form=form,
        person=found,
        may_change=may_change,
        may_speak_for=may_speak_for,
        is_self=account_id == scope.person,
        form_has_errors=bool(form.errors),
    )


@blueprint.route("/services/<service>/people/<uuid:account_id>/link", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def new_link(scope: Scope, account_id: UUID) -> Any:
    """Make a fresh link by which the person sets a password, and show it once."""
    found = people.get_person(scope, account_id)
    if found.left:
        raise NotFound
    if not people.may_speak_for(scope, account_id):
        raise NotAllowed
    form = form_for(OnceForm)
    if sent(form):
        people.take_turns(scope)
        if made := once.find_result(scope, form.once.data):
            flash("This link has been made already and is shown only once. Make another if you have lost it.", "info")
            return redirect(made)
        token = people.new_link(scope, account_id)
        once.remember(scope, form.once.data, _address(".person", account_id))
        return _shown_link(scope, account_id, token)
    return render_template("accounts/new_link.html", form=form, person=found, form_has_errors=bool(form.errors))


@blueprint.route("/services/<service>/people/<uuid:account_id>/second-step", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def take_second_step_away(scope: Scope, account_id: UUID) -> Any:
    """Take away the second step of somebody who has lost it, after asking once more."""
    found = people.get_person(scope, account_id)
    if found.left:
        raise NotFound
    if account_id == scope.person or not people.may_speak_for(scope, account_id):
        raise NotAllowed
    form = form_for(ConfirmForm)
    if sent(form):
        is_gone = people.take_second_step_away(scope, account_id)
        flash(*told_of_second_step(found.name, is_gone))
        return redirect(_address(".person", account_id))
    return render_template(
        "accounts/take_second_step_away.html",
        form=form,
        person=found,
        back=_address(".person", account_id),
        action=_address(".take_second_step_away", account_id),
        form_has_errors=bool(form.errors),
    )


@blueprint.route("/services/<service>/people/<uuid:account_id>/close", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def close_role(scope: Scope, account_id: UUID) -> Any:
    """End a person's role in the service, after asking once more."""
    found = people.get_person(scope, account_id)
    if found.left and request.method == "GET":
        raise NotFound
    if not people.may_look_after(scope, found):
        raise NotAllowed
    form = form_for(ConfirmForm)
    is_self = account_id == scope.person
    if sent(form):
        try:
            people.close(scope, account_id)
        except DuplicateTitle as error:
            form.form_errors = [error.message]
        else:
            flash(f"{found.name} has no role here any more.", "success")
            return redirect(url_for(".start") if is_self else _address(".people"))
    return render_template(
        "accounts/close_role.html", form=form, person=found, is_self=is_self, form_has_errors=bool(form.errors)
    )


def told_of_second_step(name: str, is_gone: bool) -> tuple[str, str]:
    """What to tell, and how, once a second step was to be taken away."""
    if is_gone:
        return (
            f"{name} is signed out and signs in with the password alone next time, then sets up a new step.",
            "success",
        )
    return f"{name} has no second step.", "info"


def _address(endpoint: str, account_id: UUID | None = None) -> str:
    reference = g.place.service.reference
    return (
        url_for(endpoint, service=reference, account_id=account_id)
        if account_id
        else url_for(endpoint, service=reference)
    )


def _known_person(scope: Scope) -> dict[str, str]:
    """Name and e-mail of somebody who has left and is to come back, when the address names one."""
    try:
        known = people.get_person(scope, UUID(request.args.get("again", "")))
    except (ValueError, NotFound):
        return {}
    return {"name": known.name, "email": known.email, "role": known.role.value}


def _shown_link(scope: Scope, account_id: UUID, token: str) -> str:
    """The page that shows a link. It comes as the answer to the form: going back or reloading never shows it again."""
    return render_template(
        "accounts/link.html",
        person=people.get_person(scope, account_id),
        link=url_for(".invitation", token=token, _external=True),
        last_day=day_of(clock.now() + invitations.LASTS),
        opens_here_only=is_own_name(request.host),
    )


def _without_link(account: Account) -> Any:
    if account.password is None:
        flash(
            f"{account.name} has a role here now, but has not set a password yet. Ask a provider lead for a link.",
            "info",
        )
    else:
        flash(f"{account.name} has a role here now, and signs in with the password they have.", "success")
    return redirect(_address(".people"))


def _changed_meanwhile(form: Any, seen: Person, name: str, error: StaleEdit) -> str:
    form.version.data = str(error.current)
    return render_template(
        "accounts/person_changed_meanwhile.html", form=form, person=seen, name=name, role=role_in(form.role)
    )
