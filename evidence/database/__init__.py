"""What every room's tables are built on: the database, its base class, keys and times.

Lies beneath all rooms. Routes never import it; only models, stores and commands do.
"""

from evidence.database.base import Base, ServiceOwned, db, new_id
from evidence.database.transactions import saving, writing
from evidence.database.types import AwareDateTime

__all__ = ["AwareDateTime", "Base", "ServiceOwned", "db", "new_id", "saving", "writing"]
