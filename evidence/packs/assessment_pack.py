"""The self-assessment as a pack: a plain document that is drawn as a PDF and shown as a page from the same blocks."""

from evidence.assessments.content import Considered, KeyQuestionStanding, LineStanding, RoundStanding
from evidence.assessments.report import AssessmentReport
from evidence.assessments.words import DAMAGED, STANDING_SENTENCE
from evidence.drawing.document import (
    Block,
    Bullets,
    Cell,
    Cover,
    Document,
    IndexEntry,
    Paragraph,
    Section,
    Table,
)
from evidence.drawing.rich_text import html_blocks
from evidence.packs.line_blocks import (
    RISK_QUESTION,
    line_section,
    mark,
    newest_risk_answer,
    signed,
    who_and_when,
)
from evidence.packs.record_blocks import Fields
from evidence.web.formatters import date_time, long_date, short_date
from evidence.web.markdown import to_html
from kloe.framework import CONFIDENCE
from kloe.judgement import Reason


def assessment_document(report: AssessmentReport, fields: Fields) -> Document:
    """The document of a self-assessment.

    fields: what each record's version said; a record whose text is not there is named by its title alone.
    """
    standing = report.standing
    state = _state(report)
    return Document(
        title=f"Self-assessment of {report.service.name}",
        subtitle=standing.facts.title,
        author=report.service.provider,
        subject=f"{standing.framework.title}, {state}",
        cover=Cover(report.service.name, _cover_facts(report, state)),
        sections=(
            _at_a_glance(report),
            *(section for found in standing.key_questions for section in _key_question(report, found, fields)),
        ),
        index=tuple(
            IndexEntry(record.reference, record.title)
            for record in sorted(report.records.values(), key=lambda record: record.reference)
        ),
        footer=f"{report.service.name}, {standing.facts.reference}, {short_date(report.as_of)}. Not CQC’s view.",
        disclaimer=STANDING_SENTENCE,
        made_at=standing.facts.signed_off_at,
    )


def _state(report: AssessmentReport) -> str:
    facts = report.standing.facts
    if facts.given_up_at is not None:
        return f"given up {date_time(facts.given_up_at)} by {facts.given_up_by}, so it counts for nothing"
    if facts.signed_off_at is None:
        return f"not signed off, as it stood on {long_date(report.as_of)}"
    return f"signed off {date_time(facts.signed_off_at)} by {facts.signed_off_by}"


def _cover_facts(report: AssessmentReport, state: str) -> tuple[tuple[str, Cell], ...]:
    facts, service = report.standing.facts, report.service
    pairs: list[tuple[str, Cell]] = [
        ("Provider", service.provider),
        ("CQC location ID", service.cqc_location_id),
        ("Registered manager", service.registered_manager),
        ("Framework", report.standing.framework.title),
        ("Round", f"{facts.reference}: {facts.title}"),
        ("State", state[0].upper() + state[1:]),
    ]
    if report.standing.framework.has_official_wording:
        pairs.append(("Wording", "Some statements are in the publisher’s own words, put in by the provider."))
    if facts.fingerprint:
        pairs.append(("Fingerprint of the frozen copy", f"SHA-256 {facts.fingerprint}"))
    return tuple(pairs)


def _at_a_glance(report: AssessmentReport) -> Section:
    standing = report.standing
    blocks: list[Block] = [Paragraph(words, "warning") for words in warnings_of(standing)]
    blocks += _at_risk(standing)
    blocks += [
        Paragraph("Likely overall rating", "heading"),
        mark(standing.overall.rating),
        *_reasons(standing.overall.reasons),
        Table(
            headings=("Key question", "Our judgement", "Lines judged"),
            rows=tuple(
                (found.key_question.title, mark(found.rating), f"{found.settled} of {found.wanted}")
                for found in standing.key_questions
            ),
            widths=(3, 3, 2),
            caption="The five key questions",
        ),
        _limits(standing.considered),
        Paragraph("Confidential records are left out of this pack.", "small"),
    ]
    return Section("At a glance", 1, tuple(blocks), starts_page=True)


def warnings_of(standing: RoundStanding) -> list[str]:
    """What must be known before anything else is read."""
    facts = standing.facts
    given_up = f"This round was given up, so nothing in it counts. {facts.given_up_reason}".rstrip()
    return [*([] if facts.is_intact else [DAMAGED]), *([given_up] if facts.is_given_up else [])]


def _at_risk(standing: RoundStanding) -> list[Block]:
    """What was answered, line by line, to whether anyone is at risk; first of all where somebody is."""
    asked = sorted(standing.asked_about_risk, key=lambda line: not line.is_at_risk)
    if not asked:
        return []
    return [
        Table(
            headings=("Line where harm is reported", "Answer", "Who and when"),
            rows=tuple(_risk_row(line) for line in asked),
            widths=(4, 6, 3),
            caption=RISK_QUESTION,
        )
    ]


def _risk_row(line: LineStanding) -> tuple[Cell, ...]:
    who = who_and_when(line.risk.answered_by, line.risk.answered_at) if line.risk else ""
    return f"{line.code} {line.line.title}", newest_risk_answer(line), who


def _limits(considered: tuple[Considered, ...]) -> Table:
    """All that may limit the rating: what holds here, what was considered and denied, and what nobody has answered."""
    return Table(
        headings=("Question", "Answer", "Why", "Who and when"),
        rows=tuple(
            (each.question, each.words, each.reason, who_and_when(each.decided_by, each.decided_at))
            for each in considered
        ),
        widths=(5, 2, 5, 3),
        caption="What may limit the rating",
    )


def _reasons(reasons: tuple[Reason, ...]) -> list[Block]:
    if not reasons:
        return []
    words = (f"{reason.text} ({CONFIDENCE.get(reason.confidence, reason.confidence)})" for reason in reasons)
    return [Bullets(tuple(words))]


def _key_question(report: AssessmentReport, found: KeyQuestionStanding, fields: Fields) -> list[Section]:
    blocks: list[Block] = [Paragraph(found.key_question.question, "lead"), mark(found.rating)]
    blocks += signed(found.judged_by, found.judged_at, "Judged" if found.rating else "Last saved")
    if found.reason:
        blocks += html_blocks(to_html(found.reason))
    return [
        Section(found.key_question.title, 1, tuple(blocks), starts_page=True),
        *(line_section(report, line, fields) for line in found.lines),
    ]
