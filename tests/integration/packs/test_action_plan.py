"""The action plan: what is stored and nothing else, in the order that was chosen."""

from datetime import date

from flask import Flask

from evidence.accounts.words import Role
from evidence.packs.action_plan import ActionPlan, GroupedBy, read_action_plan
from evidence.packs.choices import Names, PackChoices
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.statements import count_queries

TODAY = date(2026, 6, 20)


def plan_of(app: Flask, person: MadePerson, choices: PackChoices | None = None) -> ActionPlan:
    with app.app_context():
        return read_action_plan(person.scope, choices or PackChoices(), TODAY)


def test_plan_tells_what_is_stored(app: Flask, service: MadeService, manager: MadePerson):
    owner = factories.make_person(app, service, Role.MANAGER, "Nia Obi")
    made = factories.make_action(app, manager, lines=("S4", "S1"), due_on=date(2026, 6, 17), owner=owner)
    (action,) = plan_of(app, manager, PackChoices(is_full=True)).open_actions
    assert (action.reference, action.title, action.codes) == (made.reference, "Weekly medicine check", ("S1", "S4"))
    assert (action.issue, action.plan) == ("Two gaps in the charts", "Check them every Friday")
    assert (action.measure, action.owner) == ("No gap for four weeks", "N. O.")
    assert (action.progress, action.priority) == ("Overdue by 3 days", "high")


def test_short_plan_leaves_out_what_was_written(app: Flask, manager: MadePerson):
    factories.make_action(app, manager)
    (action,) = plan_of(app, manager).open_actions
    assert (action.issue, action.plan, action.measure) == ("", "", "No gap for four weeks")


def test_notes_on_how_it_goes_name_their_writers_as_chosen(
    app: Flask, service: MadeService, manager: MadePerson, manager_client: PageCheckingClient
):
    made = factories.make_action(app, manager)
    manager_client.submit(f"{service.path}/actions/{made.reference}/progress", {"note": "Two Fridays **done**."})
    (short,) = plan_of(app, manager).open_actions
    (initials,) = plan_of(app, manager, PackChoices(is_full=True)).open_actions
    (full,) = plan_of(app, manager, PackChoices(is_full=True, names=Names.FULL)).open_actions
    assert short.notes == ""
    assert initials.notes.endswith(", M. O. R.:** Two Fridays **done**.")
    assert full.notes.endswith(f", {manager.name}:** Two Fridays **done**.")


def test_people_are_named_in_full_when_that_is_chosen(app: Flask, service: MadeService, manager: MadePerson):
    factories.make_action(app, manager, owner=factories.make_person(app, service, Role.MANAGER, "Nia Obi"))
    (action,) = plan_of(app, manager, PackChoices(names=Names.FULL)).open_actions
    assert action.owner == "Nia Obi"


def test_each_action_stands_once_under_its_first_line_or_its_day(app: Flask, manager: MadePerson):
    factories.make_action(app, manager, "Later", lines=("S4", "C1"), due_on=date(2026, 9, 1))
    factories.make_action(app, manager, "Soon", lines=("W1",), due_on=date(2026, 6, 21))
    factories.make_action(app, manager, "Nowhere", lines=(), due_on=date(2026, 6, 1))
    plan = plan_of(app, manager)
    by_line = [(group.key_question, [each.title for each in group.actions]) for group in plan.groups(GroupedBy.LINE)]
    by_day = [(group.heading, [each.title for each in group.actions]) for group in plan.groups(GroupedBy.DUE)]
    assert by_line == [("Safe", ["Later"]), ("Well-led", ["Soon"]), ("", ["Nowhere"])]
    assert by_day == [
        ("Overdue", ["Nowhere"]),
        ("Due in the next two weeks", ["Soon"]),
        ("Due later", ["Later"]),
    ]


def test_only_chosen_lines_are_planned(app: Flask, manager: MadePerson):
    factories.make_action(app, manager, "Safe", lines=("S4",))
    factories.make_action(app, manager, "Caring", lines=("C1",))
    plan = plan_of(app, manager, PackChoices(lines=frozenset({(FRAMEWORK, "C1")})))
    assert [action.title for action in plan.open_actions] == ["Caring"]


def test_confidential_actions_are_left_out_even_for_managers(app: Flask, manager: MadePerson):
    factories.make_action(app, manager, "About a carer", is_confidential=True)
    assert plan_of(app, manager).open_actions == ()


def test_closed_actions_of_the_chosen_time_are_told(app: Flask, manager: MadePerson):
    factories.make_closed_action(app, manager)
    with app.app_context():
        today = date.today()
        plan = read_action_plan(manager.scope, PackChoices(), today)
        before = read_action_plan(manager.scope, PackChoices(until=date(2020, 1, 1)), today)
    (closed,) = plan.closed_actions
    assert (closed.closing_word, closed.no_proof_reason) == ("They are here.", "Nothing to file.")
    assert closed.closed_by == "M. O. R."
    assert (plan.open_actions, before.closed_actions) == ((), ())


def test_plan_of_many_actions_asks_as_little_as_that_of_one(app: Flask, manager: MadePerson):
    counts = []
    for number in (1, 20):
        with factories.at_once(app):
            for each in range(number):
                factories.make_action(app, manager, f"Action {each}", lines=("S1", "S2"))
        with count_queries() as statements:
            plan_of(app, manager)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3
