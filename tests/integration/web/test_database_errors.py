"""When the database itself is in trouble: a clear page, and nothing people typed in the log."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError

from evidence.accounts import places
from evidence.database import db
from tests.clients import PageCheckingClient
from tests.factories import MadeService


@pytest.mark.parametrize(
    ("said", "status", "heading"),
    [
        ("database or disk is full", 507, "No room left"),
        ("could not extend file: No space left on device", 507, "No room left"),
        ("the server closed the connection", 500, "Something went wrong"),
    ],
)
def test_trouble_of_the_database_gets_a_page_that_says_what_to_do(
    manager_client: PageCheckingClient,
    service: MadeService,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    status: int,
    heading: str,
):
    def fail(*_: object) -> None:
        raise OperationalError("INSERT …", {"text": "Mrs B."}, Exception(said))

    monkeypatch.setattr(places, "find_place", fail)
    answer = manager_client.get(f"{service.path}/evidence/")
    assert answer.status_code == status
    assert heading in answer.text


def test_errors_of_the_database_do_not_repeat_what_was_typed(app: Flask):
    with app.app_context(), pytest.raises((OperationalError, ProgrammingError, DataError)) as error:
        db.session.execute(text("SELECT * FROM no_such_table WHERE name = :name"), {"name": "Mrs Brown"})
    assert "Mrs Brown" not in str(error.value)
