"""The self-assessment as a pack: a plain document that is drawn as a PDF and shown as a page from the same blocks."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from evidence.assessments.content import KeyQuestionStanding, LineStanding
from evidence.assessments.report import AssessmentReport, ReportRow
from evidence.assessments.words import (
    HARM_ANSWERS,
    LIMITER_WORDS,
    NOT_YET,
    RATING_WORDS,
    STANDING_SENTENCE,
    answer_words,
)
from evidence.drawing.document import (
    Block,
    Bullets,
    Cell,
    Cover,
    Document,
    Facts,
    IndexEntry,
    Paragraph,
    RatingMark,
    Reference,
    Section,
    Span,
    Table,
)
from evidence.drawing.rich_text import html_blocks
from evidence.records.words import BEARING_WORDS, SOURCE_WORDS, Bearing, Source
from evidence.web.formatters import date_time, long_date, plural, short_date
from evidence.web.markdown import to_html
from kloe.framework import CHARACTERISTIC_KEY, CONFIDENCE
from kloe.judgement import Judgement, Rating, Reason

Fields = Mapping[str, Mapping[str, Any]]
# The keys of statements, such as ": S1.good.1, S1.good.2 and S1.good.4", mean nothing to whoever reads a pack.
_LIST = rf"{CHARACTERISTIC_KEY}(?:(?:, | and ){CHARACTERISTIC_KEY})*"
_KEYS = re.compile(rf" ?(?:Not us|Partly): {_LIST}[.;]|: {_LIST}")
AID_HEADING = "What our answers describe (a reading aid, not the regulator’s arithmetic)"


def assessment_document(report: AssessmentReport, fields: Fields) -> Document:
    """The document of a self-assessment.

    fields: what each record's version said, by version id, as `line_records.version_fields` gives it; a record whose
    text is not there is named by its title alone.
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
    blocks: list[Block] = [
        Paragraph("Likely overall rating", "heading"),
        _mark(standing.overall.rating),
        *_reasons(standing.overall.reasons),
        Table(
            headings=("Key question", "Our judgement", "Lines judged"),
            rows=tuple(
                (found.key_question.title, _mark(found.rating), f"{found.settled} of {found.wanted}")
                for found in standing.key_questions
            ),
            widths=(3, 3, 2),
            caption="The five key questions",
        ),
    ]
    confirmed = [decision for decision in standing.limiters if decision.is_confirmed]
    if confirmed:
        blocks.append(Paragraph("Rating limiters that we confirmed", "heading"))
        points = (f"{LIMITER_WORDS[decision.limiter][0]} Yes. {decision.reason}" for decision in confirmed)
        blocks.append(Bullets(tuple(points)))
    if standing.has_breach:
        blocks.append(Paragraph("Breach of a regulation", "heading"))
        blocks.append(Paragraph(standing.breach_reason))
    blocks.append(Paragraph("Confidential records are left out of this pack.", "small"))
    return Section("At a glance", 1, tuple(blocks), starts_page=True)


def _reasons(reasons: tuple[Reason, ...]) -> list[Block]:
    if not reasons:
        return []
    words = (f"{reason.text} ({CONFIDENCE.get(reason.confidence, reason.confidence)})" for reason in reasons)
    return [Bullets(tuple(words))]


def _key_question(report: AssessmentReport, found: KeyQuestionStanding, fields: Fields) -> list[Section]:
    blocks: list[Block] = [Paragraph(found.key_question.question, "lead"), _mark(found.rating)]
    if found.reason:
        blocks += html_blocks(to_html(found.reason))
    return [
        Section(found.key_question.title, 1, tuple(blocks), starts_page=True),
        *(_line(report, line, fields) for line in found.lines),
    ]


def _line(report: AssessmentReport, line: LineStanding, fields: Fields) -> Section:
    blocks: list[Block] = [Paragraph((Span(line.line.question, is_italic=True),)), *_judgement(line)]
    blocks += _evidence(line.code, report.evidence(line.code), report.as_of)
    blocks += _stories(report.stories(line.code), fields)
    blocks += _actions(line.code, report.open_actions(line.code), fields)
    return Section(f"{line.code} {line.line.title}", 2, tuple(blocks))


def _judgement(line: LineStanding) -> list[Block]:
    if line.not_applicable:
        return [Paragraph(f"Does not apply to this service: {line.not_applicable}")]
    if not line.applies and line.rating is None:
        return [Paragraph("This line is not for this kind of service.")]
    blocks: list[Block] = [_mark(line.rating)]
    if line.reason:
        blocks += html_blocks(to_html(line.reason))
    pairs: list[tuple[str, Cell]] = [(AID_HEADING, _in_words(line.aid))]
    pairs.append(("What carries it", f"{line.support_word}. " + " ".join(r.text for r in line.support.reasons)))
    return [*blocks, *_weaknesses(line), Facts(tuple(pairs))]


def _in_words(aid: Judgement) -> str:
    level = RATING_WORDS[aid.rating] + ". " if aid.rating else ""
    return level + " ".join(_KEYS.sub("", reason.text) for reason in aid.reasons)


def _weaknesses(line: LineStanding) -> list[Block]:
    """What the answers say should not happen and does, in full: harm first."""
    weak = [*line.line.at(Rating.INADEQUATE), *line.line.at(Rating.REQUIRES_IMPROVEMENT)]
    said = [
        f"{statement.text} {answer_words(statement.rating)[line.answers[statement.key].value]}."
        for statement in weak
        if statement.key in line.answers and line.answers[statement.key].value in HARM_ANSWERS
    ]
    return [Paragraph("What we say happens here and should not", "heading"), Bullets(tuple(said))] if said else []


def _evidence(code: str, rows: tuple[ReportRow, ...], as_of: date) -> list[Block]:
    if not rows:
        return [Paragraph("No evidence is linked to this line.", "small")]
    return [
        Table(
            headings=("Reference and title", "Happened", "Comes from", "What it shows"),
            rows=tuple(
                (
                    Reference(row.record.reference, row.record.title),
                    _happened(row, as_of),
                    SOURCE_WORDS[Source(row.record.source)],
                    _shows(row),
                )
                for row in rows
            ),
            widths=(4, 2, 2, 4),
            caption=f"Evidence for {code}: {plural(len(rows), 'piece')}",
        ),
    ]


def _happened(row: ReportRow, as_of: date) -> str:
    happened = short_date(row.record.happened_on) if row.record.happened_on else "no date"
    until = row.record.good_until
    return f"{happened}\nout of date since {short_date(until)}" if until and until < as_of else happened


def _shows(row: ReportRow) -> str:
    parts = [row.link.shows]
    if row.link.bearing != Bearing.SUPPORTS:
        parts.insert(0, BEARING_WORDS[Bearing(row.link.bearing)] + ".")
    if row.link.resolution:
        parts.append(f"Dealt with: {row.link.resolution}")
    if row.record.files:
        parts.append(plural(len(row.record.files), "file") + " kept.")
    return " ".join(part for part in parts if part)


def _stories(rows: tuple[ReportRow, ...], fields: Fields) -> list[Block]:
    if not rows:
        return []
    blocks: list[Block] = [Paragraph("Good news", "heading")]
    for row in rows:
        said = fields.get(row.record.version_id, {})
        happened = f", {long_date(row.record.happened_on)}" if row.record.happened_on else ""
        blocks.append(Reference(row.record.reference, f"{row.record.title}{happened}"))
        blocks += html_blocks(to_html(str(said.get("text", ""))))
        if difference := str(said.get("difference", "")):
            blocks.append(Paragraph("What difference it made", "small"))
            blocks += html_blocks(to_html(difference))
        if who := str(said.get("who_says", "")):
            blocks.append(Paragraph(who, "quote"))
        if shows := _shows(row):
            blocks.append(Paragraph(shows, "small"))
    return blocks


def _actions(code: str, rows: tuple[ReportRow, ...], fields: Fields) -> list[Block]:
    if not rows:
        return []
    return [
        Table(
            headings=("Reference and title", "Plan", "Owner", "Due"),
            rows=tuple(
                (
                    Reference(row.record.reference, row.record.title),
                    html_blocks(to_html(str(fields.get(row.record.version_id, {}).get("plan", "")))),
                    row.record.owner or "nobody yet",
                    short_date(row.record.due_on) if row.record.due_on else "no date",
                )
                for row in rows
            ),
            widths=(4, 5, 2, 2),
            caption=f"Open actions for {code}",
        ),
    ]


def _mark(rating: Rating | None) -> RatingMark:
    return RatingMark(RATING_WORDS[rating], rating.value) if rating else RatingMark(NOT_YET)
