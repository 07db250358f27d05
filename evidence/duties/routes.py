"""The page of what the person looks after and what needs them, and their private calendar."""

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from evidence.accounts.access import MANAGERS, for_anyone, for_roles
from evidence.accounts.pages import form_for, sent
from evidence.accounts.scope import Scope
from evidence.duties import calendar
from evidence.duties.digest import duties
from evidence.duties.forms import CalendarForm
from evidence.web import clock
from evidence.web.saving import saves

blueprint = Blueprint("duties", __name__)


@blueprint.get("/services/<service>/reminders/")
@for_roles(*MANAGERS)
def index(scope: Scope) -> Any:
    """What the person looks after in the service that is due, overdue or growing old."""
    today = clock.today()
    return render_template("duties/index.html", groups=duties(scope, today), today=today)


@blueprint.route("/services/<service>/reminders/calendar", methods=["GET", "POST"])
@for_roles(*MANAGERS)
@saves
def own_calendar(scope: Scope) -> Any:
    """The person's private calendar: making an address, which is shown this once, in place of the one before."""
    form, address = form_for(CalendarForm), ""
    if sent(form):
        token = calendar.make(scope, with_titles=bool(form.with_titles.data), now=clock.now())
        address = url_for(".feed", token=token, _external=True)
    return render_template("duties/calendar.html", form=form, address=address, feed=calendar.feed_of(scope))


@blueprint.post("/services/<service>/reminders/calendar/end")
@for_roles(*MANAGERS)
@saves
def end_calendar(scope: Scope) -> Any:
    """Make the person's calendar address worthless."""
    if calendar.end(scope, clock.now()):
        flash("The calendar address no longer works. Calendars that used it stop being kept up to date.", "success")
    return redirect(url_for(".own_calendar", service=g.place.service.reference))


@blueprint.get("/calendar/<token>.ics")
@for_anyone("whoever holds the private address reads days and references, and nothing else")
def feed(token: str) -> Any:
    """A person's calendar, for the program that keeps their days."""
    text = calendar.written(token, clock.now(), site=request.url_root.rstrip("/"))
    return Response(text, content_type="text/calendar; charset=utf-8")
