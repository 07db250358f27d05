"""Every engine is listened to once, also one that stands where another was before it."""

import pytest
from sqlalchemy import create_engine, event, text

from evidence.database.listeners import listen_once
from evidence.database.transactions import BUSY_TIMEOUT_MILLISECONDS, prepare_engine


def test_listener_is_called_once_however_often_it_was_asked_for():
    told: list[str] = []

    def tell(_connection: object, statement: object, *_rest: object) -> None:
        told.append(str(statement))

    engine = create_engine("sqlite://")
    for _ in range(2):
        listen_once(engine, "before_execute", tell)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()
    assert len(told) == 1


def test_engine_at_the_place_of_one_that_is_gone_gets_its_settings(monkeypatch: pytest.MonkeyPatch):
    # What the library answers for a new engine whose place in memory was an older engine's.
    monkeypatch.setattr(event, "contains", lambda *_key: True)
    engine = create_engine("sqlite://")
    prepare_engine(engine)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    engine.dispose()
    assert found == BUSY_TIMEOUT_MILLISECONDS
