"""The history of the database's shape is complete, and no step of it loses what people have stored."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import check
from sqlalchemy import Engine, Inspector, MetaData, create_engine, inspect
from sqlalchemy.exc import IntegrityError

from app import create_app
from evidence import migrations
from evidence.database import Base, db
from evidence.records.search_models import is_full_text
from tests.databases import TestDatabase, migrate
from tests.filled_tables import contents, fill, lost

REVISIONS = [step.revision for step in ScriptDirectory(str(migrations.FOLDER)).walk_revisions("base", "heads")][::-1]
FOREIGN_KEYS_OFF = 'driver.execute("PRAGMA foreign_keys = OFF")'
# Changes tables that others point at, in the way that makes SQLite build them anew.
NEW_STEP = '''"""A step for the tests alone."""
import sqlalchemy as sa
from alembic import op

revision = "try"
down_revision = "{head}"


def upgrade():
    for name in ("service", "record", "attachment"):
        with op.batch_alter_table(name, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("tried", sa.Text(), nullable=False, server_default="yes"))
'''
NEW_STEP_THAT_LOSES = """
    op.execute("DELETE FROM account WHERE id = (SELECT account_id FROM membership LIMIT 1)")
"""

on_sqlite_alone = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def url(database: TestDatabase) -> str:
    return database.empty()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def differences_are_told(url: str, tmp_path: Path) -> bool:
    """What `flask db check` says: whether the models and the database at `url` differ."""
    app = create_app({"TESTING": True, "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path)})
    with app.app_context():
        try:
            check()
        except SystemExit:
            return True
        finally:
            db.engine.dispose()
    return False


def test_history_has_one_end():
    assert len(ScriptDirectory(str(migrations.FOLDER)).get_heads()) == 1


def test_check_finds_nothing_to_add_and_tells_a_table_that_differs(url: str, engine: Engine, tmp_path: Path):
    migrate(url)
    assert not differences_are_told(url, tmp_path)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE job ADD COLUMN forgotten TEXT")
    assert differences_are_told(url, tmp_path)


def test_migrations_make_what_the_models_say_with_every_rule(database: TestDatabase, engine: Engine, url: str):
    """`flask db check` does not compare rules (CHECK) and keys; here they are held against each other."""
    migrate(url)
    from_models = create_engine(database.empty())
    Base.metadata.create_all(from_models)
    by_models, by_migrations = shape(inspect(from_models)), shape(inspect(engine))
    from_models.dispose()
    del by_migrations["alembic_version"]
    assert by_migrations == by_models


@on_sqlite_alone
def test_shape_tells_a_missing_rule(database: TestDatabase):
    incomplete = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(incomplete)
    rule = next(rule for rule in incomplete.tables["record"].constraints if rule.name == "ck_record_kind")
    incomplete.tables["record"].constraints.remove(rule)
    whole, less = create_engine(database.empty()), create_engine(database.empty())
    Base.metadata.create_all(whole)
    incomplete.create_all(less)
    found, expected = shape(inspect(less)), shape(inspect(whole))
    # A copied table does not bring along the step that makes the full-text table virtual.
    differing = [name for name in expected if name != "record_words" and found[name] != expected[name]]
    whole.dispose()
    less.dispose()
    assert differing == ["record"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_upgrade_from_every_revision_keeps_every_row(url: str, engine: Engine, revision: str):
    migrate(url, revision)
    with engine.begin() as connection:
        fill(connection)
        before = contents(connection)
    migrate(url)
    with engine.connect() as connection:
        assert lost(before, contents(connection)) == []


def history_with(step: str, folder: Path, recreate: str = "always") -> Path:
    """A copy of the migrations with one step more."""
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "try.py").write_text(step.format(head=REVISIONS[-1], recreate=recreate), encoding="utf-8")
    return folder


def filled(url: str, engine: Engine) -> dict[str, list[dict[str, object]]]:
    migrate(url)
    with engine.begin() as connection:
        fill(connection)
        return contents(connection)


def test_changing_a_parent_keeps_its_children(url: str, engine: Engine, database: TestDatabase, tmp_path: Path):
    before = filled(url, engine)
    recreate = "always" if database.name == "sqlite" else "never"
    migrate(url, directory=history_with(NEW_STEP, tmp_path / "migrations", recreate))
    with engine.connect() as connection:
        after = contents(connection)
    assert lost(before, after) == []
    assert {row["tried"] for row in after["record"]} == {"yes"}


@on_sqlite_alone
def test_changing_a_parent_with_foreign_keys_on_fails(url: str, engine: Engine, tmp_path: Path):
    """What env.py guards against: without its care the same step can't be taken."""
    filled(url, engine)
    folder = history_with(NEW_STEP, tmp_path / "migrations")
    text = (folder / "env.py").read_text(encoding="utf-8")
    assert text.count(FOREIGN_KEYS_OFF) == 1
    (folder / "env.py").write_text(
        text.replace(FOREIGN_KEYS_OFF, FOREIGN_KEYS_OFF.replace("OFF", "ON")), encoding="utf-8"
    )
    with pytest.raises(IntegrityError):
        migrate(url, directory=folder)


def test_step_that_leaves_dangling_rows_changes_nothing(url: str, engine: Engine, tmp_path: Path):
    before = filled(url, engine)
    with pytest.raises((SystemExit, IntegrityError)):
        migrate(url, directory=history_with(NEW_STEP + NEW_STEP_THAT_LOSES, tmp_path / "migrations", "auto"))
    with engine.connect() as connection:
        assert contents(connection) == before


def shape(inspector: Inspector) -> dict[str, object]:
    """Everything a database says about its tables: columns, keys, rules, indexes.

    SQLite's full-text table is left out: the models do not know it.
    """
    return {name: table_shape(inspector, name) for name in inspector.get_table_names() if not is_full_text(name)}


def table_shape(inspector: Inspector, name: str) -> dict[str, object]:
    def ordered(found: list[dict[str, object]]) -> list[str]:
        return sorted(
            repr(sorted((key, repr(value)) for key, value in entry.items() if key != "comment")) for entry in found
        )

    return {
        "columns": ordered([{**column, "type": repr(column["type"])} for column in inspector.get_columns(name)]),
        "key": inspector.get_pk_constraint(name),
        "foreign keys": ordered(inspector.get_foreign_keys(name)),
        "unique": ordered(inspector.get_unique_constraints(name)),
        "rules": ordered(inspector.get_check_constraints(name)),
        "indexes": ordered(inspector.get_indexes(name)),
    }
