"""Setting up, the first page after signing in, choosing a service, and setting a password by a link."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from flask_security.utils import login_user

from evidence.accounts import (
    invitations,
    places,
    provider,
    second_step_views,
    second_steps,
    sessions,
    setup_code,
    store,
    throttle,
)
from evidence.accounts.access import EVERYONE, for_anyone, signed_in
from evidence.accounts.forms import SetPasswordForm, SetUpForm, SetUpWithCodeForm
from evidence.accounts.scope import Scope
from evidence.accounts.words import ROLE_MAY, ROLE_WORDS, SERVICE_TYPE_WORDS, Role, ServiceType
from evidence.web import clock
from evidence.web.errors import DuplicateTitle, NotFound
from evidence.web.saving import saves
from evidence.web.site import is_local, is_own_name

blueprint = Blueprint("accounts", __name__)
_SET_UP_ATTEMPTS = "set-up"


@blueprint.app_context_processor
def words() -> dict[str, Any]:
    """What roles and kinds of service are called, and what every page must say about the person's second step."""
    return {
        "second_step_until": _second_step_until(),
        "role_words": ROLE_WORDS,
        "role_may": {role.value: may for role, may in ROLE_MAY.items()},
        "kinds_of": kinds_of,
    }


def kinds_of(types: Collection[ServiceType]) -> str:
    """The kinds of service as people read them: "Care home with nursing, Supported living"."""
    return ", ".join(SERVICE_TYPE_WORDS[kind] for kind in ServiceType if kind in types)


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
    needs_code = not _is_this_computer()
    form = SetUpWithCodeForm() if needs_code else SetUpForm()
    if form.validate_on_submit() and (not needs_code or _code_is_right(form)):
        try:
            service, manager = store.set_up(
                provider_name=form.provider_name.data,
                service=form.details(),
                name=form.name.data,
                email=form.email.data,
                password=form.password.data,
            )
        except DuplicateTitle:  # somebody else was quicker by a moment
            raise NotFound from None
        login_user(manager, authn_via=["password"])
        setup_code.used()
        flash("Everything is set up. Start by looking at a line, or add your first piece of evidence.", "success")
        return redirect(url_for("readiness.index", service=service.reference))
    if needs_code:
        setup_code.wanted()
    return render_template("accounts/set_up.html", form=form, form_has_errors=bool(form.errors))


@blueprint.get("/services/")
@signed_in(*EVERYONE)
def services(scope: Scope) -> Any:
    """The services a person may enter, to choose the one in use."""
    found = places.places_of(current_user.id)
    return render_template(
        "accounts/services.html",
        places=found,
        types=store.types_of(scope) if found else {},
        leads=scope.role is Role.PROVIDER_LEAD,
        in_use=session.get("service"),
    )


@blueprint.post("/stay")
@signed_in(*EVERYONE)
def stay(scope: Scope) -> Any:
    """Keep the sign-in alive: the person is there and typing. The check before every request has done so already.

    Answers with how many seconds the sign-in lasts now, and 401 once it has run out.
    """
    return sessions.limits_for_page()


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@for_anyone("whoever holds an unused link sets a password with it, once")
@saves
def invitation(token: str) -> Any:
    """Set a password from an invitation or a new start, and be signed in."""
    invited = invitations.find_invited(token, clock.now())
    if invited is None:
        return render_template("accounts/invitation_over.html"), 404
    if current_user.is_authenticated and current_user.id != invited.id:
        return render_template("accounts/invitation_of_another.html", person=invited)
    form = SetPasswordForm()
    if form.validate_on_submit():
        sessions.end()
        account = invitations.accept(token, form.password.data, clock.now())
        # A link takes the place of the password, never of the second step.
        if (owed := second_step_views.sign_in_or_ask(account, "password")) is not None:
            flash("Your password is set. Now show that it is you.", "success")
            return owed
        flash("Your password is set and you are signed in.", "success")
        return redirect(url_for(".start"))
    return render_template(
        "accounts/invitation.html",
        form=form,
        person=invited,
        provider=provider.get_provider(invited.provider_id),
        form_has_errors=bool(form.errors),
    )


def _second_step_until() -> datetime | None:
    """Until when the person must set up a second step, for pages that are about something else."""
    if not has_request_context() or g.get("is_failsafe") or request.endpoint in second_steps.SET_UP_PAGES:
        return None
    return second_steps.due(current_user) if current_user.is_authenticated else None


def _is_this_computer() -> bool:
    """Whether the browser surely runs on the computer that the site runs on, with no proxy in between."""
    is_passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return (
        not current_app.config["BEHIND_PROXY"]
        and not is_passed_on
        and is_local(request.remote_addr)
        and is_own_name(request.host)
    )


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
