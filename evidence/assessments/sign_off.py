"""Signing off a round: what is still missing, what will be frozen, and freezing it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evidence.accounts import audit, people
from evidence.accounts.audit import canonical
from evidence.accounts.scope import Scope
from evidence.accounts.words import Role
from evidence.assessments import frozen, judging
from evidence.assessments.carrying import links_by_line
from evidence.assessments.content import RoundStanding
from evidence.assessments.models import FrozenCopy
from evidence.assessments.plain_values import to_plain
from evidence.assessments.report import AssessmentReport, report_of
from evidence.assessments.store import FoundRound, person_of
from evidence.assessments.words import RoundState
from evidence.database import db, new_id
from evidence.web import clock
from evidence.web.errors import BadTransition
from kloe.support import Support, support


class ChangedSince(Exception):
    """The round says something else than on the page from which it was to be signed off."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A round as it would be frozen now, and what is still missing."""

    report: AssessmentReport
    missing: judging.Missing

    @property
    def seen(self) -> str:
        """The fingerprint that the sign-off page carries: signing off is refused once it no longer holds."""
        return frozen.fingerprint(canonical(to_plain(self.report)))


def propose(scope: Scope, found: FoundRound, *, today: date) -> Proposal:
    """What signing off would freeze now, and what is still missing. Eight queries."""
    report = report_of(scope, found, today=today)
    return Proposal(report, judging.missing(report.standing))


def sign_off(scope: Scope, found: FoundRound, *, seen: str, today: date) -> str:
    """Freeze a locked open round. Returns the fingerprint of its frozen copy.

    Raises BadTransition while something is missing, ChangedSince when `seen` is not what would be frozen now.
    """
    proposal = propose(scope, found, today=today)
    if proposal.missing:
        raise BadTransition(found.row.state, RoundState.SIGNED_OFF.value)
    if proposal.seen != seen:
        raise ChangedSince
    now, person = clock.now(), person_of(scope)
    report = proposal.report
    facts = replace(
        report.standing.facts,
        state=RoundState.SIGNED_OFF,
        signed_off_at=now,
        signed_off_by=people.names_of({person}).get(person, ""),
    )
    standing = replace(report.standing, facts=facts)
    open_supports = _without_confidential(scope, standing, today)
    text = frozen.text_of(frozen.body_of(report.service, standing, open_supports, report.records, report.links))
    digest = frozen.fingerprint(text)
    copy = FrozenCopy(service_id=scope.service_id, id=new_id(), round_id=found.row.id, sha256=digest, body=text)
    copy.frozen_at = now
    db.session.add(copy)
    found.row.state = RoundState.SIGNED_OFF.value
    found.row.signed_off_at, found.row.signed_off_by_id = now, person
    # The framework may have been imported anew since the round was started.
    found.row.content_version = standing.framework.content_version
    found.row.framework_sha256 = standing.framework.sha256
    found.row.version += 1
    db.session.flush()
    audit.record_change(scope, "signed off a self-assessment", found.row.reference, _said(standing, digest))
    return digest


def _without_confidential(scope: Scope, standing: RoundStanding, today: date) -> dict[str, Support]:
    """What carries each line for those who do not see confidential records."""
    links = links_by_line(replace(scope, role=Role.VIEWER), standing.framework.id)
    return {line.code: support(line.rating, links.get(line.code, ()), today=today) for line in standing.lines}


def _said(standing: RoundStanding, digest: str) -> dict[str, Any]:
    return {
        "sha256": digest,
        "framework": standing.framework.id,
        "content_version": standing.framework.content_version,
        "overall": standing.overall.rating.value if standing.overall.rating else None,
        "key_questions": {found.code: found.rating.value for found in standing.key_questions if found.rating},
    }
