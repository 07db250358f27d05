"""Filling every table puts rows into every table, and what is lost afterwards is told."""

from sqlalchemy import create_engine, delete, update

from evidence.database import Base
from tests.databases import TestDatabase, migrate
from tests.filled_tables import ROWS, contents, fill, lost, tables_of


def test_every_table_of_the_site_is_filled_and_losses_are_told(database: TestDatabase):
    url = database.empty()
    migrate(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        fill(connection)
    with engine.begin() as connection:
        before = contents(connection)
        assert before.keys() == Base.metadata.tables.keys()
        assert {len(rows) for rows in before.values()} == {ROWS}
        assert lost(before, contents(connection)) == []
        tables = {table.name: table for table in tables_of(connection)}
        story = tables["story"]
        connection.execute(delete(story).where(story.c.id == before["story"][-1]["id"]))
        connection.execute(update(tables["provider"]).values(name="Another"))
        told = lost(before, contents(connection))
    engine.dispose()
    assert told[-1] == f"story had {ROWS} rows and has {ROWS - 1}"
    assert "provider.name was 'provider name 0' and is 'Another'" in told
    assert len(told) == 1 + ROWS
