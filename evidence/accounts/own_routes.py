"""The pages of one's own account: name and e-mail, changing the password, and one's sign-ins."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from flask_security.utils import login_user

from evidence.accounts import own_account, people, places, second_steps, sessions, sign_ins, throttle
from evidence.accounts.access import EVERYONE, signed_in
from evidence.accounts.forms import ChangePasswordForm
from evidence.accounts.passkey_address import localhost_address, may_have_passkeys
from evidence.accounts.routes import blueprint
from evidence.accounts.scope import Scope
from evidence.web import clock
from evidence.web.saving import saves


@blueprint.route("/me", methods=["GET", "POST"])
@signed_in(*EVERYONE)
@saves
def me(scope: Scope) -> Any:
    """One's own account: name, e-mail, roles, sign-ins, and changing the password."""
    form = ChangePasswordForm()
    step = sessions.present_step() if request.method == "POST" else None
    if form.validate_on_submit() and _change_password(scope, form):
        g.second_step = step
        login_user(people.get_account(scope), authn_via=["password"])
        flash("Your password is changed. You have been signed out everywhere else.", "success")
        return redirect(url_for(".me"))
    return render_template(
        "accounts/me.html",
        form=form,
        form_has_errors=bool(form.errors),
        places=places.places_of(current_user.id),
        sign_ins=sign_ins.list_own(scope, sessions.present_id(), clock.now()),
        has_second_step=second_steps.has_one(people.get_account(scope)),
        step_words=second_steps.STEP_WORDS,
    )


@blueprint.get("/me/second-step")
@signed_in(*EVERYONE)
def second_step(scope: Scope) -> Any:
    """One's own second step: the authenticator app, passkeys and recovery codes, and what is missing."""
    account = people.get_account(scope)
    return render_template(
        "accounts/second_step.html",
        account=account,
        has_app=second_steps.has_app(account),
        passkeys=account.webauthn,
        codes_left=len(account.mf_recovery_codes or []),
        codes_made=account.mf_recovery_codes is not None,
        is_required=second_steps.is_required(account),
        until=second_steps.due(account),
        stops_here=sessions.stops_here(),
        may_have_passkeys=may_have_passkeys(request.host, is_secure=request.is_secure),
        name_for_passkeys=localhost_address(request.host),
    )


@blueprint.route("/me/sign-ins/<uuid:sign_in_id>/end", methods=["POST"])
@signed_in(*EVERYONE)
@saves
def end_sign_in(scope: Scope, sign_in_id: UUID) -> Any:
    """Sign out on one other device; on this one, when it is the one in use."""
    if sign_in_id == sessions.present_id():
        sessions.end()
        flash("You have signed out.", "success")
        return redirect(url_for("security.login"))
    device = sign_ins.end_own(scope, sign_in_id, clock.now())
    flash(f"Signed out: {device or 'the other device'}.", "success")
    return redirect(url_for(".me"))


@blueprint.post("/me/sign-out-elsewhere")
@signed_in(*EVERYONE)
@saves
def sign_out_elsewhere(scope: Scope) -> Any:
    """End all of one's own sign-ins but this one."""
    sign_ins.end_others(scope, sessions.present_id(), clock.now())
    flash("You have signed out everywhere else.", "success")
    return redirect(url_for(".me"))


@blueprint.post("/me/sign-out-everywhere")
@signed_in(*EVERYONE)
@saves
def sign_out_everywhere(scope: Scope) -> Any:
    """End all of one's own sign-ins, this one included."""
    sign_ins.end_all_own(scope, clock.now())
    sessions.end()
    flash("You have signed out everywhere.", "success")
    return redirect(url_for("security.login"))


def _change_password(scope: Scope, form: Any) -> bool:
    """Change it, or say on the form why not. Guessing the present one is slowed down like signing in."""
    now = clock.now()
    tries = f"present password of {scope.person}"
    if wait := throttle.wait_for(tries, now):
        form.present.errors = [throttle.wait_in_words(wait)]
        return False
    if own_account.change_password(scope, present=form.present.data, new=form.password.data):
        throttle.forget_failures(tries)
        return True
    throttle.count_failure(tries, now)
    form.present.errors = ["This is not your present password. Enter it again."]
    return False
