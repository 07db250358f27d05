"""One at a time: what must not happen twice at once, such as the last two managers both leaving.

SQLite gives the write lock to one transaction at a time anyway. On PostgreSQL a named lock is held until the
transaction ends.
"""

import hashlib

from sqlalchemy import func, select

from evidence.database import db


def take_turn(name: str) -> None:
    """Wait until no other transaction holds this turn, and hold it until the present one ends."""
    if db.session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(number)))
