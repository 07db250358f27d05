"""Every room's tables, gathered so that the database's whole shape is known wherever the site is built."""

from evidence.accounts import audit_models, framework_models, opening_models
from evidence.accounts import models as accounts
from evidence.actions import models as actions
from evidence.assessments import models as assessments
from evidence.duties import models as duties
from evidence.items import models as items
from evidence.jobs import models as jobs
from evidence.records import models as records
from evidence.records import search_models
from evidence.stories import models as stories

__all__ = [
    "accounts",
    "actions",
    "assessments",
    "audit_models",
    "duties",
    "framework_models",
    "items",
    "jobs",
    "opening_models",
    "records",
    "search_models",
    "stories",
]
