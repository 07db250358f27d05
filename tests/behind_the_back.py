"""Changing rows as no page can: past the site's own connections, and so past everything that guards them."""

from typing import Any

from flask import Flask
from sqlalchemy import NullPool, create_engine


def change_behind_the_back(app: Flask, statement: Any) -> None:
    """Run one statement that changes rows on a connection of its own, and commit it."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(statement)
