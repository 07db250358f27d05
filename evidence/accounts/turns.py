"""One at a time: what must not happen twice at once, such as the last two managers both leaving.

SQLite gives the write lock to one transaction at a time anyway. On PostgreSQL a named lock is held until the
transaction ends.
"""

import hashlib

from sqlalchemy import func, select

from evidence.database import db


def take_turn(name: str) -> None:
    """Wait until no other transaction holds this turn or shares it, and hold it until the present one ends."""
    if _is_server():
        db.session.execute(select(func.pg_advisory_xact_lock(_number(name))))


def share_turn(name: str) -> None:
    """Wait until no other transaction holds this turn, and share it with others that do, until the present one ends."""
    if _is_server():
        db.session.execute(select(func.pg_advisory_xact_lock_shared(_number(name))))


def _is_server() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
