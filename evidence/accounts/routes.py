"""Setting up, the first page after signing in, choosing a service, and one's own account."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_security.utils import login_user

from evidence.accounts import people, places, setup_code, store, throttle
from evidence.accounts.access import EVERYONE, for_anyone, signed_in
from evidence.accounts.forms import ChangePasswordForm, SetPasswordForm, SetUpForm, SetUpWithCodeForm
from evidence.accounts.scope import Scope
from evidence.web import clock
from evidence.web.errors import NotFound
from evidence.web.saving import saves
from evidence.web.site import is_local

blueprint = Blueprint("accounts", __name__)
_SET_UP_ATTEMPTS = "set-up"


@blueprint.get("/")
@for_anyone("it only leads on: to set-up, to signing in, or to the person's service")
def start() -> Any:
    """Lead to the readiness of the service in use, to signing in, or, on the first visit, to set-up."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login") if store.is_set_up() else url_for(".set_up"))
    reference = session.get("service")
    place = (places.find_place(current_user.id, reference) if reference else None) or places.first_place(
        current_user.id
    )
    if place is None:
        return redirect(url_for(".services"))
    return redirect(url_for("readiness.index", service=place.service.reference))


@blueprint.route("/set-up", methods=["GET", "POST"])
@for_anyone("there is nobody to sign in yet; once there is, it answers 404")
@saves
def set_up() -> Any:
    """The first visit: provider, service and first manager. Asks for the code unless opened on this computer."""
    if store.is_set_up():
        raise NotFound
    needs_code = current_app.config["BEHIND_PROXY"] or not is_local(request.remote_addr)
    form = SetUpWithCodeForm() if needs_code else SetUpForm()
    if form.validate_on_submit() and (not needs_code or _code_is_right(form)):
        service = store.set_up(
            provider_name=form.provider_name.data,
            service=form.details(),
            name=form.name.data,
            email=form.email.data,
            password=form.password.data,
        )
        login_user(people.find_by_email(form.email.data), authn_via=["password"])
        setup_code.used()
        flash("Everything is set up. Start by looking at a line, or add your first piece of evidence.", "success")
        return redirect(url_for("readiness.index", service=service.reference))
    if needs_code:
        setup_code.wanted()
    return render_template("accounts/set_up.html", form=form, form_has_errors=bool(form.errors))


def _code_is_right(form: Any) -> bool:
    now = clock.now()
    if wait := throttle.wait_for(_SET_UP_ATTEMPTS, now):
        form.code.errors = [throttle.wait_in_words(wait)]
        return False
    if setup_code.is_right(form.code.data):
        return True
    throttle.count_failure(_SET_UP_ATTEMPTS, now)
    form.code.errors = ["This is not the code. Look in the window where the tracker was started and enter it again."]
    return False


@blueprint.get("/services/")
@signed_in(*EVERYONE)
def services(scope: Scope) -> Any:
    """The services a person may enter, to choose the one in use."""
    return render_template("accounts/services.html", places=places.places_of(current_user.id), scope=scope)


@blueprint.post("/stay")
@signed_in(*EVERYONE)
def stay(scope: Scope) -> Any:
    """Keep the sign-in alive: the person is there and typing. The check before every request has done so already."""
    return "", 204


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in(*EVERYONE)
@saves
def me(scope: Scope) -> Any:
    """One's own account: name, e-mail, and changing the password."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        if people.change_own_password(scope, present=form.present.data, new=form.password.data):
            login_user(people.find_by_email(current_user.email), authn_via=["password"])
            flash("Your password is changed. You have been signed out everywhere else.", "success")
            return redirect(url_for(".me"))
        form.present.errors = ["This is not your present password. Enter it again."]
    return render_template("accounts/me.html", form=form, form_has_errors=bool(form.errors))


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@for_anyone("whoever holds an unused link sets a password with it, once")
@saves
def invitation(token: str) -> Any:
    """Set a password from an invitation or a new start, and be signed in."""
    invited = people.find_invited(token, clock.now())
    if invited is None:
        return render_template("accounts/invitation_over.html"), 404
    form = SetPasswordForm()
    if form.validate_on_submit():
        people.accept_invitation(token, form.password.data, clock.now())
        login_user(invited, authn_via=["password"])
        return redirect(url_for(".start"))
    return render_template("accounts/invitation.html", form=form, person=invited, form_has_errors=bool(form.errors))
