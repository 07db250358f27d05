"""What the factories make is what the site itself would have made."""

from flask import Flask
from sqlalchemy import select

from evidence.accounts.scope import Scope
from evidence.assessments.models import FrozenCopy, Round
from evidence.database import db
from evidence.database.scope_guard import system_scope
from evidence.records.models import Record
from tests import factories
from tests.factories import A_FILE, MadePerson


def states(app: Flask) -> dict[str, str]:
    with app.app_context(), system_scope("a look at everything a test has made"):
        return {row.reference: row.state for row in db.session.scalars(select(Record))}


def test_records_are_in_the_state_their_maker_may_give_them(app: Flask, manager: MadePerson, staff: MadePerson):
    made = [
        factories.make_item(app, manager, files=[A_FILE]),
        factories.make_item(app, staff),
        factories.make_story(app, manager),
        factories.make_story(app, staff),
        factories.make_action(app, manager),
    ]
    found = states(app)
    assert [found[record.reference] for record in made] == ["accepted", "waiting", "accepted", "waiting", "open"]
    assert [len(record.file_ids) for record in made] == [1, 0, 0, 0, 0]


def test_rounds_are_open_and_signed_off(app: Flask, manager: MadePerson):
    signed_off = factories.make_signed_off_round(app, manager)
    still_open = factories.make_open_round(app, manager)
    with app.app_context():
        here = Round.service_id == manager.scope.service_id
        found = {row.reference: row.state for row in db.session.scalars(select(Round).where(here))}
        frozen = db.session.scalars(select(FrozenCopy).where(FrozenCopy.service_id == manager.scope.service_id)).all()
    assert found == {signed_off: "signed-off", still_open: "open"}
    assert len(frozen) == 1


def test_provider_is_empty(provider: Scope):
    assert provider.service_ids == ()
