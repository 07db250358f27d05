"""Nobody finds what they may not see: by no word of a title, a text or a file, and in no count."""

import pytest
from flask import Flask

from evidence.records.search_query import read_query
from evidence.search import store
from tests import factories
from tests.factories import MadePerson, MadeService
from tests.integration.search.office_files import pdf

SECRET = "Quillon"
IN_FILE = pdf("The Brackwater report", name="Zirconic.pdf")
WORDS = (SECRET, "quill*", f'"{SECRET} item"', "brackwater", '"brackwater report"', "zirconic", "brackwat*")


def make_secrets(app: Flask, person: MadePerson, *, is_confidential: bool) -> None:
    """One record of each kind with a word that stands nowhere else, one of them with a file; all read."""
    options = {"is_confidential": is_confidential}
    factories.make_item(app, person, f"{SECRET} item", files=[IN_FILE], **options)
    factories.make_story(app, person, f"{SECRET} story", **options)
    factories.make_action(app, person, f"{SECRET} action", **options)
    while app.extensions["worker"].run_one():
        pass


def found_by(app: Flask, person: MadePerson) -> dict[str, int]:
    """How many records each of the words finds for a person."""
    with app.app_context():
        pages = {typed: store.find(person.scope, store.Wanted(read_query(typed))) for typed in WORDS}
    for page in pages.values():
        assert len(page.rows) == page.total == sum(page.counts.values())
    return {typed: page.total for typed, page in pages.items()}


ALL = {SECRET: 3, "quill*": 3, f'"{SECRET} item"': 1, **dict.fromkeys(WORDS[3:], 1)}
NONE = dict.fromkeys(WORDS, 0)


@pytest.mark.parametrize("name", ["staff", "viewer"])
def test_confidential_records_are_found_by_managers_alone(
    app: Flask, manager: MadePerson, name: str, request: pytest.FixtureRequest
):
    other: MadePerson = request.getfixturevalue(name)
    make_secrets(app, manager, is_confidential=True)
    assert found_by(app, other) == NONE
    assert found_by(app, manager) == ALL


def test_viewers_find_all_others_and_staff_accepted_stories(
    app: Flask, manager: MadePerson, viewer: MadePerson, staff: MadePerson
):
    make_secrets(app, manager, is_confidential=False)
    assert found_by(app, viewer) == ALL
    assert found_by(app, staff) == NONE | {SECRET: 1, "quill*": 1}


def test_staff_find_what_they_sent_in_with_its_file(app: Flask, staff: MadePerson):
    factories.make_item(app, staff, f"{SECRET} item", files=[IN_FILE])
    while app.extensions["worker"].run_one():
        pass
    assert found_by(app, staff) == dict.fromkeys(WORDS, 1)


@pytest.mark.parametrize("name", ["neighbour_manager", "other_manager"])
def test_records_of_other_services_are_not_found(
    app: Flask, manager: MadePerson, lead: MadePerson, name: str, request: pytest.FixtureRequest
):
    elsewhere: MadePerson = request.getfixturevalue(name)
    make_secrets(app, elsewhere, is_confidential=False)
    assert found_by(app, manager) == NONE
    assert found_by(app, lead) == NONE
    assert found_by(app, elsewhere) == ALL


def test_token_of_a_service_is_no_word_to_look_for(app: Flask, manager: MadePerson, service: MadeService):
    """Whoever types it finds nothing: it stands where only we look."""
    factories.make_item(app, manager)
    with app.app_context():
        page = store.find(manager.scope, store.Wanted(read_query(f"s{service.id.hex}")))
    assert page.total == 0
