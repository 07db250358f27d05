"""A page asks the database the same few questions, whether a service holds 1 record, 50 or 500."""

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
    "/search?q=evidence",
    "/search?q=note",
    "/packs/",
    "/packs/inspection",
    "/packs/inspection/pack?detail=full",
    "/packs/action-plan",
    "/packs/action-plan/plan",
)


def queries_of(browser: PageCheckingClient, address: str) -> list[str]:
    """The statements behind a page. The page itself is checked by the other guards; here it may be long."""
    with count_queries() as statements:
        answer = browser.get(address, unchecked="it is only counted here, and it may be long")
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return statements


def hold_more(app: Flask, manager: MadePerson, number: int, *, from_: int) -> None:
    """Add records until the service holds `number` and a few: mostly evidence, every tenth piece with a file."""
    with factories.at_once(app):
        for each in range(from_, number):
            if each % 10 == 0:
                factories.make_item(app, manager, f"Evidence {each}", files=[(b"%d" % each, "note.csv")])
                factories.make_story(app, manager, f"Story {each}", lines=["S1"])
                factories.make_action(app, manager, f"Action {each}", lines=["S1"])
            else:
                factories.make_item(app, manager, f"Evidence {each}", lines=["S1", "S2"])


def test_pages_ask_the_same_whatever_they_show(
    app: Flask, service: MadeService, manager: MadePerson, viewer: MadePerson
):
    browsers = {"manager": factories.sign_in(app, manager), "viewer": factories.sign_in(app, viewer)}
    visits = [(role, page) for role in browsers for page in PAGES if role == "manager" or not page.endswith("/add")]
    counts: dict[tuple[str, str], list[int]] = {visit: [] for visit in visits}
    held = 0
    for size in SIZES:
        hold_more(app, manager, size, from_=held)
        held = size
        for role, page in visits:
            counts[role, page].append(len(queries_of(browsers[role], service.path + page)))
    assert {visit: found for visit, found in counts.items() if len(set(found)) > 1 or max(found) > MOST_QUERIES} == {}


def test_question_asked_for_each_row_is_counted(app: Flask, service: MadeService):
    with app.app_context(), count_queries() as statements:
        for _row in range(3):
            db.session.scalars(select(Provider.name)).all()
    assert len(statements) == 3
