"""The history of the database's shape. Every change of a model comes with a step here that keeps what is stored."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from evidence.database import db

FOLDER = Path(__file__).parent


def init_app(app: Flask) -> None:
    """Attach `flask db …` to the site."""
    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)
