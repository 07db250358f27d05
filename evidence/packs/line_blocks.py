"""One line of a self-assessment as a section of a pack: its judgement and what stands behind it, harm first."""

import re
from datetime import datetime

from evidence.assessments.content import LineStanding, RiskAnswer, Said
from evidence.assessments.report import AssessmentReport
from evidence.assessments.words import ABOUT_WEAKNESS, HARM_ANSWERS, NOT_YET, RATING_WORDS
from evidence.drawing.document import Block, Bullets, Cell, Facts, Paragraph, RatingMark, Section, Span, Table
from evidence.drawing.rich_text import html_blocks
from evidence.packs.record_blocks import Fields, action_blocks, evidence_blocks, story_blocks
from evidence.web.formatters import date_time
from evidence.web.markdown import to_html
from kloe.framework import CHARACTERISTIC_KEY
from kloe.judgement import Judgement, Rating

AID_HEADING = "What our answers describe (a reading aid, not the regulator’s arithmetic)"
RISK_QUESTION = "Is anyone at risk now?"
NOT_ANSWERED = "Not answered yet."
NOT_ANSWERED_SINCE = "Not answered yet for what was said since."

# The keys of statements, such as ": S1.good.1, S1.good.2 and S1.good.4", mean nothing to whoever reads a pack.
_LIST = rf"{CHARACTERISTIC_KEY}(?:(?:, | and ){CHARACTERISTIC_KEY})*"
_KEYS = re.compile(rf" ?(?:Not us|Partly): {_LIST}[.;]|: {_LIST}")


def line_section(report: AssessmentReport, line: LineStanding, fields: Fields) -> Section:
    """A line with its judgement, whether anyone is at risk, notes beside its answers, and the records beside it."""
    blocks: list[Block] = [Paragraph((Span(line.line.question, is_italic=True),)), *_judgement(line)]
    blocks += evidence_blocks(line.code, report.evidence(line.code), report.as_of)
    blocks += story_blocks(report.stories(line.code), fields)
    blocks += action_blocks(line.code, report.open_actions(line.code), fields)
    return Section(f"{line.code} {line.line.title}", 2, tuple(blocks))


def mark(rating: Rating | None) -> RatingMark:
    """A rating's mark, or that of nothing judged yet."""
    return RatingMark(RATING_WORDS[rating], rating.value) if rating else RatingMark(NOT_YET)


def signed(name: str, at: datetime | None, done: str = "") -> list[Block]:
    """Who did something and when as a small paragraph, such as "Judged by Ann Marsh, 3 March 2026, 10:12"; none where
    nobody knows.

    done: what was done, as the paragraph begins; without it, the name and the time alone.
    """
    known = who_and_when(name, at).replace("\n", ", ")
    if not known:
        return []
    return [Paragraph(f"{done} {'by' if name else 'on'} {known}" if done else known, "small")]


def who_and_when(name: str, at: datetime | None) -> str:
    """The same for a table's cell: the name, and the time in a line of its own."""
    return "\n".join(part for part in (name, date_time(at) if at else "") if part)


def newest_risk_answer(line: LineStanding) -> str:
    """What was last answered to whether anyone is at risk, in words, and what has yet to be answered."""
    if line.risk is None:
        return NOT_ANSWERED
    words = _risk_words(line.risk)
    return f"{words}\n{NOT_ANSWERED_SINCE}" if line.harm_unanswered else words


def in_words(aid: Judgement) -> str:
    """What answers describe, in words, without the keys of statements."""
    level = RATING_WORDS[aid.rating] + ". " if aid.rating else ""
    return level + " ".join(_KEYS.sub("", reason.text) for reason in aid.reasons)


def _judgement(line: LineStanding) -> list[Block]:
    if line.not_applicable:
        said = Paragraph(f"Does not apply to this service: {line.not_applicable}")
        return [said, *signed(line.judged_by, line.judged_at, "Said"), *_answers(line)]
    if not line.applies and line.rating is None:
        return [Paragraph("This line is not for this kind of service."), *_answers(line)]
    done = "Judged" if line.rating else "Last saved"
    blocks: list[Block] = [mark(line.rating), *signed(line.judged_by, line.judged_at, done)]
    if line.reason:
        blocks += html_blocks(to_html(line.reason))
    pairs: list[tuple[str, Cell]] = [(AID_HEADING, in_words(line.aid))]
    pairs.append(("What carries it", f"{line.support_word}. " + " ".join(r.text for r in line.support.reasons)))
    return [*blocks, *_answers(line), Facts(tuple(pairs))]


def _answers(line: LineStanding) -> list[Block]:
    """What was said about single statements that is not in the judgement: harm first, notes last."""
    weak = [said for said in line.said if should_not_be(said)]
    harm_first = sorted(weak, key=lambda said: said.statement.rating is not Rating.INADEQUATE)
    return [*_weaknesses(harm_first), *_risk(line), *_notes(line)]


def should_not_be(said: Said) -> bool:
    """Whether an answer says that something happens here which should not."""
    return said.statement.rating in ABOUT_WEAKNESS and said.given.value in HARM_ANSWERS


def _weaknesses(weak: list[Said]) -> list[Block]:
    """What the answers say should not happen and does, in full, each with its note and who said it."""
    if not weak:
        return []
    points: list[Cell] = []
    for said in weak:
        point: list[Block] = [Paragraph(f"{said.statement.text} {said.words}.")]
        if said.given.reason:
            point.append(Paragraph(said.given.reason, "quote"))
        points.append((*point, *signed(said.given.answered_by, said.given.answered_at)))
    return [Paragraph("What we say happens here and should not", "heading"), Bullets(tuple(points))]


def _risk(line: LineStanding) -> list[Block]:
    """Every answer to whether anyone is at risk, newest first; what has yet to be answered comes before them."""
    if not line.asks_about_risk:
        return []
    blocks: list[Block] = [Paragraph(RISK_QUESTION, "heading")]
    if line.harm_unanswered:
        blocks.append(Paragraph(NOT_ANSWERED_SINCE if line.risk else NOT_ANSWERED, "warning"))
    for answer in line.risk_answers:
        is_newest = answer is line.risk
        words = _risk_words(answer) if is_newest else f"Before that: {_risk_words(answer)}"
        blocks.append(Paragraph(words, "warning" if is_newest and answer.is_at_risk else "body"))
        blocks += signed(answer.answered_by, answer.answered_at)
    return blocks


def _risk_words(answer: RiskAnswer) -> str:
    yes_or_no = f"{answer.words}, someone is at risk." if answer.is_at_risk else f"{answer.words}."
    return f"{yes_or_no} {answer.done}".rstrip()


def _notes(line: LineStanding) -> list[Block]:
    """What was noted beside single answers; what should not happen has its notes with it already."""
    notes = [said for said in line.notes if not should_not_be(said)]
    if not notes:
        return []
    return [
        Table(
            headings=("What was asked", "Answer", "What was noted", "Who and when"),
            rows=tuple(
                (
                    said.statement.text,
                    said.words,
                    said.given.reason,
                    who_and_when(said.given.answered_by, said.given.answered_at),
                )
                for said in notes
            ),
            widths=(5, 2, 5, 3),
            caption=f"Notes beside single answers for {line.code}",
        )
    ]
