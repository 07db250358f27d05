"""The self-assessment as an Excel file: what its PDF tells, in sheets that can be sorted and filtered."""

from collections.abc import Callable
from datetime import date, datetime

from evidence.assessments.content import LineStanding
from evidence.assessments.report import AssessmentReport, ReportRow
from evidence.assessments.words import NOT_YET, RATING_WORDS
from evidence.drawing.document import Document
from evidence.packs.assessment_pack import warnings_of
from evidence.packs.excel_workbook import Sheet, Value, write_workbook
from evidence.packs.line_blocks import in_words, newest_risk_answer, should_not_be
from evidence.packs.record_blocks import Fields, shown_by
from evidence.records.words import SOURCE_WORDS, Source
from evidence.web.formatters import day_of
from evidence.web.markdown import to_plain
from kloe.framework import CONFIDENCE
from kloe.judgement import Rating

Row = tuple[Value, ...]


def assessment_workbook(report: AssessmentReport, document: Document, fields: Fields, made_at: datetime) -> bytes:
    """The Excel file of a self-assessment. document: the same as a document, for its cover.

    fields: what each record's version said, as the document was made with. made_at: an aware moment.
    """
    sheets = (
        _about(report, document),
        _key_questions(report),
        _lines(report),
        _answers(report),
        _limits(report),
        _risk(report),
        _evidence(report),
        _stories(report, fields),
        _actions(report, fields),
    )
    author = report.service.name
    return write_workbook(sheets, title=document.title, subject=document.subject, author=author, made_at=made_at)


def _about(report: AssessmentReport, document: Document) -> Sheet:
    overall = report.standing.overall
    facts = document.cover.facts if document.cover else ()
    rows: list[Row] = [("Document", document.title), ("Round", document.subtitle)]
    rows += [(label, value if isinstance(value, str) else "") for label, value in facts if label != "Round"]
    rows += [("Important", words) for words in warnings_of(report.standing)]
    rows.append(("Likely overall rating", rating_words(overall.rating)))
    rows += [
        ("Why", f"{reason.text} ({CONFIDENCE.get(reason.confidence, reason.confidence)})") for reason in overall.reasons
    ]
    rows += [("Left out", "Confidential records are left out."), ("What it is", document.disclaimer)]
    return Sheet("About", (("What", 26), ("Words", 90)), tuple(rows))


def _key_questions(report: AssessmentReport) -> Sheet:
    columns = (("Key question", 22), ("Our judgement", 20), ("Lines judged", 12), ("Of", 8), ("Why", 70))
    return Sheet(
        "Key questions",
        (*columns, ("Who", 22), ("When", 13)),
        tuple(
            (
                found.key_question.title,
                rating_words(found.rating),
                found.settled,
                found.wanted,
                to_plain(found.reason),
                found.judged_by,
                _day(found.judged_at),
            )
            for found in report.standing.key_questions
        ),
    )


def _lines(report: AssessmentReport) -> Sheet:
    columns = (
        *(("Line", 8), ("Key question", 16), ("Title", 34), ("Our judgement", 20), ("Why", 60)),
        *(("What our answers describe", 45), ("What carries it", 45), ("Who", 22), ("When", 13)),
        *(("Evidence", 10), ("Good news", 10), ("Open actions", 10)),
    )
    rows: list[Row] = []
    for found in report.standing.key_questions:
        for line in found.lines:
            carried = " ".join([f"{line.support_word}.", *(reason.text for reason in line.support.reasons)])
            is_told = not line.not_applicable and bool(line.applies or line.rating)
            rows.append(
                (
                    *(line.code, found.key_question.title, line.line.title, _judgement(line)),
                    to_plain(line.not_applicable or line.reason),
                    *((in_words(line.aid), carried) if is_told else ("", "")),
                    *(line.judged_by, _day(line.judged_at)),
                    len(report.evidence(line.code)),
                    len(report.stories(line.code)),
                    len(report.open_actions(line.code)),
                )
            )
    return Sheet("Lines", columns, tuple(rows))


def _answers(report: AssessmentReport) -> Sheet:
    """What should not happen and does, and every note beside an answer, as the PDF tells them."""
    columns = (("Line", 8), ("What was asked", 60), ("Level", 20), ("Answer", 16), ("What was noted", 60))
    return Sheet(
        "Answers with notes",
        (*columns, ("Who", 22), ("When", 13)),
        tuple(
            (
                line.code,
                said.statement.text,
                RATING_WORDS[said.statement.rating],
                said.words,
                said.given.reason,
                said.given.answered_by,
                _day(said.given.answered_at),
            )
            for line in report.standing.lines
            for said in line.said
            if said.given.reason or should_not_be(said)
        ),
    )


def _limits(report: AssessmentReport) -> Sheet:
    columns = (("What may limit the rating", 60), ("Answer", 14), ("Why", 60), ("Who", 22), ("When", 13))
    rows = tuple(
        (each.question, each.words, each.reason, each.decided_by, _day(each.decided_at))
        for each in report.standing.considered
    )
    return Sheet("Limits", columns, rows)


def _risk(report: AssessmentReport) -> Sheet:
    """Every answer to whether anyone is at risk, newest first; a line where nobody has answered since says so."""
    columns = (("Line", 8), ("Title", 34), ("Is anyone at risk now?", 70), ("Who", 22), ("When", 13))
    rows: list[Row] = []
    for line in report.standing.asked_about_risk:
        newest = line.risk
        who, when = (newest.answered_by, _day(newest.answered_at)) if newest else ("", None)
        rows.append((line.code, line.line.title, newest_risk_answer(line), who, when))
        rows += [
            (
                line.code,
                line.line.title,
                f"Before that: {older.words}. {older.done}",
                older.answered_by,
                _day(older.answered_at),
            )
            for older in line.risk_answers[1:]
        ]
    return Sheet("Risk", columns, tuple(rows))


def _evidence(report: AssessmentReport) -> Sheet:
    columns = (
        *(("Line", 8), ("Reference", 14), ("Title", 50), ("Happened", 13), ("Good until", 13)),
        *(("Comes from", 26), ("What it shows", 60)),
    )
    rows = tuple(
        (
            code,
            row.record.reference,
            row.record.title,
            row.record.happened_on,
            row.record.good_until,
            SOURCE_WORDS[Source(row.record.source)],
            shown_by(row),
        )
        for code, row in _beside(report, report.evidence)
    )
    return Sheet("Evidence", columns, rows)


def _stories(report: AssessmentReport, fields: Fields) -> Sheet:
    columns = (
        *(("Line", 8), ("Reference", 14), ("Title", 40), ("Happened", 13), ("What happened", 70)),
        *(("What difference it made", 50), ("Who says so", 40), ("What it shows", 40)),
    )
    rows: list[Row] = []
    for code, row in _beside(report, report.stories):
        said = fields.get(row.record.version_id, {})
        told = (to_plain(str(said.get(name, ""))) for name in ("text", "difference", "who_says"))
        rows.append((code, row.record.reference, row.record.title, row.record.happened_on, *told, shown_by(row)))
    return Sheet("Good news", columns, tuple(rows))


def _actions(report: AssessmentReport, fields: Fields) -> Sheet:
    columns = (("Line", 8), ("Reference", 14), ("Title", 50), ("Plan", 70), ("Owner", 22), ("Due", 13))
    rows: list[Row] = []
    for code, row in _beside(report, report.open_actions):
        plan = to_plain(str(fields.get(row.record.version_id, {}).get("plan", "")))
        owner = row.record.owner or "nobody yet"
        rows.append((code, row.record.reference, row.record.title, plan, owner, row.record.due_on))
    return Sheet("Open actions", columns, tuple(rows))


def _beside(report: AssessmentReport, rows_of: Callable[[str], tuple[ReportRow, ...]]) -> list[tuple[str, ReportRow]]:
    return [(line.code, row) for line in report.standing.lines for row in rows_of(line.code)]


def _judgement(line: LineStanding) -> str:
    if line.not_applicable:
        return "Does not apply to this service"
    if not line.applies and line.rating is None:
        return "Not for this kind of service"
    return rating_words(line.rating)


def rating_words(rating: Rating | None) -> str:
    """A rating in words, or that nothing is judged yet."""
    return RATING_WORDS[rating] if rating else NOT_YET


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
