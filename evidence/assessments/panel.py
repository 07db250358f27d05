"""The section of a line's page that says where the service stands on it."""

from typing import Any

from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.assessments.carrying import links_by_line
from evidence.assessments.claims import line_claim
from evidence.assessments.words import STANDING_SENTENCE, support_key, support_word
from evidence.web import clock
from kloe.support import support


def context(scope: Scope, framework_id: str, code: str) -> dict[str, Any]:
    """What the section shows: the claim, and what carries it. Three queries; none for staff, who see no claims."""
    if scope.role is Role.STAFF:
        return {"line_claim": None}
    found = line_claim(scope, framework_id, code)
    rating = found.claim.rating if found.claim else None
    carried = support(rating, links_by_line(scope, framework_id, [code]).get(code, ()), today=clock.today())
    return {
        "line_claim": found,
        "claim_support": carried,
        "claim_support_key": support_key(carried, rating),
        "claim_support_word": support_word(carried, rating),
        "standing_sentence": STANDING_SENTENCE,
    }
