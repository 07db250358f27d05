"""The pages of one's own account: name and e-mail, changing the password, and one's sign-ins."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from flask_security.utils import login_user

from evidence.accounts import own_account, people, places, sessions, sign_ins, throttle
from evidence.accounts.access import EVERYONE, signed_in
from evidence.accounts.forms import ChangePasswordForm
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
    if form.validate_on_submit() and _change_password(scope, form):
        login_user(people.get_account(scope), authn_via=["password"])
        flash("Your password is changed. You have been signed out everywhere else.", "success")
        return redirect(url_for(".me"))
    return render_template(
        "accounts/me.html",
        form=form,
        form_has_errors=bool(form.errors),
        places=places.places_of(current_user.id),
        sign_ins=sign_ins.list_own(scope, sessions.present_id(), clock.now()),
    )


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
