"""The site. `create_app()` builds it; `python app.py` runs it on an embedded database, ready to use."""

import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask

from evidence import desk, memory, migrations, models, settings
from evidence.accounts import audit_guard, openings, pages, security, sessions
from evidence.accounts.framework_commands import frameworks
from evidence.accounts.room import room as accounts
from evidence.actions.room import room as actions
from evidence.assessments import framework_uses as uses_in_rounds
from evidence.assessments.room import room as assessments
from evidence.backup.commands import backup, restore
from evidence.changes.room import room as changes
from evidence.database import db, scope_guard
from evidence.database.transactions import prepare_engine
from evidence.demo.commands import demo
from evidence.demo.place import DEMONSTRATION
from evidence.duties.room import room as duties
from evidence.items.room import room as items
from evidence.jobs.commands import jobs
from evidence.jobs.worker import Regular, Worker
from evidence.lines.room import room as lines
from evidence.packs import pack_jobs
from evidence.packs.room import room as packs
from evidence.patterns.room import room as patterns
from evidence.readiness.room import room as readiness
from evidence.records import file_reading, search_upkeep, sweep
from evidence.records import framework_uses as uses_in_records
from evidence.records.room import room as records
from evidence.search.room import room as search
from evidence.stories.room import room as stories
from evidence.web import clock, site
from evidence.web.rooms import open_rooms

ROOMS = (
    accounts,
    records,
    actions,
    items,
    stories,
    assessments,
    duties,
    lines,
    readiness,
    search,
    packs,
    changes,
    patterns,
)

WORK = {
    sweep.KIND: sweep.work,
    file_reading.KIND: file_reading.work,
    search_upkeep.KIND: search_upkeep.work,
    openings.KIND: openings.work,
    pack_jobs.KIND: pack_jobs.work,
}
REGULAR = tuple(Regular(kind, timedelta(days=1)) for kind in (sweep.KIND, search_upkeep.KIND, openings.KIND))
# What names a part of a framework, so that no import takes that part away.
FRAMEWORK_USES = (uses_in_records.find_uses, uses_in_rounds.find_uses)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the site.

    config: overrides of the settings that README lists (DATABASE_URL, INSTANCE_PATH, SECRET_KEY, TESTING, …); what it
    does not name comes from environment variables, then from the defaults. Raises settings.SettingMissing when a
    server is started without a secret.
    """
    memory.keep_small()
    app = settings.new_app(config or {})
    assert models.__all__  # importing them is what tells the database its shape
    db.init_app(app)
    migrations.init_app(app)
    site.init_app(app)
    security.init_app(app)
    sessions.init_app(app)
    pages.init_app(app)
    open_rooms(app, ROOMS)
    app.cli.add_command(jobs)
    app.cli.add_command(frameworks)
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(demo)
    with app.app_context():
        prepare_engine(db.engine)
        audit_guard.install(db.engine)
        if app.config["CHECK_SCOPE"]:
            scope_guard.install(db.engine)
    app.extensions["framework_uses"] = FRAMEWORK_USES
    app.extensions["worker"] = Worker(app, WORK, clock.now, REGULAR)
    return app


if __name__ == "__main__":
    sys.exit(desk.main(create_app, sys.argv[1:], DEMONSTRATION))
