"""The pages of self-assessment rounds: the list, starting one, where it stands, the overall rating, signing off."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request

from evidence.accounts import once
from evidence.accounts.access import MANAGERS, READERS, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.assessments import forms, judgements, judging, on_offer, pages, report, sign_off, store
from evidence.assessments.content import RoundStanding
from evidence.assessments.pages import url
from evidence.assessments.words import (
    FRAMEWORK_STATUS_WORDS,
    LIMITER_WORDS,
    NO_MANAGER_HINT,
    ROUND_STATE_WORDS,
    STANDING_SENTENCE,
    says_no_manager,
)
from evidence.web import clock
from evidence.web.errors import BadTransition, StaleEdit
from evidence.web.formatters import MONTHS
from evidence.web.saving import saves
from kloe.judgement import Limiter

blueprint = Blueprint("assessments", __name__, url_prefix="/services/<service>/assessments")


@blueprint.errorhandler(BadTransition)
def refuse_change(_error: BadTransition) -> Any:
    """Explain why a round that is signed off or given up can't be changed."""
    scope, reference = g.place.scope, (request.view_args or {}).get("ref", "")
    return pages.closed_page(store.get_round(scope, reference).facts)


@blueprint.get("/")
@for_roles(*READERS)
def index(scope: Scope) -> Any:
    """All rounds: the open ones first, then the newest."""
    frameworks = {framework.id: framework for framework in on_offer.frameworks(scope)}
    rounds = store.list_rounds(scope)
    opened = {each.facts.framework_id for each in rounds if each.facts.is_open}
    settings = g.place.service.settings
    return render_template(
        "assessments/index.html",
        rounds=rounds,
        frameworks=frameworks,
        wanted={
            framework.id: sum(judging.is_for(line, settings) for line in framework.lines)
            for framework in frameworks.values()
        },
        can_start=scope.manages and not set(frameworks) <= opened,
        state_words=ROUND_STATE_WORDS,
        standing_sentence=STANDING_SENTENCE,
    )


@blueprint.route("/start", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def start(scope: Scope) -> Any:
    """Start a round, or be led to the one that is open against the same framework."""
    offered = on_offer.frameworks(scope)
    today = clock.today()
    values = {
        "title": f"Self-assessment, {MONTHS[today.month - 1]} {today.year}",
        "framework": on_offer.first_choice(offered, g.place.service.framework_id),
    }
    form = form_for(forms.StartForm, data=values)
    form.framework.choices = {framework.id: framework.title for framework in offered}
    if request.method == "POST" and (made := once.find_result(scope, form.once.data or "")):
        return redirect(made)
    if sent(form):
        framework = next(each for each in offered if each.id == form.framework.data)
        reference, is_new = store.start_round(scope, framework, form.title.data or "")
        location = url("view", ref=reference)
        if is_new:
            once.remember(scope, form.once.data or "", location)
            flash("Your round is open. Start with any line; stop when you like and come back.", "success")
        else:
            flash(
                "A round against this framework is open already: here it is. Sign it off or give it up before you "
                "start another."
            )
        return redirect(location)
    return render_template(
        "assessments/start.html",
        form=form,
        form_has_errors=bool(form.errors),
        offered=offered,
        status_words=FRAMEWORK_STATUS_WORDS,
        standing_sentence=STANDING_SENTENCE,
    )


@blueprint.get("/<ref>/")
@for_roles(*READERS)
def view(scope: Scope, ref: str) -> Any:
    """Where a round stands: every key question and line, what is left, and the likely overall rating."""
    found = store.get_round(scope, ref)
    standing = report.standing_of(scope, found, today=clock.today())
    parts = [*(line.code for line in standing.lines), *(each.code for each in standing.key_questions), "overall"]
    return pages.page(
        "view",
        standing.facts,
        standing=standing,
        missing=judging.missing(standing),
        next_line=next((line for line in standing.lines if line.is_left), None),
        harms=_harms(standing),
        weak_lines=[line for line in standing.lines if line.is_weak and not line.has_open_action],
        harm_action=pages.risk_action_url,
        line_action=pages.line_action_url,
        limiter_words=LIMITER_WORDS,
        history=[] if found.frozen else pages.latest_changes(scope, found.facts, parts),
    )


@blueprint.get("/<ref>/overall")
@for_roles(*READERS)
def overall(scope: Scope, ref: str) -> Any:
    """The limiters on offer, and the likely overall rating with every reason."""
    found = store.get_round(scope, ref)
    if not found.facts.is_open or not scope.manages:
        return _overall_page(scope, found, None)
    return _overall_page(scope, found, _limits_form(scope, found))


@blueprint.post("/<ref>/overall")
@for_roles(*MANAGERS)
@saves
def save_overall(scope: Scope, ref: str) -> Any:
    """Decide on limiters and a breach; a stale save shows both versions."""
    found = store.lock_open_round(scope, ref)
    form = _limits_form(scope, found)
    if not sent(form):
        return _overall_page(scope, found, form)
    try:
        judgements.save_limits(scope, found.row, form.limits(), version=form.stated_version())
    except StaleEdit as stale:
        meanwhile = pages.saved_meanwhile(scope, found.facts, "overall")
        stored, typed = judgements.limits_of(scope, found.row), form.limits()
        form.show(judgements.laid_over(stored, typed), stale.current)
        return _overall_page(scope, found, form, stored=stored, typed=typed, meanwhile=meanwhile), 409
    flash("Saved.", "success")
    return redirect(url("view", ref=ref) if request.form.get("then") == "overview" else url("overall", ref=ref))


@blueprint.get("/<ref>/sign-off")
@for_roles(*READERS)
def signing(scope: Scope, ref: str) -> Any:
    """What is missing, and what signing off will freeze; of a signed-off round what was frozen."""
    found = store.get_round(scope, ref)
    if found.facts.is_given_up:
        return pages.closed_page(found.facts)
    return _sign_off_page(scope, found)


@blueprint.post("/<ref>/sign-off")
@for_roles(*MANAGERS)
@saves
def sign(scope: Scope, ref: str) -> Any:
    """Freeze the round as it was shown."""
    found = store.lock_open_round(scope, ref)
    form = forms.SignOffForm()
    today = clock.today()
    if judging.missing(report.standing_of(scope, found, today=today)) or not sent(form):
        return _sign_off_page(scope, found, problem="missing"), 409
    try:
        sign_off.sign_off(scope, found, seen=form.seen.data or "", today=today)
    except sign_off.ChangedSince:
        return _sign_off_page(scope, found, problem="changed"), 409
    flash("Signed off. From now on this round stays exactly as it is.", "success")
    return redirect(url("view", ref=ref))


def _harms(standing: RoundStanding) -> list[dict[str, Any]]:
    """Who is at risk now, by line, and what the line asks that the person comes from."""
    if not standing.facts.is_open:
        return []
    asked = [standing.line(request.args.get("harm", "")), *standing.at_risk]
    lines = dict.fromkeys(line.code for line in asked if line is not None)
    found = [pages.harm_of(standing.line(code), standing.framework) for code in lines]
    return [harm for harm in found if harm is not None]


def _limits_form(scope: Scope, found: store.FoundRound) -> forms.LimitsForm:
    if request.method == "POST":
        # A question that was answered neither way is not sent at all: what is stored must not stand in for it.
        return form_for(forms.LimitsForm)
    limits = judgements.limits_of(scope, found.row)
    return form_for(forms.LimitsForm, data=forms.limits_values(limits, found.row.version))


def _overall_page(scope: Scope, found: store.FoundRound, form: forms.LimitsForm | None, **stale: Any) -> str:
    standing = report.standing_of(scope, found, today=clock.today())
    no_manager = found.facts.is_open and says_no_manager(found.service.registered_manager)
    return pages.page(
        "overall",
        standing.facts,
        standing=standing,
        missing=judging.missing(standing),
        form=form,
        form_has_errors=bool(form and form.errors),
        limiter_words=LIMITER_WORDS,
        hints={Limiter.NO_REGISTERED_MANAGER: NO_MANAGER_HINT} if no_manager else {},
        **{"stored": None, "typed": None, "meanwhile": None, **stale},
    )


def _sign_off_page(scope: Scope, found: store.FoundRound, problem: str = "") -> str:
    today = clock.today()
    if found.frozen is not None:
        shown = report.report_of(scope, found, today=today)
        return pages.page("signed_off", shown.standing.facts, report=shown, standing=shown.standing)
    proposal = sign_off.propose(scope, found, today=today)
    standing = proposal.report.standing
    return pages.page(
        "sign_off",
        found.facts,
        report=proposal.report,
        standing=standing,
        missing=proposal.missing,
        undecided=[each for each in standing.considered if each.is_confirmed is None],
        form=forms.SignOffForm(formdata=None, seen=proposal.seen) if scope.manages else None,
        problem=problem,
    )
