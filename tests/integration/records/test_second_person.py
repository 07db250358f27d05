"""A second person checks what a manager has recorded: who may, for which version it holds, and where it is told."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts import people
from evidence.accounts.audit_models import AuditEntry
from evidence.accounts.words import Role
from evidence.database import db, saving, writing
from evidence.items import store as items
from evidence.records import checks
from evidence.records.models import Record, RecordCheck
from evidence.stories import store as stories
from evidence.web import clock
from evidence.web.errors import BadTransition, NotAllowed
from kloe.judgement import Rating
from kloe.support import support
from tests import factories, filled_forms
from tests.clients import PageCheckingClient
from tests.factories import A_FILE, FRAMEWORK, MadePerson, MadeService
from tests.integration.records.filled import S1, add
from tests.integration.records.test_at_the_same_time import rows, sent_at_once

WORD = "Opened the file; the numbers match the paper."
LINE = f"/lines/{FRAMEWORK}/S1"
BUTTON = "I have checked it"
NOT_YET = "Not checked by a second person yet."


@pytest.fixture
def path(app: Flask, manager: MadePerson, service: MadeService) -> str:
    """The page of a piece of evidence that the manager has added."""
    return f"{service.path}/evidence/{factories.make_item(app, manager, files=[A_FILE]).reference}"


def is_checked(app: Flask, person: MadePerson, code: str = "S1") -> bool:
    """What the support rules are told of the one record of a line."""
    with app.app_context():
        found = [store.support_links(person.scope, FRAMEWORK).get(code, []) for store in (items, stories)]
        [link] = [link for links in found for link in links]
        return bool(link.checked)


def second_person_on(page: Any) -> str:
    """What a record's page says of the second person, and no more than that."""
    [term] = [element for element in page.all("dt") if element.text == "Second person"]
    children = list(page.inside(term, "dl"))
    told = children[children.index(term) + 1]
    return " ".join("".join(told.itertext()).split())


def words_on(client: PageCheckingClient, address: str) -> str:
    page: Any = client.get(address).page
    return str(page.text)


@pytest.mark.parametrize("kind", ["evidence", "stories"])
def test_other_manager_checks_what_a_manager_has_recorded(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    lead_client: PageCheckingClient,
    lead: MadePerson,
    service: MadeService,
    kind: str,
):
    address = f"{service.path}/{kind}/{add(manager_client, service, kind, lines=[S1])}"
    assert not is_checked(app, manager)
    assert "not checked by a second person yet" in words_on(lead_client, service.path + LINE)
    assert NOT_YET in second_person_on(lead_client.get(address).page)
    assert "Check this record" in words_on(lead_client, address)
    answer = lead_client.submit(f"{address}/check", {"word": WORD}, button=BUTTON)
    assert (answer.status_code, answer.location) == (302, address)
    assert is_checked(app, manager)
    told = second_person_on(manager_client.get(address).page)
    assert told.startswith(f"Checked by {lead.name} on ")
    assert told.endswith(f": “{WORD}”")
    page: Any = manager_client.get(address).page
    what = "evidence" if kind == "evidence" else "a story"
    assert f"{lead.name} checked {what}, version 1: “{WORD}”" in page.text
    assert ", checked by a second person" in words_on(manager_client, service.path + LINE)
    assert f"Checked by {lead.name}" in words_on(manager_client, f"{address}/versions")


def test_check_carries_a_claim_without_the_reservation(
    app: Flask, manager: MadePerson, lead_client: PageCheckingClient, path: str
):
    def reservations() -> list[str]:
        with app.app_context():
            links = items.support_links(manager.scope, FRAMEWORK)["S1"]
            carried = support(Rating.GOOD, links, today=clock.today())
        return [reason.text for reason in carried.reasons if reason.rule == "not-checked"]

    assert reservations() == ["1 of these has not been checked by a second person."]
    lead_client.submit(f"{path}/check", button=BUTTON)
    assert reservations() == []


def test_page_shows_what_is_to_be_checked_with_its_files(lead_client: PageCheckingClient, path: str):
    page: Any = lead_client.get(f"{path}/check").page
    for words in ("Nine of ten feel safe.", "Office, cabinet 2", "falls.csv", "S1: supports it. People feel safe."):
        assert words in page.text
    [link] = [link for link in page.all("a") if link.text == "falls.csv"]
    assert link.get("href").startswith("/files/")


def test_later_edit_leaves_the_check_with_the_earlier_version(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    lead: MadePerson,
    lead_client: PageCheckingClient,
    service: MadeService,
    path: str,
):
    lead_client.submit(f"{path}/check", {"word": WORD}, button=BUTTON)
    manager_client.submit(f"{path}/edit", {"text": "Eight of ten feel safe."})
    assert not is_checked(app, manager)
    told = second_person_on(lead_client.get(path).page)
    assert told.startswith("Edited since it was checked. Version 2 has not been checked yet; version 1 was.")
    assert f"Checked by {lead.name}" in told
    assert "edited since a second person checked it" in words_on(lead_client, service.path + LINE)
    versions: Any = lead_client.get(f"{path}/versions").page
    assert versions.text.index("Version 1") < versions.text.index(f"Checked by {lead.name}")
    lead_client.submit(f"{path}/check", button=BUTTON)
    assert is_checked(app, manager)
    assert WORD not in second_person_on(lead_client.get(path).page)


def test_author_is_told_who_could_check_it_and_cannot_do_it(
    app: Flask,
    manager_client: PageCheckingClient,
    lead: MadePerson,
    staff: MadePerson,
    viewer: MadePerson,
    neighbour_manager: MadePerson,
    service: MadeService,
    path: str,
):
    deputy = factories.make_person(app, service, Role.MANAGER, "Dee Puty")
    page: Any = manager_client.get(path).page
    told = second_person_on(page)
    assert deputy.name in told
    assert lead.name in told
    for name in (staff.name, viewer.name, neighbour_manager.name, "Manager of Rose Lodge", "Founder"):
        assert name not in told
    assert "Check this record" not in page.text
    asked: Any = manager_client.get(f"{path}/check").page
    assert "You wrote it or were the last to edit it." in asked.text
    assert deputy.name in asked.text
    assert not [button for button in asked.all("button") if button.text == BUTTON]


def test_whoever_has_left_is_not_named(app: Flask, manager_client: PageCheckingClient, service: MadeService, path: str):
    leaver = factories.make_person(app, service, Role.MANAGER, "Lea Over")
    assert "Lea Over can check it" in second_person_on(manager_client.get(path).page)
    with app.app_context(), saving():
        people.close(service.scope, leaver.id)
    told = second_person_on(manager_client.get(path).page)
    assert "Lea Over" not in told
    assert "nobody else manages this service yet. That is all right: it counts as it is." in told


@pytest.mark.parametrize("by", ["author", "last editor"])
def test_whoever_wrote_it_is_refused_even_with_a_form_from_before(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    lead_client: PageCheckingClient,
    service: MadeService,
    path: str,
    by: str,
):
    form = lead_client.form(f"{path}/check", {"word": WORD}, button=BUTTON)
    lead_client.submit(f"{path}/edit", {"title": "Edited by the lead"})
    client = lead_client if by == "last editor" else manager_client
    if by == "author":
        form.fields["csrf_token"] = client.form(f"{path}/edit").fields["csrf_token"]
    form.fields["version"] = "2"
    answer: Any = client.send(form)
    assert answer.status_code == 403
    assert "Somebody else checks this one" in answer.page.text
    assert rows(app, service, RecordCheck) == 0


def test_form_of_an_earlier_version_shows_what_was_edited_and_keeps_the_word(
    app: Flask,
    manager_client: PageCheckingClient,
    lead_client: PageCheckingClient,
    service: MadeService,
    path: str,
):
    form = lead_client.form(f"{path}/check", {"word": WORD}, button=BUTTON)
    manager_client.submit(f"{path}/edit", {"text": "Eight of ten feel safe."})
    answer: Any = lead_client.send(form)
    assert answer.status_code == 409
    for words in (
        "It was edited while you were checking it",
        "Nine of ten feel safe.",
        "Eight of ten feel safe.",
        WORD,
    ):
        assert words in answer.page.text or words in answer.text
    assert rows(app, service, RecordCheck) == 0
    asked_again = filled_forms.choose(answer.page, button=BUTTON)
    assert lead_client.send(filled_forms.fill(answer.page, asked_again, {}, None, BUTTON)).status_code == 302
    assert f"checked evidence, version 2: “{WORD}”" in words_on(lead_client, path)


def test_sent_twice_and_at_once_it_is_noted_once(
    app: Flask, lead: MadePerson, lead_client: PageCheckingClient, service: MadeService, path: str
):
    two_windows = [lead_client, factories.sign_in(app, lead)]
    forms = [client.form(f"{path}/check", {"word": WORD}, button=BUTTON) for client in two_windows]
    answers = sent_at_once(two_windows, forms)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert lead_client.send(forms[0]).status_code == 302
    assert rows(app, service, RecordCheck) == 1
    with app.app_context():
        actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.service_id == service.id)).all()
    assert list(actions).count("checked evidence, version 1") == 1


def test_two_people_can_check_the_same_version(
    app: Flask, lead_client: PageCheckingClient, lead: MadePerson, service: MadeService, path: str
):
    deputy = factories.make_person(app, service, Role.MANAGER, "Dee Puty")
    for client in (lead_client, factories.sign_in(app, deputy)):
        client.submit(f"{path}/check", button=BUTTON)
    told = second_person_on(lead_client.get(path).page)
    assert told.index(f"Checked by {deputy.name}") < told.index(f"Checked by {lead.name}")


def test_acceptance_by_somebody_else_is_a_check(
    app: Flask, staff: MadePerson, manager: MadePerson, manager_client: PageCheckingClient, service: MadeService
):
    address = f"{service.path}/evidence/{factories.make_item(app, staff).reference}"
    page: Any = manager_client.get(address).page
    assert "Second person" not in page.text
    manager_client.submit(f"{address}/accept")
    assert is_checked(app, manager)
    assert "Looked at when it was accepted." in second_person_on(manager_client.get(address).page)
    manager_client.submit(f"{address}/edit", {"title": "With a clearer title"})
    assert is_checked(app, manager)


def test_only_what_is_accepted_is_checked(
    app: Flask,
    manager: MadePerson,
    manager_client: PageCheckingClient,
    staff: MadePerson,
    service: MadeService,
    path: str,
):
    sent_in = factories.make_item(app, staff)
    answer = manager_client.get(f"{service.path}/evidence/{sent_in.reference}/check")
    assert answer.location == f"{service.path}/evidence/{sent_in.reference}"
    with app.app_context(), writing():
        waiting = db.session.get_one(Record, (service.id, sent_in.id))
        with pytest.raises(BadTransition):
            checks.check(manager.scope, waiting, "", version=1)
        with pytest.raises(NotAllowed):
            checks.check(staff.scope, waiting, "", version=1)
    action = factories.make_action(app, manager)
    assert manager_client.get(f"{service.path}/actions/{action.reference}/check").status_code == 404


def test_viewer_reads_the_check_and_is_not_asked_for_one(
    viewer_client: PageCheckingClient, lead_client: PageCheckingClient, path: str
):
    assert second_person_on(viewer_client.get(path).page) == NOT_YET
    lead_client.submit(f"{path}/check", {"word": WORD}, button=BUTTON)
    page: Any = viewer_client.get(path).page
    assert WORD in second_person_on(page)
    assert "Check this record" not in page.text
    assert viewer_client.get(f"{path}/check").status_code == 403


def test_too_long_a_word_is_told_and_kept(lead_client: PageCheckingClient, path: str):
    answer: Any = lead_client.submit(f"{path}/check", {"word": "x" * 1_001}, button=BUTTON)
    assert answer.page.problems_told
    assert "x" * 1_001 in answer.text
