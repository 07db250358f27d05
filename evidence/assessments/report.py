"""A self-assessment as a report: everything a pack prints, from an open or from a signed-off round.

Of an open round the records are read as they are now; of a signed-off round everything comes from its frozen copy. A
record that this person may not see, today or at the sign-off, is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evidence.accounts import frameworks
from evidence.accounts.scope import Scope
from evidence.assessments import frozen, reading, store
from evidence.assessments.content import RoundStanding
from evidence.assessments.line_records import LineRecord, ReportRecord, records_of
from evidence.records.words import Kind


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One record beside one line: the record, and its link to the line."""

    record: ReportRecord
    link: LineRecord


@dataclass(frozen=True, slots=True)
class AssessmentReport:
    """A round with its service and the records beside its lines.

    service: as it was at the sign-off, or is now. as_of: the day the report speaks of: of the sign-off, or today.
    standing: key questions and lines with judgements, reasons, aid and support; limiters and the likely overall rating.
    records: every record that a line or an answer names, by reference. links: the records beside each line, by code.
    """

    service: frozen.ServiceFacts
    as_of: date
    standing: RoundStanding
    records: Mapping[str, ReportRecord]
    links: Mapping[str, tuple[LineRecord, ...]]

    def evidence(self, code: str) -> tuple[ReportRow, ...]:
        """The evidence items beside a line, newest first."""
        return self._rows(code, Kind.ITEM)

    def stories(self, code: str) -> tuple[ReportRow, ...]:
        """The good-news stories beside a line, newest first."""
        return self._rows(code, Kind.STORY)

    def open_actions(self, code: str) -> tuple[ReportRow, ...]:
        """The open actions beside a line, newest first."""
        return self._rows(code, Kind.ACTION)

    @property
    def has_confidential(self) -> bool:
        """Whether it names a confidential record: whoever prints it must mark it."""
        return any(record.is_confidential for record in self.records.values())

    def _rows(self, code: str, kind: Kind) -> tuple[ReportRow, ...]:
        found = ((self.records[link.record], link) for link in self.links.get(code, ()))
        return tuple(ReportRow(record, link) for record, link in found if record.kind == kind.value)


def build_report(scope: Scope, reference: str, *, today: date) -> AssessmentReport:
    """The report of a round, by its reference. At most ten queries. Raises NotFound.

    today: the day on which an open round's evidence counts as current.
    """
    return report_of(scope, store.get_round(scope, reference), today=today)


def report_of(scope: Scope, found: store.FoundRound, *, today: date) -> AssessmentReport:
    """The report of a round that has been found already. At most nine queries."""
    if found.frozen is not None:
        read = frozen.read(scope, found)
        return AssessmentReport(read.service, read.as_of, read.standing, read.records, read.links)
    framework = frameworks.get_framework(scope, found.facts.framework_id)
    standing = reading.read_open(scope, found, framework, today=today)
    records, links = records_of(scope, found.row, framework)
    return AssessmentReport(_service_facts(found), today, standing, records, links)


def standing_of(scope: Scope, found: store.FoundRound, *, today: date) -> RoundStanding:
    """What a round says, without the records beside its lines: live, or from its frozen copy. At most seven queries."""
    if found.frozen is not None:
        return frozen.read(scope, found).standing
    framework = frameworks.get_framework(scope, found.facts.framework_id)
    return reading.read_open(scope, found, framework, today=today)


def _service_facts(found: store.FoundRound) -> frozen.ServiceFacts:
    service = found.service
    return frozen.ServiceFacts(
        reference=service.reference,
        name=service.name,
        provider=found.provider,
        cqc_location_id=service.cqc_location_id,
        registered_manager=service.registered_manager,
        settings=tuple(sorted(service.settings)),
    )
