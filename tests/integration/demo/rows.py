"""Counting all rows of a database, to see whether anything was changed."""

from flask import Flask
from sqlalchemy import func, select

from evidence.database import Base, db
from evidence.database.scope_guard import system_scope

# Rows of signing in come and go while other tests look at pages.
ABOUT_SIGNING_IN = {"sign_in", "sign_in_attempt", "opening", "request_count", "once_key", "job"}


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has, but for those about signing in."""
    with app.app_context(), system_scope("counting all rows in a test"):
        tables = [table for table in Base.metadata.sorted_tables if table.name not in ABOUT_SIGNING_IN]
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
