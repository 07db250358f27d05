"""A page asks the database the same few questions, whether a service holds 1 record of each kind, 50 or 500."""

import pytest
from flask import Flask
from sqlalchemy import select

from evidence.accounts.models import Provider
from evidence.database import db
from tests import factories
from tests.clients import PageCheckingClient
from tests.factories import FRAMEWORK, MadePerson, MadeService
from tests.statements import count_queries

MOST_QUERIES = 12
SIZES = (1, 50, 500)
PAGES = (
    "/",
    "/evidence/",
    f"/evidence/?line={FRAMEWORK}/S1",
    "/stories/",
    "/actions/",
    "/lines/",
    f"/lines/{FRAMEWORK}/S1",
    "/evidence/add",
    "/actions/add",
)


def queries_of(browser: PageCheckingClient, address: str) -> list[str]:
    """The statements behind a page. The page itself is checked by the other guards; here it may be long."""
    with count_queries() as statements:
        answer = browser.get(address, unchecked="it is only counted here, and it may be long")
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return statements


def hold_more(app: Flask, manager: MadePerson, number: int, *, from_: int) -> None:
    """Add records of each kind, every tenth with a file, until the service holds `number` of them."""
    for each in range(from_, number):
        files = [(b"%d" % each, "note.csv")] if each % 10 == 0 else []
        factories.make_item(app, manager, f"Evidence {each}", lines=["S1", "S2"], files=files)
        factories.make_story(app, manager, f"Story {each}", lines=["S1"])
        factories.make_action(app, manager, f"Action {each}", lines=["S1"])


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_pages_ask_the_same_whatever_they_show(
    app: Flask, service: MadeService, manager: MadePerson, viewer: MadePerson, role: str
):
    browser = factories.sign_in(app, {"manager": manager, "viewer": viewer}[role])
    found: dict[str, list[int]] = {page: [] for page in PAGES if role == "manager" or not page.endswith("/add")}
    held = 0
    for size in SIZES:
        hold_more(app, manager, size, from_=held)
        held = size
        for page, counts in found.items():
            counts.append(len(queries_of(browser, service.path + page)))
    assert {page: counts for page, counts in found.items() if len(set(counts)) > 1 or max(counts) > MOST_QUERIES} == {}


def test_question_asked_for_each_row_is_counted(app: Flask, service: MadeService):
    with app.app_context(), count_queries() as statements:
        for _row in range(3):
            db.session.scalars(select(Provider.name)).all()
    assert len(statements) == 3
